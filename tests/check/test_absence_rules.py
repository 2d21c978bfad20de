"""Rules on an adverse event that is said not to have occurred."""

from __future__ import annotations

import pytest

from kb.check.absences import absence_against_count
from kb.records import AdverseEventTerm, Agent, Claim, Component
from kb.values import read_place
from tests import examples as make

HEART = AdverseEventTerm(key="heart-failure", label="Heart failure", broader="cardiotoxicity", source="x")
AGENTS = [Agent(key=key, label=key, agent_kind="drug", definition="x", source="x") for key in ("drug", "other")]


def denied(term="cardiotoxicity", **given):
    base = {"key": "doe-2020-claim", "label": "x", "topic": "safety", "subject": ("agent/drug",), "relation": "does-not-cause"}
    more = {"object": (f"term/{term}",), "direction": "supports", "evidence_kind": "clinical-trial", "voice": "own", "study": make.STUDY}
    return Claim(**{**base, **more, "at": (read_place("4 p3"),), "fragment": ("x",), **given})


def found(*records):
    return list(absence_against_count(make.holdings(HEART, *AGENTS, *records)))


def heart_failure(n=1, grade="2", **given):
    return make.event("heart-failure", grade, n, **given)


@pytest.mark.parametrize("absence", [denied(), make.event("cardiotoxicity", "not-stated", 0, None, "4 p3")])
def test_an_event_within_the_one_denied_is_counted(absence):
    (one,) = found(absence, heart_failure(), heart_failure(grade="any"), heart_failure(0, "3"))
    assert one.label == (
        "term/cardiotoxicity is said in section 4 not to have occurred, "
        "but patients are counted: Heart failure, concept/grade.2, 1 of 20 in Table 3"
    )
    assert (one.severity, one.expected, one.found, len(one.statements)) == ("major", "nobody", "1 of 20", 3)


def test_the_event_itself_is_counted():
    assert len(found(denied("nausea"), make.event("nausea", "1", 9))) == 1
    assert len(found(make.event("nausea", "not-stated", percent="0", at="4 p3"), make.event("nausea", "any", percent="45.00"))) == 1


def test_an_event_that_the_table_lists_under_the_one_denied():
    assert len(found(denied("gut"), make.event("nausea", "any", 9, group="gut"))) == 1


@pytest.mark.parametrize(
    "records",
    [
        (denied(), heart_failure(0)),
        (denied(), make.event("nausea", "any", 9)),
        (denied(relation="causes"), heart_failure()),
        (denied(relation="no-effect-on"), heart_failure()),
        (denied(voice="opinion"), heart_failure()),
        (denied(study=None), heart_failure()),
        (denied(study="NCT00000002"), heart_failure()),
        (make.event("cardiotoxicity", "not-stated", 2, at="4 p3"), heart_failure()),
        (make.event("cardiotoxicity", "4", 0), heart_failure()),  # none of grade 4, but one of grade 2
    ],
)
def test_what_does_not_conflict(records):
    assert found(*records) == []


def test_two_counts_without_a_grade_are_one_quantity_and_another_rules_matter():
    assert found(make.event("nausea", "not-stated", 0, at="4 p3"), make.event("nausea", "not-stated", 2)) == []


def test_a_claim_and_a_count_that_deny_one_event_are_one_finding():
    (one,) = found(denied(), make.event("cardiotoxicity", "not-stated", 0, at="4 p3"), heart_failure())
    assert len(one.statements) == 3


def arms(*given):
    parts = [
        Component(key=f"doe-2020-{key}-part", arm=f"doe-2020-{key}", agent=agent, component_role="x", option="required")
        for key, agent in zip("ab", given, strict=True)
    ]
    return make.arm("a", 10), make.arm("b", 10), *parts


@pytest.mark.parametrize(("arm", "problems"), [("doe-2020-a", 1), ("doe-2020-b", 0), (None, 0)])
def test_a_claim_on_an_agent_is_on_the_arms_given_it(arm, problems):
    assert len(found(denied(), *arms("drug", "other"), heart_failure(arm=arm))) == problems


def test_a_claim_on_an_agent_of_every_arm_is_on_all():
    assert len(found(denied(), *arms("drug", "drug"), heart_failure())) == 1


def test_a_claim_on_an_agent_that_no_arm_was_given_is_on_none():
    assert found(denied(), *arms("other", "other"), heart_failure(arm="doe-2020-a")) == []


def test_a_claim_that_names_an_arm_is_on_that_arm():
    named = denied(subject=("arm/doe-2020-b",))
    assert found(named, *arms("drug", "drug"), heart_failure(arm="doe-2020-a")) == []
    assert len(found(named, *arms("drug", "drug"), heart_failure(arm="doe-2020-b"))) == 1


def test_denied_of_a_subgroup_and_counted_in_it_or_elsewhere():
    groups = make.population("all", 20), make.population("part", 13, part_of="doe-2020-all")
    denial = denied(population="doe-2020-part")
    assert found(*groups, denial, heart_failure(population="doe-2020-all")) == []
    assert len(found(*groups, denial, heart_failure(population="doe-2020-part"))) == 1
    assert len(found(*groups, denied(population="doe-2020-all"), heart_failure(population="doe-2020-part"))) == 1


def test_none_related_to_treatment_leaves_room_for_some_that_were_not():
    absence = make.event("cardiotoxicity", "not-stated", 0, at="4 p3", relatedness="treatment-related")
    assert found(absence, heart_failure(relatedness="not-stated")) == []
    assert len(found(absence, heart_failure(relatedness="treatment-related"))) == 1


def test_none_by_one_time_leaves_room_for_some_at_another():
    absence = make.event("cardiotoxicity", "not-stated", 0, at="4 p3", time_point="cycle 1")
    assert found(absence, heart_failure(time_point="cycle 2")) == []
    assert len(found(absence, heart_failure(time_point="cycle 1"))) == 1
