"""Ways: the shortest ways between two entities over ties that mean something, and not over what nearly everything shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from math import log1p
from types import MappingProxyType
from typing import TYPE_CHECKING

from kb.graphs.networks import factual
from kb.graphs.relations import CLAIM

if TYPE_CHECKING:
    import networkx

    Graph = networkx.MultiDiGraph[str]

IS_A = "is a"
"""What ties an agent to its classes, and these to wider ones."""

MOST = 5
CLAIMED = 0.5
"""What a claim costs beyond a fact: two facts are worth going for rather than two claims."""


def _of(*kinds: str) -> Callable[[Graph, str], bool]:
    return lambda graph, node: graph.nodes[node]["kind"] in kinds


def _is_broad(graph: Graph, node: str) -> bool:
    """Whether a node is a class that stands in no other, such as small molecules."""
    return graph.nodes[node]["kind"] == "class" and not any(key == IS_A for _, _, key in graph.out_edges(node, keys=True))


HUBS: Mapping[str, Callable[[Graph, str], bool]] = MappingProxyType(
    {
        "documents": _of("document"),
        "terms": _of("concept"),
        "outcomes": _of("outcome", "term"),
        "regimens": _of("regimen", "regimen-name", "family"),
        "broad-classes": _is_broad,
    }
)
"""What no way leads through unless asked, by name: it ties nearly everything, or says again what arms say."""


@dataclass(frozen=True)
class Ways:
    """Ways between two entities, the shortest first; ``more`` tells that there are further ones of these lengths."""

    graph: Graph
    found: tuple[tuple[str, ...], ...]
    more: bool


def ways(
    graph: Graph, start: str, goal: str, through: Iterable[str] = (), without: Iterable[str] = (), claims: bool = True, most: int = MOST
) -> Ways:
    """The shortest ways from ``start`` to ``goal``, whichever way their ties point, and then those with one tie more.

    ``through`` names hubs (or nodes that are hubs) that may be passed, ``without`` kinds and nodes that may not. Of ways equally
    long, those over facts and over less common things come first.
    """
    allowed, refused = set(through), set(without)
    kept = {node for node in graph if node in (start, goal) or may_pass(graph, node, allowed, refused)}
    plain = _plain(graph, kept, claims)
    found = tuple(tuple(way) for way in islice(_shortest(plain, start, goal), most + 1))
    # Nothing but the ways stays of the graph, with all that ties each step.
    steps = {node for way in found[:most] for node in way}
    return Ways(graph.subgraph(steps).copy() if claims else factual(graph.subgraph(steps)), found[:most], len(found) > most)


def may_pass(graph: Graph, node: str, allowed: set[str], refused: set[str]) -> bool:
    """Whether ways may lead through a node: it is not refused, and no hub, or one that is allowed."""
    if node in refused or graph.nodes[node]["kind"] in refused:
        return False
    return node in allowed or all(name in allowed for name, is_one in HUBS.items() if is_one(graph, node))


def _plain(graph: Graph, kept: set[str], claims: bool) -> networkx.Graph[str]:
    """One edge for each tied pair. A step costs one, half as much again where it is only claimed, and a little for what is common."""
    import networkx

    # How many members a class has in the vocabulary does not make it common: that is for what is said of it to do.
    facts = Counter(end for one, other, relation in graph.edges(keys=True) if relation not in (CLAIM, IS_A) for end in (one, other))
    common = {node: log1p(facts[node]) / 1000 for node in graph}
    costs: dict[tuple[str, str], float] = {}
    for one, other, relation in graph.edges(keys=True):
        if one in kept and other in kept and (relation != CLAIM or claims):
            pair = min(one, other), max(one, other)
            cost = 1 + common[one] + common[other] + (CLAIMED if relation == CLAIM else 0.0)
            costs[pair] = min(cost, costs.get(pair, cost))
    plain: networkx.Graph[str] = networkx.Graph()
    plain.add_weighted_edges_from(((*pair, cost) for pair, cost in sorted(costs.items())), weight="cost")
    return plain


def _shortest(plain: networkx.Graph[str], start: str, goal: str) -> Iterator[list[str]]:
    """Ways by length, no longer than the first and one tie more."""
    import networkx

    if start not in plain or goal not in plain or not networkx.has_path(plain, start, goal):
        return
    longest = 0
    for way in networkx.shortest_simple_paths(plain, start, goal, weight="cost"):
        longest = longest or len(way) + 1
        if len(way) > longest:
            return
        yield way
