"""Triples: a record to quads, by one function over the fields' declarations."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from functools import lru_cache
from typing import Any

from kb.anchors import anchors_of, is_registered
from kb.names import GRAPH, expand, mint
from kb.records import Anchor, Concept, Record, facts
from kb.records.declare import Fact
from kb.sources import DERIVED_GRAPH, RELEASE_GRAPH, VOCABULARY_GRAPH, Entity, Source, point
from kb.store import iri, literal
from kb.values import DATE, DECIMAL, FLAG, INTEGER, Datatype

Quad = tuple[str, str, str, str]
"""Subject, predicate, object and graph, each as it stands in N-Quads."""

AS_PRINTED = "AsPrinted"
"""What the predicate of a printed form ends in: ``aml:percent`` 60.0 stands beside ``aml:percentAsPrinted`` "60.00"."""

TYPE = iri(expand("rdf:type"))


@lru_cache(maxsize=1 << 18)
def entity(kind: str, key: str) -> str:
    """The IRI of an entity as N-Quads writes it."""
    return iri(mint(kind, key))


@lru_cache(maxsize=4096)
def term(curie: str) -> str:
    """The IRI of a CURIE as N-Quads writes it."""
    return iri(expand(curie))


_DATE_TYPES = {length: expand(name) for length, name in ((4, "xsd:gYear"), (7, "xsd:gYearMonth"), (10, "xsd:date"))}
_TYPED = {length: f"^^{iri(name)}" for length, name in _DATE_TYPES.items()}
_DECIMAL, _INTEGER, _BOOLEAN = (f"^^{term(name)}" for name in ("xsd:decimal", "xsd:integer", "xsd:boolean"))


ORDER_MARK = "; "
"""What stands between the members of an ordered list in its one literal."""


Telling = tuple[tuple[str, Callable[[Any], str]], ...]
"""What is told of a value: predicates, as they stand in N-Quads, each with what writes the object."""

_known: dict[type[Record], tuple[tuple[str, bool, Telling], ...]] = {}


def _columns(kind: type[Record]) -> tuple[tuple[str, bool, Telling], ...]:
    """The fields of a kind of record that have a predicate, whether they hold several values, and what is told of one.

    They are made ready once, since millions of records may be written.
    """
    if kind not in _known:
        declared = ((name, fact) for name, fact in facts(kind).items() if fact.predicate)
        _known[kind] = tuple((name, fact.many and not fact.ordered, _telling(fact)) for name, fact in declared)
    return _known[kind]


def _telling(fact: Fact) -> Telling:
    """What is told of a value of a field; a number as printed is told twice, typed and as a string."""
    predicate, write = term(fact.predicate), fact.datatype.write
    if fact.to:
        return ((predicate, lambda value: entity(*point(fact.to, fact.scheme, value))),)
    if fact.ordered:
        return ((predicate, lambda value: literal(write(ORDER_MARK.join(value)))),)
    if fact.datatype is DECIMAL:
        return (predicate, lambda value: f'"{value:f}"{_DECIMAL}'), (term(fact.predicate + AS_PRINTED), lambda value: f'"{value:f}"')
    return ((predicate, _OBJECTS.get(fact.datatype) or (lambda value: literal(write(value)))),)


_OBJECTS: dict[Datatype, Callable[[Any], str]] = {
    INTEGER: lambda value: f'"{value}"{_INTEGER}',
    FLAG: lambda value: ('"true"' if value else '"false"') + _BOOLEAN,
    DATE: lambda value: literal(value) + _TYPED[len(value)],
}
"""Values that are told as typed literals, once."""


def quads(record: Record, graph: str) -> list[Quad]:
    """Every quad of a record's own fields, in ``graph`` (a graph's IRI)."""
    subject, where = entity(record.kind, record.key), term_of(graph)
    told = [(subject, TYPE, term(class_), where) for class_ in (record.type_, *record.also)]
    for name, many, telling in _columns(type(record)):
        value = getattr(record, name)
        if not value and value in (None, ()):
            continue
        for member in value if many else (value,):
            for predicate, write in telling:
                told.append((subject, predicate, write(member), where))
    return told


@lru_cache(maxsize=4096)
def term_of(address: str) -> str:
    """An IRI as N-Quads writes it."""
    return iri(address)


def anchor_quads(anchor: Anchor) -> Iterator[Quad]:
    """An anchor's quads, in its document's graph; with the quotation selector of the Web Annotation model, but for a registry's fields."""
    graph = document_graph(anchor.document)
    yield from quads(anchor, graph)
    if is_registered(anchor.place):
        return
    subject, selector, where = entity("anchor", anchor.key), entity("selector", anchor.key), term_of(graph)
    yield subject, term("oa:hasSelector"), selector, where
    yield selector, TYPE, term("oa:TextQuoteSelector"), where
    yield selector, term("oa:exact"), literal(anchor.fragment), where


def document_graph(document: str) -> str:
    """The IRI of a document's graph."""
    return GRAPH + document


VOCABULARY, DERIVED, RELEASE = GRAPH + VOCABULARY_GRAPH, GRAPH + DERIVED_GRAPH, GRAPH + RELEASE_GRAPH


def source_quads(source: Source, described: Container[Entity] = ()) -> Iterator[Quad]:
    """Every quad of a source's records: what they say, which document says it, and where; terms are tied to their list's header.

    Entities of ``described`` (studies that an earlier source has described) keep that description; only their places are added.
    """
    graph = GRAPH + source.graph
    where = term_of(graph)
    for row in source.rows:
        record = row.record
        if row.entity not in described:
            yield from quads(record, graph)
        subject = entity(record.kind, record.key)
        if isinstance(record, Concept):
            yield subject, term("skos:inScheme"), entity("scheme", record.scheme), where
        if source.is_document and record.kind not in ("document", "study"):
            yield subject, term("aml:statedIn"), entity("document", source.graph), where
        for anchor in anchors_of(record, source.graph):
            yield subject, term("aml:anchor"), entity("anchor", anchor.key), where
            yield from anchor_quads(anchor)


def line(quad: Quad) -> str:
    """A quad as a line of N-Quads."""
    return f"{quad[0]} {quad[1]} {quad[2]} {quad[3]} .\n"
