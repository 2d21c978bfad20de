"""Parts: some rows of a table worked up for the file of tables, wherever their facts are at hand; in blocks, so that many can be merged."""

from __future__ import annotations

import marshal
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kb.lookup import fold
from kb.tables.listing import LISTED
from kb.tables.ranking import as_told, comparing, telling
from kb.tables.rows import SheetRow
from kb.tables.schema import short_iri, write_cells
from kb.tables.spec import TableSpec

Order = tuple[int, bytes, str]
"""What the rows of a table are ordered by: a place, the key of their IRI, their IRI."""

Section = tuple[str, int]
"""What blocks hold: the rows, the values of a column, or what the order by a column depends on; 0 is the sheet as a whole."""

VALUES, ORDER = "values", "order"
ROWS: Section = ("rows", 0)

_BLOCK = 256
"""Entries that are read at once from each of the parts that are merged."""

_folded = lru_cache(200_000)(fold)


@dataclass(frozen=True)
class Part:
    """Some rows of a table, ordered. ``held`` is a file, or the bytes themselves; ``sections`` tells where the blocks of each are."""

    held: Path | bytes
    sections: Mapping[Section, tuple[tuple[int, int], ...]]
    rows: int

    def entries(self, section: Section) -> Iterator[Any]:
        """The entries of a section, in their order."""
        for start, end in self.sections.get(section, ()):
            yield from marshal.loads(self._read(start, end))  # noqa: S302 -- written by this build a moment ago

    def _read(self, start: int, end: int) -> bytes:
        if isinstance(self.held, bytes):
            return self.held[start:end]
        with self.held.open("rb") as stream:  # not kept open: systems allow some hundred open files
            stream.seek(start)
            return stream.read(end - start)


def work_up(spec: TableSpec, rows: Iterable[tuple[Order, SheetRow]], path: Path | None = None) -> Part:
    """Rows in their order to a part: in a new file, or in memory where no ``path`` is given."""
    working = _Working(spec)
    for order, row in rows:
        working.add(order, row)
    return blocks(working.entries(), working.count, path)


def blocks(entries: Iterable[tuple[Section, list[Any]]], rows: int, path: Path | None = None) -> Part:
    """Ordered entries of some sections as a part, block by block."""
    written: list[bytes] = []
    sections: dict[Section, tuple[tuple[int, int], ...]] = {}
    size = 0
    for section, found in entries:
        spans = []
        for start in range(0, len(found), _BLOCK):
            written.append(marshal.dumps(found[start : start + _BLOCK]))
            spans.append((size, size := size + len(written[-1])))
        sections[section] = tuple(spans)
    whole = b"".join(written)
    if path:
        path.write_bytes(whole)
    return Part(path or whole, sections, rows)


class _Working:
    """A part in the making: what rows hold, and what their order by each column depends on, with the numbers of the rows."""

    def __init__(self, spec: TableSpec) -> None:
        self.count = 0
        self._spec = spec
        self._listed = LISTED.get(spec.name)
        self._rows: list[tuple[Order, str, str]] = []
        self._words: dict[str, array[int]] = defaultdict(_numbers)
        self._values: list[dict[tuple[str, str], array[int]]] = [defaultdict(_numbers) for _ in spec.in_cells]
        self._tell = [telling(column) for column in spec.cell_columns]
        self._told: list[dict[Any, array[int]]] = [defaultdict(_numbers) for _ in ("the sheet", *spec.in_cells)]

    def add(self, order: Order, row: SheetRow) -> None:
        """The next row."""
        number = self.count
        self.count += 1
        self._rows.append((order, short_iri(row.iri), write_cells(self._spec.in_cells, row.cells)))
        words: set[str] = set()
        for spot, name in enumerate(self._spec.in_cells):
            if items := row.cells.get(name):
                values = self._values[spot]
                for item in dict.fromkeys(items) if len(items) > 1 else items:
                    values[item.text, short_iri(item.iri) if item.iri else ""].append(number)
                    words.update(_folded(item.text).split())
                self._told[spot + 1][self._tell[spot](items)].append(number)
        for word in words:
            self._words[word].append(number)
        if self._listed:
            self._told[0][self._listed(row)].append(number)

    def entries(self) -> Iterator[tuple[Section, list[Any]]]:
        """All sections, each in its order."""
        yield ROWS, self._rows
        yield (VALUES, 0), [(word, "", held.tobytes()) for word, held in sorted(self._words.items())]
        for number, values in enumerate(self._values, start=1):
            yield (VALUES, number), [(*value, held.tobytes()) for value, held in sorted(values.items())]
        for number, told in enumerate(self._told):
            key = comparing(self._spec.cell_columns[number - 1]) if number else as_told
            yield (ORDER, number), [(one, held.tobytes()) for one, held in sorted(told.items(), key=lambda pair: key(pair[0]))]


def _numbers() -> array[int]:
    return array("I")
