"""Writing: the file of tables beside the store, filled once from parts whose rows are ordered, table by table."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from heapq import merge
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from kb.errors import BadInput
from kb.formats import Citation
from kb.numbering import number
from kb.postings import bytes_of, pack
from kb.tables.listing import LISTED
from kb.tables.parts import ORDER, ROWS, VALUES, Part, Section, work_up
from kb.tables.ranking import as_told, comparing, ranks
from kb.tables.rows import SheetRow, local
from kb.tables.schema import (
    INDEXES,
    LISTED_ORDER,
    NOWHERE,
    OF_SHEET,
    SCHEMA,
    hashed,
    row_id,
    short_iri,
    word_id,
)  # fmt: skip
from kb.tables.spec import TableSpec

PRAGMAS = "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;"
_AT_ONCE = 5000
"""Rows of a part, where they come one after another."""


class Writer:
    """Fills a new file, table by table; the same rows give the same bytes."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self._sheets = 0
        base.executescript(PRAGMAS + SCHEMA)

    def table(self, spec: TableSpec, parts: Sequence[Part]) -> int:
        """Write the rows of a table's parts; return how many they are."""
        self._sheets += 1
        total = sum(part.rows for part in parts)
        merged = _Merged(parts)
        self._base.executemany("INSERT INTO row VALUES (?, ?, ?)", ((row_id(self._sheets, place), *told) for place, told in merged.rows()))
        live = pack(array("I", range(total)), total)
        self._base.execute("INSERT INTO sheet VALUES (?, ?, ?, ?, ?)", (self._sheets, spec.name, total, total, live))
        self._base.executemany("INSERT INTO word VALUES (?, ?, ?, ?, ?)", self._put_words(merged, total))
        self._base.executemany("INSERT INTO value VALUES (?, ?, ?, ?, ?, ?, ?)", self._put_values(spec, merged, total))
        for spot, column in enumerate(spec.cell_columns, start=1):
            found = ranks(merged.spread((ORDER, spot), comparing(column)), comparing(column), total)
            self._put_field(spot, column.name, found, total)
        if spec.name in LISTED:
            self._put_ranks(LISTED_ORDER, ranks(merged.spread((ORDER, 0), as_told), as_told, total))
        return total

    def _put_words(self, merged: _Merged, total: int) -> Iterator[tuple[object, ...]]:
        for count, ((text, _), rows) in enumerate(merged.values(0)):
            yield word_id(self._sheets, count), self._sheets, text, len(rows), pack(rows, total)

    def _put_values(self, spec: TableSpec, merged: _Merged, total: int) -> Iterator[tuple[object, ...]]:
        for column in range(1, len(spec.in_cells) + 1):
            field = self._sheets * OF_SHEET + column
            for count, ((text, entity), rows) in enumerate(merged.values(column)):
                yield number(field, count), field, text, entity, short_name(text, entity), len(rows), pack(rows, total)

    def _put_field(self, number: int, name: str, found: array[int], total: int) -> None:
        filled = array("I", (row for row, rank in enumerate(found) if rank != NOWHERE))
        field = self._sheets * OF_SHEET + number
        self._base.execute("INSERT INTO field VALUES (?, ?, ?, ?, ?)", (field, self._sheets, name, len(filled), pack(filled, total)))
        self._put_ranks(number, found)

    def _put_ranks(self, number: int, found: array[int]) -> None:
        self._base.execute("INSERT INTO rank VALUES (?, ?)", (self._sheets * OF_SHEET + number, bytes_of(found)))

    def finish(self) -> None:
        """Make what look-ups need; no row can be written after that."""
        self._base.executescript(INDEXES)
        self._shorten()
        self._base.execute("CREATE TEMP TABLE called (hash INTEGER, value INTEGER)")
        values = self._base.execute("SELECT id, field, text, entity, short FROM value")
        self._base.executemany("INSERT INTO called VALUES (?, ?)", (pair for value in values for pair in called(*value)))
        self._base.execute("INSERT INTO alias SELECT DISTINCT hash, value FROM called ORDER BY hash, value")
        self._base.execute("DROP TABLE called")
        self._base.execute("INSERT INTO spelling (spelling) VALUES ('rebuild')")
        self._base.commit()

    def _shorten(self) -> None:
        """Short names that values of a column share give way to their whole address, or their text."""
        shared = "SELECT field, short FROM value GROUP BY field, short HAVING count(*) > 1"
        self._base.execute(f"UPDATE value SET short = {OWN_NAME} WHERE (field, short) IN ({shared})")


