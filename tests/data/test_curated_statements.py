"""Statements hold together: nothing is said twice, figures are possible, what is restated names its source, nothing hangs loose."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from kb.passages import plain
from kb.passages.text import Passages
from kb.records import (
    AdverseEventResult,
    Anchored,
    Arm,
    BaselineResult,
    Claim,
    Component,
    Measured,
    Record,
    Reference,
    RegulatoryEvent,
    Result,
    Study,
    TrialRecord,
    facts,
)
from kb.sources import Holdings, pointers
from tests.data.conftest import DOCUMENTS

STATEMENTS = (Result, BaselineResult, AdverseEventResult, Claim, RegulatoryEvent)

NOT_OF_THE_FACT = {"key", "label", "at", "fragment", "note", "position"}
"""Fields that do not make two rows of one place two facts."""

UNTIED_STUDIES = {
    "tao-2019-yb1-pd-l1": "cited beside another work for what chemotherapy does in general; the text tells nothing of it alone",
    "ye-2024-anti-ilt3": "cited for ILT3 among three new antigens; the text tells nothing of it alone",
    "kang-2015-lair1": "cited for LAIR1 among three new antigens; the text tells nothing of it alone",
}
"""Studies that no arm, population, result or claim speaks of, with the reason."""

SENTENCE_BEFORE = {"lu-2025-cr-salvage-regimens": "its figures are of the regimens that the sentence before names, with their marks"}
"""Statements whose reference marks stand in another sentence than their fragment, with the reason."""


def records(holdings: Holdings, *kinds: type[Record]) -> Iterator[Record]:
    yield from (record for kind in kinds for record in holdings.all(kind))


def test_no_fact_stands_under_two_keys(holdings: Holdings) -> None:
    keys: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for record in records(holdings, *STATEMENTS):
        assert isinstance(record, Anchored)
        said = tuple((name, str(getattr(record, name))) for name in facts(record) if name not in NOT_OF_THE_FACT)
        for place, fragment in zip(record.at, record.fragment, strict=True):
            keys[type(record), holdings.document[record.kind, record.key], place, fragment, said].append(record.key)
    twice = [found for found in keys.values() if len(found) > 1]
    assert not twice, f"the same values at the same place under two keys; keep one of each: {twice}"


def test_no_two_rows_agree_in_all_but_the_key(holdings: Holdings) -> None:
    keys: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for row in holdings.rows.values():
        record = row.record
        keys[type(record), *(str(getattr(record, name)) for name in facts(record) if name != "key")].append(record.key)
    assert not [found for found in keys.values() if len(found) > 1]


def test_figures_are_possible(holdings: Holdings) -> None:
    for record in records(holdings, Result, BaselineResult, AdverseEventResult):
        assert isinstance(record, Measured)
        if record.n is not None:
            assert record.n >= 0
            assert record.denominator is None or record.n <= record.denominator, (
                f"{record.key}: n is more than the denominator; read it again"
            )
        assert record.percent is None or 0 <= record.percent <= 100, f"{record.key}: a percentage lies within 0 to 100; read it again"
        for low, high in (("range_low", "range_high"), ("ci_low", "ci_high")):
            ends = getattr(record, low, None), getattr(record, high, None)
            assert None in ends or ends[0] <= ends[1], f"{record.key}: {low} is above {high}"


def test_a_measured_statement_has_a_figure_or_says_that_there_is_none(holdings: Holdings) -> None:
    for record in records(holdings, Result, BaselineResult, AdverseEventResult):
        figures = [getattr(record, name) for name in ("n", "percent", "value", "range_low", "range_high")]
        assert any(figure is not None for figure in figures) or getattr(record, "bound", None) == "not-reached", (
            f"{record.key} has no figure"
        )


def test_every_statement_says_where(holdings: Holdings) -> None:
    for record in records(holdings, *STATEMENTS):
        assert isinstance(record, Anchored)
        assert record.at, f"{record.kind} {record.key}: say where the document states it (at, fragment)"


def test_what_is_own_is_no_reference_and_what_is_restated_has_one_or_a_reason(holdings: Holdings) -> None:
    for record in records(holdings, Result, AdverseEventResult, BaselineResult):
        assert isinstance(record, Measured)
        if record.voice == "own":
            assert not record.references, f"{record.key}: a document's own result has no reference; is it restated?"
        elif record.voice == "restated" and not record.references:
            assert getattr(record, "note", None), f"{record.key} is restated: give its references, or say in its note why there is none"


def test_what_is_restated_without_reference_has_no_mark_in_its_sentence(holdings: Holdings, passages_of: Callable[[str], Passages]) -> None:
    for record, document, marks in restated(holdings, passages_of):
        if not getattr(record, "references", ()):
            assert not marks, f"{record.key}: its sentence in {document} is marked with references {sorted(marks)}; give them"


def test_what_is_restated_gives_the_references_that_its_sentence_is_marked_with(
    holdings: Holdings, passages_of: Callable[[str], Passages]
) -> None:
    compared = 0
    for record, document, marks in restated(holdings, passages_of):
        given = {int(key.removeprefix(f"{document}-r")) for key in getattr(record, "references", ())}
        if given and marks and record.key not in SENTENCE_BEFORE:
            compared += 1
            assert given & marks, f"{record.key} gives references {sorted(given)}, its sentence in {document} is marked {sorted(marks)}"
    assert compared > 150


MARKS = {
    # 1 or 2,3 or 4-6 straight after the end of a sentence, as raised figures come out in plain text.
    "guo-2026": re.compile(r"(?<!et al)[.!?](?P<marks>\d[\d,-]*)?(?=\s+[\"(]?[A-Z0-9]|\s*$)"),
    # [1] or [2, 3] or [4-6] before it.
    "lu-2025": re.compile(r"\[(?P<marks>\d[\d, -]*)\]|[.!?](?=\s+[A-Z]|\s*$)"),
}


def restated(holdings: Holdings, passages_of: Callable[[str], Passages]) -> Iterator[tuple[Record, str, set[int]]]:
    """Restated statements with their document and the reference marks at the end of the sentences that hold their fragments."""
    for record in records(holdings, *STATEMENTS):
        if getattr(record, "voice", "") == "restated" and isinstance(record, Anchored):
            document = holdings.document[record.kind, record.key]
            marks: set[int] = set()
            for place, fragment in zip(record.at, record.fragment, strict=True):
                passage = passages_of(document).at(place) or ""
                if not place.steps and place.paragraph:
                    start = passage.find(plain(fragment))
                    end = start + (len(plain(fragment)) if document == "guo-2026" else 0)
                    found = MARKS[document].search(passage, end)
                    marks |= numbers(found["marks"]) if found and found["marks"] else set()
            yield record, document, marks


def numbers(marks: str) -> set[int]:
    found: set[int] = set()
    for first, last in re.findall(r"(\d+)(?:-(\d+))?", marks):
        found |= set(range(int(first), int(last or first) + 1))
    return found


def test_every_arm_is_given_something(holdings: Holdings) -> None:
    given = Counter(component.arm for component in holdings.all(Component))
    for arm in holdings.all(Arm):
        assert given[arm.key] or arm.arm_role == "whole-study", f"arm {arm.key}: say what it is given, in components.csv"


def test_a_component_names_an_agent_or_a_class(holdings: Holdings) -> None:
    for component in holdings.all(Component):
        assert bool(component.agent) != bool(component.agent_class), (
            f"component {component.key}: name an agent, or a class where none is named"
        )


def used(holdings: Holdings) -> Counter[tuple[str, str]]:
    return Counter((kind, key) for row in holdings.rows.values() for _, kind, key in pointers(row.record))


def test_every_study_is_spoken_of(holdings: Holdings) -> None:
    named = used(holdings)
    for study in holdings.all(Study):
        assert named["study", study.key] or study.key in UNTIED_STUDIES, f"no arm, population, result or claim speaks of study {study.key}"


def test_every_registered_trial_has_a_record(holdings: Holdings) -> None:
    recorded = {record.study for record in holdings.all(TrialRecord)}
    missing = [study.key for study in holdings.all(Study) if study.nct_id and study.key not in recorded]
    assert not missing, f"say in trial_records.csv what the document tells of {', '.join(missing)}"


def test_every_reference_is_given_for_something(holdings: Holdings) -> None:
    named = used(holdings)
    for reference in holdings.all(Reference):
        assert named["document", reference.key], f"nothing in the base gives reference {reference.key}"


NAMED_STUDY = re.compile(
    r"\b([A-Z][A-Z0-9-]*\d[A-Z0-9-]*)\s+(?:[Ss]tudy|[Tt]rial)\b|(?:[Ss]tudy|[Tt]rial)\s+\(([A-Z][A-Z0-9 -]*\d)\)", re.ASCII
)
"""Names that papers print for studies: letters and figures right before or behind 'study' or 'trial'."""


def test_acronyms_of_studies_are_those_that_papers_print(holdings: Holdings, text_of: Callable[[str], str]) -> None:
    known = {}
    for study in records(holdings, Study):
        if study.acronym:
            assert any(study.acronym in fragment for fragment in study.fragment), f"{study.key}: give the place that prints {study.acronym}"
            known[study.acronym] = study.key
    printed = {name for document in DOCUMENTS for found in NAMED_STUDY.findall(text_of(document)) for name in found if name}
    missing = {name for name in printed if not name.startswith("NCT")} - known.keys()
    assert not missing, f"the papers print these names of studies; curate them in the column acronym of studies.csv: {missing}"


TREATMENTS = {"agent", "class", "regimen", "regimen-name", "family", "arm", "study"}


def ends_of(claim: Claim) -> set[str]:
    return {end.partition("/")[0] for end in (*claim.subject, *claim.object)}


def test_only_claims_on_a_treatment_point_anywhere(holdings: Holdings) -> None:
    astray = [one.key for one in records(holdings, Claim) if one.direction != "background" and not ends_of(one) & TREATMENTS]
    assert not astray, f"no agent, class, regimen or study is subject or object of these: their direction is background: {astray}"


def test_outlook_and_biology_of_the_disease_are_background(holdings: Holdings) -> None:
    """By their topic and subject alone: what a disease, antigen, gene or cell is like is no harm done by a treatment."""
    wrong = [
        one.key
        for one in records(holdings, Claim)
        if one.topic in ("prognosis", "expression") and one.direction in ("harm", "no-benefit") and not ends_of(one) & {"agent", "class"}
    ]
    assert not wrong, f"poor outlook and expression of antigens are background: {wrong}"


def test_harm_is_done_by_something(holdings: Holdings) -> None:
    """What merely limits a treatment (a missing target, a resistant cell) speaks against benefit; harm needs an event, or deaths."""
    telling = {"term", "outcome"}
    mild = [
        one.key
        for one in records(holdings, Claim)
        if one.direction == "harm" and one.topic in ("resistance", "expression", "mechanism", "biomarker") and not ends_of(one) & telling
    ]
    assert not mild, f"these speak against benefit, and of no harm done: {mild}"
