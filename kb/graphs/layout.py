"""Layout: nodes in columns from left to right, ordered so that few ties cross."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx

ROUNDS = 4


def in_columns(graph: networkx.MultiDiGraph[str], column_of: Callable[[str], float]) -> list[list[str]]:
    """The nodes column by column, each at the mean height of what it is tied to (the barycentre rule of layered drawings).

    Sweeps go to the right and back, each column looking at those already set in order.
    """
    places: dict[float, list[str]] = defaultdict(list)
    for node in graph:
        places[column_of(node)].append(node)
    columns = [sorted(nodes) for _, nodes in sorted(places.items())]
    for _ in range(ROUNDS):
        _sweep(graph, columns, range(len(columns)))
        _sweep(graph, columns, reversed(range(len(columns))))
    return columns


def _sweep(graph: networkx.MultiDiGraph[str], columns: list[list[str]], order: Iterable[int]) -> None:
    """Put each column in order by the heights of the columns passed before it."""
    height: dict[str, float] = {}
    for spot in order:
        middle = {node: _mean(graph, node, height, at) for node, at in _heights(columns[spot]).items()}
        columns[spot] = [node for _, node in sorted((mean, node) for node, mean in middle.items())]
        height |= _heights(columns[spot])


def _mean(graph: networkx.MultiDiGraph[str], node: str, height: dict[str, float], at: float) -> float:
    """The mean height of what a node is tied to; where nothing of that has its place yet, the node stays."""
    tied = [height[other] for other in (*graph.successors(node), *graph.predecessors(node)) if other in height]
    return sum(tied) / len(tied) if tied else at


def _heights(nodes: list[str]) -> dict[str, float]:
    return {node: row - len(nodes) / 2 for row, node in enumerate(nodes)}
