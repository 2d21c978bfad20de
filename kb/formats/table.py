"""A table to be exported: named columns with their meaning, rows of typed cells, and the notes that travel with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kb.errors import BadInput
from kb.formats.citations import Citation
from kb.formats.lines import Lines

Kind = Literal["text", "integer", "decimal", "flag", "date", "iri", "list"]


class Named(str):
    """The name of an entity, as a cell: text in every file, but in RDF the entity itself."""

    iri: str

    def __new__(cls, text: str, iri: str) -> Named:  # noqa: D102
        named = super().__new__(cls, text)
        named.iri = iri
        return named


@dataclass(frozen=True)
class Column:
    """One column. ``name`` is the field's name in code and data, ``header`` what people read, ``predicate`` its IRI or CURIE.

    ``kind`` says how RDF and spreadsheets type the cells; a tuple in any column is several values of that kind.
    """

    name: str
    header: str
    meaning: str = ""
    unit: str = ""
    predicate: str = ""
    kind: Kind = "text"

    @property
    def heading(self) -> str:
        """The header with its unit, unless the header already shows it."""
        shown = not self.unit or self.unit in re.split(r"[\s()\[\],]+", self.header)
        return self.header if shown else f"{self.header} ({self.unit})"

    @property
    def holds_units(self) -> bool:
        """Whether its cells are UCUM codes, as those of every field called ``unit`` are."""
        return self.name == "unit"


@dataclass(frozen=True)
class Notes:
    """What a table must say of itself: the release and licence it comes from, and how, where and when it was asked for."""

    release: str
    licence: str
    query: str = ""
    url: str = ""
    retrieved: str = ""

    def stated(self) -> tuple[tuple[str, str], ...]:
        """The notes that are given, each with its heading."""
        every = (
            ("Release", self.release),
            ("Licence", self.licence),
            ("Query", self.query),
            ("Address", self.url),
            ("Retrieved", self.retrieved),
        )
        return tuple((heading, text) for heading, text in every if text)


@dataclass(frozen=True)
class Table:
    """Rows of cells under columns. A cell is None (not reported), text, a whole number, a Decimal as printed, a flag, or a tuple.

    ``subject`` names the column that holds the row's own IRI. Everything is checked here, once, so that no writer can fail halfway;
    but for rows that are made while they are written (``Lines``), of values that were checked when the release was built.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[object, ...]]
    notes: Notes
    subject: str = ""
    citations: Sequence[Citation] = ()

    def __post_init__(self) -> None:
        _check_columns(self)
        if isinstance(self.rows, Lines):
            return
        for number, row in enumerate(self.rows, start=1):
            _check_row(self, number, row)


def _check_columns(table: Table) -> None:
    names = [column.name for column in table.columns]
    if not names:
        raise BadInput("the table has no columns", table.name, "give it at least one")
    for name in names:
        # \w+ is what a SPARQL variable may be called, so that the answer of any query can be a table.
        if not re.fullmatch(r"\w+", name):
            raise BadInput(f"'{name}' is not a column's name", table.name, "use letters, digits and _")
        if names.count(name) > 1:
            raise BadInput(f"column '{name}' stands twice", table.name)
    if table.subject and table.subject not in names:
        raise BadInput(f"the subject '{table.subject}' is not a column", table.name, f"use one of {', '.join(names)}")


def _check_row(table: Table, number: int, row: tuple[object, ...]) -> None:
    place = f"{table.name} row {number}"
    if len(row) != len(table.columns):
        raise BadInput(f"{len(row)} cells under {len(table.columns)} columns", place)
    for column, cell in zip(table.columns, row, strict=True):
        for value in cell if isinstance(cell, tuple) else (cell,):
            if fault := _fault(value):
                raise BadInput(f"column {column.name} {fault}", place, "give text, a whole number, a Decimal, a flag or a tuple of these")
        if isinstance(cell, tuple) and None in cell:
            raise BadInput(f"column {column.name} has a list with an empty member", place, "leave it out")


def _fault(value: object) -> str:
    """What is wrong with one value; empty if nothing. A float is refused because it has lost its printed digits."""
    if isinstance(value, Decimal):
        return "" if value.is_finite() else f"holds {value}, which is not a number"
    if isinstance(value, str):
        # Half of a surrogate pair cannot be written in UTF-8.
        return "holds text that is not valid Unicode" if re.search(r"[\ud800-\udfff]", value) else ""
    return "" if value is None or isinstance(value, bool | int) else f"holds a value of type {type(value).__name__}"
