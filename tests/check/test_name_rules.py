"""One name for two things: synonyms, and acronyms of regimens."""

from __future__ import annotations

import pytest

from kb.check.names import name_clash
from kb.records import Agent, Outcome, RegimenName, Synonym, Target
from tests import examples as make


def agent(key):
    return Agent(key=key, label=key, agent_kind="drug", definition="d", source="s")


def synonym(label, subject, key):
    return Synonym(key=key, subject=subject, label=label, synonym_kind="abbreviation", source="s")


def name(label, *agents, classes=()):
    return RegimenName(key=f"{make.DOCUMENT}-{next(make._numbers)}", label=label, agents=agents, classes=classes, source="s")


def labels(*records):
    return [one.label for one in name_clash(make.holdings(*records))]


def test_a_synonym_of_two_agents():
    (found,) = labels(
        agent("mitoxantrone"), agent("mitomycin"), synonym("MIT", "agent/mitoxantrone", "a"), synonym("mit", "agent/mitomycin", "b")
    )
    assert found == "'MIT' names 2 things: mitomycin and mitoxantrone"


def test_a_synonym_that_is_the_name_of_another():
    assert len(labels(agent("ara-c"), agent("cytarabine"), synonym("Ara C", "agent/cytarabine", "a"))) == 1


def test_outcomes_that_share_an_abbreviation():
    outcomes = [
        Outcome(key=k, label=k, abbreviation="PR", outcome_kind="response", definition="d", source="s") for k in ("partial", "progress")
    ]
    assert len(labels(*outcomes)) == 1


def test_several_names_of_one_thing_and_one_name_of_things_of_different_kinds():
    protein = Target(key="il-7", label="IL-7", target_kind="cytokine", definition="d", source="s")
    names = synonym("Ara-C", "agent/cytarabine", "a"), synonym("AraC", "agent/cytarabine", "b"), synonym("IL-7", "agent/il-7", "c")
    assert labels(agent("cytarabine"), agent("il-7"), protein, *names) == []


@pytest.mark.parametrize(
    ("one", "other", "clashes"),
    [
        (name("FLAG-IDA", "f", "a", "g", "i"), name("FLAG-Ida", "i", "g", "a", "f"), 0),
        (name("FLAG-IDA", "f", "a", "g", "i"), name("FLAG-Ida", "c", "g", "a", "i"), 1),
        (name("FLAG", "f", "a", "g"), name("FLAG-GO", "f", "a", "g", "go"), 0),
        (name("FLAG", "f", "a", "g"), name("FLAG-GO", "c", "a", "g", "go"), 1),
        (name("FLAG-GO", "c", "a", "g", "go"), name("FLAG", "f", "a", "g"), 1),
        (name("FLAG", "f", "a", "g"), name("FLAG + VEN", "f", "a", "v"), 1),
        (name("MA", "m", "a"), name("MAC", "c"), 0),  # a longer word is another name
        (name("HAG", "h", "a", "g"), name("CAG", "c", "a", "g"), 0),
        (name("FLAG", "f", "a", "g"), name("FLAG-X"), 0),  # not expanded
        (name("7 + 3", "a", classes=("anthracycline",)), name("7 + 3 + GO", "a", "d", "go"), 0),  # the class may be any of its agents
    ],
)
def test_regimen_names(one, other, clashes):
    assert len(labels(one, other)) == clashes
