"""Grades: rules on tables of adverse events, where each patient counts once in a row, by the worst grade."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from kb.check.finding import MAJOR, MINOR, finding
from kb.check.words import joined, of
from kb.infer.measurements import Groups, best_place, entity, time_of
from kb.records import AdverseEventResult, Discrepancy
from kb.sources import Holdings

ANY_EVENT = "any"
COMBINED = {"1-2": (("1", "2"),), "3-4": (("3", "4"),), "3-5": (("3", "4", "5"), ("3-4", "5"))}
"""Ways to put a combined grade together from others."""

AT_LEAST = {
    1: (("any",),),
    2: (("2", "3", "4"), ("2", "3-4"), ("2", "3-5")),
    3: (("3-5",), ("3", "4"), ("3-4",)),
    4: (("4",),),
}
"""Ways to count the patients whose worst grade is a given one or worse; grade 5 is added where it is printed apart."""

ALL_GRADES = (("1", "2", "3", "4"), ("1-2", "3", "4"), ("1", "2", "3-4"), ("1-2", "3-4"), ("1", "2", "3-5"), ("1-2", "3-5"))
_WITH_DEATHS = {"any", "3-5", "5"}


class Total(NamedTuple):
    """A sum of counts and the statements that it is made of."""

    n: int
    statements: tuple[AdverseEventResult, ...]

    @property
    def sum(self) -> str:
        """``0 + 1 + 4 + 8 = 13``."""
        parts = " + ".join(str(statement.n) for statement in self.statements)
        return f"{parts} = {self.n}" if len(self.statements) > 1 else parts


@dataclass
class Line:
    """A row of a table of adverse events: the statements of one term, by grade."""

    term: str
    group: str | None
    level: str
    grades: dict[str, AdverseEventResult] = field(default_factory=dict)

    @property
    def denominator(self) -> int | None:
        """Of how many the row counts, where every cell says the same."""
        said = {statement.denominator for statement in self.grades.values()}
        return said.pop() if len(said) == 1 else None

    def total(self, ways: Iterable[tuple[str, ...]], upwards: bool = True) -> Total | None:
        """The sum over the first way whose every grade is printed with a count; ``upwards`` takes in deaths printed apart."""
        for way in ways:
            deaths = upwards and "5" in self.grades and not _WITH_DEATHS & set(way)
            grades = (*way, "5") if deaths else way
            found = [self.grades[grade] for grade in grades if grade in self.grades]
            if len(found) == len(grades) and all(statement.n is not None for statement in found):
                return Total(sum(statement.n or 0 for statement in found), tuple(found))
        return None


def tables(holdings: Holdings) -> list[list[Line]]:
    """The rows of each table or section that counts adverse events of one group of patients at one time."""
    groups = Groups(holdings)
    found: dict[tuple[object, ...], dict[tuple[object, ...], Line]] = defaultdict(dict)
    for statement in holdings.all(AdverseEventResult):
        place = best_place(statement)
        head, row = (place.head, place.row) if place else ("", "")
        document = holdings.document[statement.kind, statement.key]
        table = found[document, statement.study, *groups.of(statement), time_of(statement), head]
        line = table.setdefault((statement.term, statement.position, row), Line(statement.term, statement.group, statement.level))
        line.grades.setdefault(statement.grade, statement)
    return [list(table.values()) for table in found.values()]


def _lines(holdings: Holdings) -> Iterator[Line]:
    for table in tables(holdings):
        yield from table


def grades_of_all(holdings: Holdings) -> Iterator[Discrepancy]:
    """The counts by grade against the count of any grade: fewer cannot be; more would count patients twice."""
    for line in _lines(holdings):
        whole, parts = line.total(AT_LEAST[1]), line.total(ALL_GRADES)
        if whole and parts and whole.n != parts.n:
            label = f"{holdings.label(f'term/{line.term}')}: the grades add up to {parts.sum}, but {whole.n} are printed for any grade"
            statements = map(entity, (*whole.statements, *parts.statements))
            yield finding("grades-of-all", MAJOR if parts.n < whole.n else MINOR, label, statements, expected=str(whole.n), found=parts.sum)


def severe_grades(holdings: Holdings) -> Iterator[Discrepancy]:
    """The count of a combined grade, such as 3 or 4, against the sum of its grades."""
    for line in _lines(holdings):
        for grade, ways in COMBINED.items():
            whole, parts = line.grades.get(grade), line.total(ways, upwards=False)
            if whole and whole.n is not None and parts and whole.n != parts.n:
                name = holdings.label(f"concept/grade.{grade}")
                label = f"{holdings.label(f'term/{line.term}')}: {whole.n} are printed for {name}, but its grades add up to {parts.sum}"
                yield finding(
                    "severe-grades", MAJOR, label, map(entity, (whole, *parts.statements)), expected=parts.sum, found=str(whole.n)
                )


def group_below_member(holdings: Holdings) -> Iterator[Discrepancy]:
    """A group's patients with a grade or worse against a member's.

    Whoever has the member at a grade has the group at that grade or worse. So the counts are compared from the top down; at exactly
    grade 3 a group may well be below a member, since some of the member's patients have another event of grade 4.
    """
    for table in tables(holdings):
        for group in table:
            members = [line for line in table if _is_member(line, group)]
            for grade, ways in AT_LEAST.items():
                yield from _below(holdings, group, members, grade, ways)


def _is_member(line: Line, group: Line) -> bool:
    """Whether each patient of a row belongs to a group too; all belong to the row of any event."""
    return line.group == group.term or (group.level == ANY_EVENT and line.level != ANY_EVENT)


def _below(holdings: Holdings, group: Line, members: list[Line], grade: int, ways: tuple[tuple[str, ...], ...]) -> Iterator[Discrepancy]:
    whole = group.total(ways)
    if whole is None:
        return
    comparable = ((line, line.total(ways)) for line in members if line.denominator == group.denominator)
    above = sorted(((line, total) for line, total in comparable if total and total.n > whole.n), key=lambda pair: -pair[1].n)
    if not above:
        return
    name = holdings.label(f"term/{group.term}")
    largest = joined(f"{holdings.label(f'term/{line.term}')} {total.n}" for line, total in above)
    label = f"{name}, {_at_least(grade, whole)}: {of(whole.n, group.denominator)}, but members have more: {largest}"
    statements = map(entity, (*whole.statements, *(statement for _, total in above for statement in total.statements)))
    yield finding(
        "group-below-member", MAJOR, label, statements, aspect=str(grade), expected=f"at least {above[0][1].n}", found=str(whole.n)
    )


def _at_least(grade: int, total: Total) -> str:
    if grade == 1:
        return "any grade"
    only = grade == 4 and len(total.statements) == 1
    return f"grade {grade}" if only else f"grade {grade} or worse"
