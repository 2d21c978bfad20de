"""Posted figures: the strings in which the registry posts numbers, limits, units and kinds of value, as typed values; NA is never zero."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from loaders.registry.wording import wordings

UNITS = "unit_words.csv"
PERCENT, PARTICIPANTS, FRACTION = "%", "participants", "fraction"
"""Groups of the list of units that ask for other fields than value and unit."""

_BOUNDS = {"<": "under", ">": "over", "≥": "at-least", ">=": "at-least", "≤": "at-most", "<=": "at-most", "~": "about", "": None}
_NOT_AVAILABLE = frozenset({"", "na", "n/a", "nr", "ne", "not reached", "not estimable"})
_LEVEL = re.compile(r"(\d+(?:\.\d+)?) ?% confidence interval", re.IGNORECASE)
_LEVELS = {f"confidence {level.replace('.', '')}": Decimal(level) for level in ("80", "90", "95", "97.5", "99")}
"""Levels by the terms that the API has for them, where it does not print words."""
_P_VALUE = re.compile(r"(?:p(?:[ -]?value)?\s*(?=[=<>≤≥]))?=?\s*(.*)", re.IGNORECASE | re.DOTALL)
_TIME = r"(?:day|week|month|year|cycle)s?"
_WHEN = re.compile(rf"(?:at |by |after |up to )?(?:\d+(?:\.\d+)?[- ]?{_TIME}|{_TIME} \d+(?:,? day \d+)?)(?: .{{0,30}})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figure:
    """A posted number; ``bound`` says that it is a limit (``<0.001``), as printed without the sign."""

    value: Decimal
    bound: str | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit means: ``kind`` is %, participants, fraction or value; ``code`` its UCUM code."""

    kind: str
    code: str


def figure(posted: Any) -> Figure | None:
    """The number of a posted string (``77.9``, ``1,204``, ``<0.001``); None where it is not available or is no number."""
    text = str(posted).strip() if isinstance(posted, str | int | float) else ""
    match = re.fullmatch(r"(<=?|>=?|≥|≤|~|)\s*(-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?|-?\.\d+)", text)
    if not match:
        return None
    digits = match[2].replace(",", "")
    return Figure(Decimal(digits), _BOUNDS[match[1]])


def available(posted: Any) -> bool:
    """Whether something is posted that is not one of the ways to say that there is no figure."""
    return isinstance(posted, str | int | float) and str(posted).strip().casefold() not in _NOT_AVAILABLE


def not_reached(posted: Any) -> bool:
    """Whether a figure is posted as not available (``NA``), which of a median time says that it was not reached."""
    return isinstance(posted, str) and bool(posted.strip()) and not available(posted)


def count_of(posted: Any) -> int | None:
    """A number of persons; None where it is no whole number."""
    found = figure(posted)
    whole = found is not None and found.bound is None and found.value >= 0 and found.value == found.value.to_integral_value()
    return int(found.value) if found and whole else None


def interval_level(dispersion: str) -> Decimal | None:
    """The level of a confidence interval that the kind of dispersion names; None where the limits are none of an interval."""
    match = _LEVEL.search(dispersion)
    return Decimal(match[1]) if match and 0 < Decimal(match[1]) < 100 else _LEVELS.get(in_words(dispersion))


def in_words(term: str) -> str:
    """A term or the words for it in one spelling: ``INTER_QUARTILE_RANGE`` and ``Inter-Quartile Range`` alike."""
    return re.sub(r"[_\W]+", " ", term.casefold()).strip()


def p_value(posted: Any) -> Figure | None:
    """A p value (``0.03``, ``<.0001``, ``P=0.4``); None where it is none, or lies outside 0 to 1."""
    match = _P_VALUE.fullmatch(posted.strip()) if isinstance(posted, str) else None
    found = figure(match[1] if match else posted)
    return found if found and 0 <= found.value <= 1 else None


def unit_of(printed: str) -> Unit | None:
    """The meaning of a printed unit by the list; the whole of it must be known. None for any other."""
    for row in wordings(UNITS):
        if row.expression.fullmatch(printed.strip()):
            return Unit(row.group, row.terms[0])
    return None


def time_of(title: str) -> str | None:
    """A title that is a time (``6 months``, ``Cycle 1 Day 1``); None for any other title."""
    return title if _WHEN.fullmatch(title.strip()) else None
