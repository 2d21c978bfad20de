"""Names that come and go: a copy of the index of names of a release, changed in place."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from kb.indexing import NameRow, name_rows, openings, spelt, write_names
from kb.lookup import fold
from kb.numbering import NoRoom, Numbered
from kb.records import Identifier, Record, Synonym
from kb.sources import Entity, Holdings
from kb.spelling import change_spellings

_COLUMNS = ("rank", "kind", "key", "label", "name")


@dataclass(frozen=True)
class Renamed:
    """Records whose names are told anew, and the entities whose former names no longer count."""

    records: Iterable[Record]
    dropped: set[Entity]


def rename(path: Path, renamed: Renamed, holdings: Holdings) -> int:
    """Change an index of names; how many more names it has. A program that stops leaves it half changed: change a copy."""
    told = set(name_rows([*renamed.records, *holdings.all(Synonym), *holdings.all(Identifier)]))
    base = sqlite3.connect(path)
    try:
        base.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        known = dict(chain.from_iterable(_names(base, entity) for entity in sorted(renamed.dropped)))
        gone, come = known.keys() - told, sorted(told - known.keys())
        try:
            numbers = _numbers(base, come)
        except NoRoom:
            _write_anew(base, path, gone, come)
        else:
            _take_out(base, {known[row]: row for row in gone})
            _put_in(base, dict(zip(numbers, come, strict=True)))
            base.commit()
    finally:
        base.close()
    return len(come) - len(gone)


def _names(base: sqlite3.Connection, entity: Entity) -> list[tuple[NameRow, int]]:
    """The names of an entity, each with its number."""
    rows = base.execute(f"SELECT id, {', '.join(_COLUMNS)} FROM name WHERE kind = ? AND key = ?", entity)
    return [((rank, kind, key, label, name), number) for number, rank, kind, key, label, name in rows]


def _numbers(base: sqlite3.Connection, come: Iterable[NameRow]) -> list[int]:
    """Numbers for names that come, given in their order."""
    by_rank: dict[int, list[NameRow]] = defaultdict(list)
    for row in come:
        by_rank[row[0]].append(row)
    return [number for rank, rows in by_rank.items() for number in Numbered(base, "name", _COLUMNS, rank).between(rows)]


def _take_out(base: sqlite3.Connection, gone: dict[int, NameRow]) -> None:
    lines = [(number, row[1], fold(row[4])) for number, row in sorted(gone.items())]
    change_spellings(base, (one for line in lines for one in spelt(*line)), ())
    base.executemany("INSERT INTO words (words, rowid, folded) VALUES ('delete', ?, ?)", ((number, folded) for number, _, folded in lines))
    base.executemany("DELETE FROM opening WHERE word = ? AND name = ?", openings((number, row[1], row[4]) for number, row in gone.items()))
    base.executemany("DELETE FROM name WHERE id = ?", ((number,) for number in gone))


def _put_in(base: sqlite3.Connection, come: dict[int, NameRow]) -> None:
    lines = [(number, row[1], fold(row[4])) for number, row in come.items()]
    base.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?, ?)", ((number, *row, fold(row[4])) for number, row in come.items()))
    base.executemany("INSERT INTO opening VALUES (?, ?)", openings((number, row[1], row[4]) for number, row in come.items()))
    base.executemany("INSERT INTO words (rowid, folded) VALUES (?, ?)", ((number, folded) for number, _, folded in lines))
    change_spellings(base, (), (one for line in lines for one in spelt(*line)))


def _write_anew(base: sqlite3.Connection, path: Path, gone: set[NameRow], come: Iterable[NameRow]) -> None:
    """Write the index anew: too much came between two names for them to be told apart by number."""
    rows = [row for row in base.execute(f"SELECT {', '.join(_COLUMNS)} FROM name") if row not in gone]
    places = base.execute("SELECT kind, key, spot FROM place ORDER BY kind, key").fetchall()
    path.unlink()
    write_names(path, [*rows, *come], places)
