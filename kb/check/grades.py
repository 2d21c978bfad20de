"""Grades: rules on one row of a table of adverse events, where each patient counts once, by the worst grade."""

from __future__ import annotations

from collections.abc import Iterator

from kb.check.finding import MAJOR, MINOR, finding
from kb.check.lines import Line, cohorts
from kb.infer.measurements import entity
from kb.records import Discrepancy
from kb.sources import Holdings

COMBINED = {"1-2": (("1", "2"),), "3-4": (("3", "4"),), "3-5": (("3", "4", "5"), ("3-4", "5"))}
"""Ways to put a combined grade together from others."""

ALL_GRADES = (("1", "2", "3", "4"), ("1-2", "3", "4"), ("1", "2", "3-4"), ("1-2", "3-4"), ("1", "2", "3-5"), ("1-2", "3-5"))


def _lines(holdings: Holdings) -> Iterator[Line]:
    for cohort in cohorts(holdings):
        yield from cohort


def grades_of_all(holdings: Holdings) -> Iterator[Discrepancy]:
    """The counts by grade against the count of any grade: fewer cannot be; more would count patients twice."""
    for line in _lines(holdings):
        whole, parts = line.total((("any",),)), line.total(ALL_GRADES)
        if whole and parts and whole.n != parts.n:
            label = (
                f"{holdings.label(f'term/{line.term}')}: the grades add up to {parts.sum}, "
                f"but {whole.n} are printed for any grade ({line.place})"
            )
            statements = map(entity, (*whole.statements, *parts.statements))
            yield finding("grades-of-all", MAJOR if parts.n < whole.n else MINOR, label, statements, expected=str(whole.n), found=parts.sum)


def severe_grades(holdings: Holdings) -> Iterator[Discrepancy]:
    """The count of a combined grade, such as 3 or 4, against the sum of its grades."""
    for line in _lines(holdings):
        for grade, ways in COMBINED.items():
            whole, parts = line.total(((grade,),), upwards=False), line.total(ways, upwards=False)
            if whole and parts and whole.n != parts.n:
                name = holdings.label(f"concept/grade.{grade}")
                label = (
                    f"{holdings.label(f'term/{line.term}')}: {whole.n} are printed for {name}, "
                    f"but its grades add up to {parts.sum} ({line.place})"
                )
                statements = map(entity, (*whole.statements, *parts.statements))
                yield finding("severe-grades", MAJOR, label, statements, expected=parts.sum, found=str(whole.n))
