"""Spelling: what is looked for among a few texts is what comparing with every text finds."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from kb.spelling import LEAST, SCHEMA, alike, threes, write_spellings

DRUGS = (
    "azacitidine",
    "decitabine",
    "venetoclax",
    "gilteritinib",
    "midostaurin",
    "quizartinib",
    "nivolumab",
    "flt3",
    "hma",
    "go",
    "cladribine",
)
"""Names of the vocabulary, each as good as any other here."""


def index(texts: Iterable[str]) -> Callable[..., list[tuple[Any, ...]]]:
    base = sqlite3.connect(":memory:")
    base.executescript(SCHEMA)
    write_spellings(base, ((text, 0, number) for number, text in enumerate(texts)))
    return lambda query, *values: base.execute(query, values).fetchall()


def test_letters_in_threes_mark_the_ends() -> None:
    assert threes("flt3") == {"^fl", "flt", "lt3", "t3$"}
    assert threes("g") == {"^g$"}


@given(st.sampled_from(DRUGS), st.integers(0, 10), st.sampled_from("abxz3"), st.sampled_from(("drop", "put", "change")))
def test_one_slip_finds_what_comparing_with_all_finds(name: str, spot: int, letter: str, slip: str) -> None:
    spot = min(spot, len(name) - 1)
    before, at, after = name[:spot], name[spot], name[spot + 1 :]
    typed = {"drop": before + after, "put": before + letter + at + after, "change": before + letter + after}[slip]
    found = {text for text, _, _ in alike(index(DRUGS), typed)} if typed else set()
    assert found == {text for text in DRUGS if typed and fuzz.ratio(typed, text) >= LEAST}


@pytest.mark.parametrize("text", ["", " ", "'; DROP TABLE spelt; --", "%", "zzzzzzzz"])
def test_hostile_texts_are_alike_to_nothing(text: str) -> None:
    assert alike(index(DRUGS), text) == []


def test_texts_that_are_too_long_are_left_out() -> None:
    long = "a title of a paper that nobody would type, least of all with a slip of the hand in it"
    assert alike(index([long, "short"]), long) == []
    assert [text for text, _, _ in alike(index([long, "short"]), "shot")] == ["short"]
