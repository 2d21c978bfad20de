"""Pointing: what points at an entity, by predicate and kind; where too much does, it is counted and the first of each are read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from kb.names import ID, parts, sparql_prologue
from kb.store import Store, iri

HUB = 5_000
"""Of what more statements point at, not all are read."""

FIRST = 60
"""How many of each kind are read then."""

_SOME = "SELECT ?p ?s WHERE {{ ?s ?p {me} }} LIMIT {most}"
_COUNTS = f"""
SELECT ?p ?kind (COUNT(*) AS ?n) WHERE {{{{
  ?s ?p {{me}} . BIND(STRBEFORE(STRAFTER(STR(?s), "{ID}"), "/") AS ?kind)
}}}} GROUP BY ?p ?kind ORDER BY ?p ?kind
"""
_FIRST = 'SELECT ?s WHERE {{ ?s {p} {me} . FILTER(STRSTARTS(STR(?s), "{beginning}")) }} LIMIT {most}'


@dataclass(frozen=True)
class Pointed:
    """Entities of one kind that point here by one predicate: how many, and the IRIs of the first, or of all, in order."""

    predicate: str
    kind: str
    count: int
    iris: tuple[str, ...]


def pointed_at(store: Store, it: str) -> list[Pointed]:
    """What points at the entity of an IRI, but for the places of fragments; things that are none of ours have no kind."""
    me = iri(it)
    rows = store.select(_SOME.format(me=me, most=HUB + 1)).rows
    if len(rows) > HUB:
        return [one for one in _of_hub(store, me) if one.kind != "selector"]
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for predicate, subject in rows:
        if predicate and subject:
            found[predicate.text, (parts(subject.text) or ("",))[0]].append(subject.text)
    return [
        Pointed(predicate, kind, len(iris), tuple(sorted(iris))) for (predicate, kind), iris in sorted(found.items()) if kind != "selector"
    ]


def _of_hub(store: Store, me: str) -> list[Pointed]:
    made = []
    for predicate, kind, number in store.select(sparql_prologue() + _COUNTS.format(me=me)).rows:
        if predicate and kind and number:
            query = _FIRST.format(p=iri(predicate.text), me=me, beginning=f"{ID}{kind.text}/" if kind.text else "", most=FIRST)
            first = sorted(row[0].text for row in store.select(query).rows if row[0])
            made.append(Pointed(predicate.text, kind.text, int(number.text), tuple(first)))
    return made
