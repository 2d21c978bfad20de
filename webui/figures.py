"""Figures: a reported number as one readable text, from the columns that hold its parts."""

from __future__ import annotations

from kb.tables import SheetRow
from kb.values import quantity

PARTS = (
    *("n", "denominator", "percent", "value", "unit", "sd", "se", "q1", "q3", "range_low", "range_high"),
    *("ci_low", "ci_high", "ci_level", "bound", "p_value", "p_bound"),
)
"""Columns that together make one figure."""

SIZES = ("arm_size", "population_size")
_SIZES = (("arm", "arm_size"), ("population", "population_size"))
"""Groups that a figure is about, and the columns of their sizes; of several the smallest is told."""

_BOUNDS = {"about": "about ", "at least": "at least ", "more than": "more than ", "less than": "less than ", "at most": "at most "}
_SIGNS = {"": "=", "about": "≈", "at least": "≥", "more than": ">", "less than": "<", "at most": "≤"}


def reported(row: SheetRow) -> str:
    """The figure as reported: ``8/12 (66.67 %)``, ``38.50 years (20.00-53.00)``; with the interval where one is printed."""
    bound = row.text("bound")
    main = _counted(row) or _valued(row)
    if bound == "not reached":
        main = "not reached" + (f" {main}" if main else "")
    parts = [_BOUNDS.get(bound, "") + main if main else "", _spread(row), _span(row), _interval(row), _p_value(row)]
    return " ".join(filter(None, parts))


def group_size(row: SheetRow) -> str:
    """Beside a share without a denominator, how many the group holds that it is about: ``arm of 6``. Who was counted, it does not say."""
    if row.text("denominator") or not (row.text("percent") or row.text("unit") == "%"):
        return ""
    sizes = [(int(row.text(column)), kind) for kind, column in _SIZES if row.text(column)]
    size, kind = min(sizes, key=lambda told: told[0], default=(0, ""))
    return f"{kind} of {size}" if kind else ""


def told(row: SheetRow) -> str:
    """The figure as reported, with the size of its group where it lacks a denominator: ``100.00 % (arm of 1)``."""
    size = group_size(row)
    return reported(row) + (f" ({size})" if size else "")


def _counted(row: SheetRow) -> str:
    n, of, percent = row.text("n"), row.text("denominator"), row.text("percent")
    share = f"{n}/{of}" if n and of else n
    if share and percent:
        return f"{share} ({percent} %)"
    if percent:
        return f"{percent} %" + (f" of {of}" if of else "")
    return share


def _valued(row: SheetRow) -> str:
    return quantity(row.text("value"), row.text("unit")) if row.text("value") else ""


def _spread(row: SheetRow) -> str:
    """Standard deviation, standard error and quartiles, where they are printed."""
    told = [f"{name} {row.text(column)}" for name, column in (("SD", "sd"), ("SE", "se")) if row.text(column)]
    low, high = row.text("q1"), row.text("q3")
    if low or high:
        told.append(f"IQR {low or '…'}–{high or '…'}")
    return f"({', '.join(told)})" if told else ""


def _p_value(row: SheetRow) -> str:
    return f"p {_SIGNS.get(row.text('p_bound'), '=')} {row.text('p_value')}" if row.text("p_value") else ""


def _span(row: SheetRow) -> str:
    low, high = row.text("range_low"), row.text("range_high")
    if not low and not high:
        return ""
    span = f"{low or '…'}–{high or '…'}"
    if row.text("value") or row.text("percent"):
        return f"(range {span})"
    return quantity(span, row.text("unit"))


def _interval(row: SheetRow) -> str:
    low, high, level = row.text("ci_low"), row.text("ci_high"), row.text("ci_level")
    if not low and not high:
        return ""
    return f"[{f'{level} % ' if level else ''}CI {low or '…'}–{high or '…'}]"


def computed(row: SheetRow) -> str:
    """The recomputed percentage with its exact interval: ``66.67 % [34.89-90.08]``."""
    percent, low, high = row.text("computed_percent"), row.text("computed_ci_low"), row.text("computed_ci_high")
    if not percent:
        return ""
    return f"{percent} %" + (f" [{low}–{high}]" if low and high else "")
