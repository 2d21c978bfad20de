"""Arms found as sets of rows are the arms that the SPARQL of the combination finds, with the same near misses and reasons."""

from __future__ import annotations

from itertools import combinations_with_replacement

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.combine import Chip, Combination, match

THINGS = (
    "class/hma",
    "class/anti-pd-1",
    "class/nucleoside-analogue",
    "agent/azacitidine",
    "class/immunotherapy",
    "target/bcl2",
    "target/pd-1",
)
FILTERS = ({}, {"phase": ("2",)}, {"phase": ("!1",)}, {"status": ("recruiting", "completed"), "setting": ("relapsed",)})


def both(base, combination: Combination):
    return match(base.store, combination, base.hierarchy, finder=base.arm_sets), match(base.store, combination, base.hierarchy)


def agree(base, combination: Combination) -> int:
    ours, plain = both(base, combination)
    assert list(ours.matches) == list(plain.matches)
    assert list(ours.near_misses) == list(plain.near_misses)
    assert {lack: list(held) for lack, held in ours.lacking.items()} == {lack: list(held) for lack, held in plain.lacking.items()}
    assert (ours.sparql, ours.said) == (plain.sparql, plain.said)
    return len(ours.matches)


def test_every_pair_of_some_things(base) -> None:
    found = [agree(base, Combination((Chip((one,)), Chip((other,))))) for one, other in combinations_with_replacement(THINGS, 2)]
    assert sum(map(bool, found)) > len(found) / 3


def test_everything_that_an_arm_may_answer_to(base) -> None:
    for entity in base.hierarchy.labels:
        combination = Combination((Chip((entity,)),))
        assert base.arm_sets.finds(combination)
        ours, plain = both(base, combination)
        assert ours.matches.arms == plain.matches.arms, entity


@pytest.mark.parametrize("filters", FILTERS[1:])
def test_studies_of_filters_alone(base, filters) -> None:
    combination = Combination((), (), filters)
    assert base.arm_sets.finds(combination)
    assert agree(base, combination)


@st.composite
def asked(draw: st.DrawFn) -> Combination:
    thing = st.sampled_from(THINGS)
    choice = st.lists(thing, min_size=1, max_size=2, unique=True).map(tuple)
    chip = st.builds(Chip, choice, st.lists(thing, max_size=1).map(tuple), st.booleans(), st.lists(choice, max_size=2).map(tuple))
    chips = draw(st.lists(chip, min_size=1, max_size=4).map(tuple))
    return Combination(chips, draw(st.lists(chip, max_size=1).map(tuple)), draw(st.sampled_from(FILTERS)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(combination=asked())
def test_combinations_of_several_chips(base, combination: Combination) -> None:
    agree(base, combination)


def test_what_no_column_tells_is_left_to_the_store(base) -> None:
    assert not base.arm_sets.finds(Combination((Chip(("class/hma",)),), (), {"disease": ("aml",)}))
    assert not base.arm_sets.finds(Combination())
    assert not base.arm_sets.finds(Combination(tuple(Chip((one,)) for one in THINGS) * 2))
