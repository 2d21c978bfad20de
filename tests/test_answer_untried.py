"""What is untried and what failed: found as sets of arms, the same as the SPARQL of the library finds."""

from __future__ import annotations

from typing import Any

import pytest

from kb.answer import answer
from kb.answer_untried import library_rows
from kb.ask import find
from kb.base import Base


@pytest.mark.parametrize(
    ("asked", "question", "added"),
    [("what is untried", "untried-combinations", {"tried_more_widely"}), ("what failed", "failed-studies", set())],
)
def test_what_is_found_as_sets_is_what_the_sparql_of_the_library_finds(base: Base, asked: str, question: str, added: set[str]) -> None:
    def told(row: dict[str, Any]) -> dict[str, Any]:
        lists = {name: sorted(value.split(" | ")) if isinstance(value, str) else value for name, value in row.items()}
        return {name: value for name, value in lists.items() if name not in added}

    found = answer(base, asked)
    assert found.library == question
    assert len(found.rows) > 3
    assert list(map(told, found.rows)) == list(map(told, library_rows(base, find(question).sparql)))
