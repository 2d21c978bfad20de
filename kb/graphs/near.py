"""Near: what stands around one entity, bounded and fair to every kind, with counts of what did not fit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kb.graphs.relations import CLAIM

if TYPE_CHECKING:
    import networkx

OPENED = 16
"""How many neighbours a node that is opened brings at most."""


@dataclass(frozen=True)
class Neighbourhood:
    """A part of a graph around ``centre``.

    ``left_out`` counts the neighbours of the centre that did not fit, by kind; ``of_kind`` all that stand near, by kind;
    ``further`` how many neighbours of each node are not in it.
    """

    graph: networkx.MultiDiGraph[str]
    centre: str
    left_out: Mapping[str, int]
    of_kind: Mapping[str, int] = field(default_factory=dict)
    further: Mapping[str, int] = field(default_factory=dict)


def neighbourhood(
    graph: networkx.MultiDiGraph[str],
    centre: str,
    limit: int = 40,
    steps_out: int = 2,
    without: frozenset[str] = frozenset(),
    whole: Iterable[str] = (),
    opened: Iterable[str] = (),
    most: int = 80,
    rank: Callable[[str], float] | None = None,
) -> Neighbourhood:
    """What points at an entity, what it points at, and then what those point at, ``limit`` nodes in all, each kind in its turn.

    Only ties that lead out are followed further: what else points at a common class or paper is no neighbour. Kinds and nodes
    in ``without`` are left out and not counted. Kinds in ``whole`` are brought in whole, and nodes in ``opened`` bring their own
    neighbours, until there are ``most`` nodes: each adds to what stands there without it. ``rank`` tells which come first, in
    place of the best connected.
    """
    ranked = rank or (lambda node: -graph.degree(node))

    def wanted(node: str) -> bool:
        return node not in without and graph.nodes[node]["kind"] not in without

    def around(node: str) -> list[str]:
        return _in_order(graph, filter(wanted, (*graph.successors(node), *graph.predecessors(node))), node, ranked)

    near = around(centre)
    kept = _fair(graph, [centre, *near], limit)
    ring = list(dict.fromkeys(graph.successors(centre)))
    beyond: list[str] = []
    for _ in range(steps_out - 1):
        ring = _in_order(graph, (further for node in ring for further in graph.successors(node)), centre, ranked)
        beyond += (node for node in ring if wanted(node) and node not in near)
    kept += _fair(graph, _new(beyond, kept), limit - len(kept))
    for kind in whole:
        kept += _new((node for node in (*near, *beyond) if graph.nodes[node]["kind"] == kind), kept)[: most - len(kept)]
    for node in opened:
        kept += _new([node], kept)[: most - len(kept)]
        kept += _fair(graph, _new(around(node), kept), min(OPENED, most - len(kept)))
    found = set(kept)
    kinds = Counter(str(graph.nodes[node]["kind"]) for node in {centre, *near, *beyond, *found})
    left_out = Counter(str(graph.nodes[node]["kind"]) for node in near if node not in found)
    further = {node: sum(one not in found for one in around(node)) for node in kept}
    return Neighbourhood(graph.subgraph(found).copy(), centre, dict(sorted(left_out.items())), dict(sorted(kinds.items())), further)


def _new(nodes: Iterable[str], kept: list[str]) -> list[str]:
    return [node for node in dict.fromkeys(nodes) if node not in kept]


def _in_order(graph: networkx.MultiDiGraph[str], nodes: Iterable[str], centre: str, ranked: Callable[[str], float]) -> list[str]:
    """Each node once: those tied by more than claims first, then as they are ranked."""

    def rank(node: str) -> tuple[bool, float, str]:
        relations = {*graph.get_edge_data(centre, node, default={}), *graph.get_edge_data(node, centre, default={})}
        return relations == {CLAIM}, ranked(node), node

    return sorted(set(nodes) - {centre}, key=rank)


def _fair(graph: networkx.MultiDiGraph[str], nodes: list[str], limit: int) -> list[str]:
    """The first ``limit`` nodes, taken kind by kind in turn, so that many studies do not crowd out two classes."""
    queues: dict[str, list[str]] = defaultdict(list)
    for node in nodes[1:]:
        queues[str(graph.nodes[node]["kind"])].append(node)
    kept = nodes[: max(0, min(1, limit))]
    while len(kept) < limit and any(queues.values()):
        for queue in queues.values():
            if queue and len(kept) < limit:
                kept.append(queue.pop(0))
    return kept
