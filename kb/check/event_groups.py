"""Event groups: rules on a group of adverse events and its members: whoever has a member has the group, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from kb.check.finding import MAJOR, MINOR, finding
from kb.check.lines import ANY_EVENT, Line, Total, cohorts
from kb.check.members import EventTerms
from kb.check.words import joined, of
from kb.infer.measurements import entity
from kb.records import Discrepancy
from kb.sources import Holdings

AT_LEAST = {
    1: (("any",),),
    2: (("2", "3", "4"), ("2", "3-4"), ("2", "3-5")),
    3: (("3-5",), ("3", "4"), ("3-4",)),
    4: (("4",),),
}
"""Ways to count the patients whose worst grade is a given one or worse; grade 5 is added where it is printed apart."""


def group_below_member(holdings: Holdings) -> Iterator[Discrepancy]:
    """A group's patients with a grade or worse against a member's, in one table or in two places of a document.

    Whoever has the member at a grade has the group at that grade or worse. So the counts are compared from the top down; at exactly
    grade 3 a group may well be below a member, since some of the member's patients have another event of grade 4.
    """
    terms = EventTerms(holdings)
    wider = terms.wider
    for cohort in cohorts(holdings):
        for group in (line for line in cohort if line.level == ANY_EVENT or line.term in wider):
            members = [line for line in cohort if _is_member(terms, line, group) and _same_patients(line, group)]
            for grade, ways in AT_LEAST.items():
                yield from _below(holdings, group, members, grade, ways)


def _is_member(terms: EventTerms, line: Line, group: Line) -> bool:
    """Whether each patient of a line belongs to a group too; all belong to the line of any event."""
    return terms.within(line.document, line.study, line.term, group.term) or (group.level == ANY_EVENT and line.level != ANY_EVENT)


def _same_patients(line: Line, group: Line) -> bool:
    """Whether two lines of a cohort count the same patients at the same time; silence about the time agrees with any elsewhere."""
    same_time = line.time == group.time or (line.head != group.head and None in (line.time, group.time))
    return same_time and line.denominator == group.denominator


def _below(holdings: Holdings, group: Line, members: list[Line], grade: int, ways: tuple[tuple[str, ...], ...]) -> Iterator[Discrepancy]:
    whole = group.total(ways)
    if whole is None:
        return
    totals = ((line, total) for line in members if (total := line.total(ways)))
    above = _told_once(group, [(line, total) for line, total in totals if total.n > whole.n])
    if not above:
        return
    name, told = holdings.label(f"term/{group.term}"), _named(holdings, group, above)
    label = f"{name}, {_at_least(grade, whole)}: {of(whole.n, group.denominator)} in {group.place}, but members have more: {told}"
    statements = map(entity, (*whole.statements, *(statement for _, total in above for statement in total.statements)))
    most = above[0][1].n
    yield finding("group-below-member", MAJOR, label, statements, aspect=str(grade), expected=f"at least {most}", found=str(whole.n))


def _told_once(group: Line, above: list[tuple[Line, Total]]) -> list[tuple[Line, Total]]:
    """Members with more than the group, the largest first; of the same count in several places that beside the group, if it is there."""
    beside = {(line.term, total.n) for line, total in above if line.head == group.head}
    kept = [(line, total) for line, total in above if line.head == group.head or (line.term, total.n) not in beside]
    return sorted(kept, key=lambda pair: -pair[1].n)


def _named(holdings: Holdings, group: Line, above: list[tuple[Line, Total]]) -> str:
    """``Leukopenia 13 and Neutropenia 11``, with the place where it is not the group's."""
    named = []
    for (term, n), pairs in groupby(above, key=lambda pair: (pair[0].term, pair[1].n)):
        places = dict.fromkeys(line.place for line, _ in pairs if line.head != group.head)
        named.append(f"{holdings.label(f'term/{term}')} {n}" + (f" in {joined(places)}" if places else ""))
    return joined(named)


def _at_least(grade: int, total: Total) -> str:
    if grade == 1:
        return "any grade"
    only = grade == 4 and len(total.cells) == 1
    return f"grade {grade}" if only else f"grade {grade} or worse"


def group_above_members(holdings: Holdings) -> Iterator[Discrepancy]:
    """A group's patients at a grade against all its members' together: whoever has the group at a grade has a member at that grade.

    Only where the table lists events of a single patient, for then it does not leave out the rare ones, and the members are all there.
    """
    for cohort in cohorts(holdings):
        listed_under = {line.group for line in cohort}
        for group in (line for line in cohort if line.level == ANY_EVENT or line.term in listed_under):
            table = [line for line in cohort if (line.head, line.time) == (group.head, group.time)]
            members = [line for line in table if _is_listed_under(line, group) and line.denominator == group.denominator]
            if members and any(cell.n == 1 for line in table for cell in line.grades.values()):
                yield from _beyond_members(holdings, group, members)


def _is_listed_under(line: Line, group: Line) -> bool:
    return line.group == group.term or (group.level == ANY_EVENT and line.level != ANY_EVENT and not line.group)


def _beyond_members(holdings: Holdings, group: Line, members: list[Line]) -> Iterator[Discrepancy]:
    for grade, cell in group.grades.items():
        cells = [line.grades[grade] for line in members if grade in line.grades]
        counts = [found.n for found in cells if found.n is not None]
        if cell.n is None or len(counts) < len(members) or cell.n <= sum(counts):
            continue
        having = [found for found in cells if found.n]
        parts = " + ".join(f"{holdings.label(f'term/{found.statement.term}')} {found.n}" for found in having) or "none"
        label = (
            f"{holdings.label(f'term/{group.term}')}, {holdings.label(f'concept/grade.{grade}')}: {of(cell.n, cell.denominator)} "
            f"in {group.place}, more than its members there together: {parts}{f' = {sum(counts)}' if len(having) > 1 else ''}"
        )
        statements = [entity(found.statement) for found in (cell, *(having or cells))]
        yield finding("group-above-members", MINOR, label, statements, expected=f"at most {sum(counts)}", found=str(cell.n))
