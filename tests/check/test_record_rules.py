"""Records of one study that disagree, at one date and at several."""

from __future__ import annotations

import pytest

from kb.check.records import record_conflict, records_differ
from tests import examples as make


def pair(one, other):
    return make.holdings(make.trial_record("table", **one), make.trial_record("prose", **other))


@pytest.mark.parametrize(
    ("one", "other", "fields"),
    [
        ({"phases": ("1", "2")}, {"phases": ("2", "1")}, []),
        ({"phases": ("1", "2")}, {"phases": ("1b", "2")}, []),
        ({"phases": ("1", "2")}, {"phases": ("2",)}, ["phases"]),
        ({"phases": ("early-1",)}, {"phases": ("1",)}, ["phases"]),
        ({"phases": ("2",)}, {}, []),
        ({"status": "recruiting"}, {"status": "ongoing"}, []),
        ({"status": "active-not-recruiting"}, {"status": "ongoing"}, []),
        ({"status": "terminated"}, {"status": "ongoing"}, ["status"]),
        ({"status": "recruiting"}, {"status": "completed"}, ["status"]),
        ({"completion_date": "2027-02"}, {"completion_date": "2027-02-15"}, []),
        ({"completion_date": "2027-02"}, {"completion_date": "2027-03"}, ["completion date"]),
        ({"enrolment": 20}, {"enrolment": 30}, ["enrolment"]),
        ({"phases": ("2",), "enrolment": 20}, {"phases": ("3",), "enrolment": 30}, ["phases", "enrolment"]),
    ],
)
def test_record_conflict(one, other, fields):
    found = list(record_conflict(pair(one, other)))
    assert len({one.key for one in found}) == len(found) == len(fields)
    assert all(field in one.label for field, one in zip(fields, found, strict=True))


def test_what_changes_in_time_may_differ_at_another_date():
    older = {"as_of": "2024-01-01", "status": "recruiting", "completion_date": "2025", "enrolment": 20}
    newer = {"status": "completed", "completion_date": "2026", "enrolment": 30}
    assert list(record_conflict(pair(older, newer))) == []
    assert list(records_differ(pair(older, newer))) == []


def test_what_lasts_may_not():
    (found,) = records_differ(pair({"as_of": "2024-01-01", "phases": ("2",)}, {"phases": ("3",)}))
    assert (found.severity, found.expected, found.found) == ("minor", "concept/phase.2", "concept/phase.3")
    assert list(records_differ(pair({"phases": ("2",)}, {"phases": ("3",)}))) == []


def test_records_of_different_studies_are_not_compared():
    assert list(record_conflict(pair({"phases": ("2",)}, {"phases": ("3",), "study": "NCT00000002"}))) == []
