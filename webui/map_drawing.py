"""The map's figure: places and texts of an SVG made on the server; every cell a link, every sign beside a number."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from kb.evidence_map import Cell, EvidenceMap, Line
from webui.map_asked import cell_address, map_address
from webui.map_words import cell_words, empty_words

LABEL, CELL, GAP, HEAD = 204, 94, 3, 82
FULL, LOW, PART = 70, 32, 13
SIGN, DIGIT, BETWEEN = 12, 7, 9
"""Widths of a sign with the space after it, of a digit of its number, and of what lies before the next."""

STEPS = (1, 3, 7)
"""Largest numbers of studies of the three lighter shades."""


@dataclass(frozen=True)
class Text:
    """A line of text, and where it stands."""

    text: str
    x: int
    y: int
    path: str = ""


@dataclass(frozen=True)
class Mark:
    """A sign of a direction with the number of studies that point so."""

    direction: str
    count: int
    x: int
    y: int


@dataclass(frozen=True)
class Box:
    """A cell: its place, address, what it says in full, and what is written in it. ``shade`` runs from 0 (empty) to 4."""

    x: int
    y: int
    height: int
    path: str
    title: str
    shade: int
    count: int
    lines: tuple[Text, ...] = ()
    marks: tuple[Mark, ...] = ()
    parts: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Head:
    """A row's or column's name, in lines, with the address of what it names."""

    path: str
    title: str
    lines: tuple[Text, ...]


@dataclass(frozen=True)
class Bracket:
    """A line above the columns that belong together."""

    text: str
    x: int
    width: int


@dataclass(frozen=True)
class MapDrawing:
    """All that the figure shows; ``cell`` is the width of a cell."""

    cell: int
    width: int
    height: int
    heads: tuple[Head, ...]
    brackets: tuple[Bracket, ...]
    rows: tuple[Head, ...]
    boxes: tuple[Box, ...]


def draw_map(made: EvidenceMap) -> MapDrawing:
    """The figure of a map."""
    labels = {line.address: line.label for line in (*made.rows, *made.columns)}
    rows, boxes, y = [], [], HEAD
    for row in made.rows:
        height = _height(made, row)
        rows.append(_row_head(row, y, height))
        boxes += list(_boxes(made, row, labels, y, height))
        y += height + GAP
    width = LABEL + (len(made.columns) + 1) * (CELL + GAP)
    return MapDrawing(CELL, width, y, tuple(_heads(made)), tuple(_brackets(made)), tuple(rows), tuple(boxes))


def column_heading(line: Line, made: EvidenceMap) -> str:
    """What a column is called under the bracket of the class above it: the class itself is ``any``."""
    alone = sum(other.top == line.top for other in made.columns) == 1
    return line.label if line.depth or alone else f"any {line.label}"


def _x(spot: int) -> int:
    """The left edge of a column; the first is that of the row's studies as a whole."""
    return LABEL + spot * (CELL + GAP)


def _heads(made: EvidenceMap) -> Iterator[Head]:
    yield Head("", "studies of the row, alone or with whatever else", _lines("all studies of the row", _x(0)))
    for spot, line in enumerate(made.columns, start=1):
        yield Head(f"/id/{line.address}", line.label, _lines(column_heading(line, made), _x(spot)))


def _lines(text: str, x: int) -> tuple[Text, ...]:
    """A heading in up to three lines that end just above the cells."""
    cut = textwrap.wrap(text, 15, break_long_words=False)[:3]
    return tuple(Text(line, x + 4, HEAD - 9 - 13 * (len(cut) - 1 - spot)) for spot, line in enumerate(cut))


def _brackets(made: EvidenceMap) -> Iterator[Bracket]:
    spot = 1
    labels = {line.address: line.label for line in made.columns}
    for top, several in groupby(made.columns, key=lambda line: line.top):
        number = len(list(several))
        if number > 1:
            yield Bracket(labels[top], _x(spot), number * (CELL + GAP) - GAP)
        spot += number


def _height(made: EvidenceMap, row: Line) -> int:
    cells = [cell for (address, _), cell in made.shown.items() if address == row.address]
    cells += [made.totals[row.address]] if row.address in made.totals else []
    if not cells:
        return LOW
    tallest = max(_below(cell) + PART * len(cell.parts) for cell in cells)
    return FULL + tallest


def _row_head(row: Line, y: int, height: int) -> Head:
    x = 12 * row.depth
    cut = textwrap.wrap(row.label, 30 - 2 * row.depth)[:2]
    first = y + min(height // 2 + 4, 22) if len(cut) == 1 else y + 18
    return Head(f"/id/{row.address}", row.label, tuple(Text(line, x, first + 15 * spot) for spot, line in enumerate(cut)))


def _boxes(made: EvidenceMap, row: Line, labels: Mapping[str, str], y: int, height: int) -> Iterator[Box]:
    total = made.totals.get(row.address)
    yield _box(made, total, labels, _x(0), y, height) if total else _empty(made, row.label, "anything", _x(0), y, height)
    for spot, column in enumerate(made.columns, start=1):
        cell = made.cells.get((row.address, column.address))
        yield _box(made, cell, labels, _x(spot), y, height) if cell else _empty(made, row.label, column.label, _x(spot), y, height)


def _empty(made: EvidenceMap, row: str, column: str, x: int, y: int, height: int) -> Box:
    return Box(x, y, height, map_address(made.asked) + "#empty-cells", empty_words(row, column), 0, 0)


def _box(made: EvidenceMap, cell: Cell, labels: Mapping[str, str], x: int, y: int, height: int) -> Box:
    count = len(cell.studies)
    lines = [Text(_short(cell.reached), x + 6, y + 35)]
    if cell.statuses:
        # What follows a comma only adds to the word before it; the title has it all.
        words = [status.partition(",")[0] for status in cell.statuses]
        lines.append(Text(_short(words[0] + (f" +{len(words) - 1}" if len(words) > 1 else "")), x + 6, y + 47))
    return Box(
        x,
        y,
        height,
        cell_address(made, cell.row, cell.column),
        cell_words(made, cell, labels),
        1 + sum(count > step for step in STEPS),
        count,
        tuple(lines),
        tuple(_marks(cell, x, y + 63)),
        tuple(_parts(made, cell, x, y)),
    )


def _short(text: str) -> str:
    return text if len(text) <= 17 else f"{text[:16].rstrip()}…"


def _marks(cell: Cell, x: int, y: int) -> Iterator[Mark]:
    """The signs of a cell, as many in a line as there is room for, each as wide as its number needs."""
    left = line = 0
    for direction, count in cell.directions.items():
        wide = SIGN + DIGIT * len(str(count))
        if left and left + wide > CELL - 12:
            left, line = 0, line + 1
        yield Mark(direction, count, x + 6 + left, y + 13 * line)
        left += wide + BETWEEN


def _below(cell: Cell) -> int:
    """How much lower than one line the signs of a cell reach."""
    return max((mark.y for mark in _marks(cell, 0, 0)), default=0)


def _parts(made: EvidenceMap, cell: Cell, x: int, y: int) -> Iterator[Text]:
    """The parts of a split cell, each with its own address; of those of which nothing is stated no filter could find them."""
    first = y + FULL + 8 + _below(cell)
    for spot, part in enumerate(cell.parts):
        path = cell_address(made, cell.row, cell.column, part.value) if part.value else ""
        yield Text(f"{_short(part.label)}: {len(part.studies)}", x + 6, first + PART * spot - 4, path)
