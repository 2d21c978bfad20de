"""Papers and registry in one release: what is asked of it, where each answer comes from, and how it is built."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.answer import answer
from kb.ask import bind, find, questions
from kb.assembly import running
from kb.base import Base, open_base
from kb.build import build
from kb.errors import KbError
from kb.evidence_map import MapAsked, evidence_map, failed_or_ended, read_book, reasons_printed
from kb.names import ID
from kb.registry import open_registry, read_sources
from kb.releases import Release
from kb.tables.wide import pivot, wide
from loaders.registry import snapshots
from tests.questions.answers import OF_A_REGISTRY, by_rdflib, by_store
from tests.registry.small import write

PAPERS = {"NCT04284787", "NCT04913922", "NCT06536959", "NCT03358719", None}
"""What the two papers alone answer to HMA with anti-PD-1; None are the two studies without a number."""


def make(home: Path, registry: Path, told: list[str] | None = None) -> Release:
    sources = read_sources()
    tell = (lambda _: None) if told is None else told.append
    return build(sources, home, tell, open_registry((registry,), sources, None, tell))


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("registry") / "files")


@pytest.fixture(scope="module")
def told() -> list[str]:
    return []


@pytest.fixture(scope="module")
def both(registry: Path, told: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    home = tmp_path_factory.mktemp("both")
    make(home, registry, told)
    with open_base(home) as opened:
        yield opened


def test_the_question_is_answered_over_papers_and_registry(both: Base) -> None:
    rows = answer(both, "which trials combine HMA with anti-PD-1").rows
    assert {row["nct_id"] for row in rows} == PAPERS | {"NCT90000001", "NCT90000003"}
    assert sum(row["nct_id"] is None for row in rows) == 2


def test_a_trial_stopped_for_slow_accrual_ended_early_and_spoke_against_nothing(both: Base) -> None:
    told = failed_or_ended(evidence_map(both, read_book(both), MapAsked()))
    asked = {row["nct_id"]: row for row in answer(both, "which combinations failed").rows}
    assert {row["iri"].removeprefix(ID): row["fate"] for row in asked.values()} == told
    assert asked["NCT90000001"]["fate"] == "ended early"
    assert "terminated: Slow accrual" in asked["NCT90000001"]["why"]
    assert reasons_printed(both, ["study/NCT90000001", "study/NCT04284787"]) == {"study/NCT90000001": ("Slow accrual",)}
    every = [f"study/NCT9{number:07}" for number in range(10_000)]  # more than one query may name
    assert reasons_printed(both, every) == {"study/NCT90000001": ("Slow accrual",), "study/NCT90000004": ("No funding",)}


def test_a_trial_withdrawn_before_its_first_patient_was_never_tried(both: Base) -> None:
    # The registry's glossary: a withdrawn study stopped before it enrolled its first participant.
    made = evidence_map(both, read_book(both), MapAsked())
    asked = {row["nct_id"]: row for row in answer(both, "which combinations failed").rows}
    assert asked["NCT90000004"]["fate"] == failed_or_ended(made)["study/NCT90000004"] == "withdrawn"
    assert asked["NCT90000004"]["why"] == "withdrawn: No funding"
    row = made.totals["class/checkpoint-inhibitor"]
    assert "NCT90000004" in {study.nct_id for study in row.studies} - {study.nct_id for study in row.in_patients}
    pair = {"asked_modality": ["class/anti-lag-3"], "asked_backbone": ["agent/cladribine"]}
    assert by_store(both, bind(find("evidence-map"), pair)) == []
    assert [row["other_studies"] for row in by_store(both, bind(find("untried-combinations"), pair))] == ["1"]


def test_two_arms_never_combine(both: Base) -> None:
    found = answer(both, "which trials combine decitabine with pembrolizumab").rows
    assert "NCT90000002" not in {row["nct_id"] for row in found}


def test_each_row_says_where_it_comes_from_and_when(both: Base) -> None:
    rows = {row["nct_id"]: row for row in answer(both, "which trials combine HMA with anti-PD-1").rows}
    row = rows["NCT90000001"]
    assert "ClinicalTrials.gov, 1 April 2025" in str(row["source"])
    assert (row["source_date"], row["as_of"]) == ("2025-04-01", "2025-04-01")
    assert "record NCT90000001, armsInterventionsModule.interventions[0].name" in str(row["anchor"])


def test_the_newest_record_is_shown_and_the_older_one_stays(both: Base) -> None:
    query = """
    SELECT ?as_of ?status ?newest WHERE {
      ?record aml:recordOf ?study ; aml:asOf ?as_of ; aml:status/skos:prefLabel ?status .
      ?study aml:nctId "NCT90000001" ; aml:currentStatus/skos:prefLabel ?newest .
    } ORDER BY ?as_of
    """
    rows = [tuple(cell.text for cell in row if cell) for row in both.select(query).rows]
    assert rows == [("2020-07-28", "recruiting", "terminated"), ("2025-04-01", "terminated", "terminated")]


def test_what_the_registry_now_says_stands_against_the_paper(both: Base) -> None:
    query = """
    SELECT ?label WHERE { ?finding aml:rule <https://w3id.org/aml-evidence/id/concept/rule.registry-drift> ; rdfs:label ?label }
    """
    labels = [row[0].text for row in both.select(query).rows if row[0]]
    assert any(
        "status is recruiting in Guo et al. 2026 (2026-03-28) and withdrawn in ClinicalTrials.gov, 1 April 2025" in one for one in labels
    )
    assert any("only Guo et al. 2026 (2026-03-28) names relatlimab" in one for one in labels)


def test_names_that_nothing_is_known_of_stay_visible(both: Base) -> None:
    rows = both.question("names-not-recognised").rows
    names = {row[0].text: row[2].text for row in rows if row[0] and row[2]}
    assert names == {"study drug x": "2"}


@pytest.mark.parametrize("name", sorted(OF_A_REGISTRY))
def test_both_engines_answer_the_questions_of_a_registry_alike(both: Base, name: str) -> None:
    rows = by_store(both, questions()[name].sparql)
    assert rows and rows == by_rdflib(both.graph(), questions()[name].sparql)


def test_problems_are_told_with_their_place_and_do_not_stop_the_rest(both: Base, told: list[str]) -> None:
    assert any("broken.json" in line and "NCT12" in line for line in told)
    assert any("6 trials of 7 records" in line and "1 broken" in line for line in told)
    assert both.has("study", "NCT90000002")


@pytest.mark.parametrize("size", [1, 2])
def test_the_size_of_a_portion_changes_nothing(
    size: int, registry: Path, both: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "PORTION", size)
    release = make(tmp_path, registry)
    assert list(release.lines()) == list(both.release.lines())
    assert release.manifest["counts"] == both.release.manifest["counts"]


def test_one_process_or_several_change_nothing(registry: Path, both: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "PORTION", 1)
    monkeypatch.setattr(running, "_FEW", 1000)
    assert list(make(tmp_path, registry).lines()) == list(both.release.lines())


def test_a_build_that_fails_in_a_portion_leaves_the_release_in_service(
    registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = make(tmp_path, registry)
    monkeypatch.setattr(snapshots.TrialPortion, "sources", _fail)
    with pytest.raises(KbError, match="no room"):
        make(tmp_path, registry)
    with open_base(tmp_path) as opened:
        assert opened.release.version == before.version
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".building")] == []


def _fail(_: object) -> None:
    raise OSError("no room")


def test_a_study_of_both_names_both_with_their_dates(both: Base) -> None:
    row = next(row for row in answer(both, "which trials combine HMA with anti-PD-1").rows if row["nct_id"] == "NCT04913922")
    assert dict(zip(str(row["source"]).split("; "), str(row["source_date"]).split("; "), strict=True)) == {
        "Guo et al. 2026": "2026-03-28",
        "ClinicalTrials.gov, 1 April 2025": "2025-04-01",
    }
    assert any("Table 1" in place for place in row["anchor"])
    assert any("record NCT04913922" in place for place in row["anchor"])


def test_serious_and_other_events_of_one_term_stand_in_rows_of_their_own(shared_folder: Path, tmp_path: Path) -> None:
    """NCT01207388 posts pyrexia among its serious events and among the others; both count patients at risk of 116."""
    make(tmp_path, shared_folder / "registry" / "ctgov-v2-converted" / "NCT01207388.json")
    with open_base(tmp_path) as opened:
        sheet = opened.sheet("adverse-events")
        rows = [row for row in sheet.rows if "NCT01207388" in row.text("nct_id") and row.text("term") == "Pyrexia"]
        wide_rows = pivot(rows)
        assert [sum(len(cells) for cells in row.cells.values()) for row in wide_rows] == [1, 1]
        assert len({row.seriousness[0].text for row in wide_rows}) == 2
        assert {row.denominator for row in wide_rows} == {"116"}
        header = [column.name for column in wide(sheet, rows).columns]
        assert "seriousness" in header
    assert "seriousness" not in [column.name for column in wide(sheet, ()).columns]
