"""Endpoints are comparable only where outcome, states and criteria are all stated and the same."""

import sys

import pytest

from kb.infer.comparable import comparable, defined
from kb.records import Endpoint
from kb.values import Place
from tests import examples as make


def endpoint(key, **change):
    given = {"study": f"NCT{key}", "outcome": "crc", "components": ("cr", "cri", "mlfs"), "criteria": "ELN 2022", **change}
    return Endpoint(key=f"doe-2020-{key}", label=key, **given)


def test_endpoints_defined_alike_are_comparable_both_ways():
    found = comparable(
        defined(make.holdings(endpoint("a"), endpoint("b", components=("mlfs", "cri", "cr"), criteria="eln  2022"), endpoint("c")))
    )
    assert {one.key: one.comparable_with for one in found} == {
        "doe-2020-a": ("doe-2020-b", "doe-2020-c"),
        "doe-2020-b": ("doe-2020-a", "doe-2020-c"),
        "doe-2020-c": ("doe-2020-a", "doe-2020-b"),
    }


@pytest.mark.parametrize(
    "change", [{"outcome": "cr"}, {"components": ("cr", "cri")}, {"components": ()}, {"criteria": "ELN 2017"}, {"criteria": None}]
)
def test_endpoints_that_differ_or_do_not_say_are_not(change):
    assert comparable(defined(make.holdings(endpoint("a"), endpoint("b", **change)))) == []


@pytest.mark.parametrize("change", [{"components": ()}, {"criteria": None}])
def test_silence_is_not_agreement(change):
    assert comparable(defined(make.holdings(endpoint("a", **change), endpoint("b", **change)))) == []


def test_endpoints_of_one_study_are_not_compared():
    assert comparable(defined(make.holdings(endpoint("a"), endpoint("b", study="NCTa")))) == []


def test_too_many_endpoints_of_a_registry_are_held_against_those_of_papers_only(monkeypatch) -> None:
    monkeypatch.setattr(sys.modules["kb.infer.comparable"], "MANY", 2)  # the room, which the function of its name hides
    registered = {"at": (Place("NCT00000001", steps=("outcomesModule.primaryOutcomes[0]", "measure")),), "fragment": ("x",)}
    several = [endpoint("a"), endpoint("b", **registered), endpoint("c", **registered)]
    found = {one.key: one.comparable_with for one in comparable(defined(make.holdings(*several)))}
    assert {key.rpartition("-")[2]: [other.rpartition("-")[2] for other in others] for key, others in found.items()} == {
        "a": ["b", "c"], "b": ["a"], "c": ["a"],
    }  # fmt: skip
