"""Dates: what surely lies before, however much of each date is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.check.dates import before, date_order, first_day, last_day, past_date
from kb.records import Document, RegulatoryEvent
from tests import examples as make


@pytest.mark.parametrize(
    ("status", "completion", "finds"),
    [
        ("recruiting", "2026-01-30", True),
        ("active-not-recruiting", "2026-01-30", True),
        ("ongoing", "2025", True),
        ("recruiting", "2026-02", True),
        ("recruiting", "2026-03", False),  # the month is not over at 2026-03-28
        ("recruiting", "2026", False),
        ("recruiting", "2026-03-28", False),
        ("recruiting", "2027-04", False),
        ("completed", "2026-01-30", False),
        ("terminated", "2026-01-30", False),
        ("unknown", "2026-01-30", False),
        (None, "2026-01-30", False),
        ("recruiting", None, False),
    ],
)
def test_past_date(status, completion, finds):
    record = make.trial_record("record", status=status, completion_date=completion)
    assert bool(list(past_date(make.holdings(record)))) is finds


@pytest.mark.parametrize(("when", "first", "last"), [("2024", "2024-01-01", "2024-12-31"), ("2024-02", "2024-02-01", "2024-02-29")])
def test_the_days_that_a_date_may_mean(when, first, last):
    assert (first_day(when), last_day(when)) == (first, last)


@given(st.dates(), st.dates(), st.sampled_from([4, 7, 10]), st.sampled_from([4, 7, 10]))
def test_a_date_surely_before_is_before(one, other, cut, other_cut):
    if before(str(one)[:cut], str(other)[:other_cut]):
        assert one < other


def paper(**dates):
    return Document(key=make.DOCUMENT, label="Doe 2020", title="t", document_kind="primary", **dates)


@pytest.mark.parametrize(
    ("record", "problems"),
    [
        (paper(received="2024-11-27", accepted="2025-04-28", published="2025-05-12"), 0),
        (paper(received="2025-11-27", accepted="2025-04-28", published="2025-05-12"), 2),
        (paper(received="2025-04", accepted="2025-04-28"), 0),
        (make.trial_record("a", start_date="2025-01", completion_date="2024-12"), 1),
        (make.trial_record("a", registered="2020-11-27"), 0),
        (make.trial_record("a", registered="2026-11-27"), 1),
    ],
)
def test_date_order(record, problems):
    found = list(date_order(make.holdings(record)))
    assert len(found) == len({one.key for one in found}) == problems


def test_an_event_told_before_it_occurred():
    early, late = (
        RegulatoryEvent(key=f"doe-2020-{year}", label="e", event_kind="approval", subject=("agent/x",), occurred=year)
        for year in ("2017", "2027")
    )
    (found,) = date_order(make.holdings(paper(published="2026-03-28"), early, late))
    assert found.statements == ("event/doe-2020-2027",)
