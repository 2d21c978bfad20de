"""Graphs: what ties entities, what stands near one, ways between two, and drugs given together."""

from __future__ import annotations

import pytest

from kb.combine import Chip, Combination
from kb.graphs import co_use, neighbourhood, network, overview, shortest_path


@pytest.fixture(scope="module")
def whole(base):
    return network(base.store)


@pytest.fixture(scope="module")
def small(base):
    return overview(base.store)


def test_the_network_holds_every_tie_between_entities_once(base, whole) -> None:
    counted = base.select(
        "SELECT (COUNT(*) AS ?n) WHERE { SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o FILTER(isIRI(?o)) "
        "FILTER(STRSTARTS(STR(?s), STR(id:)) && STRSTARTS(STR(?o), STR(id:))) "
        "FILTER(!REGEX(STR(?s), '/id/(anchor|selector)/') && !REGEX(STR(?o), '/id/(anchor|selector)/')) } }"
    ).rows[0][0]
    assert whole.number_of_edges() == int(counted.text)
    assert whole.nodes["agent/azacitidine"] == {"kind": "agent", "label": "azacitidine"}
    assert not any(node.startswith("anchor/") for node in whole)


def test_the_overview_ties_in_one_step_what_arms_tie_in_three(small) -> None:
    assert small.has_edge("study/NCT04913922", "agent/relatlimab", key="gives")
    assert small.has_edge("agent/azacitidine", "class/hma", key="is a")
    assert small.has_edge("study/NCT06536959", "class/anti-pd-1", key="gives")


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


def test_the_shortest_way(small) -> None:
    way = shortest_path(small, "agent/azacitidine", "agent/decitabine")
    assert way[0] == "agent/azacitidine"
    assert way[-1] == "agent/decitabine"
    assert len(way) == 3
    assert shortest_path(small, "agent/azacitidine", "agent/none") == ()


def test_co_use_counts_the_studies_of_the_combination(base) -> None:
    graph = co_use(base.store)
    for one, other in (("agent/azacitidine", "agent/venetoclax"), ("agent/azacitidine", "agent/nivolumab")):
        matches = base.match(Combination((Chip((one,), exactly=True), Chip((other,), exactly=True)))).matches
        assert graph[one][other]["weight"] == len({match.study for match in matches})
        assert set(graph[one][other]["studies"]) == {match.study for match in matches}
