"""What tried, failed and untried mean: read from the papers, told in one way, and found alike by the library's own questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.ask import find, shipped
from kb.base import Base
from kb.evidence_map import FAILED, TRIED, UNTRIED, EvidenceMap, MapAsked, StudyBook, evidence_map, failed_or_ended, fates, gaps
from kb.evidence_map.directions import Pointing
from kb.evidence_map.parts import Part, spoken_of
from kb.names import ID
from kb.tables import Item, SheetRow


@pytest.fixture(scope="module")
def usual(base: Base, book: StudyBook) -> EvidenceMap:
    return evidence_map(base, book, MapAsked())


def claim(*subjects: str, study: str = "study/a") -> SheetRow:
    cells = {"subject": tuple(Item(one, ID + one) for one in subjects), "study": (Item(study, ID + study),)}
    return SheetRow(f"{ID}claim/c", cells)


@pytest.mark.parametrize(
    ("subjects", "optional", "speaks"),
    [
        (("agent/x",), False, True),
        (("agent/x",), True, True),
        (("class/of-x", "agent/other"), True, True),
        (("agent/other",), False, False),
        (("study/a",), False, True),
        (("study/a",), True, False),
        (("study/a", "agent/x"), True, True),
        (("study/b",), False, False),
    ],
)
def test_which_claims_speak_of_a_component(subjects: tuple[str, ...], optional: bool, speaks: bool) -> None:
    part = Part(False, optional, frozenset({"agent/x", "class/of-x"}))
    assert bool(spoken_of("study/a", Pointing({"harm": (claim(*subjects),)}), [part]).claims) is speaks


def test_a_claim_on_another_study_says_nothing_of_this_one() -> None:
    part = Part(False, False, frozenset({"agent/x"}))
    assert not spoken_of("study/a", Pointing({"harm": (claim("agent/x", study="study/b"),)}), [part]).claims


def test_only_studies_in_patients_fail(usual: EvidenceMap, base: Base) -> None:
    assert all(study.in_patients for fate in fates(usual) for study in fate.studies)
    # guo-2026: flotetuzumab alone does little at moderate CD123, in xenografts.
    assert "study/barwe-2022-flotetuzumab-cytarabine" not in failed_or_ended(usual)


def test_a_drug_regimen_is_no_immunotherapy_for_the_sake_of_an_optional_part(usual: EvidenceMap, base: Base) -> None:
    # lu-2025, section 2.2: donor lymphocytes were an option; what is told of harm is told of mitoxantrone liposome.
    (study,) = (one for one in usual.totals["class/adoptive-cell-therapy"].studies if one.nct_id == "NCT04645199")
    assert not study.pointing.claims
    assert study.address not in {one.address for fate in fates(usual) for one in fate.studies}


def test_a_study_that_only_ended_early_is_told_apart_from_one_that_spoke_against(usual: EvidenceMap, base: Base) -> None:
    # guo-2026 prints of magrolimab that one phase III raised deaths, and of another no more than that it was terminated.
    told = failed_or_ended(usual)
    assert (told["study/NCT05079230"], told["study/NCT04778397"]) == ("spoke against", "ended early")


def test_each_gap_is_told_once_at_the_most_specific_level(usual: EvidenceMap, base: Base) -> None:
    found = gaps(base, usual)
    pairs = [(gap.row.address, gap.column.address) for gap in found]
    assert len(pairs) == len(set(pairs))
    tried = {pair for pair, cell in usual.cells.items() if cell.in_patients}
    assert not tried & {*pairs}
    rows, columns = ({line.address for line in lines} for lines in (usual.specific.rows, usual.specific.columns))
    assert {*pairs} == {(row, column) for row in rows for column in columns} - tried
    for lines in (rows, columns):
        assert not [(one, other) for one in lines for other in lines if one != other and base.hierarchy.path(one, other)]
    # Kinds of chemotherapy that name no drug are no backbone of their own, and 'chemotherapy' only groups the others.
    assert columns == {"class/alkylating-agent", "class/anthracycline", "class/hma", "class/bcl-2-inhibitor"}
    assert not rows & {"class/adoptive-cell-therapy", "class/car-engineered-cell", "class/antibody-conjugate"}


def test_a_gap_tells_what_was_tried_more_widely_and_in_the_laboratory(usual: EvidenceMap, base: Base) -> None:
    gap = next(one for one in gaps(base, usual) if (one.row.address, one.column.address) == ("class/car-t", "class/hma"))
    # guo-2026, CAR-T cell therapy: azacitidine and decitabine with CAR-T cells, in the laboratory.
    assert {study.address.removeprefix("study/") for study in gap.others} == {
        "el-khawanky-2019-cd123-car-t-azacitidine",
        "li-2025-cd44v6-car-t-decitabine",
        "tang-2023-cd44v6-car-t-decitabine",
    }
    for one in (wider for found in gaps(base, usual) for wider in found.wider):
        assert one.studies == len(usual.cells[one.row.address, one.column.address].in_patients) > 0


def test_the_library_asks_by_the_same_definitions(usual: EvidenceMap) -> None:
    assert find("failed-studies").description == FAILED
    question = find("untried-combinations")
    assert question.description == UNTRIED
    assert set(shipped(question, "asked_modality")) == {line.address for line in usual.specific.rows}
    assert set(shipped(question, "asked_backbone")) == {line.address for line in usual.specific.columns}


@pytest.mark.parametrize("means", [TRIED, FAILED, UNTRIED])
def test_the_readme_says_the_same(means: str) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    word, _, told = means.partition(": ")
    assert f"- **{word}.** {told[0].upper()}{told[1:]}" in " ".join(readme.split())
