"""Directions: which way the claims on a study's results point; opinions are left out, and silence is no direction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.base import Base
from kb.tables import SheetRow

SUPPORTS, NO_BENEFIT, HARM, MIXED, NOT_REPORTED = "supports", "no-benefit", "harm", "mixed", "not-reported"
DIRECTIONS = (SUPPORTS, NO_BENEFIT, HARM, MIXED, NOT_REPORTED)
"""Which way a study points: a term of the list of directions, or that none is reported."""

AGAINST = frozenset({NO_BENEFIT, HARM})

_RESULTS = frozenset({"topic.efficacy", "topic.safety", "topic.preclinical"})
"""Topics of claims that tell how a treatment did; the others tell why, in whom, or what should be done next."""
_STUDY = "study/"
_STATED = frozenset({"voice.own", "voice.restated"})


@dataclass(frozen=True)
class Pointing:
    """The claims on a study's results by direction, and what they come to."""

    claims: Mapping[str, tuple[SheetRow, ...]]

    @property
    def all(self) -> frozenset[str]:
        """Every direction that some claim has."""
        return frozenset(self.claims)

    @property
    def verdict(self) -> str:
        """One direction for the study: mixed where claims point both ways; harm before mere lack of benefit."""
        if MIXED in self.claims or (SUPPORTS in self.claims and self.all & AGAINST):
            return MIXED
        return next((one for one in (HARM, NO_BENEFIT, SUPPORTS) if one in self.claims), NOT_REPORTED)


def read_pointings(base: Base) -> Mapping[str, Pointing]:
    """For each study (``kind/key``) with claims on its results, which way they point."""
    found: dict[str, dict[str, list[SheetRow]]] = defaultdict(lambda: defaultdict(list))
    for row in base.sheet("claims").rows:
        direction = key_of(row, "direction").removeprefix("direction.")
        if direction in DIRECTIONS and key_of(row, "topic") in _RESULTS and key_of(row, "voice") in _STATED:
            for study in studies_of(row):
                found[study][direction].append(row)
    return {study: Pointing({one: tuple(rows) for one, rows in held.items()}) for study, held in found.items()}


def key_of(row: SheetRow, column: str) -> str:
    """The key of the term in a column; empty where there is none."""
    return next((item.address.partition("/")[2] for item in row.cells.get(column, ())), "")


def studies_of(row: SheetRow) -> Iterable[str]:
    """The studies that a statement comes from, or is about; where it is said of a study, those that it is said of in relation to, too."""
    subjects = [item.address for item in row.cells.get("subject", ())]
    about = ("subject", "object") if any(address.startswith(_STUDY) for address in subjects) else ()
    several = (item.address for name in ("study", *about) for item in row.cells.get(name, ()))
    return dict.fromkeys(address for address in several if address.startswith(_STUDY))
