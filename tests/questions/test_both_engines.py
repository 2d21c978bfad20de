"""Every question on the embedded store and on rdflib's own engine: the same rows in the same order, never none, and twice the same."""

from __future__ import annotations

import pytest
import rdflib

from kb.ask import Question, questions
from kb.base import Base
from tests.questions.answers import OF_A_REGISTRY, by_rdflib, by_store

pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning")  # rdflib warns itself

QUESTIONS = [pytest.param(question, id=name) for name, question in questions().items() if name not in OF_A_REGISTRY]
WITHOUT_PARAMETERS = [
    pytest.param(question, id=name) for name, question in questions().items() if not question.parameters and name not in OF_A_REGISTRY
]
EMPTY_TODAY = {
    "minimal-residual-disease-results": {"percent"},
    "transplant-and-follow-up-after-treatment": {"percent"},
}
"""Columns that the two papers leave empty and a third may fill."""


@pytest.mark.parametrize("question", QUESTIONS)
def test_both_engines_give_the_same_rows(question: Question, base: Base, dataset: rdflib.Dataset) -> None:
    rows = by_store(base, question.sparql)
    assert rows, "the question as shipped finds nothing"
    assert rows == by_store(base, question.sparql)
    assert rows == by_rdflib(dataset, question.sparql)


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_row_comes_twice(question: Question, base: Base) -> None:
    rows = by_store(base, question.sparql)
    assert len({tuple(row.items()) for row in rows}) == len(rows)


@pytest.mark.parametrize("question", WITHOUT_PARAMETERS)
def test_a_question_without_parameters_has_no_empty_column(question: Question, base: Base) -> None:
    rows = by_store(base, question.sparql)
    empty = {name for name in rows[0] if all(row[name] is None for row in rows)}
    assert empty == EMPTY_TODAY.get(question.name, set())
