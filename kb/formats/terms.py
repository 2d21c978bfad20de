"""A table as RDF resources: the table itself with its notes, and one resource a row; Turtle and JSON-LD both write these.

Columns without a predicate get a fragment of the table's name, as CSVW does. Rows without an IRI get ``#row-n`` of the address
the table was asked at; where that is not known, of an address made from table, release and query, so that two exports never clash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote, urlencode

from kb.errors import BadInput
from kb.formats.cells import missing, plain
from kb.formats.table import Column, Named, Table
from kb.names import BASE, PREFIXES, expand
from kb.values import read_date

XSD = PREFIXES["xsd"]
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\x7f-\x9f]+")
_DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}


@dataclass(frozen=True)
class Iri:
    """The name of a resource."""

    text: str


@dataclass(frozen=True)
class Literal:
    """A value with its lexical form; ``datatype`` is an IRI, empty for a plain string."""

    text: str
    datatype: str = ""


Term = Iri | Literal


@dataclass(frozen=True)
class Resource:
    """One row: its IRI, and for each column that holds something the terms in it."""

    iri: str
    cells: tuple[tuple[Column, tuple[Term, ...]], ...]


def absolute(text: str, place: str = "") -> str:
    """An IRI, given whole or as a CURIE with one of our prefixes."""
    iri = expand(text) if text.partition(":")[0] in PREFIXES else text
    if not _ABSOLUTE.fullmatch(iri):
        raise BadInput(f"'{text}' is not an IRI", place, "give it whole, without blanks")
    return iri


def predicate(table: Table, column: Column) -> str:
    """The IRI of the property that a column holds."""
    if column.predicate:
        return absolute(column.predicate, f"{table.name}, column {column.name}")
    return f"{BASE}table/{quote(table.name)}#{column.name}"


def address(table: Table) -> str:
    """The IRI of this very table."""
    url = table.notes.url.partition("#")[0]
    if _is_web_address(url):
        return url
    asked = {"release": table.notes.release, "query": table.notes.query}
    return f"{BASE}table/{quote(table.name)}?{urlencode({name: text for name, text in asked.items() if text})}".rstrip("?")


def _date(text: str) -> Literal:
    """A date as far as it is known; what is no date of the calendar stays a plain string."""
    try:
        return Literal(text, XSD + _DATE_TYPES[len(read_date(text))])
    except BadInput:
        return Literal(text)


def _term(column: Column, value: object, place: str) -> Term:
    if isinstance(value, Named):
        return Iri(absolute(value.iri, place))
    if isinstance(value, bool):
        return Literal("true" if value else "false", f"{XSD}boolean")
    if isinstance(value, Decimal) or (isinstance(value, int) and column.kind == "decimal"):
        return Literal(plain(value), f"{XSD}decimal")
    if isinstance(value, int):
        return Literal(plain(value), f"{XSD}integer")
    if column.kind == "iri":
        return Iri(absolute(str(value), place))
    return _date(str(value)) if column.kind == "date" else Literal(str(value))


def terms(column: Column, cell: object, place: str = "") -> tuple[Term, ...]:
    """The terms of a cell: none where nothing is reported, several for a list."""
    values = cell if isinstance(cell, tuple) else () if cell is None else (cell,)
    return tuple(_term(column, value, place) for value in values)


def resources(table: Table) -> Iterator[Resource]:
    """Each row as a resource. Rows that name the same subject speak of the same resource."""
    base = address(table)
    for number, row in enumerate(table.rows, start=1):
        place, iri = f"{table.name} row {number}", f"{base}#row-{number}"
        cells: list[tuple[Column, tuple[Term, ...]]] = []
        for column, cell in zip(table.columns, row, strict=True):
            here = f"{place}, column {column.name}"
            if column.name != table.subject:
                cells.append((column, terms(column, cell, here)))
            elif not missing(cell):
                iri = absolute(plain(cell), here)
        yield Resource(iri, tuple((column, found) for column, found in cells if found))


def subjects(table: Table) -> Iterator[str]:
    """The IRI of each row, in their order; without reading what else the rows hold."""
    base, spot = address(table), next((spot for spot, column in enumerate(table.columns) if column.name == table.subject), -1)
    for number, row in enumerate(table.rows, start=1):
        own = spot >= 0 and not missing(row[spot])
        yield absolute(plain(row[spot]), f"{table.name} row {number}, column {table.subject}") if own else f"{base}#row-{number}"


def about(table: Table) -> list[tuple[str, Term]]:
    """What the table says of itself, as predicate and term. DCTERMS has no property for a version as text, so PAV's is used."""
    notes = table.notes
    said: list[tuple[str, Term]] = [
        ("rdf:type", Iri(expand("dcat:Dataset"))),
        ("dcterms:title", Literal(table.title)),
        ("pav:version", Literal(notes.release)),
        ("dcterms:license", Iri(notes.licence) if _is_web_address(notes.licence) else Literal(notes.licence)),
        ("dcterms:description", Literal(notes.query)),
        ("dcterms:source", Literal("" if _is_web_address(notes.url) else notes.url)),  # a whole address names the table itself
        ("dcterms:date", _date(notes.retrieved)),
    ]
    return [(expand(curie), term) for curie, term in said if term.text]


def _is_web_address(text: str) -> bool:
    return bool(re.match("https?://", text) and _ABSOLUTE.fullmatch(text))
