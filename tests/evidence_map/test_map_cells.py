"""The map's cells hold what the papers say, what an independent query finds, and exactly what their combination finds."""

from __future__ import annotations

import pytest

from kb.base import Base
from kb.errors import BadInput
from kb.evidence_map import COLUMNS, NOT_REPORTED, ROWS, EvidenceMap, MapAsked, StudyBook, evidence_map, furthest, map_table

# Table 1 of guo-2026, read row by row: in which cells of the default map each of its trials stands, and at which phase.
TABLE_1 = {
    "NCT05199051": ("adc", {"chemotherapy"}, "Phase 2"),
    "NCT04168502": ("adc", {"chemotherapy", "anthracycline"}, "Phase 3"),
    "NCT04214249": ("checkpoint-inhibitor", {"chemotherapy", "intensive-chemotherapy"}, "Phase 2"),
    "NCT04050280": ("adc", {"chemotherapy"}, "Phase 2"),
    "NCT06034470": ("adc", {"chemotherapy", "anthracycline"}, "Phase 1"),
    "NCT05904106": ("adc", {"chemotherapy", "standard-chemotherapy"}, "Phase 2"),
    "NCT03679650": ("cancer-vaccine", {"chemotherapy", "hma"}, "Phase 1"),
    "NCT06536959": ("checkpoint-inhibitor", {"chemotherapy", "hma", "bcl-2-inhibitor", "targeted-therapy"}, "Phase 2"),
    "NCT06384261": ("anti-cd70", {"chemotherapy", "hma", "bcl-2-inhibitor", "targeted-therapy"}, "Phase 2"),
    "NCT04086264": ("adc", {"chemotherapy", "hma", "bcl-2-inhibitor", "targeted-therapy"}, "Phase 1/2"),
    "NCT04913922": ("checkpoint-inhibitor", {"chemotherapy", "hma"}, "Phase 2"),
}
# The FLT3 inhibitor of NCT05199051 is a targeted therapy too, which the paper does not call the backbone.
TABLE_1["NCT05199051"][1].add("targeted-therapy")


@pytest.fixture(scope="module")
def usual(base: Base, book: StudyBook) -> EvidenceMap:
    return evidence_map(base, book, MapAsked())


def studies(made: EvidenceMap, row: str, column: str) -> set[str]:
    cell = made.cells.get((row, column))
    return {study.address for study in cell.studies} if cell else set()


@pytest.mark.parametrize("nct_id", TABLE_1)
def test_a_trial_of_the_printed_table_stands_in_its_cells(nct_id: str, usual: EvidenceMap, book: StudyBook) -> None:
    row, columns, phase = TABLE_1[nct_id]
    held = {column.address for column in usual.columns if f"study/{nct_id}" in studies(usual, f"class/{row}", column.address)}
    assert held == {f"class/{column}" for column in columns}
    assert book.studies[f"study/{nct_id}"].phase == phase


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("rows", ROWS)
def test_an_independent_query_finds_the_same_studies_in_every_cell(rows: str, columns: str, base: Base, book: StudyBook, arms) -> None:
    made = evidence_map(base, book, MapAsked(rows=rows, columns=columns))
    for row in made.rows:
        alone = {study for (study, _), parts in arms.items() if any(row.address in things for things in parts.values())}
        assert {study.address for study in made.totals[row.address].studies} == alone if alone else row.address not in made.totals
        for column in made.columns:
            found = {
                study
                for (study, _), parts in arms.items()
                if any(
                    row.address in mine and column.address in yours
                    for one, mine in parts.items()
                    for other, yours in parts.items()
                    if one != other
                )
            }
            assert studies(made, row.address, column.address) == found, (row.label, column.label)


@pytest.mark.parametrize(
    "asked",
    [
        MapAsked(),
        MapAsked(split="phase"),
        MapAsked(rows="mechanism", split="line", filters={"kind": ("clinical-trial",)}),
        MapAsked(rows="target", split="kind", filters={"phase": ("1", "3")}),
        MapAsked(columns="partner", split="phase", filters={"phase": ("1",), "line": ("salvage",)}),
    ],
    ids=str,
)
def test_the_combination_of_a_cell_finds_exactly_its_studies(asked: MapAsked, base: Base, book: StudyBook) -> None:
    made = evidence_map(base, book, asked)
    assert made.cells
    for (row, column), cell in made.cells.items():
        found = {one.study for one in base.match(made.combination(row, column)).matches}
        assert found == studies(made, row, column)
        for part in cell.parts:
            if part.value:
                held = {one.study for one in base.match(made.combination(row, column, part.value)).matches}
                assert held == {study.address for study in part.studies}, (row, column, part)
    for row, cell in made.totals.items():
        assert {one.study for one in base.match(made.combination(row)).matches} == {study.address for study in cell.studies}


