"""Pairs read arm by arm are those that combinations of two chips find one by one, on small random bases in a real store."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from itertools import permutations
from pathlib import Path
from typing import Any, cast

from hypothesis import given, settings

from kb.base import Base, entity
from kb.combine import Chip
from kb.evidence_map.pairs import pairs_of, read_mixtures
from kb.tables.catalogue import REGIMENS
from kb.tables.sheet import sheet_of
from tests.combine.small_base import THINGS, SmallBase, small_bases, study_of


def ways(base: SmallBase, chips: tuple[Chip, ...], *, named: bool = False) -> set[str]:
    """The studies of arms whose different components meet the chips, each one; ``named`` by agents alone."""
    return {
        f"study/{study_of(arm)}"
        for arm, parts in base.arms.items()
        for way in permutations(parts, len(chips))
        if all(base.meets(one, chip) for one, chip in zip(way, chips, strict=True))
        and not (named and any(one.startswith("class/") for one in way))
    }


@settings(max_examples=30, deadline=None)
@given(small_bases())
def test_every_pair_holds_the_studies_that_give_both_by_different_components(base: SmallBase) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = base.store(Path(folder))
        opened = Base(cast(Any, None), store)  # nothing is asked of the release but these tables
        opened.__dict__["arm_sets"] = base.arm_sets(store, opened.hierarchy)
        opened._sheets["regimens"] = sheet_of(REGIMENS, [], "r")
        found = pairs_of(opened, read_mixtures(opened, THINGS), THINGS, THINGS)
        for row in THINGS:
            alone = (Chip((row,)),)
            given_ = found.given.get(row)
            assert (given_.studies if given_ else set()) == ways(base, alone)
            assert (given_.named if given_ else set()) == ways(base, alone, named=True)
            for column in THINGS:
                both = (Chip((row,)), Chip((column,)))
                pair = found.together.get((row, column))
                assert (pair.studies if pair else set()) == ways(base, both)
                assert (pair.named if pair else set()) == ways(base, both, named=True)
        store.close()


def test_what_arms_are_given_is_what_their_components_say(base: Base) -> None:
    """Options stand with regimens in the tables, with components in the store."""
    plain: dict[str, set[tuple[str, bool]]] = defaultdict(set)
    parts_of = "?c aml:componentOf ?arm ; aml:agent|aml:agentClass ?named ; aml:option ?option . ?arm aml:armOf ?study"
    query = f"SELECT ?arm ?study ?named ?option WHERE {{ {parts_of} }}"
    studies = {}
    for arm, study, named, option in base.select(query).rows:
        assert arm and study and named and option
        plain[arm.text].add((entity(named.text), option.text.endswith("option.required")))
        studies[arm.text] = entity(study.text)
    told = defaultdict(set)
    for arm, parts in plain.items():
        told[frozenset(parts)].add(studies[arm])
    assert any(not required for parts in told for _, required in parts)
    found = read_mixtures(base, base.hierarchy.labels)
    assert {frozenset((part.agent or part.class_, part.required) for part in mixture): set(held) for mixture, held in found.items()} == told
