"""Everything that guo-2026 prints is in the base: its table cell by cell, every trial number, every reference."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest

from kb.passages.text import Passages
from kb.records import Arm, Author, Component, Concept, Reference, Result, Study, TrialRecord
from kb.sources import Holdings

DOCUMENT = "guo-2026"

PRINTED_AS = {
    "Intervention": "intervention_printed",
    "Phase": "phase_printed",
    "Target population": "population_printed",
    "Primary endpoint": "outcomes_printed",
    "Status": "status_printed",
    "Estimated study completion time": "completion_date",
    "Location": "location_printed",
}
"""The columns of Table 1, and the fields that hold them as printed."""


@pytest.fixture
def paper(passages_of: Callable[[str], Passages]) -> Passages:
    return passages_of(DOCUMENT)


@pytest.fixture
def table_records(holdings: Holdings) -> dict[str, TrialRecord]:
    """The records that rest on Table 1, by trial."""
    found = [record for record in holdings.all(TrialRecord) if any(place.head == "Table 1" and place.steps for place in record.at)]
    assert len({record.study for record in found}) == len(found), "a trial has two records of Table 1"
    return {record.study: record for record in found if record.key.startswith(DOCUMENT)}


def test_table_1_cell_by_cell(table_records: dict[str, TrialRecord], paper: Passages) -> None:
    grid = paper.tables["Table 1"]
    assert grid.columns == tuple(PRINTED_AS)
    assert len(grid.rows) == 11
    assert list(table_records) == list(grid.rows), "keep the records in the order of Table 1"
    for trial, printed in grid.rows.items():
        record = table_records[trial]
        anchored = dict(zip(((place.row, place.column) for place in record.at if place.steps), record.fragment, strict=False))
        for column, cell in zip(grid.columns, printed, strict=True):
            assert getattr(record, PRINTED_AS[column]) == cell, f"{record.key}: {column} is printed '{cell}'"
            assert (trial, column) in anchored, f"{record.key}: give its place for {column}"


def test_table_1_normalised(table_records: dict[str, TrialRecord], paper: Passages, holdings: Holdings) -> None:
    """Phases, status and countries say what is printed: by the terms' own names and other spellings."""
    names = {
        (concept.scheme, name.casefold()): concept.key.removeprefix(f"{concept.scheme}.")
        for concept in holdings.all(Concept)
        for name in (concept.label, *concept.alternatives)
    }
    for trial, cells in paper.tables["Table 1"].rows.items():
        printed = dict(zip(PRINTED_AS, cells, strict=True))
        record = table_records[trial]
        assert record.phases == tuple(printed["Phase"].split(",")), record.key
        assert record.status == names["status", printed["Status"].casefold()], record.key
        places = [re.sub(r" \(\w+\)$", "", place) for place in printed["Location"].split(", ")]
        assert set(record.countries) == {names["country", place.casefold()] for place in places if place != "Beijing"}, record.key
        assert record.completion_estimated, f"{record.key}: the column's header calls the date estimated"
        assert record.as_of == "2026-03-28", f"{record.key}: what the paper says held on the day it was published"


# Read in Table 1 of the paper, row by row.
COMPONENTS = {
    "NCT05199051": {"gemtuzumab-ozogamicin", "cytarabine", "gilteritinib"},
    "NCT04168502": {"gemtuzumab-ozogamicin", "daunorubicin", "cytarabine"},
    "NCT04214249": {"class:intensive-chemotherapy", "pembrolizumab"},  # intensive by the text, PD-(L)1 and CTLA-4 inhibitors p3
    "NCT04050280": {"cladribine", "cytarabine", "g-csf", "gemtuzumab-ozogamicin"},
    "NCT06034470": {"pivekimab-sunirine", "fludarabine", "cytarabine", "g-csf", "idarubicin"},
    "NCT05904106": {"gemtuzumab-ozogamicin", "class:standard-chemotherapy"},
    "NCT03679650": {"dc-aml-vaccine", "decitabine"},
    "NCT06536959": {"class:anti-pd-1", "venetoclax", "decitabine", "azacitidine"},
    "NCT06384261": {"cusatuzumab", "venetoclax", "azacitidine"},
    "NCT04086264": {"azacitidine", "pivekimab-sunirine", "venetoclax"},
    "NCT04913922": {"azacitidine", "nivolumab", "relatlimab"},
}


