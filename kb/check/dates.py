"""Dates: rules on what should have happened by the date of a source, and on dates that cannot follow each other."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from itertools import combinations

from kb.check.finding import MAJOR, MINOR, finding
from kb.records import Discrepancy, Document, RegulatoryEvent, TrialRecord
from kb.sources import Holdings

OPEN = frozenset({"not-yet-recruiting", "recruiting", "enrolling-by-invitation", "active-not-recruiting", "ongoing"})
"""States of a study that is not over."""


def first_day(when: str) -> str:
    """The earliest day that an ISO date may mean."""
    return (when + "-01-01")[:10] if len(when) == 4 else (when + "-01")[:10]


def last_day(when: str) -> str:
    """The latest day that an ISO date may mean: ``2026-03`` lasts until ``2026-03-31``."""
    if len(when) == 4:
        return f"{when}-12-31"
    return f"{when}-{monthrange(int(when[:4]), int(when[5:7]))[1]}" if len(when) == 7 else when


def before(one: str, other: str) -> bool:
    """Whether one date surely lies before another, however much of each is known."""
    return last_day(one) < first_day(other)


def past_date(holdings: Holdings) -> Iterator[Discrepancy]:
    """A study that is said not to be over, though it was to be completed before the date of the source."""
    for record in holdings.all(TrialRecord):
        if record.status in OPEN and record.completion_date and before(record.completion_date, record.as_of):
            status = holdings.label(f"concept/status.{record.status}")
            label = (
                f"{holdings.label(f'study/{record.study}')}: {status} in a source of {record.as_of}, "
                f"though it was to be completed on {record.completion_date}"
            )
            statements = [f"trial-record/{record.key}"]
            yield finding("past-date", MINOR, label, statements, expected=f"completion after {record.as_of}", found=record.completion_date)


def date_order(holdings: Holdings) -> Iterator[Discrepancy]:
    """Dates of one thing in an order that cannot be, such as a paper accepted before it was received."""
    for document in holdings.all(Document):
        steps = [(step, getattr(document, step)) for step in ("received", "revised", "accepted", "published")]
        yield from _out_of_order(document.label, f"document/{document.key}", steps)
    for record in holdings.all(TrialRecord):
        name, entity = holdings.label(f"study/{record.study}"), f"trial-record/{record.key}"
        yield from _out_of_order(name, entity, [("start", record.start_date), ("completion", record.completion_date)])
        yield from _out_of_order(name, entity, [("registration", record.registered), ("date of the source", record.as_of)])
    published = {document.key: document.published for document in holdings.all(Document)}
    for event in holdings.all(RegulatoryEvent):
        steps = [("event", event.occurred), ("publication of the source", published.get(holdings.document["event", event.key]))]
        yield from _out_of_order(event.label, f"event/{event.key}", steps)


def _out_of_order(name: str, entity: str, steps: list[tuple[str, str | None]]) -> Iterator[Discrepancy]:
    known = [(step, when) for step, when in steps if when]
    for (early, one), (late, other) in combinations(known, 2):
        if before(other, one):
            label = f"{name}: {late} ({other}) lies before {early} ({one})"
            yield finding("date-order", MAJOR, label, [entity], aspect=f"{early} {late}", expected=f"{late} not before {one}", found=other)
