"""Layout: every node once, in its column, and no more crossings than by name."""

from __future__ import annotations

from itertools import combinations

import networkx

from kb.graphs import in_columns


def crossings(graph, columns) -> int:
    spot = {node: (column, row) for column, nodes in enumerate(columns) for row, node in enumerate(nodes)}
    lines = [tuple(sorted((spot[one], spot[other]))) for one, other in graph.edges()]
    return sum(
        (a[1] - b[1]) * (c[1] - d[1]) < 0 for (a, c), (b, d) in combinations(lines, 2) if a[0] == b[0] and c[0] == d[0] and a[0] != c[0]
    )


def test_nodes_stand_once_in_their_columns_and_ties_are_untangled() -> None:
    graph = networkx.MultiDiGraph([("a1", "b4"), ("a2", "b3"), ("a3", "b2"), ("a4", "b1"), ("b1", "c2"), ("b4", "c1")])
    columns = in_columns(graph, lambda node: "abc".index(node[0]))
    assert [sorted(nodes) for nodes in columns] == [["a1", "a2", "a3", "a4"], ["b1", "b2", "b3", "b4"], ["c1", "c2"]]
    assert crossings(graph, [sorted(nodes) for nodes in columns]) == 7
    assert crossings(graph, columns) == 0


def test_the_same_graph_gives_the_same_columns(small) -> None:
    part = small.subgraph(["agent/azacitidine", *small.predecessors("agent/azacitidine")])
    assert in_columns(part, lambda node: len(node) % 3) == in_columns(part.copy(), lambda node: len(node) % 3)
