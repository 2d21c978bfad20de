"""Postings: the rows that hold a value, packed as numbers or as a bitmap, whichever is smaller; sets of rows as integers.

A set of rows is an integer whose bit r says whether row r is in it: joining, crossing and counting sets of half a million rows takes
some hundredths of a millisecond, where SQL would walk over every pair of a value and a row.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from array import array
from collections.abc import Collection, Iterable, Iterator
from itertools import compress

Key = tuple[int, str, str]
"""What rows are gathered by: the number of a column, a text and an entity."""

WIDTH = 4
"""Bytes of a row's number."""

_SPARSE = 16
_SOME = re.compile(rb"[^\0]")
_BITS = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))
"""The bits that are set in each byte."""

_AS_SIGNS = bytes.maketrans(b"01", b"\0\1")

_GATHERED = "CREATE TEMP TABLE gathered (field INTEGER, text TEXT, entity TEXT, part INTEGER, numbers BLOB)"


def numbers_of(packed: bytes) -> array[int]:
    """Row numbers of their bytes, which are little-endian on every machine."""
    found = array("I")
    found.frombytes(packed)
    if sys.byteorder == "big":
        found.byteswap()
    return found


def bytes_of(numbers: array[int]) -> bytes:
    """The bytes of row numbers, the lowest byte of each first."""
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers.tobytes()


def pack(numbers: array[int], total: int) -> bytes:
    """Ascending row numbers of a table of ``total`` rows, as bytes."""
    if WIDTH * len(numbers) <= -(-total // 8):
        return bytes_of(numbers)
    bits = bytearray(-(-total // 8))
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return bytes(bits)


def is_list(packed: bytes, count: int) -> bool:
    """Whether so many rows were packed as numbers, not as a bitmap, which is then smaller; either stays good when the table grows."""
    return len(packed) == WIDTH * count


def unpack(packed: bytes, count: int, total: int) -> int:
    """The set of rows that were packed; ``count`` is how many there are."""
    return set_of(numbers_of(packed), total) if is_list(packed, count) else int.from_bytes(packed, "little")


def unpack_numbers(packed: bytes, count: int, total: int) -> array[int]:
    """The row numbers that were packed, ascending."""
    return numbers_of(packed) if is_list(packed, count) else members(int.from_bytes(packed, "little"), total)


def pack_set(rows: int, total: int) -> tuple[int, bytes]:
    """How many rows a set has, and the set packed."""
    count, size = rows.bit_count(), -(-total // 8)
    return count, bytes_of(members(rows, total)) if WIDTH * count <= size else rows.to_bytes(size, "little")


def changed(count: int, packed: bytes, come: Collection[int], gone: Collection[int], total: int) -> tuple[int, bytes]:
    """Rows that were packed with some more and without others: how many there are, and they packed."""
    if not is_list(packed, count):
        return pack_set((int.from_bytes(packed, "little") | set_of(come, total)) & ~set_of(gone, total), total)
    numbers = array("I", sorted({*numbers_of(packed), *come}.difference(gone)))
    return len(numbers), pack(numbers, total)


def at_least(least: int, sets: Iterable[int]) -> int:
    """The rows that are in so many of some sets; ``least`` is one or more."""
    counted = [0] * least
    for rows in sets:
        for spot in range(least - 1, 0, -1):
            counted[spot] |= counted[spot - 1] & rows
        counted[0] |= rows
    return counted[-1]


def lowest(rows: int) -> int:
    """The first row of a set that is not empty."""
    return (rows & -rows).bit_length() - 1


def set_of(numbers: Iterable[int], total: int) -> int:
    """A set of these rows."""
    bits = bytearray(-(-total // 8))
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(bits, "little")


def every(total: int) -> int:
    """The set of all rows."""
    return (1 << total) - 1


def signs(rows: int, total: int) -> bytes:
    """A byte for each row of the table: 1 where it is in the set, else 0."""
    return f"{rows:0{total}b}".encode()[::-1].translate(_AS_SIGNS) if total else b""


def sparse(rows: int, total: int) -> bool:
    """Whether a set has so few rows of a table that it is sooner gone through by its rows than by the table's."""
    return rows.bit_count() * _SPARSE < total


def members(rows: int, total: int) -> array[int]:
    """The rows of a set, ascending."""
    if not sparse(rows, total):
        return array("I", compress(range(total), signs(rows, total)))
    packed = rows.to_bytes(-(-total // 8), "little")
    return array("I", (8 * found.start() + bit for found in _SOME.finditer(packed) for bit in _BITS[found[0][0]]))


class Gathering:
    """Row numbers by key, given in the order of rows. More than a share of them is put aside in a temporary table, for memory's sake."""

    def __init__(self, base: sqlite3.Connection, keys: int = 300_000, most: int = 8_000_000) -> None:
        self._base, self._keys, self._most = base, keys, most
        self._held: dict[Key, array[int]] = {}
        self._size = self._parts = 0

    def add(self, key: Key, row: int) -> None:
        """Note that a row holds a key; once for each row."""
        held = self._held.get(key)
        if held is None:
            self._held[key] = array("I", (row,))
        else:
            held.append(row)
        self._size += 1
        if self._size > self._most or len(self._held) > self._keys:
            self._put_aside()

    def _put_aside(self) -> None:
        if not self._parts:
            self._base.execute(_GATHERED)
        self._base.executemany(
            "INSERT INTO gathered VALUES (?, ?, ?, ?, ?)", ((*key, self._parts, bytes_of(rows)) for key, rows in self._held.items())
        )
        self._parts += 1
        self._held, self._size = {}, 0

    def taken(self) -> Iterator[tuple[Key, array[int]]]:
        """Each key with its rows, in the order of keys."""
        if not self._parts:
            yield from sorted(self._held.items(), key=lambda pair: pair[0])
            return
        self._put_aside()
        last: Key | None = None
        rows = array("I")
        for *named, packed in self._base.execute("SELECT field, text, entity, numbers FROM gathered ORDER BY field, text, entity, part"):
            key: Key = (named[0], named[1], named[2])
            if key != last:
                if last is not None:
                    yield last, rows
                last, rows = key, array("I")
            rows.extend(numbers_of(packed))
        if last is not None:
            yield last, rows
        self._base.execute("DROP TABLE gathered")
