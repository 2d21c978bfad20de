"""Dates of a made-up trial, in an order that can be: registered about its start, updated later, never after the data version."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.benchmarks.trials import measured
from tests.benchmarks.trials.draws import Draw

DATA_VERSION = date(2025, 4, 1)
"""The day that all records are said to be of."""
LEAST_DAYS, MOST_DAYS = 180, 2200
"""From start to completion; the longest of trials are longer."""


def status(draw: Draw) -> dict[str, Any]:
    """The status module."""
    told = draw.weighed(measured.STATUSES)
    start = date(draw.weighed(measured.START_YEARS), 1, 1) + timedelta(days=draw.below(365))
    days = LEAST_DAYS + draw.below(MOST_DAYS - LEAST_DAYS)
    primary, end = start + timedelta(days=int(days * 0.7)), start + timedelta(days=days)
    registered = min(start + timedelta(days=draw.below(240) - 150), DATA_VERSION)
    updated = min(registered + timedelta(days=draw.below(days + 400)), DATA_VERSION)
    module: dict[str, Any] = {"statusVerifiedDate": updated.isoformat()[:7], "overallStatus": told}
    if told == "UNKNOWN":
        module["lastKnownStatus"] = "RECRUITING"
    if told in ("TERMINATED", "WITHDRAWN", "SUSPENDED"):
        module["whyStopped"] = draw.pick(("Slow accrual", "Sponsor decision", "Lack of funding", "Lack of efficacy"))
    return module | {
        "expandedAccessInfo": {"hasExpandedAccess": False},
        "startDateStruct": _struct(start, draw.chance(measured.FULL_START_DATE)),
        "primaryCompletionDateStruct": _struct(primary, True),
        "completionDateStruct": _struct(end, True),
        "studyFirstSubmitDate": registered.isoformat(),
        "studyFirstSubmitQcDate": registered.isoformat(),
        "studyFirstPostDateStruct": _struct(registered, True),
        "lastUpdateSubmitDate": updated.isoformat(),
        "lastUpdatePostDateStruct": _struct(updated, True),
    }


def _struct(day: date, full: bool) -> dict[str, str]:
    return {"date": day.isoformat() if full else day.isoformat()[:7], "type": "ACTUAL" if day <= DATA_VERSION else "ESTIMATED"}