def test_the_backbones_are_those_that_the_documents_name(usual: EvidenceMap) -> None:
    named = {column.address.removeprefix("class/") for column in usual.columns}
    assert {"hma", "bcl-2-inhibitor", "anthracycline", "intensive-chemotherapy", "chemotherapy"} <= named
    assert not named & {"small-molecule", "nucleoside-analogue", "checkpoint-inhibitor"}


def test_narrower_rows_stand_under_the_nearest_broader_one(usual: EvidenceMap) -> None:
    order = [line.address for line in usual.rows]
    depth = {line.address: line.depth for line in usual.rows}
    assert len(order) == len(set(order))
    assert [depth[f"class/{one}"] for one in ("adoptive-cell-therapy", "car-engineered-cell", "car-t")] == [0, 1, 2]
    assert order.index("class/antibody-conjugate") < order.index("class/adc") < order.index("class/bispecific-antibody")


def test_a_class_without_an_agent_counts_and_says_so(usual: EvidenceMap) -> None:
    cell = usual.cells["class/checkpoint-inhibitor", "class/hma"]
    assert cell.class_only == {"study/NCT06536959"}
    assert "study/NCT06536959" not in studies(usual, "class/monoclonal-antibody", "class/hma")


def test_an_optional_component_counts_and_says_so(usual: EvidenceMap) -> None:
    assert usual.cells["class/adc", "class/bcl-2-inhibitor"].optional == {"study/NCT04086264"}


def test_how_far_a_pair_got_and_which_way_it_points(usual: EvidenceMap, book: StudyBook) -> None:
    cell = usual.cells["class/checkpoint-inhibitor", "class/hma"]
    assert cell.reached == "Phase 3"
    assert {study.nct_id for study in cell.furthest} == {"NCT04778397", "NCT05079230"}
    assert cell.statuses == ("terminated",)
    # Both phase III trials of magrolimab are told to have been stopped; of one the result is told, and it is of harm.
    assert book.studies["study/NCT05079230"].pointing.verdict == "harm"
    assert book.studies["study/NCT05079230"].pointing.all == {"harm", "no-benefit"}
    assert book.studies["study/NCT04778397"].pointing.verdict == NOT_REPORTED
    assert sum(cell.directions.values()) == len(cell.studies)


def test_laboratory_work_stands_below_every_phase(book: StudyBook) -> None:
    stages = {name: book.studies[f"study/{name}"].stage for name in ("li-2025-cd44v6-car-t-decitabine", "NCT03679650", "NCT04168502")}
    assert stages["li-2025-cd44v6-car-t-decitabine"] == 0 < stages["NCT03679650"] < stages["NCT04168502"]
    assert furthest(book.studies[f"study/{name}"] for name in stages) == (book.studies["study/NCT04168502"],)
    assert book.studies["study/NCT01834248"].stage is None
    assert book.studies["study/NCT01834248"].reached == "phase not stated"
    assert book.studies["study/hills-2014-go-meta-analysis"].reached == "meta-analysis"


def test_the_table_has_every_pair_and_tells_nothing_of_the_empty_ones(base: Base, book: StudyBook, usual: EvidenceMap) -> None:
    table = map_table(base, book, usual)
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, row, strict=True)) for row in table.rows]
    assert len(rows) == len(usual.rows) * len(usual.columns)
    empty = [row for row in rows if not row["studies"]]
    assert len(empty) == usual.empty
    assert {(row["phase"], row["status"], row["study"], row["by_phase"]) for row in empty} == {(None, None, None, None)}
    for row in rows:
        assert sum(row[name] for name in ("supports", "no_benefit", "harm", "mixed", "not_reported")) == row["studies"]


def test_a_filter_that_no_study_meets_leaves_an_empty_map(base: Base, book: StudyBook) -> None:
    made = evidence_map(base, book, MapAsked(filters={"line": ("maintenance",)}))
    assert (made.cells, made.studies) == ({}, frozenset())
    assert made.empty == len(made.rows) * len(made.columns) > 0


@pytest.mark.parametrize(("name", "value"), [("rows", "colour"), ("columns", ""), ("split", "dose")])
def test_a_choice_that_there_is_not_is_refused(name: str, value: str) -> None:
    with pytest.raises(BadInput, match=f"the map has no {name}"):
        MapAsked(**{name: value})
