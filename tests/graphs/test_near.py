"""Near: bounded, fair to every kind, honest about what is left out, and growing without losing anything."""

from __future__ import annotations

import pytest

from kb.graphs import CLAIM, neighbourhood

CENTRES = ("agent/azacitidine", "agent/cytarabine", "class/hma", "target/cd33", "study/NCT04645199", "document/guo-2026")


def test_a_neighbourhood_is_bounded_fair_and_counts_what_it_leaves_out(small) -> None:
    near = neighbourhood(small, "document/guo-2026", limit=10)
    assert len(near.graph) == 10
    assert near.centre in near.graph
    assert sum(near.left_out.values()) == len(set(small.predecessors("document/guo-2026")) - set(near.graph))
    assert not neighbourhood(small, "agent/azacitidine", limit=500).left_out
    assert all(not node.startswith("study/") for node in neighbourhood(small, "agent/azacitidine", without=frozenset({"study"})).graph)


def test_what_else_points_at_a_common_neighbour_is_no_neighbour(small) -> None:
    near = neighbourhood(small, "study/NCT04913922", limit=100).graph
    assert {node for node in near if node.startswith("study/")} == {"study/NCT04913922"}


@pytest.mark.parametrize("centre", CENTRES)
def test_neighbours_come_before_what_stands_beyond_them(around, centre) -> None:
    near = neighbourhood(around, centre, limit=40)
    neighbours = {*around.successors(centre), *around.predecessors(centre)} - {centre}
    if near.left_out:
        assert set(near.graph) <= {centre, *neighbours}
    else:
        assert neighbours <= set(near.graph)


@pytest.mark.parametrize("centre", CENTRES)
def test_the_mark_of_a_node_counts_its_neighbours_that_are_not_drawn(around, centre) -> None:
    near = neighbourhood(around, centre, limit=30)
    for node, further in near.further.items():
        assert further == len({*around.successors(node), *around.predecessors(node)} - set(near.graph) - {node})


def test_bringing_in_a_kind_or_a_nodes_neighbours_only_adds(around) -> None:
    first = neighbourhood(around, "agent/cytarabine", limit=40)
    more = neighbourhood(around, "agent/cytarabine", limit=40, whole=["study"])
    assert set(first.graph) < set(more.graph)
    assert "study" in first.left_out
    assert "study" not in more.left_out
    opened = neighbourhood(around, "agent/cytarabine", limit=40, opened=["agent/venetoclax", "target/cd47"])
    assert set(first.graph) < set(opened.graph)
    assert {"agent/venetoclax", "target/cd47"} <= set(opened.graph)


def test_there_is_an_end_to_bringing_in(around) -> None:
    kinds = ["study", "regimen", "term", "target"]
    near = neighbourhood(around, "agent/cytarabine", whole=kinds, opened=CENTRES[2:], most=80)
    assert len(near.graph) == 80


def test_facts_come_before_claims(around) -> None:
    def only_claimed(node: str) -> bool:
        centre = "agent/azacitidine"
        return {*around.get_edge_data(centre, node, default={}), *around.get_edge_data(node, centre, default={})} == {CLAIM}

    near = neighbourhood(around, "agent/azacitidine", limit=12).graph
    neighbours = {*around.successors("agent/azacitidine"), *around.predecessors("agent/azacitidine")}
    waiting = {node.partition("/")[0] for node in neighbours if node not in near and not only_claimed(node)}
    assert waiting
    assert "target/dnmt1" in near
    assert not [node for node in near if node.partition("/")[0] in waiting and only_claimed(node)]
