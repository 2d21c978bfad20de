"""Ordering: the ranks of rows of a file that changed, found among those of the rows that stayed as they were."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.tables.holding import Told
from kb.tables.listing import LISTED
from kb.tables.portions import Place, order
from kb.tables.ranking import comparing, telling
from kb.tables.rows import SheetRow
from kb.tables.schema import LISTED_ORDER, NOWHERE, OF_SHEET, READING_ORDER, read_cells, row_id, whole_iri
from kb.tables.spec import ColumnSpec, TableSpec

Ranks = NDArray[np.uint32]
Key = Callable[[SheetRow], Any]
"""What a row is ordered by; None where it has nothing to be ordered by."""

_BYTES = np.dtype("<u4")
_REMEMBERED = 50_000


@dataclass(frozen=True)
class Rows:
    """Rows of a sheet that came, changed or went: whose they are, and what they held and hold, by place. ``live`` are all its rows now."""

    sheet: int
    room: int
    live: int
    entities: Mapping[int, str]
    before: Told
    after: Told

    def as_placed(self) -> Ranks:
        """The ranks of rows that stand in the order of their places."""
        bits = np.frombuffer(self.live.to_bytes(-(-self.room // 8), "little"), np.uint8)
        ranks = np.arange(self.room, dtype=np.uint32)
        ranks[np.unpackbits(bits, count=self.room, bitorder="little") == 0] = NOWHERE
        return ranks

    def row(self, place: int, told: Told) -> SheetRow:
        """A row as it was or as it is."""
        return SheetRow(whole_iri(self.entities[place]), dict(told[place]))


class Ordering:
    """Brings the orders of sheets up to their rows; a row that stayed is read where another has to be compared with it."""

    def __init__(self, base: sqlite3.Connection, place: Place) -> None:
        self._base, self._place = base, place

    def change(self, spec: TableSpec, rows: Rows) -> None:
        """Bring all orders of a sheet up to the rows that changed."""
        read = lru_cache(_REMEMBERED)(lambda place: self._read(spec, rows.sheet, place))
        for number, key in self._orders(spec):
            field = rows.sheet * OF_SHEET + number
            ranks = self._ranks(field)
            if ranks is None and not (number == READING_ORDER and rows.after.keys() - rows.before.keys()):
                continue
            known = rows.as_placed() if ranks is None else ranks
            if (found := _changed(known, rows, key, read)) is not None:
                self._base.execute("INSERT OR REPLACE INTO rank VALUES (?, ?)", (field, found.astype(_BYTES).tobytes()))

    def _orders(self, spec: TableSpec) -> Iterator[tuple[int, Key]]:
        """The numbers of a sheet's orders, each with what rows are ordered by."""
        yield READING_ORDER, lambda row: order(row.iri, self._place)
        if spec.name in LISTED:
            yield LISTED_ORDER, LISTED[spec.name]
        for number, column in enumerate(spec.cell_columns, start=1):
            yield number, _by(column)

    def _ranks(self, field: int) -> Ranks | None:
        found = self._base.execute("SELECT ranks FROM rank WHERE field = ?", (field,)).fetchone()
        return np.frombuffer(found[0], _BYTES).astype(np.uint32) if found else None

    def _read(self, spec: TableSpec, sheet: int, place: int) -> SheetRow:
        entity, cells = self._base.execute("SELECT entity, cells FROM row WHERE id = ?", (row_id(sheet, place),)).fetchone()
        return SheetRow(whole_iri(entity), read_cells(spec.in_cells, cells))


def _by(column: ColumnSpec) -> Key:
    told, compared = telling(column), comparing(column)

    def key(row: SheetRow) -> Any:
        items = row.cells.get(column.name)
        return compared(told(items)) if items else None

    return key


def _changed(known: Ranks, rows: Rows, key: Key, read: Callable[[int], SheetRow]) -> Ranks | None:
    """The ranks of all places; None where they are as they were."""
    was, now = ({place: key(rows.row(place, told)) for place in told} for told in (rows.before, rows.after))
    places = [place for place in rows.entities if place not in was or place not in now or was[place] != now[place]]
    if not places and len(known) == rows.room:
        return None
    ranks = np.full(rows.room, NOWHERE, np.uint32)
    ranks[: len(known)] = known
    ranks[places] = NOWHERE
    stay = np.flatnonzero(ranks != NOWHERE)
    coming: dict[Any, list[int]] = {}
    for one in sorted((now[place], place) for place in places if now.get(place) is not None) if places else ():
        coming.setdefault(_hashable(one[0]), []).append(one[1])
    return ranks if not coming else _among(ranks, stay, [(now[several[0]], several) for several in coming.values()], key, read)


def _hashable(key: Any) -> Any:
    return tuple(key) if isinstance(key, list) else key


def _among(ranks: Ranks, stay: NDArray[np.intp], coming: list[tuple[Any, list[int]]], key: Key, read: Callable[[int], SheetRow]) -> Ranks:
    """Ranks with those of places that come, given by what they are ordered by, in its order."""
    some = np.full(int(ranks[stay].max()) + 1 if len(stay) else 0, -1, np.int64)
    some[ranks[stay]] = stay  # of each rank some place that has it
    used = np.flatnonzero(some >= 0)

    def of(spot: int) -> Any:
        return key(read(int(some[used[spot]])))

    spots: list[int] = []
    found: list[tuple[int, list[int]]] = []
    spot = 0
    for wanted, places in coming:
        spot = bisect_left(range(len(used)), wanted, lo=spot, key=of)
        found.append((spot + len(spots), places))
        if spot == len(used) or of(spot) != wanted:
            spots.append(spot)
    anew = np.zeros(len(some), np.uint32)
    anew[used] = np.arange(len(used)) + np.searchsorted(spots, np.arange(len(used)), side="right")
    ranks[stay] = anew[ranks[stay]]
    for rank, places in found:
        ranks[places] = rank
    return ranks
