"""Triples: a record to quads, by one function over the fields' declarations."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any

from kb.anchors import anchors_of
from kb.names import GRAPH, expand, mint
from kb.records import Anchor, Concept, Record, facts
from kb.records.declare import Fact
from kb.sources import DERIVED_GRAPH, RELEASE_GRAPH, VOCABULARY_GRAPH, Entity, Source, point
from kb.store import iri, literal
from kb.values import DATE, DECIMAL, FLAG, INTEGER

Quad = tuple[str, str, str, str]
"""Subject, predicate, object and graph, each as it stands in N-Quads."""

AS_PRINTED = "AsPrinted"
"""What the predicate of a printed form ends in: ``aml:percent`` 60.0 stands beside ``aml:percentAsPrinted`` "60.00"."""

TYPE = expand("rdf:type")


def entity(kind: str, key: str) -> str:
    """The IRI of an entity as N-Quads writes it."""
    return iri(mint(kind, key))


_DATE_TYPES = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}


def _literals(fact: Fact, value: Any) -> Iterator[tuple[str, str]]:
    """Predicate and literal for one value; a number as printed is told twice, typed and as a string."""
    predicate = expand(fact.predicate)
    if fact.datatype is DECIMAL:
        yield predicate, literal(format(value, "f"), expand("xsd:decimal"))
        yield predicate + AS_PRINTED, literal(format(value, "f"))
    elif fact.datatype is INTEGER:
        yield predicate, literal(str(value), expand("xsd:integer"))
    elif fact.datatype is FLAG:
        yield predicate, literal("true" if value else "false", expand("xsd:boolean"))
    elif fact.datatype is DATE:
        yield predicate, literal(value, expand(_DATE_TYPES[len(value)]))
    else:
        yield predicate, literal(fact.datatype.write(value))


def _statements(fact: Fact, value: Any) -> Iterator[tuple[str, str]]:
    if fact.to:
        yield expand(fact.predicate), entity(*point(fact.to, fact.scheme, value))
    else:
        yield from _literals(fact, value)


ORDER_MARK = "; "
"""What stands between the members of an ordered list in its one literal."""


def _members(fact: Fact, value: Any) -> Iterable[Any]:
    if fact.ordered:
        return (ORDER_MARK.join(value),) if value else ()
    if fact.many:
        return value or ()
    return () if value is None else (value,)


def quads(record: Record, graph: str) -> Iterator[Quad]:
    """Every quad of a record's own fields, in ``graph`` (a graph's IRI)."""
    subject, where = entity(record.kind, record.key), iri(graph)
    for class_ in (record.type_, *record.also):
        yield subject, iri(TYPE), iri(expand(class_)), where
    for name, fact in facts(record).items():
        if fact.predicate:
            for member in _members(fact, getattr(record, name)):
                for predicate, object_ in _statements(fact, member):
                    yield subject, iri(predicate), object_, where


def anchor_quads(anchor: Anchor) -> Iterator[Quad]:
    """An anchor's quads, with the quotation selector of the Web Annotation model; they stand in its document's graph."""
    graph = document_graph(anchor.document)
    yield from quads(anchor, graph)
    subject, selector, where = entity("anchor", anchor.key), entity("selector", anchor.key), iri(graph)
    yield subject, iri(expand("oa:hasSelector")), selector, where
    yield selector, iri(TYPE), iri(expand("oa:TextQuoteSelector")), where
    yield selector, iri(expand("oa:exact")), literal(anchor.fragment), where


def document_graph(document: str) -> str:
    """The IRI of a document's graph."""
    return GRAPH + document


VOCABULARY, DERIVED, RELEASE = GRAPH + VOCABULARY_GRAPH, GRAPH + DERIVED_GRAPH, GRAPH + RELEASE_GRAPH


def source_quads(source: Source, described: Container[Entity] = ()) -> Iterator[Quad]:
    """Every quad of a source's records: what they say, which document says it, and where; terms are tied to their list's header.

    Entities of ``described`` (studies that an earlier source has described) keep that description; only their places are added.
    """
    graph = GRAPH + source.graph
    for row in source.rows:
        record = row.record
        if row.entity not in described:
            yield from quads(record, graph)
        subject = entity(record.kind, record.key)
        if isinstance(record, Concept):
            yield subject, iri(expand("skos:inScheme")), entity("scheme", record.scheme), iri(graph)
        if source.is_document and record.kind != "document" and not record.shared:
            yield subject, iri(expand("aml:statedIn")), entity("document", source.graph), iri(graph)
        for anchor in anchors_of(record, source.graph):
            yield subject, iri(expand("aml:anchor")), entity("anchor", anchor.key), iri(graph)
            yield from anchor_quads(anchor)


def line(quad: Quad) -> str:
    """A quad as a line of N-Quads."""
    return " ".join(quad) + " .\n"
