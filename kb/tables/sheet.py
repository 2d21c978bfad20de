"""Sheets: a table's rows, filtered, searched, sorted and turned into exports."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from kb.errors import BadInput
from kb.formats import Citation, Column, Named, Notes, Table
from kb.lookup import fold
from kb.names import parts
from kb.tables.spec import ColumnSpec, TableSpec

NUMBERS = ("integer", "decimal")
"""Kinds of column that hold numbers."""

LICENCE = "Facts and figures from the documents named in each row; see each document for its own licence"


@dataclass(frozen=True)
class Item:
    """One value of a cell: what people read, and the entity it stands for, if any."""

    text: str
    iri: str = ""

    @property
    def address(self) -> str:
        """``kind/key`` of one of our entities, else empty."""
        found = parts(self.iri) if self.iri else None
        return "/".join(found) if found else ""


@dataclass(frozen=True)
class SheetRow:
    """A row: its own entity, and the items of each column by name."""

    iri: str
    cells: Mapping[str, tuple[Item, ...]]

    def text(self, name: str) -> str:
        """A column's items in words, each once."""
        return "; ".join(dict.fromkeys(item.text for item in self.cells.get(name, ())))

    @cached_property
    def words(self) -> str:
        """All its texts, folded for searching; folded once, since every search looks through every row."""
        return fold(" ".join(item.text for items in self.cells.values() for item in items))


@dataclass(frozen=True)
class Choice:
    """What a reader asked of a sheet: values by column (alternatives within one), words to find, order, and columns to show."""

    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: str = ""
    sort: str = ""
    descending: bool = False
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A table's specification with its rows."""

    spec: TableSpec
    rows: tuple[SheetRow, ...]
    release: str
    citations: Mapping[str, Citation] = field(default_factory=dict)

    def choose(self, choice: Choice) -> tuple[SheetRow, ...]:
        """The rows that a choice leaves, in its order. Unknown columns are refused."""
        for name in (*choice.filters, *choice.columns, *filter(None, [choice.sort])):
            if self.spec.column(name) is None:
                known = ", ".join(spec.name for spec in self.spec.columns)
                raise BadInput(f"table '{self.spec.name}' has no column '{name}'", mend=f"use {known}")
        rows = [row for row in self.rows if _fits(row, choice)]
        if choice.sort:
            rows = _sorted(rows, choice, self.spec)
        return tuple(rows)

    def facets(self, choice: Choice) -> dict[str, Counter[str]]:
        """For each facet column, how many rows each value would leave, its own filter set aside."""
        found = replace(self, rows=self.choose(Choice(words=choice.words)))
        counts: dict[str, Counter[str]] = {}
        for spec in self.spec.columns:
            if spec.facet:
                others = {name: values for name, values in choice.filters.items() if name != spec.name}
                counts[spec.name] = Counter(text for row in found.choose(Choice(others)) for text in _texts(row, spec.name))
        return counts

    def table(self, rows: Sequence[SheetRow], choice: Choice, query: str = "", url: str = "") -> Table:
        """The rows as an export; each row carries its own IRI and the release."""
        chosen = [spec for spec in self.spec.columns if not choice.columns or spec.name in choice.columns]
        columns = (
            Column("iri", "IRI", "identifier of this row", kind="iri"),
            *(spec.column for spec in chosen),
            Column("release", "Release", "version of the base"),
        )
        cells = tuple((row.iri, *(_value(spec, row.cells.get(spec.name, ())) for spec in chosen), self.release) for row in rows)
        notes = Notes(self.release, LICENCE, query, url)
        return Table(self.spec.name, self.spec.title, columns, cells, notes, "iri", self.cited(rows))

    def cited(self, rows: Iterable[SheetRow]) -> tuple[Citation, ...]:
        """The documents that rows rest on, in order of first mention; a row that is a document itself rests on that one alone."""
        found: dict[str, Citation] = {}
        for row in rows:
            named = [row.iri] if row.iri in self.citations else [item.iri for items in row.cells.values() for item in items]
            found |= {iri: self.citations[iri] for iri in named if iri in self.citations}
        return tuple(found.values())


def _fits(row: SheetRow, choice: Choice) -> bool:
    for name, values in choice.filters.items():
        held = {item.text for item in row.cells.get(name, ())} | {item.address for item in row.cells.get(name, ())}
        if values and not held & set(values):
            return False
    return not choice.words or all(word in row.words for word in fold(choice.words).split())


def _texts(row: SheetRow, name: str) -> set[str]:
    return {item.text for item in row.cells.get(name, ())}


Natural = list[tuple[int, Decimal, str]]


def _sorted(rows: list[SheetRow], choice: Choice, spec: TableSpec) -> list[SheetRow]:
    """Rows in natural order of a column, numbers by size; rows that have nothing there come last, whichever way."""
    column = spec.column(choice.sort)
    numbers = column is not None and column.column.kind in NUMBERS

    def place(row: SheetRow) -> Natural:
        return [(0, Decimal(item.text), "") for item in row.cells[choice.sort]] if numbers else natural(row.text(choice.sort))

    have = [row for row in rows if row.cells.get(choice.sort)]
    lack = [row for row in rows if not row.cells.get(choice.sort)]
    return sorted(have, key=place, reverse=choice.descending) + lack


def natural(text: str) -> Natural:
    """Text cut into words and figures, so that 9 comes before 10."""
    pieces = re.findall(r"\d+(?:\.\d+)?|\D+", text.lower())
    return [(0, Decimal(piece), "") if piece[0].isdecimal() else (1, Decimal(0), piece) for piece in pieces]


def _value(spec: ColumnSpec, items: tuple[Item, ...]) -> object:
    """An export cell: None where nothing is reported, one value, or a tuple of several."""
    values = tuple(_typed(spec, item) for item in items)
    return None if not values else values[0] if len(values) == 1 else values


def _typed(spec: ColumnSpec, item: Item) -> object:
    kind = spec.column.kind
    if kind == "integer":
        return int(item.text)
    if kind == "decimal":
        return Decimal(item.text)
    if kind == "flag":
        return item.text == "yes"
    return Named(item.text, item.iri) if item.iri else item.text
