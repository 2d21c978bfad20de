"""Tallying: the values of a column, and how often each occurs among chosen rows."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from itertools import chain, compress

from kb.postings import signs, unpack, unpack_numbers
from kb.tables.file import TablesFile
from kb.tables.rows import Item
from kb.tables.schema import hashed, whole_iri

_OFTEN = 1024
"""A value that more than one row in so many holds is counted by crossing sets, others by walking over their rows."""

_AT_ONCE = 20_000
_REMEMBERED = 20_000
_TALLIES = 64
_COUNTED = 256


@dataclass(frozen=True)
class Value:
    """A value of a column: its number, what it is, what it is called for short, and how many rows hold it."""

    number: int
    item: Item
    short: str
    count: int


class Tally:
    """The values of one column with their rows, those of most rows first, ready to be counted among any rows."""

    def __init__(self, file: TablesFile, field: int, total: int) -> None:
        self._total = total
        self.numbers, self._counts = array("q"), array("I")
        self._often: list[int] = []
        self._owners, self._rows = array("I"), array("I")
        for number, count, packed in file.select("SELECT id, count, held FROM value WHERE field = ? ORDER BY count DESC, id", field):
            if count * _OFTEN > total:
                self._often.append(unpack(packed, count, total))
            else:
                self._owners.extend(array("I", (len(self.numbers),)) * count)
                self._rows.extend(unpack_numbers(packed, count, total))
            self.numbers.append(number)
            self._counts.append(count)

    def among(self, rows: int, chosen: bytes, most: int) -> list[tuple[int, int]]:
        """Number and count of the values that these rows hold most often; those that occur as often by number. ``chosen`` is their signs.

        A value occurs among some rows no more often than among all, so the rest need not be counted once it cannot outdo the best.
        """
        crossed = ((-(bits & rows).bit_count(), number) for number, bits in zip(self.numbers, self._often, strict=False))
        best = nsmallest(most, (pair for pair in crossed if pair[0]))
        start = 0
        while start < len(self._rows) and not (len(best) == most and -best[-1][0] > self._counts[self._owners[start]]):
            end = bisect_right(self._owners, self._owners[min(start + _AT_ONCE, len(self._rows)) - 1], start)
            held = Counter(compress(self._owners[start:end], map(chosen.__getitem__, self._rows[start:end])))
            best = nsmallest(most, chain(best, ((-count, self.numbers[spot]) for spot, count in held.items())))
            start = end
        return [(number, -less) for less, number in best]


class ValueBook:
    """The values of a sheet's columns: found by name, listed, and counted."""

    def __init__(self, file: TablesFile, fields: Mapping[str, int], total: int) -> None:
        self._file, self.fields, self._total = file, fields, total
        self.called = lru_cache(_REMEMBERED)(self._called)
        self.value = lru_cache(_REMEMBERED)(self._value)
        self.among = lru_cache(_COUNTED)(self._among)
        self._tally = lru_cache(_TALLIES)(lambda field: Tally(file, field, total))
        self._signs = lru_cache(4)(lambda rows: signs(rows, total))

    def _called(self, column: str, name: str) -> list[Value]:
        """Values of a column that may be called so, those of most rows first; they may differ in case or marks from the name."""
        field = self.fields[column]
        query = (  # a cross join, so that nothing but the few aliases is gone through
            "SELECT id, text, entity, short, count FROM alias CROSS JOIN value ON value.id = alias.value"
            " WHERE hash = ? AND field = ? ORDER BY count DESC, id"
        )
        found = self._file.select(query, hashed(field, name), field)
        return [Value(number, Item(text, whole_iri(entity)), short, count) for number, text, entity, short, count in found]

    def _value(self, column: str, item: Item) -> Value | None:
        """A value of a column, by what it is."""
        return next((value for value in self.called(column, item.text) if value.item == item), None)

    def values(self, column: str, most: int = -1) -> list[Value]:
        """The values of a column, those of most rows first, then by text; negative ``most`` means all."""
        return self._select("field = ? ORDER BY count DESC, id LIMIT ?", self.fields[column], most)

    def _among(self, column: str, rows: int, most: int) -> list[tuple[Value, int]]:
        """The values that some rows hold in a column with the number of these rows, the most frequent first, then by text."""
        counts = dict(self._tally(self.fields[column]).among(rows, self._signs(rows), most))
        if not counts:
            return []
        values = {value.number: value for value in self._select(f"id IN ({', '.join('?' * len(counts))})", *counts)}
        return [(values[number], count) for number, count in counts.items()]

    def _select(self, where: str, *values: int) -> list[Value]:
        query = f"SELECT id, text, entity, short, count FROM value WHERE {where}"
        found = self._file.select(query, *values)
        return [Value(number, Item(text, whole_iri(entity)), short, count) for number, text, entity, short, count in found]
