"""Drugs, classes and targets: where they stand in the hierarchy, other names, identifiers, and the studies that give them."""

from __future__ import annotations

from dataclasses import dataclass

from kb.base import Base
from kb.combine import Chip, Combination
from kb.graphs import co_use
from kb.names import mint
from kb.store import Cell, iri
from kb.tables import Item
from webui import combining, matching
from webui.naming import item
from webui.service import opened

MOST_PATHS = 8

_NAMES = """
SELECT ?label ?kind ?source WHERE {{
  ?name aml:names {me} ; rdfs:label ?label ; aml:synonymKind/skos:prefLabel ?kind ; dcterms:source ?source
}} ORDER BY ?kind ?label
"""
_IDENTIFIERS = """
SELECT ?system ?id ?label ?match ?source WHERE {{
  ?identifier aml:identifies {me} ; aml:identifierSystem ?system ; aml:localIdentifier ?id ;
    aml:match/skos:prefLabel ?match ; dcterms:source ?source .
  OPTIONAL {{ ?identifier aml:labelInSource ?label }}
}} ORDER BY ?system ?id
"""


@dataclass(frozen=True)
class Partner:
    """An agent given together with this one, with the number of studies and the address that lists them."""

    agent: Item
    count: int
    link: str


@dataclass(frozen=True)
class Thing:
    """What the page of a drug, class or target shows beside its facts."""

    paths: tuple[tuple[Item, ...], ...]
    members: tuple[Item, ...]
    names: tuple[tuple[str, ...], ...]
    identifiers: tuple[tuple[str, ...], ...]
    studies: tuple[matching.Found, ...]
    studies_link: str
    partners: tuple[Partner, ...]


def thing(base: Base, kind: str, key: str) -> Thing:
    """The further facts of ``kind/key``."""
    address = f"{kind}/{key}"
    me = iri(mint(kind, key))
    combination = Combination((Chip((address,)),))
    return Thing(
        tuple(tuple(item(base, one) for one in path) for path in paths_up(base, address)),
        tuple(item(base, one) for one in base.hierarchy.below(address)),
        tuple(_texts(row) for row in base.select(_NAMES.format(me=me)).rows),
        tuple(_texts(row) for row in base.select(_IDENTIFIERS.format(me=me)).rows),
        matching.studies(base, base.match(combination).matches),
        combining.address(combination),
        partners(base, address) if kind == "agent" else (),
    )


def _texts(row: tuple[Cell | None, ...]) -> tuple[str, ...]:
    return tuple(cell.text if cell else "" for cell in row)


def paths_up(base: Base, address: str) -> list[tuple[str, ...]]:
    """Every way up through classes, from the top down to the entity itself; the first few where there are many."""
    ready: list[tuple[str, ...]] = []
    growing: list[tuple[str, ...]] = [(address,)]
    while growing and len(ready) < MOST_PATHS:
        path = growing.pop(0)
        above = [one for one in base.hierarchy.above.get(path[0], ()) if one.startswith("class/") and one not in path]
        if above:
            growing += [(one, *path) for one in above]
        elif len(path) > 1:
            ready.append(path)
    return ready


def partners(base: Base, address: str) -> tuple[Partner, ...]:
    """Agents given in the same arm, the most frequent first."""
    graph = opened().remember("co-use", lambda: co_use(base.store))
    if address not in graph:
        return ()
    held = sorted(graph[address].items(), key=lambda entry: (-entry[1]["weight"], entry[0]))
    return tuple(
        Partner(item(base, other), ties["weight"], combining.address(Combination((Chip((address,)), Chip((other,))))))
        for other, ties in held
    )
