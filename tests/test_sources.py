"""Sources: rows that are checked beside others that were checked before give the same faults as all of them together."""

from __future__ import annotations

import pytest

from kb import records as r
from kb.errors import BadInputs
from kb.sources import Row, Source, check_sources, standing


def term(key: str) -> r.AdverseEventTerm:
    return r.AdverseEventTerm(key=key, label=key, source="s")


def agent(key: str) -> r.Agent:
    return r.Agent(key=key, label=key, agent_kind="drug", definition="d", source="s")


def synonym(key: str, subject: str) -> r.Synonym:
    return r.Synonym(key=key, label=key, subject=subject, synonym_kind="code", source="s")


VOCABULARY = Source("vocabulary", (Row(agent("azacitidine"), "agents.csv:2"), Row(term("anaemia"), "terms.csv:2")))


def faults(*sources: Source, beside: bool) -> list[str]:
    try:
        if beside:
            check_sources(sources, standing(VOCABULARY))
        else:
            check_sources([VOCABULARY, *sources])
    except BadInputs as found:
        return [str(one) for one in found.faults if "concept" not in str(one)]
    return []


FURTHER = (
    agent("azacitidine"),
    agent("venetoclax"),
    term("anaemia"),
    term("rash"),
    synonym("aza", "agent/azacitidine"),
    synonym("x", "agent/x"),
)


@pytest.mark.parametrize("record", FURTHER)
def test_beside_what_was_checked_the_same_is_found(record: r.Record) -> None:
    source = Source("vocabulary", (Row(record, "more.csv:2"),))
    assert faults(source, beside=True) == faults(source, beside=False)


def test_what_was_checked_is_known_and_is_not_repeated() -> None:
    good = Source("vocabulary", (Row(synonym("aza", "agent/azacitidine"), "more.csv:2"),))
    assert faults(good, beside=True) == []
    again = Source("vocabulary", (Row(agent("azacitidine"), "more.csv:2"),))
    assert any("taken by agents.csv:2" in one for one in faults(again, beside=True))
