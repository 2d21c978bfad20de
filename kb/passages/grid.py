"""Grids: the tab-separated lines of a printed table to rows and columns that can be named by their headers."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from itertools import count, pairwise

from kb.passages.plain import plain
from kb.values import PLACE_MARK


@dataclass(frozen=True)
class Grid:
    """A table. ``rows`` are named by their path of headers, ``columns`` by theirs; a name that stands twice gets ``[2]``.

    ``header`` holds every cell of the header lines, those that head the labels or several columns too.
    """

    name: str
    columns: tuple[str, ...]
    rows: dict[str, tuple[str, ...]]
    header: tuple[str, ...] = ()

    def cell(self, row: str, column: str) -> str | None:
        """The cell under two headers, plain; None where there is no such row or column."""
        if row not in self.rows or column not in self.columns:
            return None
        return self.rows[row][self.columns.index(column)]


def _is_header(cells: list[str]) -> bool:
    """Further header lines have an empty first cell and no cell that begins with a figure."""
    return not cells[0] and not any(cell[:1].isdigit() for cell in cells)


def _cells(lines: list[str]) -> list[list[str]]:
    """The lines' cells, plain, all lines as wide as the widest."""
    cells = [[plain(cell) for cell in line.split("\t")] for line in lines]
    width = max(map(len, cells), default=0)
    return [row + [""] * (width - len(row)) for row in cells]


def _depth(cells: list[list[str]]) -> int:
    return next((depth for depth, row in enumerate(cells) if depth and not _is_header(row)), len(cells))


def header_depth(lines: list[str]) -> int:
    """How many of a table's lines are its header."""
    return _depth(_cells(lines))


def _joined(heads: list[list[str]]) -> list[str]:
    """The cells of the header lines, joined downwards."""
    heads = [list(line) for line in heads]
    for upper, lower in pairwise(heads):
        for spot in _spanning(upper, lower):
            upper[spot] = ""
    return [" ".join(filter(None, column)) for column in zip(*heads, strict=True)]


def _spanning(upper: list[str], lower: list[str]) -> list[int]:
    """Places of cells that head several columns, whose own names stand below: they do not name a column."""
    return [spot for spot in range(1, len(upper) - 1) if upper[spot] and not upper[spot + 1] and lower[spot] and lower[spot + 1]]


def _labels(header: list[str]) -> int:
    """How many leading columns label the row: the first, and those after it whose header is empty."""
    labels = 1
    while labels < len(header) and not header[labels]:
        labels += 1
    return labels


def _own_name(name: str, taken: Container[str]) -> str:
    """The name, with a number where it is taken."""
    return next(own for n in count(1) if (own := name if n == 1 else f"{name}[{n}]") not in taken)


def read_grid(name: str, lines: list[str]) -> Grid:
    """The grid of a table's lines. A row with a label in its first column heads those below that have none there."""
    cells = _cells(lines)
    depth = _depth(cells)
    header = _joined(cells[:depth])
    labels = _labels(header)
    columns: list[str] = []
    for number, head in enumerate(header[labels:], 1):
        columns.append(_own_name(head or f"column {number}", columns))
    rows: dict[str, tuple[str, ...]] = {}
    group = ""
    for row in cells[depth:]:
        group = row[0] or group
        path = PLACE_MARK.join(part for part in (group, *row[1:labels]) if part)
        rows[_own_name(path, rows)] = tuple(row[labels:])
    return Grid(name, tuple(columns), rows, tuple(cell for row in cells[:depth] for cell in row if cell))
