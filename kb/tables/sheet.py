"""Sheets: a table's rows fetched from the store, a query a column; filtered, searched, sorted and turned into exports."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kb.errors import BadInput
from kb.formats import Citation, Column, Notes, Table
from kb.lookup import fold
from kb.names import expand, parts, sparql_prologue
from kb.store import Cell, Store
from kb.tables.spec import ColumnSpec, TableSpec

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
        """A column's items in words."""
        return "; ".join(item.text for item in self.cells.get(name, ()))


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
            rows = _sorted(rows, choice)
        return tuple(rows)

    def facets(self, choice: Choice) -> dict[str, Counter[str]]:
        """For each facet column, how many rows each value would leave, its own filter set aside."""
        counts: dict[str, Counter[str]] = {}
        for spec in self.spec.columns:
            if spec.facet:
                others = {name: values for name, values in choice.filters.items() if name != spec.name}
                rows = self.choose(Choice(others, choice.words))
                counts[spec.name] = Counter(item.text for row in rows for item in row.cells.get(spec.name, ()))
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
        cited = {item.iri: self.citations[item.iri] for row in rows for items in row.cells.values() for item in items if item.iri in self.citations}
        cited |= {row.iri: self.citations[row.iri] for row in rows if row.iri in self.citations}
        notes = Notes(self.release, LICENCE, query, url)
        return Table(self.spec.name, self.spec.title, columns, cells, notes, "iri", tuple(cited[iri] for iri in sorted(cited)))


def _fits(row: SheetRow, choice: Choice) -> bool:
    for name, values in choice.filters.items():
        held = {item.text for item in row.cells.get(name, ())} | {item.address for item in row.cells.get(name, ())}
        if values and not held & set(values):
            return False
    if not choice.words:
        return True
    everything = fold(" ".join(item.text for items in row.cells.values() for item in items))
    return all(word in everything for word in fold(choice.words).split())


def _sorted(rows: list[SheetRow], choice: Choice) -> list[SheetRow]:
    """Rows in natural order of a column; rows that have nothing there come last, whichever way."""
    have = [row for row in rows if row.cells.get(choice.sort)]
    lack = [row for row in rows if not row.cells.get(choice.sort)]
    return sorted(have, key=lambda row: _natural(row.text(choice.sort)), reverse=choice.descending) + lack


def _natural(text: str) -> list[tuple[int, Decimal, str]]:
    """Text cut into words and figures, so that 9 comes before 10."""
    pieces = re.findall(r"\d+(?:\.\d+)?|\D+", text.lower())
    return [(0, Decimal(piece), "") if piece[0].isdigit() else (1, Decimal(0), piece) for piece in pieces]


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
    return item.text


def fetch(store: Store, spec: TableSpec, release: str, labels: Mapping[str, str], citations: Mapping[str, Citation]) -> Sheet:
    """All rows of a table. Items come in the order of their text, rows in that of their IRI."""
    found: dict[str, dict[str, set[Item]]] = defaultdict(lambda: defaultdict(set))
    every = store.select(f"{sparql_prologue()}SELECT DISTINCT ?row WHERE {{ ?row a {spec.type_} }}")
    order = sorted(row[0].text for row in every.rows if row[0])
    for column in spec.columns:
        query = f"{sparql_prologue()}SELECT DISTINCT ?row ?value WHERE {{ ?row a {spec.type_} ; {column.sparql_path()} ?value }}"
        for row, value in store.select(query).rows:
            if row and value:
                found[row.text][column.name].add(_item(value, labels))
    rows = (SheetRow(iri, {name: _ordered(items) for name, items in found[iri].items()}) for iri in order)
    return Sheet(spec, tuple(rows), release, citations)


def _ordered(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=lambda item: (_natural(item.text), item.iri)))


def _item(cell: Cell, labels: Mapping[str, str]) -> Item:
    if cell.kind == "iri":
        return Item(labels.get(cell.text, cell.text), cell.text)
    if cell.datatype == expand("xsd:boolean"):
        return Item("yes" if cell.text in ("true", "1") else "no")
    return Item(cell.text)
