"""Ties: what an entity points at and what points at it, as a small graph of its own, made of what its page reads anyway."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kb.names import parts, shorten
from kb.store import Cell

if TYPE_CHECKING:
    import networkx

PLACES = frozenset({"anchor", "selector"})
"""Kinds that say where something stands; they tie statements to places, not entities to each other."""


def own_ties(kind: str, key: str, described: Iterable[tuple[str, str, Cell]]) -> networkx.MultiDiGraph[str]:
    """An entity and its neighbours: nodes are ``kind/key``, edges carry the predicate's CURIE; a place has no neighbours."""
    import networkx  # imported here: only pages of entities need it

    centre = f"{kind}/{key}"
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    graph.add_node(centre, kind=kind, label=key)
    for way, predicate, cell in described if kind not in PLACES else ():
        found = parts(cell.text) if cell.kind == "iri" else None
        if found and found[0] not in PLACES:
            other, relation = "/".join(found), shorten(predicate)
            graph.add_node(other, kind=found[0], label=found[1])
            start, end = (centre, other) if way == "out" else (other, centre)
            graph.add_edge(start, end, key=relation, relation=relation)
    return graph
