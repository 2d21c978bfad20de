"""Texts: rules on what a document says in several places: the same figure printed differently, the same row printed twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from itertools import combinations

from kb.check.arithmetic import stands
from kb.check.finding import MAJOR, MINOR, ROUNDING, SEVERITIES, finding
from kb.check.words import figures, joined, place, subject
from kb.infer.measurements import Groups, Reported, entity, reported
from kb.records import Discrepancy, Measured
from kb.sources import Holdings
from kb.statistics import Agreement, agrees, decimals
from kb.values import Place

_NUMBERS = ("value", "range_low", "range_high", "ci_low", "ci_high")


def numbers_differ(one: Decimal, other: Decimal, whole_numbers: bool = False) -> str | None:
    """How badly two printed figures of one thing differ: not at all, in the last digit that both print, or more.

    Figures of different precision agree where the finer rounds to the coarser. ``whole_numbers`` says that figures printed without
    decimals are counts of something, which no rounding moves.
    """
    places = min(decimals(one), decimals(other))
    if _rounded(one, places) & _rounded(other, places):
        return None
    if places == 0 and whole_numbers:
        return MAJOR
    step = Decimal(1).scaleb(-places)
    if min(abs(a - b) for a in _rounded(one, places) for b in _rounded(other, places)) <= step:
        return ROUNDING
    zero_filled = places > 0 and 0 in (_last_digit(one), _last_digit(other))
    return ROUNDING if zero_filled and _rounded(one, places - 1) & _rounded(other, places - 1) else MAJOR


def _last_digit(number: Decimal) -> int:
    return number.as_tuple().digits[-1]


def _rounded(number: Decimal, places: int) -> set[Decimal]:
    step = Decimal(1).scaleb(-places)
    return {number.quantize(step, ROUND_HALF_UP), number.quantize(step, ROUND_HALF_EVEN)}


def _counts_differ(one: Measured, other: Measured, size: int | None) -> str | None:
    """Counts and shares of two statements, each compared with what the other prints: n with n, else n of N with a percentage."""
    if one.n is not None and other.n is not None:
        denominators = {one.denominator, other.denominator} - {None}
        return MAJOR if one.n != other.n or len(denominators) > 1 else None
    if one.percent is not None and other.percent is not None:
        return numbers_differ(one.percent, other.percent)
    counted, share = (one, other) if one.n is not None else (other, one)
    denominator = counted.denominator or size
    if counted.n is None or share.percent is None or not denominator or counted.n > denominator:
        return None
    return {Agreement.EXACT: None, Agreement.ROUNDING: ROUNDING, Agreement.CONFLICT: MAJOR}[agrees(counted.n, denominator, share.percent)]


def differ(one: Measured, other: Measured, size: int | None = None) -> str | None:
    """How badly two statements of one quantity differ: the worst severity of their figures, or None where they agree."""
    found = {_counts_differ(one, other, size)}
    if one.percent is not None and other.percent is not None:
        found.add(numbers_differ(one.percent, other.percent))
    if one.unit == other.unit:
        for name in _NUMBERS:
            a, b = getattr(one, name, None), getattr(other, name, None)
            if a is not None and b is not None:
                found.add(numbers_differ(a, b, whole_numbers=True))
    return next((severity for severity in SEVERITIES if severity in found), None)


def restated_differently(holdings: Holdings) -> Iterator[Discrepancy]:
    """Statements of one quantity in one document whose figures differ."""
    groups = Groups(holdings)
    for one in reported(holdings):
        size = groups.size(one.quantity)
        pairs = [(a, b, differ(a, b, size)) for a, b in combinations(filter(stands, one.statements), 2)]
        found = {severity for _, _, severity in pairs if severity}
        if found:
            involved = [s for s in one.statements if any(severity and s in (a, b) for a, b, severity in pairs)]
            said = joined(f"{figures(statement)} in {place(statement)}" for statement in involved)
            label = f"{subject(holdings, involved[0])} is printed differently: {said}"
            worst = next(severity for severity in SEVERITIES if severity in found)
            yield finding(
                "restated-differently",
                worst,
                label,
                map(entity, involved),
                expected=figures(involved[0]),
                found=joined(map(figures, involved[1:])),
            )


def duplicate_row(holdings: Holdings) -> Iterator[Discrepancy]:
    """Two rows of a table for one thing, with the same figure in every column."""
    twins: dict[tuple[str, str, str, str], list[tuple[Measured, Measured]]] = defaultdict(list)
    for one in reported(holdings):
        for a, b, table, rows in _same_column(one):
            twins[one.quantity.document, table, *rows].append((a, b))
    for (_, table, first, second), pairs in twins.items():
        if not any(differ(a, b) for a, b in pairs):
            label = f"{table}: rows '{first}' and '{second}' list the same thing with the same figures"
            yield finding("duplicate-row", MINOR, label, [entity(statement) for pair in pairs for statement in pair])


def _cells(statement: Measured) -> Iterator[Place]:
    return (where for where in statement.at if where.steps)


def _same_column(one: Reported) -> Iterator[tuple[Measured, Measured, str, tuple[str, str]]]:
    """Pairs of statements that stand in one column of one table, in different rows."""
    for a, b in combinations(one.statements, 2):
        for cell, other in ((x, y) for x in _cells(a) for y in _cells(b)):
            if cell.head == other.head and cell.column == other.column and cell.row != other.row:
                yield a, b, cell.head, (cell.row, other.row)
