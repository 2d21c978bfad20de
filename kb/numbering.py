"""Numbering: numbers of lines in a table of SQLite that stand in an order, with gaps, so that further lines can come between them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

GAP = 1 << 18
"""How far apart numbers are at first: so many lines may come between two, if they come in a good order, and at least eighteen in any."""

_SPAN = 1 << 44


class NoRoom(Exception):
    """The numbers of two lines leave no room for one that comes between them."""


def number(group: int, count: int) -> int:
    """The number of a line behind ``count`` others of its group, as it is first given; groups follow each other."""
    return group * _SPAN + (count + 1) * GAP


@dataclass(frozen=True)
class Numbered:
    """A group of lines of a table that stand in the order of some columns."""

    base: sqlite3.Connection
    table: str
    columns: tuple[str, ...]
    group: int

    def between(self, fresh: Sequence[tuple[object, ...]]) -> Iterator[int]:
        """Numbers for lines that come, given by their columns and in their order: each between those of its neighbours. Raises NoRoom."""
        beside = [self._neighbours(line) for line in fresh]
        for (before, behind), alike in groupby(beside):
            several = len(list(alike))
            step = GAP if behind is None else (behind - before) // (several + 1)
            if step < 1 or before + several * step >= (self.group + 1) * _SPAN:
                raise NoRoom
            yield from range(before + step, before + several * step + 1, step)

    def _neighbours(self, line: tuple[object, ...]) -> tuple[int, int | None]:
        """The numbers of the lines between which one comes; None where it comes last."""
        low, behind = self.group * _SPAN, None
        end = "SELECT max(id) FROM {} WHERE id > ? AND id < ?"
        (last,) = self.base.execute(end.format(self.table), (low, low + _SPAN)).fetchone()
        high = (last or low) + 1
        query = f"SELECT id, {', '.join(self.columns)} FROM {self.table} WHERE id >= ? AND id < ? ORDER BY id LIMIT 1"
        while high - low > 1:
            middle = (low + high) // 2
            found = self.base.execute(query, (middle, high)).fetchone()
            if found and found[1:] < line:
                low = found[0]
            else:
                high, behind = middle, found[0] if found else behind
        return low, behind
