"""Words: a statement's subject, figures and place, as a finding names them to a reader."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from kb.infer.measurements import WHOLE_STUDY, best_place
from kb.records import AdverseEventResult, Anchored, Arm, BaselineResult, Measured, Result
from kb.sources import Holdings
from kb.values import Place, quantity


def joined(parts: Iterable[str]) -> str:
    """``a, b and c``."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def of(n: int, denominator: int | None) -> str:
    """``8 of 20``, or the count alone where its denominator is not known."""
    return f"{n} of {denominator}" if denominator is not None else str(n)


def _span(low: Decimal | None, high: Decimal | None) -> str:
    return f"{low} to {high}" if low is not None and high is not None else ""


def figures(statement: Measured) -> str:
    """What a statement prints: ``8 of 20 (40.00 %)``, ``95 %``, ``9.99 months (range 1.64 to 19.61)``, ``40 to 60 %``."""
    percent = f"{statement.percent} %" if statement.percent is not None else ""
    value = quantity(str(statement.value), statement.unit or "1") if statement.value is not None else ""
    ends = _span(statement.range_low, statement.range_high)
    interval = _span(getattr(statement, "ci_low", None), getattr(statement, "ci_high", None))
    said = [of(statement.n, statement.denominator) if statement.n is not None else "", percent, value]
    if ends and not any(said):
        said, ends = [quantity(ends, statement.unit or "1")], ""
    first, *rest = list(filter(None, said)) or ["no figure"]
    more = [*rest, *([f"range {ends}"] if ends else []), *([f"interval {interval}"] if interval else [])]
    return f"{first} ({'; '.join(more)})" if more else first


def _group(holdings: Holdings, statement: Measured) -> list[str]:
    arm, family = getattr(statement, "arm", None), getattr(statement, "family", None)
    whole = arm and holdings.get(Arm, arm).arm_role == WHOLE_STUDY
    named = [f"arm/{arm}" if arm and not whole else "", f"family/{family}" if family else ""]
    population = f"population/{statement.population}" if statement.population else ""
    return [holdings.label(entity) for entity in (*named, population) if entity]


def what(holdings: Holdings, statement: Measured) -> str:
    """What was measured, in words."""
    if isinstance(statement, AdverseEventResult):
        return f"{holdings.label(f'term/{statement.term}')}, {holdings.label(f'concept/grade.{statement.grade}')}"
    if isinstance(statement, BaselineResult):
        return ": ".join(filter(None, (statement.characteristic, statement.category)))
    return holdings.label(f"outcome/{statement.outcome}") if isinstance(statement, Result) else statement.key


def subject(holdings: Holdings, statement: Measured) -> str:
    """What was measured, and in whom."""
    return f"{what(holdings, statement)} ({', '.join(_group(holdings, statement)) or holdings.label(f'study/{statement.study}')})"


def place(statement: Anchored) -> str:
    """The table or section that a statement stands in."""
    best = best_place(statement)
    return _named(best) if best else "an unnamed place"


def _named(where: Place) -> str:
    if where.head == "Abstract":
        return "the abstract"
    return where.head if where.steps else f"section {where.head}"
