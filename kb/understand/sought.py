"""Sought figures: bare numbers of a question that are looked up where a document prints them: 10.8 months, 66.67 %, 13/28."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kb.values import unit_words

PERSONS = "persons"
SHARE = "%"

_UNITS = {"year": "a", "yr": "a", "month": "mo", "mo": "mo", "week": "wk", "wk": "wk", "day": "d"}
"""Units of time as askers write them, to UCUM codes."""

_WORDS = {word: str(number) for number, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), start=2)}
_COUNT = rf"(?:\d{{1,3}}|{'|'.join(_WORDS)})"
_DECIMAL = r"\d+\.\d+"
# No part of a name, a date, a DOI or a comparison: NY-ESO-1, 10.1007/s12672, more than 20.
_FREE = r"(?<![\w./])(?<![a-z]-)(?<!than )(?<!least )(?<!most )(?<!over )(?<!under )(?<!above )(?<!below )(?<![<>=≥≤] )(?<![<>=≥≤])"

_FRACTION = rf"{_FREE}(?P<n>{_COUNT})\s*(?:/|\b(?:out\s+of|of)(?:\s+the)?\b)\s*(?P<of>{_COUNT})(?![\w./]|\s*%)"
_PERCENT = rf"{_FREE}(?P<share>\d{{1,3}}(?:\.\d+)?)\s*(?:%|per\s?cent\b)(?!\s*(?:ci\b|confidence))"
_PATIENTS = rf"(?:\b(?P<among>in|of|among)\s+)?{_FREE}(?P<persons>\d{{1,4}})\s+(?:patient|person|participant|subject|case)s?\b"
_DOSE_UNIT = r"(?:mg|g|µg|ug)(?:/(?:m2|m²|kg))?(?:/(?:d|day))?"
_AMOUNT = (
    rf"{_FREE}(?:(?P<value>{_DECIMAL})(?![\w/])(?:[\s-]*(?P<unit>(?:{'|'.join(_UNITS)})s?\b|{_DOSE_UNIT}(?!\w)))?"
    rf"|(?P<dose>\d+)\s*(?P<dose_unit>{_DOSE_UNIT})(?!\w))"
)
PATTERN = re.compile(rf"{_FRACTION}|{_PERCENT}|{_PATIENTS}|{_AMOUNT}", re.I)
"""Figures that cannot be read as anything else; whole numbers without a unit can, and are left to the reading of words."""


@dataclass(frozen=True)
class Sought:
    """A figure to look for: its digits, of how many where it is a fraction, and its unit (UCUM, ``%`` or ``persons``).

    ``whole`` says that it counts those among whom something is told: 'in 20 patients'.
    """

    number: str
    of: str = ""
    unit: str = ""
    whole: bool = False

    @property
    def words(self) -> str:
        """The figure as people write it."""
        if self.of:
            return f"{self.number}/{self.of}"
        unit = "patients" if self.unit == PERSONS else unit_words(self.unit) if self.unit else ""
        return f"{'among ' if self.whole else ''}{self.number} {unit}".strip()


def read_sought(match: re.Match[str]) -> Sought:
    """The figure of a match."""
    told = match.groupdict()
    if told["n"]:
        return Sought(_plain(told["n"]), _plain(told["of"]))
    if told["share"]:
        return Sought(_plain(told["share"]), unit=SHARE)
    if told["persons"]:
        return Sought(_plain(told["persons"]), unit=PERSONS, whole=bool(told["among"]))
    if told["dose"]:
        return Sought(_plain(told["dose"]), unit=unit_code(told["dose_unit"]))
    return Sought(_plain(told["value"]), unit=unit_code(told["unit"] or ""))


def bare(digits: str) -> Sought:
    """A whole number without a unit."""
    return Sought(_plain(digits))


def unit_code(text: str) -> str:
    """The UCUM code of a unit as askers write it: ``months`` as mo, ``mg/m²`` as mg/m2."""
    plain = text.lower().replace("²", "2").replace("/day", "/d")
    return _UNITS.get(plain.removesuffix("s"), plain)


def _plain(digits: str) -> str:
    """A number without leading noughts or those at its end: ``66.70`` is ``66.7``."""
    number = format(Decimal(_WORDS.get(digits.lower(), digits)), "f")
    return number.rstrip("0").rstrip(".") if "." in number else number
