"""Networks: the base as networkx graphs, from every tie between two entities to the few that drawings and ways are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kb.graphs.relations import CLAIM, CLAIMED, CLAIMED_OF_STUDIES, EVENTS_OF_STUDIES, OF_ARMS, OF_STUDIES, SHARED, Relation
from kb.names import ID, parts, shorten, sparql_prologue
from kb.store import Store

if TYPE_CHECKING:
    import networkx

NOT_DRAWN = frozenset({"anchor", "selector"})
"""Kinds that say where something stands; they tie statements to places, not entities to each other."""

NOT_NEAR = NOT_DRAWN | {"concept", "arm"}
"""Kinds that surroundings pass over: what nearly everything shares, and what a study stands for."""

Tie = tuple[str, str, str, str]
"""Start, relation, end and statement."""


@dataclass(frozen=True)
class View:
    """What a graph is made of: relations, and kinds that it passes over. Without relations, it is made of every tie there is."""

    relations: tuple[Relation, ...]
    passed_over: frozenset[str]


VIEWS: Mapping[str, View] = MappingProxyType(
    {
        "overview": View((*SHARED, *OF_STUDIES), NOT_NEAR),
        "surroundings": View((*SHARED, *OF_STUDIES, *EVENTS_OF_STUDIES, *CLAIMED_OF_STUDIES), NOT_NEAR),
        "connections": View((*SHARED, *OF_ARMS, *CLAIMED), NOT_DRAWN),
        "network": View((), NOT_DRAWN),
    }
)
"""The graphs by name."""

_TIES = f"""
SELECT ?from ?how ?to WHERE {{
  ?from ?how ?to .
  FILTER(isIRI(?to) && STRSTARTS(STR(?from), "{ID}") && STRSTARTS(STR(?to), "{ID}"))
}}
"""
_LABELS = "SELECT ?it ?label WHERE { ?it rdfs:label|skos:prefLabel ?label }"
_GIVEN = "SELECT DISTINCT ?arm ?agent ?study WHERE { ?component aml:agent ?agent ; aml:componentOf ?arm . ?arm aml:armOf ?study }"


def network(store: Store) -> networkx.MultiDiGraph[str]:
    """Entities and all that ties them: nodes are ``kind/key`` with kind and label, edges carry the predicate's CURIE as ``relation``.

    The statement of a tie is the record that has the other as its field.
    """
    rows = store.select(sparql_prologue() + _TIES).rows
    ties = ((row[0].text, shorten(row[1].text), row[2].text, row[0].text) for row in rows if row[0] and row[1] and row[2])
    return _graph(store, ties, NOT_DRAWN)


def overview(store: Store) -> networkx.MultiDiGraph[str]:
    """Studies, regimens, agents, classes, targets, outcomes and documents, tied in one step: a study *gives* an agent."""
    return _related(store, VIEWS["overview"])


def surroundings(store: Store) -> networkx.MultiDiGraph[str]:
    """The overview with adverse events, and with the two ends of every claim tied by it."""
    return _related(store, VIEWS["surroundings"])


def connections(store: Store) -> networkx.MultiDiGraph[str]:
    """What ways lead over: as the surroundings, but by arms and their patients, and with terms such as phase and disease."""
    return _related(store, VIEWS["connections"])


def factual(graph: networkx.MultiDiGraph[str]) -> networkx.MultiDiGraph[str]:
    """A graph without the ties of claims, and without what only they tie."""
    edges: Any = [edge for edge in graph.edges(keys=True) if edge[2] != CLAIM]  # the published types know no edges with keys
    kept: networkx.MultiDiGraph[str] = graph.edge_subgraph(edges).copy()
    return kept


def _related(store: Store, view: View) -> networkx.MultiDiGraph[str]:
    ties: list[Tie] = []
    for one in view.relations:
        rows = store.select(f"{sparql_prologue()}SELECT DISTINCT ?from ?to ?statement WHERE {{ {one.pattern} }}").rows
        ties += ((row[0].text, one.name, row[1].text, row[2].text) for row in rows if row[0] and row[1] and row[2])
    return _graph(store, ties, view.passed_over)


def _graph(store: Store, ties: Iterable[Tie], passed_over: frozenset[str]) -> networkx.MultiDiGraph[str]:
    rows = store.select(sparql_prologue() + _LABELS).rows
    return graph_of(ties, {row[0].text: row[1].text for row in rows if row[0] and row[1]}, passed_over)


def graph_of(ties: Iterable[Tie], labels: Mapping[str, str], passed_over: frozenset[str]) -> networkx.MultiDiGraph[str]:
    """The graph of the ties; one edge for each relation of two nodes, with all its ``statements``."""
    import networkx  # imported here: only drawings and notebooks need it

    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    stated: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for start, relation, end, statement in sorted(set(ties)):
        stated[start, relation, end].append("/".join(parts(statement) or (statement,)))
    for (start, relation, end), statements in stated.items():
        one, other = _node(graph, start, labels, passed_over), _node(graph, end, labels, passed_over)
        if one and other:
            graph.add_edge(one, other, key=relation, relation=relation, statements=tuple(statements))
    return graph


def _node(graph: networkx.MultiDiGraph[str], iri: str, labels: Mapping[str, str], passed_over: frozenset[str]) -> str:
    """The node of an entity, added with kind and label; empty for what is not drawn."""
    found = parts(iri)
    if not found or found[0] in passed_over:
        return ""
    node = "/".join(found)
    graph.add_node(node, kind=found[0], label=labels.get(iri, found[1]))
    return node


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
