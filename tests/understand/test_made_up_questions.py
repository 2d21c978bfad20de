"""Made-up questions: whatever is typed is understood or told, in bounded time, and nothing of it is lost."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.answer import answer
from kb.base import Base
from kb.errors import KbError

WORDS = (
    *("HMA", "anti-PD-1", "azacitidine", "venetoclax", "CD33", "CD47", "trials", "which", "combine", "with", "without", "and", "or", "not"),
    *("phase", "2", "in", "patients", "over", "65", "relapsed", "how", "are", "connected", "what", "was", "reported", "for", "grade", "4"),
    *(
        "NCT04645199",
        "OS",
        "median",
        "hazard",
        "ratio",
        "of",
        "the",
        "?",
        ",",
        "(",
        ")",
        '"',
        "'",
        "-",
        "%",
        "+",
        "CR",
        "untried",
        "failed",
    ),
)
questions = st.lists(st.sampled_from(WORDS) | st.text(max_size=12), max_size=14).map(" ".join) | st.text(max_size=80)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(questions)
def test_any_question_is_answered_or_refused_in_words(base: Base, question: str) -> None:
    try:
        found = answer(base, question)
    except KbError as fault:
        assert str(fault).strip()
    else:
        assert found.question == question or found.question == question.strip()


@pytest.mark.parametrize("question", [" and ".join(["HMA"] * 3000), "(" * 20_000, "a" * 100_000, "azacitidine " * 5000, "not " * 10_000])
def test_a_huge_question_is_refused_or_answered(base: Base, question: str) -> None:
    try:
        answer(base, question)
    except KbError as fault:
        assert len(str(fault)) < 2000
