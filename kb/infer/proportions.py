"""Proportions: each reported n of N recomputed, with its exact interval; a record of its own beside the reported one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain

from kb.records import AdverseEventResult, BaselineResult, ComputedProportion, Measured, Result
from kb.sources import Holdings
from kb.statistics import LEVEL, METHOD, exact_interval, percentage

MEASURED: tuple[type[Measured], ...] = (Result, BaselineResult, AdverseEventResult)
"""Kinds of record that report a number."""

_STEP = Decimal("0.01")


def measured(holdings: Holdings) -> Iterator[Measured]:
    """Every reported number."""
    return chain.from_iterable(holdings.all(kind) for kind in MEASURED)


def share(statement: Measured) -> tuple[int, int] | None:
    """n and N where both are reported and N can hold n; a count that it cannot hold is a rule's to find."""
    n, denominator = statement.n, statement.denominator
    return (n, denominator) if n is not None and denominator is not None and 0 <= n <= denominator > 0 else None


def _computed(statement: Measured, n: int, denominator: int) -> ComputedProportion:
    low, high = (Decimal(limit).quantize(_STEP, ROUND_HALF_UP) for limit in exact_interval(n, denominator))
    return ComputedProportion(
        key=f"{statement.kind}-{statement.key}",
        of=f"{statement.kind}/{statement.key}",
        percent=percentage(n, denominator),
        ci_low=low,
        ci_high=high,
        ci_level=LEVEL,
        method=METHOD,
    )


def proportions(holdings: Holdings) -> list[ComputedProportion]:
    """A recomputed proportion for every reported count with its denominator."""
    return [_computed(statement, *found) for statement in measured(holdings) if (found := share(statement))]
