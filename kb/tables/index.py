"""The index of a sheet: its rows, which of them hold what, and in which order they stand."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import compress
from typing import Any

from kb.lookup import fold
from kb.postings import is_list, members, numbers_of, set_of, signs, sparse, unpack
from kb.tables.file import TablesFile
from kb.tables.rows import Choice, SheetRow
from kb.tables.schema import LISTED_ORDER, NOWHERE, OF_SHEET, READING_ORDER, place_of, read_cells, row_id, short_iri, whole_iri, word_id
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
    """A sheet's part of the file of tables. Sets of rows are integers with a bit for each of its places (``kb.postings``)."""

    def __init__(self, file: TablesFile, spec: TableSpec) -> None:
        self.file, self.spec = file, spec
        found = file.select("SELECT number, room, rows, live FROM sheet WHERE name = ?", spec.name)
        self._number, self.room, self.total, live = found[0] if found else (0, 0, 0, b"")
        self.every = unpack(live, self.total, self.room)
        names = file.select("SELECT name FROM field WHERE sheet = ? ORDER BY number", self._number)
        if tuple(name for (name,) in names) != spec.in_cells:
            raise file.unlike(spec.name)
        numbers = {name: self._number * OF_SHEET + spot for spot, name in enumerate(spec.in_cells, start=1)}
        self.book = ValueBook(file, numbers, self.room)
        self.filled = lru_cache(_REMEMBERED)(self._filled)
        self._with_value = lru_cache(_REMEMBERED)(self._read_value)
        self._with_word = lru_cache(_REMEMBERED)(self._read_word)
        self.ordered = lru_cache(_IN_ORDER)(self._ordered)
        self._order = lru_cache(_ORDERS)(self._read_order)
        self._spots = lru_cache(_ORDERS)(self._read_spots)

    @cached_property
    def _kept(self) -> dict[int, SheetRow]:
        places = members(self.every, self.room)
        return dict(zip(places, self._fetched(places), strict=True))

    def read(self, places: Sequence[int]) -> list[SheetRow]:
        """The rows at these places, in their order; some hundreds at most, but for tables that are kept."""
        if self.room <= KEPT_ROWS:
            return [self._kept[place] for place in places]
        return self._fetched(places)

    def _fetched(self, places: Sequence[int]) -> list[SheetRow]:
        rows: list[SheetRow] = []
        for start in range(0, len(places), _AT_ONCE):
            wanted = [row_id(self._number, place) for place in places[start : start + _AT_ONCE]]
            marks = ", ".join("?" * len(wanted))
            told = self.file.select(f"SELECT id, entity, cells FROM row WHERE id IN ({marks})", *wanted)
            found = {number: SheetRow(whole_iri(entity), read_cells(self.spec.in_cells, cells)) for number, entity, cells in told}
            rows += (found[number] for number in wanted)
        return rows

    def entities(self, rows: int) -> list[str]:
        """The entities of a set of rows, as ``kind/key``."""
        return [entity for (entity,) in self._told("entity", rows)]

    def beside(self, rows: int, *columns: str) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
        """The entity of each row of a set, as ``kind/key``, with the entities that it has in some columns; no other cells are read."""
        for entity, told in self._told(self._some(columns), rows):
            yield entity, [tuple(item[-1] for item in cell) for cell in json.loads(told)[:-1]]

    def narrow(self, rows: int, *columns: str) -> Iterator[SheetRow]:
        """The rows of a set with only some of their columns, which takes a part of the time where there are very many."""
        for entity, told in self._told(self._some(columns), rows):
            yield SheetRow(whole_iri(entity), read_cells((*columns, columns[0]), told))

    def _some(self, columns: Sequence[str]) -> str:
        """What to ask for some cells. Of one path alone SQLite would give what stands there, not a list: the first is asked for twice."""
        paths = ", ".join(f"'$[{self.spec.in_cells.index(column)}]'" for column in (*columns, columns[0]))
        return f"entity, json_extract(cells, {paths})"

    def _told(self, what: str, rows: int) -> Iterator[tuple[Any, ...]]:
        places = members(rows, self.room)
        for start in range(0, len(places), _AT_ONCE):
            wanted = [row_id(self._number, place) for place in places[start : start + _AT_ONCE]]
            yield from self.file.select(f"SELECT {what} FROM row WHERE id IN ({', '.join('?' * len(wanted))})", *wanted)

    def place(self, iri: str) -> int | None:
        """Where the row of an entity stands; None where there is none."""
        return self.places([iri]).get(iri)

    def places(self, iris: Iterable[str]) -> dict[str, int]:
        """Where the rows of some entities stand, by IRI; those without a row are left out."""
        wanted, found = [short_iri(one) for one in iris], {}
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            query = f"SELECT entity, id FROM row WHERE entity IN ({', '.join('?' * len(some))}) AND id >= ? AND id < ?"
            for entity, number in self.file.select(query, *some, row_id(self._number, 0), row_id(self._number + 1, 0)):
                found[whole_iri(entity)] = place_of(number)
        return found

    def fitting(self, choice: Choice) -> int:
        """The rows that hold one of the values in each filtered column, and all of the words."""
        rows = self.every
        for name, values in choice.filters.items():
            if values:
                rows &= self.holding(self.spec.found_by(name), values)
        words = fold(choice.words).split()
        if choice.words.strip() and not words:
            return 0  # Signs alone, which no text is found by: to give every row as holding them would not be true.
        for word in words:
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
        return unpack(packed, count, self.room)

    def _filled(self, column: str) -> int:
        """The rows that have something in a column."""
        ((count, packed),) = self.file.select("SELECT filled, held FROM field WHERE number = ?", self.book.fields[column])
        return unpack(packed, count, self.room)

    def _read_word(self, word: str) -> int:
        """The rows that hold a word, perhaps within a longer one."""
        if len(word) < 3:  # of such there are no trigrams
            longer = "SELECT id FROM word WHERE sheet = ? AND instr(text, ?)"
            found = self.file.select(f"SELECT count, held FROM word WHERE id IN ({longer})", self._number, word)
        else:
            longer = "SELECT rowid FROM spelling WHERE spelling MATCH ? AND rowid BETWEEN ? AND ?"
            span = word_id(self._number, 0), word_id(self._number + 1, 0) - 1
            found = self.file.select(f"SELECT count, held FROM word WHERE id IN ({longer})", f'"{word}"', *span)
        rows, loose = 0, array("I")
        for count, packed in found:
            if is_list(packed, count):
                loose.extend(numbers_of(packed))
            else:
                rows |= unpack(packed, count, self.room)
        return rows | set_of(loose, self.room)

    def _ordered(self, rows: int, sort: str, descending: bool, listed: bool) -> Sequence[int]:
        """The places of some rows by a column, those that have nothing there last; else as listed, or as stored."""
        if not sort and not listed and not self._ranks(READING_ORDER):
            return members(rows, self.room)
        order = self._order(sort, descending and bool(sort), listed)
        if rows == self.every:
            return order
        if sparse(rows, self.room):
            return array("I", sorted(members(rows, self.room), key=self._spots(sort, descending and bool(sort), listed).__getitem__))
        return array("I", compress(order, map(signs(rows, self.room).__getitem__, order)))

    def _read_spots(self, sort: str, descending: bool, listed: bool) -> array[int]:
        """Where the row at each place stands in an order."""
        found = array("I", bytes(4 * self.room))
        for spot, place in enumerate(self._order(sort, descending, listed)):
            found[place] = spot
        return found

    def _read_order(self, sort: str, descending: bool, listed: bool) -> array[int]:
        if sort:
            order, ranks = self._order("", False, listed), self._ranks(self.book.fields[sort] % OF_SHEET)
        elif listed:
            order, ranks = self._order("", False, False), self._ranks(LISTED_ORDER)
        else:
            order, ranks = members(self.every, self.room), self._ranks(READING_ORDER)
        if not ranks:
            return order
        # Sorting is stable, downwards too: rows that are alike keep the order that they had. Those that have nothing there rank last.
        found = array("I", sorted(order, key=ranks.__getitem__, reverse=descending))
        # Places that hold no row have no rank either.
        lacking = ranks.count(NOWHERE) - (len(ranks) - self.total) if descending else 0
        return found[lacking:] + found[:lacking]

    def _ranks(self, number: int) -> array[int]:
        found = self.file.select("SELECT ranks FROM rank WHERE field = ?", self._number * OF_SHEET + number)
        return numbers_of(found[0][0]) if found else array("I")

    def tally(self, column: str, rows: int, most: int) -> list[tuple[Value, int]]:
        """The values that some rows hold in a column with the number of these rows, the most frequent first, then by text."""
        if rows == self.every:
            return [(value, value.count) for value in self.book.values(column, most)]
        return self.book.among(column, rows, most)
