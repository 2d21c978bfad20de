"""Sheets: a table of the release as it stands in the file of tables; filtered, searched, sorted, counted and turned into exports."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from heapq import nsmallest

from kb.errors import BadInput
from kb.formats import Citation, Cited, Column, Lines, Named, Notes, Table
from kb.postings import set_of
from kb.tables.chosen import Chosen
from kb.tables.file import TablesFile
from kb.tables.index import KEPT_ROWS, Index
from kb.tables.rows import Choice, Item, SheetRow
from kb.tables.schema import short_iri
from kb.tables.spec import ColumnSpec, TableSpec
from kb.tables.tallying import Value
from kb.tables.writing import fill

LICENCE = "Facts and figures from the documents named in each row; see each document for its own licence"

_EVERY_VALUE = 1 << 31


@dataclass(frozen=True)
class Sheet:
    """A table's specification with its rows; ``listed`` has them stand as lists show them, not in the order of reading."""

    spec: TableSpec
    index: Index
    release: str
    citations: Mapping[str, Citation] = field(default_factory=dict)
    listed: bool = False

    @property
    def rows(self) -> Chosen:
        """All rows of the table."""
        return self._chosen(self.index.every, Choice())

    def row(self, iri: str) -> SheetRow | None:
        """The row of an entity, if it has one."""
        place = self.index.place(iri)
        return None if place is None else self.index.read([place])[0]

    def rows_of(self, iris: Iterable[str]) -> tuple[SheetRow, ...]:
        """The rows of some entities, in the sheet's order; those without one are left out."""
        places = self.index.places(iris).values()
        return tuple(self._chosen(set_of(places, self.index.room), Choice()))

    def within(self, rows: int) -> Chosen:
        """The rows of a set, as ``kb.postings`` has them."""
        return self._chosen(rows, Choice())

    def holding(self, column: str, values: Iterable[str]) -> Chosen:
        """The rows that hold one of some values in a column: entities, by IRI or ``kind/key``, or texts."""
        self._check((column,))
        return self._chosen(self.index.holding(self.spec.found_by(column), map(short_iri, values)), Choice())

    def holding_in(self, columns: Iterable[str], values: Iterable[str]) -> Chosen:
        """The rows that hold one of some values in one of some columns."""
        wanted, rows = [short_iri(value) for value in values], 0
        for column in columns:
            self._check((column,))
            rows |= self.index.holding(column, wanted)
        return self._chosen(rows, Choice())

    def filling(self, column: str) -> Chosen:
        """The rows that have something in a column."""
        self._check((column,))
        return self._chosen(self.index.filled(column), Choice())

    def filled(self, column: str) -> int:
        """How many rows have something in a column."""
        return self.index.filled(column).bit_count()

    def values(self, column: str, most: int = _EVERY_VALUE) -> list[Value]:
        """What stands in a column: the ``most`` frequent first, then by text."""
        return self.index.book.values(self.spec.found_by(column), most)

    def alike(self, column: str, name: str) -> list[Value]:
        """The values of a column whose text, address or short name is this, or differs from it in case, marks or spelling alone."""
        return self.index.book.called(self.spec.found_by(column), name)

    def named(self, column: str, name: str) -> Value | None:
        """The value of a column that a name stands for: its short name, its address or its text, apart from case."""
        found = self.alike(column, name)
        exactly = (value for value in found if name in _names(value))
        return next(exactly, None) or next((value for value in found if name.casefold() in map(str.casefold, _names(value))), None)

    def short(self, column: str, item: Item) -> str:
        """The short name of an item of a column, for addresses: ``recruiting`` for ``concept/status.recruiting``."""
        value = self.index.book.value(self.spec.found_by(column), item)
        return value.short if value else item.text

    def choose(self, choice: Choice) -> Chosen:
        """The rows that a choice leaves, in its order. Unknown columns are refused."""
        return self._chosen(self._fitting(choice), choice)

    def count(self, choice: Choice) -> int:
        """How many rows a choice leaves."""
        return self._fitting(choice).bit_count()

    def _chosen(self, rows: int, choice: Choice) -> Chosen:
        return Chosen(self.index, rows, self.index.ordered(rows, choice.sort, choice.descending, self.listed))

    def _fitting(self, choice: Choice) -> int:
        self._check((*choice.filters, *choice.columns, *filter(None, [choice.sort])))
        return self.index.fitting(choice)

    def _check(self, columns: Iterable[str]) -> None:
        for name in columns:
            if self.spec.column(name) is None:
                known = ", ".join(spec.name for spec in self.spec.columns)
                raise BadInput(f"table '{self.spec.name}' has no column '{name}'", mend=f"use {known}")

    def facets(self, choice: Choice, most: int = _EVERY_VALUE) -> dict[str, list[tuple[Value, int]]]:
        """For each facet column, how many rows each value would leave, its own filter set aside: the ``most`` frequent, then by text."""
        self._check(choice.filters)
        of: dict[int, list[str]] = defaultdict(list)
        for spec in self.spec.columns:
            if spec.facet:
                others = {name: values for name, values in choice.filters.items() if name != spec.name}
                of[self.index.fitting(Choice(others, choice.words))].append(spec.name)
        counted = {name: found for rows, columns in of.items() for name, found in self.tallies(columns, rows, most).items()}
        return {spec.name: counted[spec.name] for spec in self.spec.columns if spec.facet}

    def tallies(self, columns: Sequence[str], rows: int, most: int = _EVERY_VALUE) -> dict[str, list[tuple[Value, int]]]:
        """How many of a set of rows hold each value of some columns: the ``most`` frequent, then by text. Few rows are read and counted."""
        if rows == self.index.every or rows.bit_count() > KEPT_ROWS:
            return {name: self.index.tally(self.spec.found_by(name), rows, most) for name in columns}
        counts: dict[str, Counter[Item]] = {name: Counter() for name in columns}
        for row in self._chosen(rows, Choice()):
            for name, count in counts.items():
                count.update(list(dict.fromkeys(row.cells.get(self.spec.found_by(name), ()))))
        return {name: self._named(name, held, most) for name, held in counts.items()}

    def _named(self, column: str, counts: Counter[Item], most: int) -> list[tuple[Value, int]]:
        often = nsmallest(most, counts.items(), key=lambda pair: (-pair[1], pair[0].text, short_iri(pair[0].iri)))
        return [(value, count) for item, count in often if (value := self.index.book.value(self.spec.found_by(column), item))]

    def table(self, rows: Sequence[SheetRow], choice: Choice, query: str = "", url: str = "") -> Table:
        """The rows as an export; each row carries its own IRI and the release."""
        chosen = [spec for spec in self.spec.columns if not choice.columns or spec.name in choice.columns]
        columns = (
            Column("iri", "IRI", "identifier of this row", kind="iri"),
            *(spec.column for spec in chosen),
            Column("release", "Release", "version of the base"),
        )

        def line(row: SheetRow) -> tuple[object, ...]:
            return row.iri, *(_value(spec, row.cells.get(spec.name, ())) for spec in chosen), self.release

        made = Lines(rows, line)
        # Few rows are checked as a whole before any is written; many are written as they are read.
        lines = tuple(made) if len(made) <= KEPT_ROWS else made
        notes = Notes(self.release, LICENCE, query, url)
        return Table(self.spec.name, self.spec.title, columns, lines, notes, "iri", Cited(lambda: self.cited(rows)))

    def cited(self, rows: Iterable[SheetRow]) -> tuple[Citation, ...]:
        """The documents that rows rest on, in order of first mention; a row that is a document itself rests on that one alone."""
        found: dict[str, Citation] = {}
        for row in rows:
            if (own := self.citations.get(row.iri)) is not None:
                found.setdefault(row.iri, own)
                continue
            for iri in (item.iri for items in row.cells.values() for item in items if item.iri):
                if iri not in found and (one := self.citations.get(iri)) is not None:
                    found[iri] = one
        return tuple(found.values())


def sheet_of(spec: TableSpec, rows: Iterable[SheetRow], release: str, citations: Mapping[str, Citation] | None = None) -> Sheet:
    """A sheet of made-up rows, in memory; for some thousands at most."""
    base = sqlite3.connect(":memory:", check_same_thread=False)
    fill(base, [(spec, rows)], {})
    return Sheet(spec, Index(TablesFile(only=base), spec), release, citations or {})


def _names(value: Value) -> tuple[str, ...]:
    return value.short, value.item.address, value.item.text


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
