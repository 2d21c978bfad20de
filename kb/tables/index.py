"""The index of a sheet: its rows, which of them hold what, and in which order they stand."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import compress

from kb.lookup import fold
from kb.postings import every, is_list, members, numbers_of, set_of, signs, unpack
from kb.tables.file import TablesFile
from kb.tables.rows import Choice, SheetRow
from kb.tables.schema import NOWHERE, OF_SHEET, read_cells, short_iri, whole_iri
from kb.tables.spec import TableSpec
from kb.tables.tallying import Value, ValueBook

KEPT_ROWS = 2_000
"""Tables of no more rows are kept in memory once they were read; of others, no more rows are counted by reading them."""

_AT_ONCE = 500
"""Rows that are read by one query."""

_REMEMBERED = 256
"""Sets of rows that are remembered for each sheet; one takes a bit for each row of the table."""

_ORDERS = 16
_IN_ORDER = 8
"""Orders of a sheet, and of chosen rows, that are remembered; one takes four bytes for each row."""


class Index:
    """A sheet's part of the file of tables. Sets of rows are integers with a bit for each row (``kb.postings``)."""

    def __init__(self, file: TablesFile, spec: TableSpec) -> None:
        self.file, self.spec = file, spec
        found = file.select("SELECT number, first, rows FROM sheet WHERE name = ?", spec.name)
        self._number, self._first, self.total = found[0] if found else (0, 0, 0)
        names = file.select("SELECT name FROM field WHERE sheet = ? ORDER BY number", self._number)
        if tuple(name for (name,) in names) != spec.in_cells:
            raise file.unlike(spec.name)
        numbers = {name: self._number * OF_SHEET + spot for spot, name in enumerate(spec.in_cells, start=1)}
        self.book = ValueBook(file, numbers, self.total)
        self.every = every(self.total)
        self.filled = lru_cache(_REMEMBERED)(self._filled)
        self._with_value = lru_cache(_REMEMBERED)(self._read_value)
        self._with_word = lru_cache(_REMEMBERED)(self._read_word)
        self.ordered = lru_cache(_IN_ORDER)(self._ordered)
        self._order = lru_cache(_ORDERS)(self._read_order)

    @cached_property
    def _kept(self) -> tuple[SheetRow, ...]:
        return tuple(self._fetched(range(self.total)))

    def read(self, places: Sequence[int]) -> list[SheetRow]:
        """The rows at these places, in their order; some hundreds at most, but for tables that are kept."""
        if self.total <= KEPT_ROWS:
            return [self._kept[place] for place in places]
        return self._fetched(places)

    def _fetched(self, places: Sequence[int]) -> list[SheetRow]:
        rows: list[SheetRow] = []
        for start in range(0, len(places), _AT_ONCE):
            wanted = [self._first + place for place in places[start : start + _AT_ONCE]]
            marks = ", ".join("?" * len(wanted))
            told = self.file.select(f"SELECT id, entity, cells FROM row WHERE id IN ({marks})", *wanted)
            found = {number: SheetRow(whole_iri(entity), read_cells(self.spec.in_cells, cells)) for number, entity, cells in told}
            rows += (found[number] for number in wanted)
        return rows

    def place(self, iri: str) -> int | None:
        """Where the row of an entity stands; None where there is none."""
        query = "SELECT id FROM row WHERE entity = ? AND id >= ? AND id < ?"
        found = self.file.select(query, short_iri(iri), self._first, self._first + self.total)
        return int(found[0][0]) - self._first if found else None

    def places(self, iris: Iterable[str]) -> dict[str, int]:
        """Where the rows of some entities stand, by IRI; those without a row are left out."""
        wanted, found = [short_iri(one) for one in iris], {}
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            query = f"SELECT entity, id FROM row WHERE entity IN ({', '.join('?' * len(some))}) AND id >= ? AND id < ?"
            for entity, number in self.file.select(query, *some, self._first, self._first + self.total):
                found[whole_iri(entity)] = int(number) - self._first
        return found

    def fitting(self, choice: Choice) -> int:
        """The rows that hold one of the values in each filtered column, and all of the words."""
        rows = self.every
        for name, values in choice.filters.items():
            if values:
                rows &= self.holding(self.spec.found_by(name), values)
        for word in fold(choice.words).split():
            rows &= self._with_word(word)
        return rows

    def holding(self, column: str, values: Iterable[str]) -> int:
        """The rows that hold one of some values (texts, or ``kind/key``) in a column."""
        rows = 0
        for value in values:
            for found in self.book.called(column, value):
                if value in (found.item.text, found.item.address):
                    rows |= self.with_value(found)
        return rows

    def with_value(self, value: Value) -> int:
        """The rows that hold a value."""
        return self._with_value(value.number)

    def _read_value(self, number: int) -> int:
        ((count, packed),) = self.file.select("SELECT count, held FROM value WHERE id = ?", number)
        return unpack(packed, count, self.total)

    def _filled(self, column: str) -> int:
        """The rows that have something in a column."""
        ((count, packed),) = self.file.select("SELECT filled, held FROM field WHERE number = ?", self.book.fields[column])
        return unpack(packed, count, self.total)

    @cached_property
    def _words(self) -> tuple[int, int]:
        """The first and last of the sheet's words, which stand together."""
        ((first, last),) = self.file.select("SELECT min(id), max(id) FROM word WHERE sheet = ?", self._number)
        return first, last

    def _read_word(self, word: str) -> int:
        """The rows that hold a word, perhaps within a longer one."""
        if len(word) < 3:  # of such there are no trigrams
            longer = "SELECT id FROM word WHERE sheet = ? AND instr(text, ?)"
            found = self.file.select(f"SELECT count, held FROM word WHERE id IN ({longer})", self._number, word)
        else:
            longer = "SELECT rowid FROM spelling WHERE spelling MATCH ? AND rowid BETWEEN ? AND ?"
            found = self.file.select(f"SELECT count, held FROM word WHERE id IN ({longer})", f'"{word}"', *self._words)
        rows, loose = 0, array("I")
        for count, packed in found:
            if is_list(count, self.total):
                loose.extend(numbers_of(packed))
            else:
                rows |= unpack(packed, count, self.total)
        return rows | set_of(loose, self.total)

    def _ordered(self, rows: int, sort: str, descending: bool, listed: bool) -> Sequence[int]:
        """The places of some rows by a column, those that have nothing there last; else as listed, or as stored."""
        if not sort and not listed:
            return range(self.total) if rows == self.every else members(rows, self.total)
        order = self._order(sort, descending and bool(sort), listed)
        return order if rows == self.every else array("I", compress(order, map(signs(rows, self.total).__getitem__, order)))

    def _read_order(self, sort: str, descending: bool, listed: bool) -> array[int]:
        order: Iterable[int] = self._order("", False, True) if listed and sort else range(self.total)
        ranks = self._ranks(self.book.fields[sort] if sort else self._number * OF_SHEET)
        if not ranks:
            return array("I", order)
        # Sorting is stable, downwards too: rows that are alike keep the order that they had. Those that have nothing there rank last.
        found = array("I", sorted(order, key=ranks.__getitem__, reverse=descending))
        lacking = ranks.count(NOWHERE) if descending else 0
        return found[lacking:] + found[:lacking]

    def _ranks(self, field: int) -> array[int]:
        found = self.file.select("SELECT ranks FROM rank WHERE field = ?", field)
        return numbers_of(found[0][0]) if found else array("I")

    def tally(self, column: str, rows: int, most: int) -> list[tuple[Value, int]]:
        """The values that some rows hold in a column with the number of these rows, the most frequent first, then by text."""
        if rows == self.every:
            return [(value, value.count) for value in self.book.values(column, most)]
        return self.book.among(column, rows, most)
