"""Pointing: what points at an entity, by predicate and kind; where too much does, it is counted and the first of each are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from kb import records
from kb.base import Base
from kb.counting import AtLeast
from kb.names import expand, parts
from kb.store import iri, values_clause
from kb.tables import TABLES

HUB = 5_000
"""Of what more statements point at, not all are read."""

FIRST = 60
"""How many of each kind are read then."""

MOST = 1_000_000
"""Statements of one predicate that are counted."""

_SOME = "SELECT ?p ?s WHERE {{ ?s ?p {me} }} LIMIT {most}"
_BY = """
SELECT DISTINCT ?p WHERE {{
  {{ {predicates} }} UNION {{ VALUES ?type {{ owl:ObjectProperty owl:AnnotationProperty rdf:Property }} ?p a ?type }}
  FILTER EXISTS {{ ?s ?p {me} }}
}} ORDER BY ?p
"""
_OF = "SELECT ?s WHERE {{ ?s {p} {me} }} LIMIT {most}"
_COUNT = "SELECT (COUNT(*) AS ?n) WHERE {{ {{ SELECT ?s WHERE {{ ?s {p} {me} }} LIMIT {most} }} }}"


@dataclass(frozen=True)
class Pointed:
    """Entities of one kind that point here by one predicate: how many, and the IRIs of the first, or of all, in order."""

    predicate: str
    kind: str
    count: int
    iris: tuple[str, ...]


def pointed_at(base: Base, it: str) -> list[Pointed]:
    """What points at the entity of an IRI, but for the places of fragments; things that are none of ours have no kind."""
    rows = base.select(_SOME.format(me=iri(it), most=HUB + 1)).rows
    if len(rows) > HUB:
        return [one for one in _of_hub(base, it) if one.kind != "selector"]
    found: dict[str, list[str]] = defaultdict(list)
    for predicate, subject in rows:
        if predicate and subject:
            found[predicate.text].append(subject.text)
    return [one for predicate, iris in sorted(found.items()) for one in _by_kind(predicate, iris) if one.kind != "selector"]


def _by_kind(predicate: str, iris: list[str]) -> Iterator[Pointed]:
    found: dict[str, list[str]] = defaultdict(list)
    for one in iris:
        found[(parts(one) or ("",))[0]].append(one)
    for kind, several in sorted(found.items()):
        yield Pointed(predicate, kind, len(several), tuple(sorted(several)))


def _of_hub(base: Base, it: str) -> Iterator[Pointed]:
    predicates = values_clause("p", [iri(one) for one in sorted(_kinds())])
    for row in base.select(_BY.format(predicates=predicates, me=iri(it))).rows:
        if row[0]:
            yield from _of_predicate(base, row[0].text, it)


def _of_predicate(base: Base, predicate: str, it: str) -> Iterator[Pointed]:
    """What points here by one predicate: all where it is little, else the first of each kind, and how many there are."""
    asked = {"p": iri(predicate), "me": iri(it)}
    read = [row[0].text for row in base.select(_OF.format(most=HUB + 1, **asked)).rows if row[0]]
    if len(read) <= HUB:
        yield from _by_kind(predicate, read)
        return
    ((cell,),) = base.select(_COUNT.format(most=MOST, **asked)).rows
    number = int(cell.text) if cell else 0
    yield from _counted(base, predicate, it, AtLeast(number) if number == MOST else number, list(_by_kind(predicate, read)))


def _counted(base: Base, predicate: str, it: str, number: int, seen: list[Pointed]) -> Iterator[Pointed]:
    """The kinds of so many in all, of which the first were ``seen``: a table tells of a kind, or what the others leave."""
    first = {one.kind: Pointed(predicate, one.kind, AtLeast(one.count), one.iris[:FIRST]) for one in seen}
    told = {kind: _in_table(base, kind, predicate, it) for kind, by in _columns() if by == predicate}
    rest = [kind for kind in _kinds().get(predicate, ()) if kind not in told]
    if len(rest) == 1:
        left = number - sum(one.count for one in told.values())
        known = first.get(rest[0], Pointed(predicate, rest[0], 0, ()))
        told[rest[0]] = replace(known, count=AtLeast(left) if isinstance(number, AtLeast) else left)
    return (one for _, one in sorted({**first, **told}.items()) if one.count)


def _in_table(base: Base, kind: str, predicate: str, it: str) -> Pointed:
    """The entities of a kind that lead here by a predicate, as a table has them."""
    name, column = _columns()[kind, predicate]
    rows = base.sheet(name).holding(column, [it])
    iris = tuple(sorted(row.iri for row in rows[:FIRST]))
    return Pointed(predicate, kind, len(rows), iris)


@lru_cache(maxsize=1)
def _kinds() -> dict[str, tuple[str, ...]]:
    """The kinds of record that have each predicate which leads to an entity."""
    found: dict[str, set[str]] = defaultdict(set)
    for record in _RECORDS:
        for fact in records.facts(record).values():
            if fact.to or fact.scheme:
                found[expand(fact.predicate)].add(record.kind)
    return {predicate: tuple(sorted(kinds)) for predicate, kinds in found.items()}


@lru_cache(maxsize=1)
def _columns() -> dict[tuple[str, str], tuple[str, str]]:
    """The table and the column that tell which entities of a kind lead where by a predicate."""
    kinds = {record.type_: record.kind for record in _RECORDS}
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for spec in TABLES.values():
        for column in spec.columns:
            if len(column.path) == 1 and column.path[0][0] != "^" and spec.type_ in kinds and not column.wider:
                found.setdefault((kinds[spec.type_], expand(column.path[0])), (spec.name, column.name))
    return found


_RECORDS = (*records.VOCABULARY, *records.EVIDENCE, *records.DERIVED)
