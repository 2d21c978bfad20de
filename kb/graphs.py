"""Graphs: networkx views of the base; everything that ties entities, the overview of who gives what, neighbourhoods, paths, co-use."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from kb.names import ID, parts, shorten, sparql_prologue
from kb.store import Store

if TYPE_CHECKING:
    import networkx

NOT_DRAWN = frozenset({"anchor", "selector"})
"""Kinds that say where something stands; they tie statements to places, not entities to each other."""

# Ties over other entities in one step: relation, and the pattern between ?from and ?to.
_OVERVIEW: tuple[tuple[str, str], ...] = (
    ("gives", "?from ^aml:armOf/^aml:componentOf/(aml:agent|aml:agentClass) ?to"),
    ("gives regimen", "?from ^aml:armOf/aml:regimen ?to"),
    ("reports", "?from ^aml:study/aml:outcome ?to"),
    ("has primary endpoint", "?from aml:currentPrimaryOutcome ?to"),
    ("is told in", "?from aml:mentionedIn ?to"),
    ("contains", "?from aml:hasAgent|aml:hasClass|aml:hasOptionalAgent|aml:hasOptionalClass ?to"),
    ("is a", "?from aml:memberOf|aml:broaderClass ?to"),
    ("is a form of", "?from aml:activeMoiety ?to"),
    ("acts on", "?tie aml:targetingSubject ?from ; aml:targetingTarget ?to"),
    ("is part of", "?from aml:broaderOutcome ?to"),
)

_TIES = f"""
SELECT ?from ?how ?to WHERE {{
  ?from ?how ?to .
  FILTER(isIRI(?to) && STRSTARTS(STR(?from), "{ID}") && STRSTARTS(STR(?to), "{ID}"))
}}
"""
_LABELS = "SELECT ?it ?label WHERE { ?it rdfs:label|skos:prefLabel ?label }"
_GIVEN = "SELECT DISTINCT ?arm ?agent ?study WHERE { ?component aml:agent ?agent ; aml:componentOf ?arm . ?arm aml:armOf ?study }"


@dataclass(frozen=True)
class Neighbourhood:
    """A part of a graph around ``centre``; ``left_out`` counts the neighbours that did not fit, by kind."""

    graph: networkx.MultiDiGraph[str]
    centre: str
    left_out: dict[str, int]


def network(store: Store) -> networkx.MultiDiGraph[str]:
    """Entities and what ties them: nodes are ``kind/key`` with a label, edges carry the predicate's CURIE as ``relation``."""
    answer = store.select(sparql_prologue() + _TIES)
    return _graph(store, ((row[0].text, shorten(row[1].text), row[2].text) for row in answer.rows if row[0] and row[1] and row[2]))


def overview(store: Store) -> networkx.MultiDiGraph[str]:
    """Studies, regimens, agents, classes, targets, outcomes and documents, tied in one step: a study *gives* an agent."""
    return _graph(store, _overview_ties(store))


def _overview_ties(store: Store) -> Iterator[tuple[str, str, str]]:
    for relation, pattern in _OVERVIEW:
        for row in store.select(f"{sparql_prologue()}SELECT DISTINCT ?from ?to WHERE {{ {pattern} }}").rows:
            if row[0] and row[1]:
                yield row[0].text, relation, row[1].text


def _graph(store: Store, ties: Iterable[tuple[str, str, str]]) -> networkx.MultiDiGraph[str]:
    import networkx  # imported here: only drawings and notebooks need it

    rows = store.select(sparql_prologue() + _LABELS).rows
    labels = {row[0].text: row[1].text for row in rows if row[0] and row[1]}
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for start, relation, end in sorted(set(ties)):
        one, other = _node(graph, start, labels), _node(graph, end, labels)
        if one and other:
            graph.add_edge(one, other, key=relation, relation=relation)
    return graph


def _node(graph: networkx.MultiDiGraph[str], iri: str, labels: dict[str, str]) -> str:
    """The node of an entity, added with kind and label; empty for what is not drawn."""
    found = parts(iri)
    if not found or found[0] in NOT_DRAWN:
        return ""
    node = "/".join(found)
    graph.add_node(node, kind=found[0], label=labels.get(iri, found[1]))
    return node


def neighbourhood(
    graph: networkx.MultiDiGraph[str], centre: str, limit: int = 40, steps_out: int = 2, without: frozenset[str] = frozenset()
) -> Neighbourhood:
    """What points at an entity, what it points at, and what those point at, nearest first, ``limit`` nodes in all.

    Only ties that lead out are followed further: what else points at a common class or paper is no neighbour. Kinds in
    ``without`` are left out and not counted.
    """
    near = _in_order(graph, [*graph.successors(centre), *graph.predecessors(centre)], centre)
    near = [node for node in near if graph.nodes[node]["kind"] not in without]
    wanted = [centre, *near]
    ring = list(dict.fromkeys(graph.successors(centre)))
    for _ in range(steps_out - 1):
        ring = _in_order(graph, [further for node in ring for further in graph.successors(node)], centre)
        wanted += ring
    wanted = [node for node in dict.fromkeys(wanted) if node == centre or graph.nodes[node]["kind"] not in without]
    kept = _fair(graph, wanted, limit)
    left_out = Counter(str(graph.nodes[node]["kind"]) for node in near if node not in kept)
    return Neighbourhood(graph.subgraph(kept).copy(), centre, dict(sorted(left_out.items())))


def _in_order(graph: networkx.MultiDiGraph[str], nodes: Iterable[str], centre: str) -> list[str]:
    """Each node once, the best connected first."""
    return sorted(set(nodes) - {centre}, key=lambda node: (-graph.degree(node), node))


def _fair(graph: networkx.MultiDiGraph[str], nodes: list[str], limit: int) -> set[str]:
    """The first ``limit`` nodes, taken kind by kind in turn, so that many studies do not crowd out two classes."""
    queues: dict[str, list[str]] = defaultdict(list)
    for node in nodes[1:]:
        queues[str(graph.nodes[node]["kind"])].append(node)
    kept = set(nodes[:1])
    while len(kept) < limit and any(queues.values()):
        for queue in queues.values():
            if queue and len(kept) < limit:
                kept.add(queue.pop(0))
    return kept


def shortest_path(graph: networkx.MultiDiGraph[str], start: str, goal: str) -> tuple[str, ...]:
    """The shortest way between two entities, whichever way its ties point; empty where there is none."""
    import networkx

    if start not in graph or goal not in graph:
        return ()
    try:
        return tuple(networkx.shortest_path(graph.to_undirected(as_view=True), start, goal))
    except networkx.NetworkXNoPath:
        return ()


def co_use(store: Store) -> networkx.Graph[str]:
    """Agents given together in an arm: edges carry ``studies``, and how many they are as ``weight``."""
    import networkx

    arms: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in store.select(sparql_prologue() + _GIVEN).rows:
        if row[0] and row[1] and row[2]:
            arms[row[0].text, row[2].text].add("/".join(parts(row[1].text) or (row[1].text,)))
    together: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (_, study), agents in arms.items():
        for pair in combinations(sorted(agents), 2):
            together[pair].add("/".join(parts(study) or (study,)))
    graph: networkx.Graph[str] = networkx.Graph()
    for (one, other), studies in sorted(together.items()):
        graph.add_edge(one, other, weight=len(studies), studies=tuple(sorted(studies)))
    return graph
