"""Ways: real, simple, shortest first, not through what everything shares unless asked."""

from __future__ import annotations

from collections import deque
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.graphs import CLAIM, HUBS, ways

SHARING = {"document", "concept", "outcome", "term", "regimen", "regimen-name", "family"}
"""Kinds that ways pass only on demand."""


def test_two_drugs_of_one_class_meet_there(connected) -> None:
    found = ways(connected, "agent/azacitidine", "agent/decitabine")
    assert found.found[0][1].startswith("class/")
    assert ("agent/azacitidine", "class/hma", "agent/decitabine") in found.found
    assert ("agent/azacitidine", "arm/guo-2026-nct06536959", "agent/decitabine") in found.found
    assert found.more


def test_a_drug_reaches_a_target_by_what_it_is_given_with(connected) -> None:
    found = ways(connected, "agent/azacitidine", "target/pd-1").found
    assert ("agent/azacitidine", "arm/guo-2026-nct04913922", "agent/nivolumab", "target/pd-1") in found


def test_an_entity_that_is_not_there_has_no_ways(connected) -> None:
    assert ways(connected, "agent/azacitidine", "agent/none").found == ()


def test_two_studies_of_one_phase_do_not_meet_there_unless_asked(connected) -> None:
    ends = ("study/NCT04913922", "study/NCT04284787")
    assert all("concept/phase.2" not in way for way in ways(connected, *ends).found)
    assert (ends[0], "concept/phase.2", ends[1]) in ways(connected, *ends, through=["terms"]).found
    assert (ends[0], "concept/phase.2", ends[1]) in ways(connected, *ends, through=["concept/phase.2"]).found
    assert (ends[0], "document/guo-2026", ends[1]) in ways(connected, *ends, through=["documents"]).found


def test_a_node_or_kind_left_out_is_on_no_way(connected) -> None:
    ends = ("agent/azacitidine", "agent/decitabine")
    assert all("class/hma" not in way for way in ways(connected, *ends, without=["class/hma"]).found)
    assert all(not node.startswith("class/") for way in ways(connected, *ends, without=["class"]).found for node in way)


def test_small_molecules_have_nothing_in_common_by_that(connected) -> None:
    assert HUBS["broad-classes"](connected, "class/small-molecule")
    assert not HUBS["broad-classes"](connected, "class/hma")
    found = ways(connected, "agent/venetoclax", "agent/selinexor", most=20).found
    assert found
    assert all("class/small-molecule" not in way for way in found)


NODES = ("agent/azacitidine", "agent/mitoxantrone-liposome", "class/hma", "class/car-t", "target/cd33", "target/pd-1", "study/NCT04645199",
         "study/NCT06536959", "outcome/os", "term/neutropenia", "agent/g-csf", "class/anti-pd-1", "agent/magrolimab")  # fmt: skip


@given(st.sampled_from(NODES), st.sampled_from(NODES), st.booleans(), st.sampled_from([(), ("outcomes",), ("documents", "terms")]))
@settings(max_examples=25)
def test_ways_are_real_simple_bounded_and_none_is_shorter(connected, start, goal, claims, through) -> None:
    if start == goal:
        return
    found = ways(connected, start, goal, through=through, claims=claims)
    assert len(found.found) <= 5
    assert len(set(found.found)) == len(found.found)
    for way in found.found:
        assert (way[0], way[-1]) == (start, goal)
        assert len(set(way)) == len(way)
        assert all(_ties(found.graph, one, other, claims) for one, other in pairwise(way))
        if not through:
            assert not {node.partition("/")[0] for node in way[1:-1]} & SHARING
    if found.found and not claims and not through:
        assert len(found.found[0]) - 1 == _steps(connected, start, goal)


def _ties(graph, one, other, claims) -> set[str]:
    relations = {*graph.get_edge_data(one, other, default={}), *graph.get_edge_data(other, one, default={})}
    return relations if claims else relations - {CLAIM}


def _steps(graph, start, goal) -> int:
    """How many ties the goal is away, counted ring by ring over what ways may pass."""
    queue, seen = deque([(start, 0)]), {start}
    while queue:
        node, far = queue.popleft()
        for other in {*graph.successors(node), *graph.predecessors(node)} - seen:
            if not _ties(graph, node, other, claims=False):
                continue
            if other == goal:
                return far + 1
            if other.partition("/")[0] not in SHARING and not HUBS["broad-classes"](graph, other):
                seen.add(other)
                queue.append((other, far + 1))
    pytest.fail("the goal cannot be reached")
