"""Changing: rows that come, change or go in a file of tables, which is changed in place; all else that it tells follows from them.

What there is to do goes by the rows that change, not by those that there are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kb.formats import Citation
from kb.postings import members, pack_set, set_of, unpack
from kb.tables.holding import Held, change_values, change_words, fill_fields
from kb.tables.ordering import Ordering, Rows
from kb.tables.portions import Place
from kb.tables.schema import OF_SHEET, place_of, read_cells, row_id
from kb.tables.spec import TableSpec
from kb.tables.writing import PRAGMAS, put_citations

Cells = Mapping[str, str | None]
"""What the rows of some entities (``kind/key``) hold now, as ``write_cells`` writes it; None where there is no row any more."""


def change_tables(path: Path, tables: Iterable[tuple[TableSpec, Cells]], citations: Mapping[str, Citation | None], place: Place) -> int:
    """Change some rows of a file of tables, and citations by IRI (None where there is none any more); how many rows have changed.

    ``place`` tells the order of reading. A file that was being changed when the program stopped is worth nothing: change a copy.
    Raises NoRoom where the numbers of values leave no room for one that comes between two of them; write the file anew then.
    """
    base = sqlite3.connect(path)
    try:
        base.executescript(PRAGMAS)
        ordering = Ordering(base, place)
        changed = sum(_change_sheet(base, spec, cells, ordering) for spec, cells in tables)
        put_citations(base, citations)
        base.commit()
    finally:
        base.close()
    return changed


@dataclass
class _Change:
    """Places of rows that went, came or have other cells now: what they held, what they hold, and whose rows they are."""

    before: dict[int, str] = field(default_factory=dict)
    after: dict[int, str] = field(default_factory=dict)
    entities: dict[int, str] = field(default_factory=dict)


def _change_sheet(base: sqlite3.Connection, spec: TableSpec, cells: Cells, ordering: Ordering) -> int:
    sheet, room, rows, packed = base.execute("SELECT number, room, rows, live FROM sheet WHERE name = ?", (spec.name,)).fetchone()
    live = unpack(packed, rows, room)
    change, room = _change_rows(base, sheet, _Free(room, live), cells)
    if not change.entities:
        return 0
    live = (live | set_of(change.after, room)) & ~set_of(change.before.keys() - change.after.keys(), room)
    base.execute("UPDATE sheet SET room = ?, rows = ?, live = ? WHERE number = ?", (room, *pack_set(live, room), sheet))
    before, after = ({place: read_cells(spec.in_cells, text) for place, text in told.items()} for told in (change.before, change.after))
    come, gone = Held.of(spec.in_cells, after), Held.of(spec.in_cells, before)
    come, gone = come.less(gone), gone.less(come)
    change_words(base, sheet, come, gone, room)
    for number in range(1, len(spec.in_cells) + 1):
        change_values(base, sheet * OF_SHEET + number, come.values(number), gone.values(number), room)
    fill_fields(base, sheet, spec.in_cells, before, after, room)
    ordering.change(spec, Rows(sheet, room, live, change.entities, before, after))
    return len(change.entities)


class _Free:
    """The places of a sheet that hold no row, the first of them first, then further ones."""

    def __init__(self, room: int, live: int) -> None:
        self.room = room
        self._free = members(~live & ((1 << room) - 1), room)[::-1]

    def take(self) -> int:
        """A place for a row."""
        if self._free:
            return self._free.pop()
        self.room += 1
        return self.room - 1


def _change_rows(base: sqlite3.Connection, sheet: int, free: _Free, cells: Cells) -> tuple[_Change, int]:
    """Bring rows up to what they hold now, those that hold it already left alone; what was changed, and how many places there are now."""
    change = _Change()
    for entity, now in cells.items():
        known = _known(base, sheet, entity)
        if now == (known[1] if known else None):
            continue
        place = known[0] if known else free.take()
        change.entities[place] = entity
        if known:
            change.before[place] = known[1]
        if now is None:
            base.execute("DELETE FROM row WHERE id = ?", (row_id(sheet, place),))
        else:
            change.after[place] = now
            base.execute("INSERT OR REPLACE INTO row VALUES (?, ?, ?)", (row_id(sheet, place), entity, now))
    return change, free.room


def _known(base: sqlite3.Connection, sheet: int, entity: str) -> tuple[int, str] | None:
    """Where the row of an entity is, and what it holds."""
    query = "SELECT id, cells FROM row WHERE entity = ? AND id >= ? AND id < ?"
    found = base.execute(query, (entity, row_id(sheet, 0), row_id(sheet + 1, 0))).fetchone()
    return (place_of(found[0]), found[1]) if found else None
