"""The six questions of the base are understood in the words of many askers."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kb.answer import Answer, answer
from kb.base import Base

GROUPS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "wordings.toml").read_text(encoding="utf-8"))["group"]
QUESTIONS = {"combine": 1, "reported": 2, "numbers": 3, "failed": 4, "untried": 4, "table": 5, "browse": 6}
"""Which of the six questions each topic belongs to."""


def reaches(found: Answer, wanted: Mapping[str, Any]) -> bool:
    """Whether an answer is that of a group."""
    kind = wanted.get("kind", found.understood.intent) == found.understood.intent
    tables = tuple(wanted.get("tables", found.tables)) == found.tables
    studies = "studies" not in wanted or {row.get("study_id", "").removeprefix("study/") for row in found.rows} == {*wanted["studies"]}
    holds = wanted.get("holds", {})
    held = not holds or any(all(row.get(column) == value for column, value in holds.items()) for row in found.rows)
    return kind and tables and studies and held and len(found.rows) >= wanted.get("rows", 1)


def read_as(base: Base, set_: str, question: int) -> dict[bool, list[str]]:
    """The wordings of a set for one question: those that reach the answer, and those that do not."""
    told: dict[bool, list[str]] = defaultdict(list)
    for group in GROUPS:
        if group["set"] == set_ and QUESTIONS[group["topic"]] == question:
            for text in group["texts"]:
                told[reaches(answer(base, text), group)].append(text)
    return told


@pytest.mark.parametrize("question", sorted({*QUESTIONS.values()}))
def test_most_collected_wordings_reach_the_answer(question: int, base: Base) -> None:
    told = read_as(base, "collected", question)
    assert len({*told[True], *told[False]}) == len(told[True]) + len(told[False]) == 20
    assert len(told[True]) >= 19, told[False]


def test_no_wording_stands_in_two_sets() -> None:
    texts = [text for group in GROUPS for text in group["texts"]]
    assert len(texts) == len({*texts})


def test_negated_success_and_looks_are_read_whatever_the_verb(base: Base) -> None:
    for question in sorted({*QUESTIONS.values()}):
        assert not read_as(base, "fourth", question)[False]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("patients not tested for FLT3", "trials"),
        ("trials not combined with venetoclax", "trials"),
        ("which drugs were not given with azacitidine", "agents"),
        ("how well did liposomal mitoxantrone work", "results"),
    ],
)
def test_a_negation_of_something_else_stays_what_it_was(asked: str, told: str, base: Base) -> None:
    assert answer(base, asked).understood.intent == told


def test_a_cry_for_help_is_not_answered_with_every_result(base: Base) -> None:
    assert not answer(base, "help").sparql
    assert answer(base, "did azacitidine help").understood.intent == "results"
