"""Arithmetic: rules on the figures of one statement: percentage, count, denominator, range and interval."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kb.check.finding import MAJOR, MINOR, ROUNDING, finding
from kb.check.words import figures, of, place, subject
from kb.infer.measurements import COUNT, MEDIAN, PROPORTION, Groups, entity, quantity
from kb.infer.proportions import measured, share
from kb.records import Discrepancy, Dose, Measured, Result
from kb.sources import Holdings
from kb.statistics import LEVEL, Agreement, agrees, decimals, nearest_count, percentage

_SEVERITY = {Agreement.ROUNDING: ROUNDING, Agreement.CONFLICT: MAJOR}


def stands(statement: Measured) -> bool:
    """Whether the figure is meant as it stands, not as a bound or an estimate."""
    return getattr(statement, "bound", None) in (None, "exact")


def is_share(statement: Measured) -> bool:
    """Whether a statement's percentage is a share of persons; a rate at a time is estimated, and need not be."""
    return statement.statistic in (PROPORTION, COUNT) and stands(statement)


def percent_of_count(holdings: Holdings) -> Iterator[Discrepancy]:
    """n of N recomputed against the percentage printed beside it."""
    for statement in filter(is_share, measured(holdings)):
        counted = share(statement)
        if counted is None or statement.percent is None:
            continue
        agreement = agrees(*counted, statement.percent)
        if agreement is not Agreement.EXACT:
            right = percentage(*counted, decimals(statement.percent))
            label = f"{subject(holdings, statement)}: {of(*counted)} is {right} %, printed as {statement.percent} % in {place(statement)}"
            yield finding(
                "percent-of-count", _SEVERITY[agreement], label, [entity(statement)], expected=str(right), found=str(statement.percent)
            )


def impossible_percent(holdings: Holdings) -> Iterator[Discrepancy]:
    """A percentage without a count, where the group's size is known: some whole number of it must give that percentage."""
    groups = Groups(holdings)
    for statement in filter(is_share, measured(holdings)):
        size = statement.denominator or groups.size(quantity(holdings, groups, statement))
        if statement.n is not None or statement.percent is None or not size:
            continue
        nearest = nearest_count(statement.percent, size)
        agreement = agrees(nearest, size, statement.percent)
        if agreement is not Agreement.EXACT:
            right = percentage(nearest, size, decimals(statement.percent))
            label = (
                f"{subject(holdings, statement)}: {statement.percent} % is no whole number of {size}; the nearest, {nearest}, is {right} %"
            )
            yield finding(
                "impossible-percent", _SEVERITY[agreement], label, [entity(statement)], expected=str(right), found=str(statement.percent)
            )


def beyond_denominator(holdings: Holdings) -> Iterator[Discrepancy]:
    """More persons than there are: n above N or above the group's size, N above that size, a share above 100 %."""
    groups = Groups(holdings)
    for statement in filter(is_share, measured(holdings)):
        size = groups.size(quantity(holdings, groups, statement))
        for printed, limit, saying in (
            (statement.n, statement.denominator, "a count of {0} of {1}"),
            (statement.n, size, "a count of {0} in a group of {1}"),
            (statement.denominator, _larger_group(holdings, groups, statement), "a denominator of {0} in a group of {1}"),
            (statement.percent, Decimal(100), "{0} % of the group"),
        ):
            if printed is not None and limit is not None and printed > limit:
                label = f"{subject(holdings, statement)}: {saying.format(printed, limit)}"
                yield finding("beyond-denominator", MAJOR, label, [entity(statement)], expected=f"at most {limit}", found=str(printed))
                break


def _larger_group(holdings: Holdings, groups: Groups, statement: Measured) -> int | None:
    """The size of the statement's population: what a denominator may reach even where a part of it is described."""
    about = quantity(holdings, groups, statement)
    return groups.size(about._replace(arm=None, family=None))


def interval_misses_value(holdings: Holdings) -> Iterator[Discrepancy]:
    """A value outside the range or the confidence interval printed with it, or limits that stand the wrong way round."""
    for statement in measured(holdings):
        point = statement.value if statement.value is not None else statement.percent
        ends = [("range", statement.range_low, statement.range_high)]
        ends.append(("interval", getattr(statement, "ci_low", None), getattr(statement, "ci_high", None)))
        for name, problem in _misses(point, ends):
            label = f"{subject(holdings, statement)}: {figures(statement)}; {problem}"
            yield finding("interval-misses-value", MAJOR, label, [entity(statement)], aspect=name)
    for dose in holdings.all(Dose):
        for _, problem in _misses(dose.value, [("range", dose.range_low, dose.range_high)]):
            label = f"dose of {holdings.label(f'agent/{dose.agent}')}: {problem}"
            yield finding("interval-misses-value", MAJOR, label, [f"dose/{dose.key}"])


def interval_beyond_range(holdings: Holdings) -> Iterator[Discrepancy]:
    """A median's confidence interval that reaches beyond the range of the values observed.

    The smallest and the largest of N values hold the median between them with probability 1 - 2 / 2^N, whatever it is the median of.
    Where that is more than the interval's level, the interval cannot be the wider of the two, unless it leans on a curve that the
    values do not follow (or one of the figures is wrong).
    """
    groups = Groups(holdings)
    for statement in holdings.all(Result):
        size = groups.size(quantity(holdings, groups, statement))
        level = statement.ci_level if statement.ci_level is not None else LEVEL
        if statement.statistic != MEDIAN or not size or 2 * Decimal(2) ** -size > 1 - level / 100:
            continue
        low, high, least, most = statement.ci_low, statement.ci_high, statement.range_low, statement.range_high
        below = low is not None and least is not None and low < least
        if below or (high is not None and most is not None and high > most):
            label = (
                f"{subject(holdings, statement)}: {figures(statement)} in {place(statement)}; "
                "the interval of the median reaches beyond the range"
            )
            expected, found = f"within {least} to {most}", f"{low} to {high}"
            yield finding("interval-beyond-range", MINOR, label, [entity(statement)], expected=expected, found=found)


def _misses(point: Decimal | None, ends: list[tuple[str, Decimal | None, Decimal | None]]) -> Iterator[tuple[str, str]]:
    """The names of the intervals that are wrong, and how."""
    for name, low, high in ends:
        if low is not None and high is not None and low > high:
            yield name, f"the {name} runs from {low} down to {high}"
        elif point is not None and ((low is not None and point < low) or (high is not None and point > high)):
            yield name, f"{point} lies outside the {name} {'no limit' if low is None else low} to {'no limit' if high is None else high}"
