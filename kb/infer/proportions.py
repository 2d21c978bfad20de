"""Proportions: each reported n of N recomputed, of outcomes with the exact interval; a record of its own beside the reported one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain

from kb.records import AdverseEventResult, BaselineResult, ComputedProportion, Measured, Outcome, Result
from kb.sources import Holdings
from kb.statistics import LEVEL, METHOD, PERCENT_METHOD, exact_interval, percentage

MEASURED: tuple[type[Measured], ...] = (Result, BaselineResult, AdverseEventResult)
"""Kinds of record that report a number."""

SETTLED = frozenset({"disposition", "exposure"})
"""Kinds of outcome that tell what was done with patients, not how they fared.

An interval tells how far the share observed may lie from that of all patients like these. Who was given which regimen, or was followed
for how long, was settled by those who planned and treated, and what patients brought with them by whom they enrolled: such a share
describes this group and estimates no other.
"""

_STEP = Decimal("0.01")


def measured(holdings: Holdings) -> Iterator[Measured]:
    """Every reported number."""
    return chain.from_iterable(holdings.all(kind) for kind in MEASURED)


def share(statement: Measured) -> tuple[int, int] | None:
    """n and N where both are reported and N can hold n; a count that it cannot hold is a rule's to find."""
    n, denominator = statement.n, statement.denominator
    return (n, denominator) if n is not None and denominator is not None and 0 <= n <= denominator > 0 else None


def estimates(holdings: Holdings) -> Callable[[Measured], bool]:
    """What tells whether a statement's share is of an outcome, so that an interval means something."""
    settled = {outcome.key for outcome in holdings.all(Outcome) if outcome.outcome_kind in SETTLED}
    return lambda statement: not isinstance(statement, BaselineResult) and getattr(statement, "outcome", None) not in settled


def _computed(statement: Measured, n: int, denominator: int, with_interval: bool) -> ComputedProportion:
    percent_only = ComputedProportion(
        key=f"{statement.kind}-{statement.key}",
        of=f"{statement.kind}/{statement.key}",
        percent=percentage(n, denominator),
        method=PERCENT_METHOD,
    )
    if not with_interval:
        return percent_only
    low, high = (Decimal(limit).quantize(_STEP, ROUND_HALF_UP) for limit in exact_interval(n, denominator))
    return replace(percent_only, ci_low=low, ci_high=high, ci_level=LEVEL, method=METHOD)


def proportions(holdings: Holdings) -> list[ComputedProportion]:
    """A recomputed proportion for every reported count with its denominator."""
    has_interval = estimates(holdings)
    counted = ((statement, share(statement)) for statement in measured(holdings))
    return [_computed(statement, *found, has_interval(statement)) for statement, found in counted if found]
