"""Nesting: which lines of the map take in which others, and which are the most specific ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kb.base import Base
from kb.evidence_map.axes import Line


@dataclass(frozen=True)
class Specific:
    """The most specific lines of a map: rows that patients got, rows that none got, and columns."""

    rows: tuple[Line, ...]
    unused: tuple[Line, ...]
    columns: tuple[Line, ...]


class Nesting:
    """Which lines of an axis take in which others: by the classes above, or because all drugs of one are drugs of the other too."""

    def __init__(self, base: Base, lines: Sequence[Line]) -> None:
        self._base = base
        self._lines = lines
        self._drugs = {line.address: _drugs(base, line) for line in lines}

    def above(self, line: Line) -> tuple[Line, ...]:
        """The lines that take in a line."""
        return tuple(other for other in self._lines if other != line and self._inside(line, other))

    def most_specific(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        """Those of some lines that have drugs of their own or are no class, and take in none of the others."""
        own = [line for line in lines if self._drugs[line.address] or not line.address.startswith("class/")]
        return tuple(line for line in own if not any(other != line and self._inside(other, line) for other in own))

    def _inside(self, line: Line, other: Line) -> bool:
        if self._base.hierarchy.path(line.address, other.address):
            return True
        mine, theirs = self._drugs[line.address], self._drugs[other.address]
        return bool(mine) and mine < theirs


def _drugs(base: Base, line: Line) -> frozenset[str]:
    return frozenset(one for one in base.hierarchy.below(line.address) if one.startswith("agent/"))


def specific(base: Base, rows: Sequence[Line], columns: Sequence[Line], used: Collection[str]) -> Specific:
    """The most specific lines, with the addresses of the rows that patients got."""
    nesting = Nesting(base, rows)
    narrowest = nesting.most_specific([row for row in rows if row.address in used])
    unused = nesting.most_specific([row for row in rows if row.address not in used])
    return Specific(narrowest, unused, Nesting(base, columns).most_specific(columns))