@pytest.mark.parametrize("trial", COMPONENTS)
def test_what_the_trials_of_table_1_give(holdings: Holdings, trial: str) -> None:
    arms = {arm.key for arm in holdings.all(Arm) if arm.study == trial}
    given = {
        component.agent or f"class:{component.agent_class}"
        for component in holdings.all(Component)
        if component.arm in arms and any(place.head == "Table 1" for place in component.at)
    }
    assert given == COMPONENTS[trial]


def test_every_trial_number_is_a_study_named_where_it_stands(holdings: Holdings, text_of: Callable[[str], str], paper: Passages) -> None:
    printed = set(re.findall(r"NCT\d{8}", text_of(DOCUMENT)))
    assert len(printed) == 21
    held = {study.nct_id for study in holdings.all(Study) if study.nct_id and holdings.document["study", study.key] == DOCUMENT}
    assert held == printed
    in_table = set(paper.tables["Table 1"].rows)
    assert len(printed - in_table) == 10
    for study in holdings.all(Study):
        if study.nct_id in printed:
            texts = [paper.at(place) or place.row for place in study.at]
            assert any(study.nct_id in text or study.nct_id == place.row for text, place in zip(texts, study.at, strict=True)), study.key


def test_all_references_are_there_as_printed(holdings: Holdings, text_of: Callable[[str], str]) -> None:
    tail = re.sub(r"\s*\n(?!\s*- \[)\s*(?:- )?", " ", text_of(DOCUMENT).split("\nReferences\n", 1)[1])
    tail = tail.replace(" Guo H. et al: Combination strategies for immunotherapy in AML", "")
    printed = dict(re.findall(r"\[(\d+)\]\s(.+?)(?=\s+(?:- )?\[\d+\]\s|\s*$)", tail, flags=re.S))
    held = {str(reference.number): reference for reference in holdings.all(Reference) if reference.cited_by == DOCUMENT}
    assert list(printed) == list(held) == [str(number) for number in range(1, 85)]
    for number, marked in printed.items():
        reference = held[number]
        entry = marked.replace("*", "").replace("\\", "")
        doi, pmid = re.search(r"doi:(\S+?)[,.]?(?:\s|$)", entry), re.search(r"PMID:(\d+)", entry)
        assert reference.doi == (doi[1] if doi else None), f"{reference.key}: printed is {doi and doi[1]}"
        assert reference.pmid == (pmid[1] if pmid else None), f"{reference.key}: printed is {pmid and pmid[1]}"
        assert entry.startswith(reference.authors[0]), f"{reference.key} begins with another author: {entry[:40]}"
        assert f" {reference.year};" in entry, f"{reference.key}: read its year again"
        assert bool(reference.et_al) == ("et al." in entry), f"{reference.key}: are its authors cut short?"
    counts = Counter(field for reference in held.values() for field in ("doi", "pmid") if getattr(reference, field))
    assert counts == {"doi": 84, "pmid": 66}  # counted in the paper's list


def test_authors_are_there_in_order(holdings: Holdings) -> None:
    held = sorted((author.position, author.label) for author in holdings.all(Author) if author.document == DOCUMENT)
    assert [label for _, label in held] == ["Hongjun Guo", "Yuan Bao", "Shuai Feng", "Tonghua Yang", "Zengzheng Li"]


# Read in the paper: study, what is held of it, and the section that says so.
REPORTED = [
    ("gojo-2019-pembrolizumab-azacitidine", {"value": "10.8", "unit": "mo", "outcome": "os", "statistic": "median"}),
    ("gojo-2019-pembrolizumab-azacitidine", {"percent": "75", "outcome": "os", "statistic": "rate-at-time"}),
    ("zeidner-2019-hidac-pembrolizumab", {"n": "13", "denominator": "28", "percent": "46"}),
    ("NCT03441048", {"percent": "67"}),
    ("NCT05008575", {"n": "6", "denominator": "10", "outcome": "mrd-negativity"}),
]


@pytest.mark.parametrize(("study", "values"), REPORTED)
def test_outcomes_as_restated(holdings: Holdings, study: str, values: dict[str, str]) -> None:
    held = [
        result
        for result in holdings.all(Result)
        if result.study == study and all(str(getattr(result, name)) == value for name, value in values.items())
    ]
    assert len(held) == 1, f"{study}: {values} is restated once; results of it: {[r.key for r in holdings.all(Result) if r.study == study]}"
    assert held[0].voice == "restated"
    assert held[0].references
