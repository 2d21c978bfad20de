"""Which groups lie within one another and which share nobody: Table 2 of lu-2025 by regimen, family and transplantation."""

from __future__ import annotations

import pytest

from kb.forest import Quantities, Whom

STUDY = "NCT04645199"
ALL, AFTER, BEFORE = "lu-2025-all", "lu-2025-after-allo-hsct", "lu-2025-pre-hsct"
EVERYONE, MAC, MAC_SELINEXOR, MA = "lu-2025-arm-all", "lu-2025-arm-mac", "lu-2025-arm-mac-selinexor", "lu-2025-arm-ma"
MAC_BASED, MA_BASED = "lu-2025-mac-based", "lu-2025-ma-based"


def whom(told: Quantities, arm: str = "", family: str = "", population: str = ALL) -> Whom:
    """A group by the keys of its arm, family and population."""
    study = next(quantity.whom.study for quantity in told.of.values() if quantity.whom.study.endswith(STUDY))
    start = study[: study.index("study/")]
    return Whom(
        study, *(f"{start}{kind}/{key}" if key else "" for kind, key in (("arm", arm), ("family", family), ("population", population)))
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"arm": EVERYONE, "population": AFTER}, {"arm": EVERYONE}),
        ({"family": MAC_BASED}, {"arm": EVERYONE}),
        ({"family": MAC_BASED, "population": AFTER}, {"family": MAC_BASED}),
        ({"arm": MAC_SELINEXOR}, {"family": MAC_BASED}),
        ({"arm": MAC_SELINEXOR, "population": AFTER}, {"arm": EVERYONE, "population": AFTER}),
        ({"arm": MAC}, {"population": ""}),
    ],
)
def test_a_part_lies_within_its_whole_and_not_the_other_way(shipped: Quantities, one: dict[str, str], other: dict[str, str]) -> None:
    part, whole = whom(shipped, **one), whom(shipped, **other)
    assert shipped.patients.within(part, whole)
    assert not shipped.patients.within(whole, part)
    assert not shipped.patients.apart(part, whole)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"arm": MAC}, {"arm": MA}),
        ({"family": MAC_BASED}, {"family": MA_BASED}),
        ({"arm": MA}, {"family": MAC_BASED}),
        ({"arm": EVERYONE, "population": AFTER}, {"arm": EVERYONE, "population": BEFORE}),
        ({"family": MAC_BASED, "population": AFTER}, {"arm": EVERYONE, "population": BEFORE}),
    ],
)
def test_groups_that_share_nobody_are_apart(shipped: Quantities, one: dict[str, str], other: dict[str, str]) -> None:
    first, second = whom(shipped, **one), whom(shipped, **other)
    assert shipped.patients.apart(first, second)
    assert shipped.patients.apart(second, first)
    assert not shipped.patients.within(first, second)


def test_groups_that_may_share_patients_are_neither(shipped: Quantities) -> None:
    first, second = whom(shipped, family=MAC_BASED), whom(shipped, arm=EVERYONE, population=AFTER)
    assert not shipped.patients.apart(first, second)
    assert not shipped.patients.within(first, second)
    assert not shipped.patients.within(second, first)


def test_the_line_comes_from_the_wider_group_where_the_narrower_tells_none(made_up: Quantities) -> None:
    quantity = next(quantity for iri, quantity in made_up.of.items() if iri.endswith("crc-one-old"))
    assert quantity.row.text("line") == "salvage"
