"""Endpoints are comparable only where outcome, states and criteria are all stated and the same."""

import pytest

from kb.infer.comparable import comparable
from kb.records import Endpoint


def endpoint(key, **change):
    given = {"study": f"NCT{key}", "outcome": "crc", "components": ("cr", "cri", "mlfs"), "criteria": "ELN 2022", **change}
    return Endpoint(key=f"doe-2020-{key}", label=key, **given)


def test_endpoints_defined_alike_are_comparable_both_ways(make):
    found = comparable(make.holdings(endpoint("a"), endpoint("b", components=("mlfs", "cri", "cr"), criteria="eln  2022"), endpoint("c")))
    assert {one.key: one.comparable_with for one in found} == {
        "doe-2020-a": ("doe-2020-b", "doe-2020-c"),
        "doe-2020-b": ("doe-2020-a", "doe-2020-c"),
        "doe-2020-c": ("doe-2020-a", "doe-2020-b"),
    }


@pytest.mark.parametrize(
    "change", [{"outcome": "cr"}, {"components": ("cr", "cri")}, {"components": ()}, {"criteria": "ELN 2017"}, {"criteria": None}]
)
def test_endpoints_that_differ_or_do_not_say_are_not(make, change):
    assert comparable(make.holdings(endpoint("a"), endpoint("b", **change))) == []
    assert comparable(make.holdings(endpoint("a", **change), endpoint("b", **change))) == [] or change.get("components") or change.get("criteria") or change.get("outcome")


def test_endpoints_of_one_study_are_not_compared(make):
    assert comparable(make.holdings(endpoint("a"), endpoint("b", study="NCTa"))) == []
