"""Writing: the file of tables beside the store, filled once from rows that come one after another."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from kb.formats import Citation
from kb.lookup import fold
from kb.postings import Gathering, bytes_of, pack
from kb.tables.listing import LISTED
from kb.tables.ranking import Ranking, ranking_of
from kb.tables.rows import Item, SheetRow
from kb.tables.schema import INDEXES, OF_SHEET, SCHEMA, hashed, short_iri, whole_iri, write_cells
from kb.tables.spec import TableSpec

_PRAGMAS = "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;"
_AT_ONCE = 1000
_FOLDED = 200_000
"""How many folded texts are remembered: most stand in many rows."""


class Writer:
    """Fills a new file, table by table; the same rows give the same bytes."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self._sheets = self._rows = self._values = self._words = 0
        self._fold = lru_cache(_FOLDED)(fold)
        base.executescript(_PRAGMAS + SCHEMA)

    def table(self, spec: TableSpec, rows: Iterable[SheetRow]) -> int:
        """Write a table's rows, in their order; return how many they are."""
        self._sheets += 1
        first, gathering = self._rows, Gathering(self._base)
        rankings = {column.name: ranking_of(column) for column in spec.stored}
        listed = Ranking() if spec.name in LISTED else None
        for row in rows:
            place = self._rows - first
            self._add(spec, row)
            self._gather(spec, row, place, gathering)
            for name, ranking in rankings.items():
                ranking.add(row.cells.get(name, ()))
            if listed:
                listed.put(LISTED[spec.name](row))
        total = self._rows - first
        self._base.execute("INSERT INTO sheet VALUES (?, ?, ?, ?)", (self._sheets, spec.name, first, total))
        self._put_values(gathering, total)
        for number, name in enumerate(spec.in_cells, start=self._sheets * OF_SHEET + 1):
            self._put_field(number, name, rankings[name], total)
        if listed:
            self._base.execute("INSERT INTO rank VALUES (?, ?)", (self._sheets * OF_SHEET, bytes_of(listed.taken())))
        return total

    def _add(self, spec: TableSpec, row: SheetRow) -> None:
        cells = write_cells(spec.in_cells, row.cells)
        self._base.execute("INSERT INTO row VALUES (?, ?, ?)", (self._rows, short_iri(row.iri), cells))
        self._rows += 1

    def _gather(self, spec: TableSpec, row: SheetRow, place: int, gathering: Gathering) -> None:
        """Note what a row holds: its values by column, and its words under the number of the sheet."""
        field = self._sheets * OF_SHEET
        words: set[str] = set()
        for number, name in enumerate(spec.in_cells, start=field + 1):
            for item in dict.fromkeys(row.cells.get(name, ())):
                gathering.add((number, item.text, short_iri(item.iri) if item.iri else ""), place)
                words.update(self._fold(item.text).split())
        for word in words:
            gathering.add((field, word, ""), place)

    def _put_values(self, gathering: Gathering, total: int) -> None:
        for (field, text, entity), rows in gathering.taken():
            if field % OF_SHEET:
                self._values += 1
                put = "INSERT INTO value VALUES (?, ?, ?, ?, ?, ?, ?)"
                self._base.execute(put, (self._values, field, text, entity, _local(text, entity), len(rows), pack(rows, total)))
            else:
                self._words += 1
                put = "INSERT INTO word VALUES (?, ?, ?, ?, ?)"
                self._base.execute(put, (self._words, self._sheets, text, len(rows), pack(rows, total)))

    def _put_field(self, number: int, name: str, ranking: Ranking, total: int) -> None:
        filled = ranking.filled
        self._base.execute("INSERT INTO field VALUES (?, ?, ?, ?, ?)", (number, self._sheets, name, len(filled), pack(filled, total)))
        self._base.execute("INSERT INTO rank VALUES (?, ?)", (number, bytes_of(ranking.taken())))

    def cite(self, citations: Iterable[tuple[str, Citation]]) -> None:
        """Write the documents that rows may rest on, by IRI."""
        told = sorted((short_iri(iri), json.dumps(asdict(citation), ensure_ascii=False)) for iri, citation in citations)
        self._base.executemany("INSERT INTO citation VALUES (?, ?)", told)

    def finish(self) -> None:
        """Make what look-ups need; nothing can be written after that."""
        self._base.executescript(INDEXES)
        self._shorten()
        self._base.execute("CREATE TEMP TABLE called (hash INTEGER, value INTEGER)")
        values = self._base.execute("SELECT id, field, text, entity, short FROM value")
        self._base.executemany("INSERT INTO called VALUES (?, ?)", (pair for value in values for pair in _called(*value)))
        self._base.execute("INSERT INTO alias SELECT DISTINCT hash, value FROM called ORDER BY hash, value")
        self._base.execute("DROP TABLE called")
        self._base.execute("INSERT INTO spelling (spelling) VALUES ('rebuild')")
        self._base.commit()

    def _shorten(self) -> None:
        """Short names that values of a column share give way to their whole address, or their text."""
        own = "CASE WHEN entity = '' OR instr(entity, ':') THEN text ELSE entity END"
        shared = "SELECT field, short FROM value GROUP BY field, short HAVING count(*) > 1"
        self._base.execute(f"UPDATE value SET short = {own} WHERE (field, short) IN ({shared})")


def _local(text: str, entity: str) -> str:
    """What a value is called for short."""
    return Item(text, whole_iri(entity)).local


def _called(value: int, field: int, text: str, entity: str, short: str) -> list[tuple[int, int]]:
    """Hashes of what a value may be called."""
    return [(one, value) for one in {hashed(field, name) for name in (text, entity, short) if name}]


def write_tables(path: Path, tables: Iterable[tuple[TableSpec, Iterable[SheetRow]]], citations: Mapping[str, Citation]) -> int:
    """Write tables to a new file; return how many rows they have together."""
    base = sqlite3.connect(path)
    try:
        return fill(base, tables, citations)
    finally:
        base.close()


def fill(base: sqlite3.Connection, tables: Iterable[tuple[TableSpec, Iterable[SheetRow]]], citations: Mapping[str, Citation]) -> int:
    """Write tables through a connection to an empty database."""
    writer = Writer(base)
    rows = sum(writer.table(spec, rows) for spec, rows in tables)
    writer.cite(citations.items())
    writer.finish()
    return rows
