"""Files of separated cells, read row by row with the names of the header; a bad row costs itself only."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from kb.errors import BadInput
from loaders.registry.archives import Stored
from loaders.registry.lines import UNDECODED, as_text, lines

_CUT = "\udc00"
"""No file can hold it, and no byte that is no text is decoded to it."""

MEND = "get the file again, or mend the row"


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row that are not empty, by column, and the line it ends on."""

    line: int
    cells: dict[str, str]


def header(item: Stored, delimiter: str, limit: int) -> list[str]:
    """The names of the columns, in small letters; empty for a file that has none."""
    with as_text(item) as stream:
        try:
            names = _next(csv.reader(lines(stream, limit), delimiter=delimiter), limit) or []
        except csv.Error:
            return []
    return [name.strip().lower() for name in names]


def rows(item: Stored, delimiter: str, limit: int) -> Iterator[Row | BadInput]:
    """The rows below the header, or what is wrong with one; cells that are empty are left out."""
    names = header(item, delimiter, limit)
    with as_text(item) as stream:
        reader = csv.reader(_marked(stream, limit), delimiter=delimiter)
        try:
            _next(reader, limit)
            while (cells := _next(reader, limit)) is not None:
                if cells:
                    yield _row(names, cells, reader.line_num, item.place)
        except csv.Error as error:
            place = f"{item.place}:{reader.line_num}"
            yield BadInput(f"no table ({error})", place, f"{MEND}; what follows in it was not read")


def _marked(stream: TextIO, limit: int) -> Iterator[str]:
    """Lines, with a mark where the rest of one is cut off: its cells may be as many as the header asks for all the same."""
    yield from (f"{line}{_CUT}" if len(line) > limit else line for line in lines(stream, limit))


def _next(reader: Iterator[list[str]], limit: int) -> list[str] | None:
    """The next row; None at the end. A list of sites is longer than Python's limit of a cell, which holds for all readers together."""
    usual = csv.field_size_limit(limit)
    try:
        return next(reader, None)
    finally:
        csv.field_size_limit(usual)


def _row(names: list[str], cells: list[str], line: int, place: str) -> Row | BadInput:
    if any(cell.endswith(_CUT) for cell in cells):
        return BadInput("the line is longer than any record", f"{place}:{line}", MEND)
    if len(cells) != len(names):
        return BadInput(f"{len(cells)} cells where the header has {len(names)}", f"{place}:{line}", MEND)
    if any(not cell.isascii() and UNDECODED.search(cell) for cell in cells):
        return BadInput("it is not UTF-8 text", f"{place}:{line}", MEND)
    return Row(line, {name: cell for name, cell in zip(names, cells, strict=True) if cell.strip()})
