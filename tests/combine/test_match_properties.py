"""Matching, by SPARQL and by sets of rows, agrees with a slow evaluation in plain Python, on small random bases in a real store."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.combine import Combination, match, read_hierarchy
from tests.combine.small_base import SmallBase, combinations, small_bases


def arms(found) -> set[str]:
    return {one.arm.removeprefix("arm/") for one in found}


# A store is built for each example, so that there are few of them, with several combinations each.
@settings(max_examples=30, deadline=None)
@given(small_bases(), st.lists(combinations(), min_size=4, max_size=4))
def test_matches_near_misses_and_reasons(base: SmallBase, asked: list[Combination]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = base.store(Path(folder))
        hierarchy = read_hierarchy(store)
        sets = base.arm_sets(store, hierarchy)
        for combination, finder in ((one, finder) for one in asked for finder in (None, sets)):
            assert sets.finds(combination)
            found = match(store, combination, hierarchy, finder=finder)
            assert arms(found.matches) == base.matches(combination)
            near = base.near(combination) if len(combination.all_of) > 1 else {}
            assert {one.arm.removeprefix("arm/"): one.missing for one in found.near_misses} == near
            check_reasons(base, combination, found.matches, None)
            check_near_misses(base, combination, found.near_misses)
        store.close()


def check_reasons(base: SmallBase, combination: Combination, found, missing: int | None) -> None:
    """Each chip has a reason, and each component that can serve for it in some way is among them; paths run step by step."""
    for one in found:
        arm = one.arm.removeprefix("arm/")
        wanted = [spot for spot in range(len(combination.all_of)) if spot != (one.missing if missing is not None else None)]
        assert sorted({reason.chip for reason in one.reasons}) == wanted
        for reason in one.reasons:
            chip = combination.all_of[reason.chip]
            named = base.arms[arm][int(reason.component.rpartition("-")[2])]
            assert base.meets(named, chip)
            assert reason.asked in chip.any_of
            assert (reason.path[0], reason.path[-1]) == (named, reason.asked)
            assert all(step in base.answers(before) for before, step in zip(reason.path, reason.path[1:], strict=False))
            assert reason.class_only == named.startswith("class/")


def check_near_misses(base: SmallBase, combination: Combination, found) -> None:
    check_reasons(base, combination, found, -1)
    for one in found:
        arm = one.arm.removeprefix("arm/")
        assert one.shared == any(base.meets(named, combination.all_of[one.missing]) for named in base.arms[arm])


@settings(max_examples=10, deadline=None)
@given(small_bases(), combinations())
def test_more_asked_finds_no_more(base: SmallBase, combination: Combination) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = base.store(Path(folder))
        hierarchy = read_hierarchy(store)
        whole = arms(match(store, combination, hierarchy).matches)
        for fewer in (
            Combination(combination.all_of[1:], combination.none_of, combination.filters),
            Combination(combination.all_of, (), combination.filters),
            Combination(combination.all_of, combination.none_of),
        ):
            assert whole <= arms(match(store, fewer, hierarchy).matches)
        store.close()
