"""Lines: the rows of tables of adverse events, and the sentences that count them, gathered for each group of patients."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from kb.check.arithmetic import is_share
from kb.check.counts import counted
from kb.check.words import place
from kb.infer.measurements import Groups, best_place, quantity, rank, time_of
from kb.records import AdverseEventResult
from kb.sources import Holdings

ANY_EVENT = "any"
ALL_GRADES_WITH_DEATHS = {"any", "3-5", "5"}


class Cell(NamedTuple):
    """How many patients of how many; computed where only a percentage is printed that one whole number alone gives."""

    n: int | None
    denominator: int | None
    statement: AdverseEventResult


class Total(NamedTuple):
    """A sum of counts and the statements that it is made of."""

    n: int
    cells: tuple[Cell, ...]

    @property
    def statements(self) -> tuple[AdverseEventResult, ...]:
        """What was added up."""
        return tuple(cell.statement for cell in self.cells)

    @property
    def sum(self) -> str:
        """``0 + 1 + 4 + 8 = 13``."""
        parts = " + ".join(str(cell.n) for cell in self.cells)
        return f"{parts} = {self.n}" if len(self.cells) > 1 else parts


@dataclass
class Line:
    """What one row of a table, or one section, says of an adverse event, by grade."""

    document: str
    study: str
    term: str
    group: str | None
    level: str
    head: str
    time: str | None
    grades: dict[str, Cell] = field(default_factory=dict)

    @property
    def denominator(self) -> int | None:
        """Of how many the row counts, where every cell says the same."""
        said = {cell.denominator for cell in self.grades.values()}
        return said.pop() if len(said) == 1 else None

    @property
    def place(self) -> str:
        """The table or section, in words."""
        return place(next(iter(self.grades.values())).statement)

    def total(self, ways: Iterable[tuple[str, ...]], upwards: bool = True) -> Total | None:
        """The sum over the first way whose every grade has a count; ``upwards`` takes in deaths printed apart."""
        for way in ways:
            deaths = upwards and "5" in self.grades and not ALL_GRADES_WITH_DEATHS & set(way)
            grades = (*way, "5") if deaths else way
            found = [self.grades[grade] for grade in grades if grade in self.grades]
            counts = [cell.n for cell in found if cell.n is not None]
            if len(counts) == len(grades):
                return Total(sum(counts), tuple(found))
        return None


def cohorts(holdings: Holdings) -> list[list[Line]]:
    """The lines of each group of patients in each document, whatever the place; what a document restates is kept apart by reference."""
    groups = Groups(holdings)
    found: dict[tuple[object, ...], dict[tuple[object, ...], Line]] = defaultdict(dict)
    for statement in sorted(filter(is_share, holdings.all(AdverseEventResult)), key=rank):
        about, where, time = quantity(holdings, groups, statement), best_place(statement), time_of(statement)
        head, row = (where.head, where.row) if where else ("", "")
        cohort = found[about.document, about.study, about.arm, about.population, about.references]
        blank = Line(about.document, about.study, statement.term, statement.group, statement.level, head, time)
        line = cohort.setdefault((head, time, statement.term, statement.position, row), blank)
        size = groups.size(about)
        line.grades.setdefault(statement.grade, Cell(counted(statement, size), statement.denominator or size, statement))
    return [list(cohort.values()) for cohort in found.values()]
