"""Every question of the corpus is understood as a haematologist means it, and answered as the papers say."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kb.answer import NOT_UNDERSTOOD, Answer, answer
from kb.base import Base

CORPUS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "questions.toml").read_text(encoding="utf-8"))["question"]


def name(entry: dict[str, Any]) -> str:
    return entry["text"].encode("ascii", "replace").decode()[:60] or "nothing"


def asking(*keys: str) -> list[Any]:
    return [pytest.param(entry, id=name(entry)) for entry in CORPUS if any(key in entry for key in keys)]


@pytest.fixture(scope="session")
def answered(base: Base) -> Any:
    @cache
    def given(text: str) -> Answer:
        return answer(base, text)

    return lambda entry: given(entry["text"])


def studies(rows: Any) -> set[str]:
    return {row["study_id"].removeprefix("study/") for row in rows}


def fits(row: Mapping[str, Any], wanted: Mapping[str, str]) -> bool:
    return all(row.get(column) == value for column, value in wanted.items())


def test_the_corpus_is_large_and_has_no_question_twice() -> None:
    texts = [entry["text"] for entry in CORPUS]
    assert len(texts) == len(set(texts)) >= 120
    known = {"text", "kind", "all_of", "none_of", "filters", "about", "terms", "grades", "figures", "corrected", "unknown", "studies"}
    known |= {"includes", "excludes", "near", "holds", "first", "rows", "lacks", "ids", "tables", "empty"}
    assert {key for entry in CORPUS for key in entry} <= known


@pytest.mark.parametrize("entry", asking("text"))
def test_what_was_not_understood_is_told(answered, entry) -> None:
    found = answered(entry)
    assert found.understood.empty == entry.get("empty", False)
    assert (found.sentence == NOT_UNDERSTOOD) == found.understood.empty
    if not found.understood.empty:
        assert list(found.understood.unknown) == entry.get("unknown", [])
    else:
        assert set(entry.get("unknown", [])) <= set(found.understood.unknown)
        assert found.rows == ()


@pytest.mark.parametrize(
    "entry", asking("kind", "all_of", "none_of", "filters", "about", "terms", "grades", "figures", "tables", "corrected")
)
def test_a_question_is_understood(answered, entry) -> None:
    told = answered(entry).as_json()["understood"]
    for key in ("kind", "all_of", "none_of", "filters", "terms", "grades", "figures"):
        if key in entry:
            assert told[key] == entry[key], key
    for kind, entities in entry.get("about", {}).items():
        assert told["about"][kind] == entities
    if "tables" in entry:
        assert list(answered(entry).tables) == entry["tables"]
    if "corrected" in entry:
        assert [one["typed"] for one in told["corrected"]] == entry["corrected"]


@pytest.mark.parametrize("entry", asking("studies", "includes", "excludes", "near"))
def test_a_combination_finds_the_studies_of_the_papers(answered, entry) -> None:
    found = answered(entry)
    held = studies(found.rows)
    if "studies" in entry:
        assert held == set(entry["studies"])
    assert set(entry.get("includes", ())) <= held
    assert not set(entry.get("excludes", ())) & held
    assert set(entry.get("near", ())) <= studies(found.near_misses)


@pytest.mark.parametrize("entry", asking("holds", "first", "rows", "lacks", "ids"))
def test_rows_are_those_that_the_papers_print(answered, entry) -> None:
    rows = answered(entry).rows
    for wanted in entry.get("holds", ()):
        assert any(fits(row, wanted) for row in rows), wanted
    for unwanted in entry.get("lacks", ()):
        assert not [row["id"] for row in rows if fits(row, unwanted)], unwanted
    if "first" in entry:
        assert fits(rows[0], entry["first"]), rows[0]
    if "rows" in entry:
        assert len(rows) == entry["rows"]
    if "ids" in entry:
        assert {row["id"] for row in rows} == set(entry["ids"])
