"""Holding: which rows hold which values and words, brought up to rows of a file that changed."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.lookup import fold
from kb.numbering import Numbered
from kb.postings import changed
from kb.tables.rows import Item
from kb.tables.schema import OF_SHEET, hashed, short_iri, word_id
from kb.tables.writing import OWN_NAME, called, short_name

Value = tuple[str, str]
"""Text and entity; a word has no entity."""

Places = Mapping[Value, set[int]]
"""The places of the rows that hold each."""

Told = Mapping[int, Mapping[str, tuple[Item, ...]]]
"""The cells of rows, by place."""

_NONE = (0, 0, b"")
_ALIASES = "alias CROSS JOIN value ON value.id = alias.value WHERE hash = ? AND field = ?"
"""Values of a field that may be called by a name; a cross join, so that nothing but the few aliases is gone through."""


@dataclass(frozen=True)
class Held:
    """The places of the rows that hold each value, by the number of its column; 0 stands for the words of a row."""

    columns: Mapping[int, Places]

    @classmethod
    def of(cls, names: Sequence[str], told: Told) -> Held:
        """What some rows hold."""
        found: dict[int, dict[Value, set[int]]] = defaultdict(lambda: defaultdict(set))
        for place, cells in told.items():
            for number, name in enumerate(names, start=1):
                for item in cells.get(name, ()):
                    found[number][item.text, short_iri(item.iri) if item.iri else ""].add(place)
            for word in {word for items in cells.values() for item in items for word in fold(item.text).split()}:
                found[0][word, ""].add(place)
        return cls(found)

    def less(self, other: Held) -> Held:
        """What is held here, and not there."""
        return Held({number: _less(held, other.values(number)) for number, held in self.columns.items()})

    def values(self, number: int) -> Places:
        """The values of a column, or the words."""
        return self.columns.get(number, {})


def _less(held: Places, other: Places) -> Places:
    left = ((value, places - other.get(value, set())) for value, places in held.items())
    return {value: places for value, places in left if places}


def change_words(base: sqlite3.Connection, sheet: int, come: Held, gone: Held, room: int) -> None:
    """Have words held by further rows, and no longer by others."""
    span = word_id(sheet, 0), word_id(sheet + 1, 0) - 1
    (last,) = base.execute("SELECT coalesce(max(id), ? - 1) FROM word WHERE id BETWEEN ? AND ?", (span[0], *span)).fetchone()
    coming, going = come.values(0), gone.values(0)
    for word in sorted({*coming, *going}):
        text, _ = word
        known = base.execute("SELECT id, count, held FROM word WHERE sheet = ? AND text = ?", (sheet, text)).fetchone()
        number, count, packed = known or _NONE
        found = changed(count, packed, coming.get(word, ()), going.get(word, ()), room)
        if not known:
            last += 1
            base.execute("INSERT INTO word VALUES (?, ?, ?, ?, ?)", (last, sheet, text, *found))
            base.execute("INSERT INTO spelling (rowid, text) VALUES (?, ?)", (last, text))
        elif found[0]:
            base.execute("UPDATE word SET count = ?, held = ? WHERE id = ?", (*found, number))
        else:
            base.execute("INSERT INTO spelling (spelling, rowid, text) VALUES ('delete', ?, ?)", (number, text))
            base.execute("DELETE FROM word WHERE id = ?", (number,))


def change_values(base: sqlite3.Connection, field: int, come: Places, gone: Places, room: int) -> None:
    """Have values of a column held by further rows, and no longer by others. Raises NoRoom."""
    fresh: list[Value] = []
    renamed: set[str] = set()
    for value in sorted({*come, *gone}):
        if (known := _find(base, field, value)) is None:
            fresh.append(value)
            continue
        number, count, packed = known
        found = changed(count, packed, come.get(value, ()), gone.get(value, ()), room)
        if found[0]:
            base.execute("UPDATE value SET count = ?, held = ? WHERE id = ?", (*found, number))
        else:
            base.execute("DELETE FROM value WHERE id = ?", (number,))
            base.executemany("DELETE FROM alias WHERE hash = ? AND value = ?", called(number, field, *value, ""))
            renamed.add(short_name(*value))
    for number, value in zip(Numbered(base, "value", ("text", "entity"), field).between(fresh), fresh, strict=True):
        found = changed(0, b"", come[value], (), room)
        base.execute("INSERT INTO value VALUES (?, ?, ?, ?, ?, ?, ?)", (number, field, *value, short_name(*value), *found))
        base.executemany("INSERT INTO alias VALUES (?, ?)", called(number, field, *value, ""))
        renamed.add(short_name(*value))
    for short in sorted(renamed):
        _rename(base, field, short)


def _find(base: sqlite3.Connection, field: int, value: Value) -> tuple[int, int, bytes] | None:
    """The number of a value, how many rows hold it, and these packed."""
    query = f"SELECT id, count, held FROM {_ALIASES} AND (text, entity) = (?, ?)"
    found: tuple[int, int, bytes] | None = base.execute(query, (hashed(field, value[0] or value[1]), field, *value)).fetchone()
    return found


def _rename(base: sqlite3.Connection, field: int, short: str) -> None:
    """Have the one value of a short name called by it, and several by names of their own."""
    found = base.execute(f"SELECT id, text, entity FROM {_ALIASES}", (hashed(field, short), field))
    of = [number for number, text, entity in found if short_name(text, entity) == short]
    name = "?1" if len(of) == 1 else OWN_NAME
    base.executemany(f"UPDATE value SET short = {name} WHERE id = ?2 AND ?1 IS NOT NULL", ((short, number) for number in of))


def fill_fields(base: sqlite3.Connection, sheet: int, names: Sequence[str], before: Told, after: Told, room: int) -> None:
    """Bring up which rows have anything in each column."""
    for number, name in enumerate(names, start=1):
        was, now = ({place for place, cells in told.items() if cells.get(name)} for told in (before, after))
        if was != now:
            field = sheet * OF_SHEET + number
            count, packed = base.execute("SELECT filled, held FROM field WHERE number = ?", (field,)).fetchone()
            found = changed(count, packed, now - was, was - now, room)
            base.execute("UPDATE field SET filled = ?, held = ? WHERE number = ?", (*found, field))
