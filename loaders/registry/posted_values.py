"""Posted values: one cell of a posted table, by its measure's kind of value, dispersion and unit, as the fields of a reported number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from loaders.registry.posted_figures import (
    FRACTION,
    PARTICIPANTS,
    PERCENT,
    Unit,
    count_of,
    figure,
    in_words,
    interval_level,
    not_reached,
    unit_of,
)
from loaders.registry.posted_groups import words
from loaders.registry.unmatched import Unmatched

STATISTICS = {
    "MEDIAN": "median",
    "MEAN": "mean",
    "GEOMETRIC_MEAN": "geometric-mean",
    "LEAST_SQUARES_MEAN": "least-squares-mean",
    "NUMBER": "value",
}
"""Kinds of value of the registry, and the statistics they are; the others need units that are no persons, or scales of their own."""
COUNT = "COUNT_OF_PARTICIPANTS"
TO_AN_EVENT = frozenset({"os", "efs", "mefs", "rfs", "dfs", "pfs", "lfs", "grfs", "survival"})
"""Outcomes that are a time until an event: a percentage of them is the share without it at a time."""
TIMES = frozenset({"d", "wk", "mo", "a"})

SPREADS = {"standard deviation": "sd", "standard error": "se", "standard error of the mean": "se", "standard error of mean": "se"}
"""Kinds of dispersion that are one figure, and the field that holds it."""
RANGES = {"full range": ("range_low", "range_high"), "inter quartile range": ("q1", "q3")}
"""Kinds of dispersion that are two limits, confidence intervals apart, and the fields that hold them."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A cell: the measure it belongs to, what is posted, its place in the record, and its outcome."""

    measure: Mapping[str, Any]
    cell: Mapping[str, Any]
    path: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Fields of a reported number, and what is quoted for them: names of fields of the cell, and the text there."""

    fields: Mapping[str, Any]
    quoted: tuple[tuple[str, str], ...] = field(default=())


def fields_of(posted: Posted, size: int | None, unmatched: Unmatched) -> Fields | None:
    """What a cell says; None, with the reason told, where the model cannot hold it. ``size`` is the number of participants, if known."""
    kind, printed = words(posted.measure, "paramType").upper().replace(" ", "_"), words(posted.measure, "unitOfMeasure")
    unit = Unit(PARTICIPANTS, "1") if kind == COUNT else unit_of(printed)
    if unit is None:
        unmatched.unit(printed)
        return None
    if unit.kind == PARTICIPANTS and kind in (COUNT, "NUMBER"):
        return _counted(posted, size, unmatched)
    statistic = STATISTICS.get(kind)
    if statistic is None or unit.kind == PARTICIPANTS:
        unmatched.figure(f"a kind of value that the model does not know: {kind or 'none'}, {unit.kind}")
        return None
    return _valued(posted, size, statistic, unit, unmatched)


def _counted(posted: Posted, size: int | None, unmatched: Unmatched) -> Fields | None:
    """A number of participants, of all where that is known."""
    text = posted.cell.get("value")
    n = count_of(text)
    if n is None:
        unmatched.figure("a number of participants that is not available")
        return None
    whole = size is not None and n <= size
    if size is not None and not whole:
        unmatched.figure("a denominator smaller than its count, left out")
    fields = {"statistic": "proportion" if whole else "count", "n": n, "denominator": size if whole else None}
    return Fields(fields, (("value", str(text).strip()),))


def _valued(posted: Posted, size: int | None, statistic: str, unit: Unit, unmatched: Unmatched) -> Fields | None:
    """A percentage, a fraction or a value in a unit, with its limits."""
    share = unit.kind in (PERCENT, FRACTION) and statistic == "value"
    text = posted.cell.get("value")
    found = figure(text)
    unreached = found is None and not_reached(text) and unit.code in TIMES and statistic == "median"
    if found is None and not unreached:
        unmatched.figure("a figure that is not available")
        return None
    limits, quoted = _limits(posted, unmatched)
    fields: dict[str, Any] = {"statistic": statistic, "denominator": size, "bound": "not-reached" if unreached else found and found.bound}
    if share:
        fields["statistic"] = "rate-at-time" if posted.outcome in TO_AN_EVENT else "proportion"
    if unit.kind == PERCENT and share and found and 0 <= found.value <= 100:
        fields["percent"] = found.value
    else:
        fields |= {"value": found.value if found else None}
    if "percent" not in fields or limits:
        fields["unit"] = unit.code
    return Fields(fields | limits, (("value", str(text).strip()), *quoted))


def _limits(posted: Posted, unmatched: Unmatched) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The spread, or the limits of a range or interval, and what is quoted; a limit that is not available stays open."""
    dispersion = words(posted.measure, "dispersionType")
    level, kind = interval_level(dispersion), in_words(dispersion)
    if kind in SPREADS:
        return spread(posted.cell, "spread", SPREADS[kind])
    names = ("lowerLimit", "upperLimit")
    found = [figure(posted.cell.get(name)) for name in names]
    fields = ("ci_low", "ci_high") if level is not None else RANGES.get(kind)
    if fields is None:
        if any(found) or figure(posted.cell.get("spread")):
            unmatched.figure(f"a dispersion that the model does not hold: {kind or 'not told'}")
        return {}, []
    low, high = found
    if low and high and low.value > high.value:
        unmatched.figure("limits in the wrong order")
        return {}, []
    held = {name: one.value for name, one in zip(fields, found, strict=True) if one}
    quoted = [(name, str(posted.cell[name]).strip()) for name, one in zip(names, found, strict=True) if one]
    return (held | {"ci_level": level} if held and level is not None else held), quoted


def spread(holder: Mapping[str, Any], name: str, field_: str) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """A standard deviation or error, which is not below zero, and what is quoted for it."""
    found = figure(holder.get(name))
    if found is None or found.bound or found.value < 0:
        return {}, []
    return {field_: found.value}, [(name, str(holder[name]).strip())]
