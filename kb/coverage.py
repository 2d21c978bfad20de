"""Coverage: which works the base knows and how well, what it took from each, and how full the columns of its tables are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.tables import TABLES, Sheet

SOURCE = "source"
"""The column that names the document which states a row, in every table of statements."""


@dataclass(frozen=True)
class Filled:
    """How many rows of a table have something in a column. What is empty is not stated by the source; it is not zero."""

    name: str
    header: str
    meaning: str
    filled: int
    rows: int

    @property
    def percent(self) -> int:
        """Share of the rows, in whole percent, rounded down: 100 means all."""
        return 100 * self.filled // self.rows if self.rows else 0


def filled(sheet: Sheet) -> list[Filled]:
    """Every column of a table with how many of its rows have something there, in the table's order."""
    return [
        Filled(spec.name, spec.column.header, spec.column.meaning, sheet.filled(spec.name), len(sheet.rows)) for spec in sheet.spec.columns
    ]


def taken(sheets: Iterable[Sheet], documents: Iterable[str]) -> list[tuple[Sheet, list[int]]]:
    """For each table of statements, how many of its rows each document (an IRI) states."""
    wanted = list(documents)
    found = []
    for sheet in sheets:
        counts = [len(sheet.holding(SOURCE, [document])) for document in wanted]
        if any(counts):
            found.append((sheet, counts))
    return found


STATEMENTS = tuple(name for name, spec in TABLES.items() if spec.column(SOURCE) and name != "documents")
"""The tables whose rows documents state."""
