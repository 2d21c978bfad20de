"""Recognition is as good as it was measured to be; the labels are whole and fit the records."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from tests.registry.quality import DEVELOP, EXPORTS, LABELS, WHOLE, WITH_ARMS, Comparison, compare, labels, record

KINDS, OPTIONS = {"agent", "class", "regimen", "none"}, {"required", "optional", "alternative", ""}

LEAST = {
    DEVELOP: {"agent": (0.985, 0.98), "class": (0.95, 0.80)},
    EXPORTS: {"agent": (0.97, 0.90)},
    WITH_ARMS: {"agent": (0.95, 0.91)},
}
"""Precision and recall below which recognition has become worse. What is measured is never looked at to better them."""


def test_at_least_a_hundred_and_fifty_records_are_labelled_and_split() -> None:
    parts = defaultdict(set)
    for row in labels():
        parts[row["part"]].add(row["nct_id"])
    assert set(parts) == {"develop", "measured"}
    assert len(parts["develop"] | parts["measured"]) >= 150
    assert not parts["develop"] & parts["measured"]
    assert len(parts["measured"]) >= 75


def test_labels_are_well_formed() -> None:
    seen = set()
    for row in labels():
        assert row["kind"] in KINDS and row["option"] in OPTIONS, row
        assert bool(row["name"]) == (row["kind"] != "none"), row
        key = (row["nct_id"], row["arm"], row["kind"], row["name"])
        assert key not in seen, f"{key} is labelled twice"
        seen.add(key)


@pytest.mark.parametrize("part", [DEVELOP, EXPORTS, WITH_ARMS])
def test_labelled_arms_are_those_of_the_records(part: str, request: pytest.FixtureRequest) -> None:
    for number, arms in _arms(part).items():
        module = record(_registry(part, request), number)["protocolSection"].get("armsInterventionsModule", {})
        registered = {arm["label"] for arm in module.get("armGroups", [])} or {WHOLE}
        assert arms <= registered, number


def _registry(part: str, request: pytest.FixtureRequest) -> Path:
    """Where the records of a part lie; those with arms lie beside the labels, so that these are measured everywhere."""
    return LABELS if part == WITH_ARMS else request.getfixturevalue("shared_folder") / "registry"


def _arms(part: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in labels(part):
        found[row["nct_id"]].add(row["arm"])
    return found


@pytest.fixture(scope="module", params=list(LEAST))
def compared(request: pytest.FixtureRequest) -> Comparison:
    return compare(_registry(request.param, request), request.param)


def test_agents_are_recognised_as_well_as_measured(compared: Comparison) -> None:
    for kind, (precision, recall) in LEAST[compared.part].items():
        found = compared.of_kind(kind)
        assert found.precision >= precision and found.recall >= recall, f"{compared.part}, {kind}: {found}"


def test_combination_questions_find_hardly_anything_in_vain(compared: Comparison) -> None:
    answers = compared.combinations()
    assert len(answers) == 20
    right, found = (sum(getattr(one, name) for one in answers.values()) for name in ("right", "found"))
    assert right >= 0.95 * found


def test_a_misnamed_drug_would_be_seen(shared_folder: Path) -> None:
    """The measure itself can fail: against labels of other records nothing is right."""
    compared = compare(shared_folder / "registry", DEVELOP)
    moved = Comparison(compared.registry, compared.part, compared.using)
    numbers = sorted({number for number, _ in compared.labelled})
    shifted = dict(zip(numbers, [*numbers[1:], numbers[0]], strict=True))
    moved.__dict__["labelled"] = {(shifted[number], arm): held for (number, arm), held in compared.labelled.items()}
    moved.__dict__["found"] = compared.found
    assert moved.of_kind("agent").precision < 0.5
