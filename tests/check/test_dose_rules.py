"""Rules on doses given against doses planned."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kb.check.doses import dose_beyond_plan
from kb.records import Dose
from kb.values import read_place
from tests import examples as make


def dose(basis, at="2.2 p1", **given):
    numbers = {name: Decimal(value) for name, value in given.items() if name in ("value", "range_low", "range_high")}
    base = {"key": f"doe-2020-{basis}", "agent": "drug", "arm": "doe-2020-a", "basis": basis, "unit": "mg/m2"}
    return Dose(**{**base, **given, **numbers, "at": (read_place(at),), "fragment": ("x",)})


PLAN = {"range_low": "20", "range_high": "24", "days": "1"}
"""20 to 24 mg/m2 on day 1."""


def found(plan, **given):
    return list(dose_beyond_plan(make.holdings(dose("planned", **{**PLAN, **plan}), dose("delivered", "3.3 p1", **given))))


def test_more_given_than_planned():
    (one,) = found({}, value="20.00", range_low="11.17", range_high="33.75", unit="mg/m2/d")
    assert (
        one.label
        == "dose of agent/drug: up to 33.75 mg/m² per day given (section 3.3), more than the 24 mg/m² planned at most (section 2.2)"
    )
    assert one.statements == ("dose/doe-2020-delivered", "dose/doe-2020-planned")


@pytest.mark.parametrize(
    ("plan", "given", "problems"),
    [
        ({}, {"value": "24"}, 0),
        ({}, {"value": "24.5"}, 1),
        ({}, {"value": "19.90"}, 0),  # less than planned
        ({}, {"value": "20", "range_low": "11.17", "range_high": "24"}, 0),
        ({"range_low": None, "range_high": None, "value": "20"}, {"value": "24"}, 1),
        ({"days": "1-7"}, {"value": "100", "unit": "mg/m2/d"}, 0),  # a dose of seven days is none per day
        ({"days": "1-7"}, {"value": "100"}, 1),
        ({}, {"value": "50", "unit": "mg"}, 0),
        ({}, {"value": "50", "agent": "other"}, 0),
        ({}, {"value": "50", "arm": "doe-2020-b"}, 0),
        ({"population": "doe-2020-part"}, {"value": "50"}, 0),
        ({"population": "doe-2020-part"}, {"value": "50", "population": "doe-2020-part"}, 1),
    ],
)
def test_dose_beyond_plan(plan, given, problems):
    kept = {name: value for name, value in {**PLAN, **plan}.items() if value is not None}
    doses = dose("planned", **kept), dose("delivered", **given)
    assert len(list(dose_beyond_plan(make.holdings(*doses)))) == problems
