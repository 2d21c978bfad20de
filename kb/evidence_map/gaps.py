"""Gaps: the pairs that no study in patients gives, each once, at the most specific level that says something."""

from __future__ import annotations

from dataclasses import dataclass

from kb.base import Base
from kb.evidence_map.axes import Line
from kb.evidence_map.cells import EvidenceMap
from kb.evidence_map.nesting import Nesting
from kb.evidence_map.studies import StudyOnMap


@dataclass(frozen=True)
class Wider:
    """A pair that takes in another and was tried, with the number of its studies in patients."""

    row: Line
    column: Line
    studies: int


@dataclass(frozen=True)
class Gap:
    """An untried pair: the studies that are not known to be in patients and give it, and the nearest wider pairs that were tried."""

    row: Line
    column: Line
    others: tuple[StudyOnMap, ...]
    wider: tuple[Wider, ...]

    @property
    def wider_words(self) -> str | None:
        """The wider pairs in words, with their numbers of studies; nothing where there is none."""
        told = (f"{one.row.label} with {one.column.label} ({one.studies})" for one in self.wider)
        return "; ".join(told) or None


def gaps(base: Base, made: EvidenceMap) -> tuple[Gap, ...]:
    """The untried pairs of a map, whatever level it shows."""
    of_rows, of_columns = (Nesting(base, lines) for lines in made.every)
    found = []
    for row in made.specific.rows:
        for column in made.specific.columns:
            if not _tried(made, row, column):
                around = [(one, other) for one in (row, *of_rows.above(row)) for other in (column, *of_columns.above(column))]
                wider = [Wider(one, other, number) for one, other in around if (number := _tried(made, one, other))]
                near = tuple(one for one in wider if not any(_within(of_rows, of_columns, other, one) for other in wider))
                cell = made.cells.get((row.address, column.address))
                found.append(Gap(row, column, cell.studies if cell else (), near))
    return tuple(found)


def _tried(made: EvidenceMap, row: Line, column: Line) -> int:
    """In how many studies patients got a pair."""
    cell = made.cells.get((row.address, column.address))
    return len(cell.in_patients) if cell else 0


def _within(rows: Nesting, columns: Nesting, one: Wider, other: Wider) -> bool:
    """Whether a pair is another and narrower than it."""
    in_row = one.row == other.row or other.row in rows.above(one.row)
    in_column = one.column == other.column or other.column in columns.above(one.column)
    return one != other and in_row and in_column
