"""Turtle: the table's notes as one resource, then one resource a row; literals keep the digits they were given.

Written here and not by rdflib, which sorts rows away from their order, and is slow to load for a table's sake.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kb.formats.table import Table
from kb.formats.terms import Iri, Literal, Term, about, address, predicate, resources, subjects
from kb.names import PREFIXES, expand, shorten

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r'[\\"\x00-\x1f\x7f-\x9f]')
_SHORT = re.compile(r"([a-z]+):[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")


@lru_cache(20_000)
def _written(iri: str) -> tuple[str, str]:
    """The prefix of an IRI, if it has one, and the IRI as Turtle writes it."""
    short = _SHORT.fullmatch(shorten(iri))
    return (short[1], short[0]) if short and short[1] in PREFIXES else ("", f"<{iri}>")


class _Names:
    """IRIs as Turtle writes them; remembers which prefixes were used."""

    def __init__(self) -> None:
        self.used: set[str] = set()

    def write(self, iri: str) -> str:
        prefix, written = _written(iri)
        if prefix:
            self.used.add(prefix)
        return written

    def term(self, term: Term) -> str:
        if isinstance(term, Iri):
            return self.write(term.text)
        return _quoted(term) + (f"^^{self.write(term.datatype)}" if term.datatype else "")


def _quoted(literal: Literal) -> str:
    return '"' + _ESCAPED.sub(lambda found: _ESCAPES.get(found[0], f"\\u{ord(found[0]):04X}"), literal.text) + '"'


def _block(names: _Names, subject: str, said: Iterable[tuple[str, tuple[Term, ...]]]) -> str:
    """One resource; empty if nothing is said of it."""
    lines = [f"{names.write(verb)} {', '.join(map(names.term, found))}" for verb, found in said]
    return f"{names.write(subject)}\n    " + " ;\n    ".join(lines) + " .\n" if lines else ""


def _blocks(table: Table, names: _Names) -> Iterator[str]:
    """The table's resource, then a resource a row."""
    here = names.write(address(table))
    said = [f"{names.write(verb)} {names.term(term)}" for verb, term in about(table)]
    yield f"{here}\n    " + " ;\n    ".join(said) if said else ""
    between = (" ;\n    " if said else f"{here}\n    ") + f"{names.write(expand('dcterms:hasPart'))} " if table.rows else ""
    for iri in subjects(table):
        yield between + names.write(iri)
        between = ", "
    yield " .\n" if said or table.rows else ""
    verbs = {column.name: predicate(table, column) for column in table.columns}
    for row in resources(table):
        block = _block(names, row.iri, ((verbs[column.name], found) for column, found in row.cells))
        yield f"\n{block}" if block else ""


def _use(table: Table, names: _Names) -> None:
    """Note the prefixes that the table uses."""
    said = [address(table), *(verb for verb, _ in about(table)), *(expand("dcterms:hasPart") for _ in table.rows[:1])]
    verbs = {column.name: predicate(table, column) for column in table.columns}
    for iri in said:
        names.write(iri)
    for _, term in about(table):
        names.term(term)
    for row in resources(table):
        names.write(row.iri)
        for column, found in row.cells:
            names.write(verbs[column.name])
            for term in found:
                names.term(term)


def stream_ttl(table: Table) -> Iterator[bytes]:
    """The Turtle file, a row at a time; the rows are gone through once before, since the prefixes that they use stand at its head."""
    names = _Names()
    _use(table, names)
    yield ("".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in sorted(names.used)) + "\n").encode()
    for piece in _blocks(table, names):
        if piece:
            yield piece.encode()
