"""What a paper prints of a trial beside what the registry says: where they differ, each is told with its date."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kb.check.drift import registry_drift
from kb.check.records import records_differ
from kb.records import Component, Discrepancy, Document
from kb.sources import Holdings, Row, Source
from tests import examples as make

PAPER, REGISTRY, OLDER = "doe-2020", "ctgov-2025-04", "ctgov-2018-07"


def source(document: str, label: str, kind: str, record: dict[str, Any], given: tuple[str, ...] = ()) -> Source:
    told = replace(make.trial_record("record", **record), key=f"{document}-record")
    arm = replace(make.arm("arm"), key=f"{document}-arm")
    parts = [_component(document, arm.key, one) for one in given]
    rows = [Document(key=document, label=label, title=label, document_kind=kind), told, arm, *parts]
    return Source(document, tuple(Row(one, document) for one in rows))


def _component(document: str, arm: str, named: str) -> Component:
    kind, _, key = named.partition("/")
    fields: dict[str, Any] = {"agent": key} if kind == "agent" else {"agent_class": key}
    return Component(key=f"{document}-{key}", arm=arm, component_role="not-stated", option="required", **fields)


def drift(
    paper: dict[str, Any], registry: dict[str, Any], *more: Source, given: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
) -> list[Discrepancy]:
    vocabulary = make.curated().sources[0]
    printed = source(PAPER, "Doe 2020", "review", {"as_of": "2020-05-01", **paper}, given[0])
    told = source(REGISTRY, "ClinicalTrials.gov, April 2025", "registry", {"as_of": "2025-04", **registry}, given[1])
    return list(registry_drift(Holdings([vocabulary, printed, told, *more])))


@pytest.mark.parametrize(
    ("paper", "registry", "field"),
    [
        ({"status": "recruiting"}, {"status": "terminated"}, "status"),
        ({"phases": ("1",)}, {"phases": ("1", "2")}, "phases"),
        ({"completion_date": "2027-02"}, {"completion_date": "2023-02-01"}, "completion date"),
        ({"enrolment": 20}, {"enrolment": 35}, "enrolment"),
    ],
)
def test_a_difference_is_told_with_both_documents_and_dates(paper: dict[str, Any], registry: dict[str, Any], field: str) -> None:
    (found,) = drift(paper, registry)
    assert field in found.label
    assert "Doe 2020 (2020-05-01)" in found.label
    assert "ClinicalTrials.gov, April 2025" in found.label
    assert found.statements == (f"trial-record/{PAPER}-record", f"trial-record/{REGISTRY}-record")


@pytest.mark.parametrize(
    ("paper", "registry"),
    [
        ({"status": "recruiting"}, {"status": "recruiting"}),
        ({"status": "recruiting"}, {}),
        ({}, {"status": "completed"}),
        ({"completion_date": "2027"}, {"completion_date": "2027-03-15"}),
        ({"phases": ("1b",)}, {"phases": ("1",)}),
    ],
)
def test_agreement_and_silence_are_no_finding(paper: dict[str, Any], registry: dict[str, Any]) -> None:
    assert drift(paper, registry) == []


def test_only_the_newest_record_of_the_registry_is_held_against_the_paper() -> None:
    older = source(OLDER, "ClinicalTrials.gov, July 2018", "registry", {"as_of": "2018-07", "status": "not-yet-recruiting"})
    assert drift({"status": "completed"}, {"status": "completed"}, older) == []


def test_what_only_one_of_them_gives_is_named() -> None:
    (found,) = drift({}, {}, given=(("agent/azacitidine",), ("agent/azacitidine", "agent/venetoclax")))
    assert "only ClinicalTrials.gov, April 2025 names venetoclax" in found.label
    assert (found.found, found.expected) == ("nothing more", "venetoclax")


def test_a_class_agrees_with_its_member_but_not_with_another() -> None:
    assert drift({}, {}, given=(("class/hma",), ("agent/azacitidine",))) == []
    assert len(drift({}, {}, given=(("class/hma",), ("agent/nivolumab",)))) == 1


def test_a_document_that_gives_no_arm_says_nothing_of_what_is_given() -> None:
    assert drift({}, {}, given=((), ("agent/azacitidine",))) == []


def test_paper_and_registry_are_not_compared_twice() -> None:
    vocabulary = make.curated().sources[0]
    printed = source(PAPER, "Doe 2020", "review", {"as_of": "2020-05-01", "phases": ("1",)})
    told = source(REGISTRY, "ClinicalTrials.gov, April 2025", "registry", {"as_of": "2025-04", "phases": ("3",)})
    older = source(OLDER, "ClinicalTrials.gov, July 2018", "registry", {"as_of": "2018-07", "phases": ("2",)})
    found = list(records_differ(Holdings([vocabulary, printed, told, older])))
    assert [one.statements for one in found] == [(f"trial-record/{REGISTRY}-record", f"trial-record/{OLDER}-record")]
