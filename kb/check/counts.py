"""Counts: how many persons a quantity counts, of how many; printed, or the only whole number that gives the printed percentage."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from kb.check.arithmetic import is_share
from kb.infer.measurements import TREATED, Groups, Quantity, Reported, entity, reported
from kb.records import Arm, Measured
from kb.sources import Holdings
from kb.statistics import Agreement, agrees, nearest_count, possible


class Count(NamedTuple):
    """n of N, and the statement that says so."""

    n: int
    denominator: int | None
    entity: str


def same_time(one: Reported, other: Reported) -> bool:
    """Whether two quantities may be of one time: silence agrees with any."""
    return one.time == other.time or None in (one.time, other.time)


class Counts:
    """Every reported quantity, found again by what it is of."""

    def __init__(self, holdings: Holdings) -> None:
        self.holdings, self.groups = holdings, Groups(holdings)
        self.reported = reported(holdings)
        self._of: dict[Quantity, list[Reported]] = defaultdict(list)
        for one in self.reported:
            self._of[one.quantity].append(one)

    def find(self, quantity: Quantity, like: Reported | None = None) -> Reported | None:
        """The reports of a quantity, at the time of another."""
        return next((one for one in self._of.get(quantity, ()) if like is None or same_time(one, like)), None)

    def count(self, one: Reported | None) -> Count | None:
        """The count of the best placed report that has one, else of the first whose percentage only one whole number gives."""
        if one is None:
            return None
        size = self.groups.size(one.quantity)
        shares = [statement for statement in one.statements if is_share(statement)]
        best_first = [*(s for s in shares if s.n is not None), *(s for s in shares if s.n is None)]
        return next(filter(None, (_computed(s, size) for s in best_first)), None)

    def arm_size(self, arm: Arm, like: Quantity) -> int | None:
        """How many of a population an arm has: printed as the share given its regimen, else the size of the arm."""
        treated = like._replace(arm=arm.key, family=None, what=(TREATED,))
        counted = self.count(self.find(treated))
        return counted.n if counted else self.groups.arm_size(treated)


def counted(statement: Measured, size: int | None) -> int | None:
    """How many persons a statement counts: printed, or the only whole number of its denominator, else of ``size``, with its percentage."""
    denominator = statement.denominator or size
    if statement.n is not None or statement.percent is None or not denominator or not _tells(statement.percent, denominator):
        return statement.n
    return nearest_count(statement.percent, denominator)


def _computed(statement: Measured, size: int | None) -> Count | None:
    n = counted(statement, size)
    return None if n is None else Count(n, statement.denominator or size, entity(statement))


def _tells(percent: Decimal, denominator: int) -> bool:
    """Whether a percentage can come of one whole number only: of more than 100 persons, one in whole per cent may come of several."""
    near = nearest_count(percent, denominator)
    around = (n for n in (near - 1, near + 1) if 0 <= n <= denominator)
    return possible(percent, denominator) and not any(agrees(n, denominator, percent) is Agreement.EXACT for n in around)
