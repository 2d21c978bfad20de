"""Newest status: of several records of a study, what the newest that speaks of a thing says of it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from kb.records import Arm, Population, Study, StudySummary, TrialRecord, facts
from kb.sources import Holdings, pointers


def _fullness(record: TrialRecord) -> int:
    """How many things a record says."""
    return sum(getattr(record, name) not in (None, ()) for name in facts(record))


def _newest(records: list[TrialRecord], field: str) -> Any:
    """The field's value in the newest record that has one; of records of one date, in the one that says most, then by key."""
    by_key = sorted(records, key=lambda record: record.key)
    ordered = sorted(by_key, key=lambda record: (record.as_of, _fullness(record)), reverse=True)
    return next((getattr(record, field) for record in ordered if getattr(record, field) not in (None, ())), None)


def _mentions(holdings: Holdings) -> dict[str, set[str]]:
    """For each study, the documents whose statements point at it."""
    found: dict[str, set[str]] = defaultdict(set)
    for source in holdings.sources:
        for row in source.rows if source.is_document else ():
            studies = [key for _, kind, key in pointers(row.record) if kind == "study"]
            for key in studies + ([row.record.key] if row.record.kind == "study" else []):
                found[key].add(source.graph)
    return found


def _year(records: list[TrialRecord], field: str) -> str | None:
    """The year of a date in the newest record that has one."""
    date = _newest(records, field)
    return date[:4] if date else None


def _populations(holdings: Holdings) -> dict[str, set[str]]:
    """For each study, the groups of its arms and of its records, and those that were drawn in it."""
    found: dict[str, set[str]] = defaultdict(set)
    groups: list[Arm | TrialRecord] = [*holdings.all(Arm), *holdings.all(TrialRecord)]
    for told in groups:
        if told.population:
            found[told.study].add(told.population)
    for group in holdings.all(Population):
        if group.study:
            found[group.study].add(group.key)
    return found


def study_summaries(holdings: Holdings) -> list[StudySummary]:
    """The newest that is known of each study, and which documents speak of it."""
    records: dict[str, list[TrialRecord]] = defaultdict(list)
    for record in holdings.all(TrialRecord):
        records[record.study].append(record)
    mentions, populations = _mentions(holdings), _populations(holdings)
    return [
        StudySummary(
            key=study.key,
            newest_record=_newest(records[study.key], "key"),
            current_status=_newest(records[study.key], "status"),
            current_phases=_newest(records[study.key], "phases") or (),
            current_countries=_newest(records[study.key], "countries") or (),
            current_outcomes=_newest(records[study.key], "outcomes") or (),
            populations=tuple(sorted(populations[study.key])),
            registered_year=_year(records[study.key], "registered"),
            start_year=_year(records[study.key], "start_date"),
            completion_year=_year(records[study.key], "completion_date"),
            mentioned_in=tuple(sorted(mentions[study.key])),
        )
        for study in holdings.all(Study)
    ]
