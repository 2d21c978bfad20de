"""Doses: rules on what was given against what was planned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from kb.check.finding import MINOR, finding
from kb.check.words import place
from kb.infer.measurements import Groups
from kb.records import Discrepancy, Dose
from kb.sources import Holdings
from kb.values import quantity

PER_DAY = "/d"


def dose_beyond_plan(holdings: Holdings) -> Iterator[Discrepancy]:
    """More given of an agent than the highest dose planned for the arm; less is what a dose reduced for its harm looks like."""
    doses, groups = holdings.all(Dose), Groups(holdings)
    planned = [dose for dose in doses if dose.basis == "planned"]
    delivered = [dose for dose in doses if dose.basis == "delivered"]
    for plan, given in product(planned, delivered):
        most, limit = _highest(given), _highest(plan)
        if most is not None and limit is not None and most > limit and _comparable(groups, plan, given):
            label = (
                f"dose of {holdings.label(f'agent/{given.agent}')}: up to {quantity(str(most), given.unit)} given ({place(given)}), "
                f"more than the {quantity(str(limit), plan.unit)} planned at most ({place(plan)})"
            )
            statements = [f"dose/{given.key}", f"dose/{plan.key}"]
            yield finding(
                "dose-beyond-plan",
                MINOR,
                label,
                statements,
                expected=f"at most {quantity(str(limit), plan.unit)}",
                found=quantity(str(most), given.unit),
            )


def _highest(dose: Dose) -> Decimal | None:
    return dose.range_high if dose.range_high is not None else dose.value


def _comparable(groups: Groups, plan: Dose, given: Dose) -> bool:
    """Whether both are of one agent in one arm or a group within it, in one unit: a dose of a single day is a dose per day."""
    within = plan.population in (None, *groups.lineage(given.population))
    same = (plan.agent, plan.arm) == (given.agent, given.arm) and within
    return same and (plan.unit == given.unit or (_a_day(plan) == _a_day(given) is not None))


def _a_day(dose: Dose) -> str | None:
    """The unit of the dose of one day, where the dose is of one day."""
    if dose.unit.endswith(PER_DAY):
        return dose.unit
    return dose.unit + PER_DAY if dose.days and re.fullmatch(r"\d+", dose.days) else None
