"""Registrations: rules on what sources say of one study: records that disagree."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

from kb.check.dates import before
from kb.check.finding import MAJOR, MINOR, finding
from kb.records import Discrepancy, Document, TrialRecord
from kb.sources import Holdings

ONGOING = "ongoing"
_UNDER_WAY = frozenset({"recruiting", "enrolling-by-invitation", "active-not-recruiting", ONGOING})


def _phases(phases: tuple[str, ...]) -> set[str]:
    """Phases without their parts: 1b is a phase 1."""
    return {found[0] if (found := re.match(r"\d+", phase)) else phase for phase in phases}


def _other_phases(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return _phases(one) != _phases(other)


def _other_status(one: str, other: str) -> bool:
    """Under way, said without telling whether the study recruits, agrees with every state of a study under way."""
    return one != other and not (ONGOING in (one, other) and {one, other} <= _UNDER_WAY)


def _other_date(one: str, other: str) -> bool:
    return before(one, other) or before(other, one)


def _other_number(one: int, other: int) -> bool:
    return one != other


FIELDS: dict[str, Callable[[Any, Any], bool]] = {
    "phases": _other_phases,
    "status": _other_status,
    "completion_date": _other_date,
    "start_date": _other_date,
    "registered": _other_date,
    "enrolment": _other_number,
}
"""What records may say of a study, with the test of whether two of its values disagree."""

_LASTING = ("phases", "registered")
"""What does not change in the life of a study."""


def _pairs(holdings: Holdings) -> Iterator[tuple[TrialRecord, TrialRecord]]:
    records: dict[str, list[TrialRecord]] = defaultdict(list)
    for record in holdings.all(TrialRecord):
        records[record.study].append(record)
    for together in records.values():
        yield from combinations(together, 2)


def _disagreements(
    holdings: Holdings, rule: str, severity: str, pair: tuple[TrialRecord, TrialRecord], fields: tuple[str, ...]
) -> Iterator[Discrepancy]:
    one, other = pair
    for name in fields:
        first, second = getattr(one, name), getattr(other, name)
        if first not in (None, ()) and second not in (None, ()) and FIELDS[name](first, second):
            word = name.replace("_", " ")
            a, b = (in_words(holdings, name, value) for value in (first, second))
            dates = one.as_of if one.as_of == other.as_of else f"{one.as_of} and {other.as_of}"
            label = f"{holdings.label(f'study/{one.study}')}: {word} is {a} in one record and {b} in another ({dates})"
            yield finding(rule, severity, label, [f"trial-record/{one.key}", f"trial-record/{other.key}"], aspect=name, expected=a, found=b)


def in_words(holdings: Holdings, field: str, value: tuple[str, ...] | str | int) -> str:
    """The value of a record's field as people read it."""
    scheme = {"phases": "phase", "status": "status"}.get(field)
    values = value if isinstance(value, tuple) else (value,)
    return " and ".join(holdings.label(f"concept/{scheme}.{one}") if scheme else str(one) for one in values)


def record_conflict(holdings: Holdings) -> Iterator[Discrepancy]:
    """Two records of one study at one date that give different values."""
    for pair in _pairs(holdings):
        if pair[0].as_of == pair[1].as_of:
            yield from _disagreements(holdings, "record-conflict", MAJOR, pair, tuple(FIELDS))


def records_differ(holdings: Holdings) -> Iterator[Discrepancy]:
    """Records of different dates, of papers or of a registry, that differ in what does not change with time."""
    registries = {document.key for document in holdings.all(Document) if document.document_kind == "registry"}
    for pair in _pairs(holdings):
        of_registry = {holdings.document["trial-record", record.key] in registries for record in pair}
        if pair[0].as_of != pair[1].as_of and len(of_registry) == 1:  # a paper against a registry is the matter of kb.check.drift
            yield from _disagreements(holdings, "records-differ", MINOR, pair, _LASTING)
