"""JSON-LD: a context from each column's name to its predicate, then the table's notes and one node a row.

The columns' entries leave the subject out: it is each node's ``@id``.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.formats.jsontext import encode
from kb.formats.table import Column, Table
from kb.formats.terms import XSD, Iri, Literal, Resource, Term, about, address, predicate, resources, subjects
from kb.names import expand

_TYPES = {"integer": f"{XSD}integer", "decimal": f"{XSD}decimal", "flag": f"{XSD}boolean", "date": f"{XSD}date", "iri": "@id"}
_SAFE_INTEGER = 2**53
"""Beyond this, readers that keep numbers as doubles lose digits (RFC 8259 section 6)."""


def _meaning(table: Table, column: Column) -> dict[str, str]:
    """A column's entry in the context."""
    typed = {"@type": _TYPES[column.kind]} if column.kind in _TYPES else {}
    return {"@id": predicate(table, column)} | typed


def _native(literal: Literal) -> object:
    """A typed value as JSON. A decimal stays text: as a JSON number it would be read as a double and lose its digits."""
    if literal.datatype == f"{XSD}boolean":
        return literal.text == "true"
    if literal.datatype == f"{XSD}integer" and abs(int(literal.text)) < _SAFE_INTEGER:
        return int(literal.text)
    return literal.text


def _value(term: Term, coerced: str) -> object:
    """A term as its column's type lets it be written; spelt out where it is of another type."""
    if isinstance(term, Iri):
        return term.text if coerced == "@id" else {"@id": term.text}
    if term.datatype == coerced:
        return _native(term) if coerced else term.text
    return {"@value": term.text} | ({"@type": term.datatype} if term.datatype else {})


def _node(row: Resource) -> dict[str, object]:
    node: dict[str, object] = {"@id": row.iri}
    for column, found in row.cells:
        values = [_value(term, _TYPES.get(column.kind, "")) for term in found]
        node[column.name] = values[0] if len(values) == 1 and column.kind != "list" else values
    return node


def _about(table: Table) -> dict[str, object]:
    """The table's own node, without its rows; whole IRIs as keys, so that no column's name can come between."""
    node: dict[str, object] = {"@id": address(table)}
    node |= {verb: _value(term, "") for verb, term in about(table) if verb != expand("rdf:type")}
    return node | {"@type": expand("dcat:Dataset")}


def stream_jsonld(table: Table) -> Iterator[bytes]:
    """The JSON-LD file, a row at a time; the rows are gone through twice, since the table's own node names them all."""
    context = ",\n    ".join(
        f"{encode(column.name)}: {encode(_meaning(table, column))}" for column in table.columns if column.name != table.subject
    )
    yield f'{{\n  "@context": {{\n    {context}\n  }},\n  "@graph": [\n    {encode(_about(table))[:-1]}'.encode()
    between = f", {encode(expand('dcterms:hasPart'))}: ["
    for iri in subjects(table):
        yield f"{between}{encode({'@id': iri})}".encode()
        between = ", "
    yield b"]}" if table.rows else b"}"
    for row in resources(table):
        yield f",\n    {encode(_node(row))}".encode()
    yield b"\n  ]\n}\n"