OWN_NAME = "CASE WHEN entity = '' OR instr(entity, ':') THEN text ELSE entity END"
"""What a value is called where its short name is that of another too, in SQL."""


def put_citations(base: sqlite3.Connection, citations: Mapping[str, Citation | None]) -> None:
    """Write documents by IRI, in the place of what was told of them; None where there is nothing to tell any more."""
    told = sorted((short_iri(iri), citation) for iri, citation in citations.items())
    base.executemany("DELETE FROM citation WHERE entity = ?", ((entity,) for entity, _ in told))
    lines = ((entity, json.dumps(asdict(citation), ensure_ascii=False)) for entity, citation in told if citation)
    base.executemany("INSERT INTO citation VALUES (?, ?)", lines)


def short_name(text: str, entity: str) -> str:
    """What a value is called for short."""
    return local("" if ":" in entity else entity, text)


def called(value: int, field: int, text: str, entity: str, short: str) -> list[tuple[int, int]]:
    """Hashes of what a value may be called, its short name even where it has to give way, with the value's number."""
    return [(one, value) for one in {hashed(field, name) for name in {text, entity, short, short_name(text, entity)} if name}]


class _Merged:
    """The parts of a table as one; once the rows are through, it is known where each row of each part stands."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._places = [array("I") for _ in parts]

    def rows(self) -> Iterator[tuple[int, tuple[str, str]]]:
        """The place of each row, with its entity and cells, in their order. Two rows of one entity are refused."""
        before = None
        for place, ((*_, iri), entity, cells, part) in enumerate(merge(*map(self._rows_of, range(len(self._parts))))):
            if iri == before:
                raise BadInput(f"two rows of one table tell of '{entity}'", mend="report this as a fault")
            before = iri
            self._places[part].append(place)
            yield place, (entity, cells)

    def _rows_of(self, part: int) -> Iterator[tuple[Any, str, str, int]]:
        return ((*entry, part) for entry in self._parts[part].entries(ROWS))

    def values(self, number: int) -> Iterator[tuple[tuple[str, str], array[int]]]:
        """The values of a column, text and entity, in their order, each with its rows; 0 for the words of the sheet."""
        every = merge(*(self._placed(part, (VALUES, number)) for part in range(len(self._parts))))
        for (text, entity), alike in groupby(every, key=itemgetter(0, 1)):
            yield (text, entity), self._rows_in([entry[2:] for entry in alike])

    def spread(self, section: Section, key: Callable[[Any], Any]) -> Iterator[tuple[Any, array[int]]]:
        """What tells where rows come, in its order, each with some of its rows."""
        every = merge(*(self._placed(part, section) for part in range(len(self._parts))), key=lambda entry: key(entry[0]))
        return ((told, self._rows_in([(part, held)])) for told, part, held in every)

    def _placed(self, part: int, section: Section) -> Iterator[tuple[Any, ...]]:
        """The entries of a part, with its number before their rows."""
        return ((*entry[:-1], part, entry[-1]) for entry in self._parts[part].entries(section))

    def _rows_in(self, held: list[tuple[int, bytes]]) -> array[int]:
        """The places of rows of parts, ascending, as they are within each part."""
        found = array("I")
        for part, numbers in held:
            found.extend(map(self._places[part].__getitem__, array("I", numbers)))
        return found if len(held) == 1 else array("I", sorted(found))


def write_tables(path: Path, tables: Iterable[tuple[TableSpec, Iterable[SheetRow]]], citations: Mapping[str, Citation]) -> int:
    """Write tables of rows in their order to a new file; return how many rows they have together."""
    base = sqlite3.connect(path)
    try:
        return fill(base, tables, citations)
    finally:
        base.close()


def fill(base: sqlite3.Connection, tables: Iterable[tuple[TableSpec, Iterable[SheetRow]]], citations: Mapping[str, Citation]) -> int:
    """Write tables through a connection to an empty database."""
    writer = Writer(base)
    with tempfile.TemporaryDirectory() as folder:
        rows = sum(writer.table(spec, _parts(spec, rows, Path(folder))) for spec, rows in tables)
    writer.finish()
    put_citations(base, citations)
    base.commit()
    return rows


def _parts(spec: TableSpec, rows: Iterable[SheetRow], folder: Path) -> list[Part]:
    """Rows that come in their order, some at a time."""
    coming = enumerate(rows)
    parts: list[Part] = []
    while some := list(islice(coming, _AT_ONCE)):
        path = folder / f"{spec.name}-{len(parts)}.part"
        parts.append(work_up(spec, (((place, b"", row.iri), row) for place, row in some), path))
    return parts
