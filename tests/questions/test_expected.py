"""Each question against what the papers print: rows that must be found, must not be found, and how many there are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kb.ask import questions
from kb.base import Base
from tests.questions.answers import OF_A_REGISTRY, by_store, holds

EXPECTED: dict[str, Any] = {}
for _path in sorted((Path(__file__).parent / "expected").glob("*.json")):
    EXPECTED.update(json.loads(_path.read_text(encoding="utf-8")))


def test_every_question_is_tested_against_a_source() -> None:
    assert sorted(EXPECTED) == sorted(questions().keys() - OF_A_REGISTRY)
    for name, expected in EXPECTED.items():
        assert expected["where"] and expected["rows"], name


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_rows_as_printed(name: str, base: Base) -> None:
    expected = EXPECTED[name]
    rows = by_store(base, questions()[name].sparql)
    for wanted in expected["rows"]:
        assert any(holds(row, wanted) for row in rows), f"no row has {wanted}"
    for unwanted in expected.get("absent", ()):
        assert not any(holds(row, unwanted) for row in rows), f"a row has {unwanted}"
    if "first" in expected:
        assert holds(rows[0], expected["first"])
    if "count" in expected:
        assert len(rows) == expected["count"]
    for column, values in expected.get("only", {}).items():
        assert {row[column] for row in rows} - {None} == set(values)
    for total in expected.get("sums", ()):
        assert sum(int(row[total["of"]] or 0) for row in rows if holds(row, total["in"])) == total["is"]


def test_a_finding_that_helps_comes_before_one_that_harms(base: Base) -> None:
    rows = by_store(base, questions()["opposite-directions-by-phase"].sparql)
    years = [row["year"] or "" for row in rows]
    assert years == sorted(years)
    assert [row["direction"] for row in rows].index("supports") < [row["direction"] for row in rows].index("harm")


def test_the_table_of_adverse_events_adds_up_as_printed(base: Base) -> None:
    """lu-2025, Table 3: grade 1 to 4 of nausea and of fever make up the patients with any grade."""
    rows = {row["term"]: row for row in by_store(base, questions()["adverse-event-table-of-a-study"].sparql)}
    for term in ("Nausea", "Fever", "Pulmonary infection"):
        counts = [int((rows[term][f"grade_{grade}"] or "").split()[0]) for grade in (1, 2, 3, 4)]
        assert sum(counts) == int((rows[term]["any_grade"] or "").split()[0])


def test_the_release_is_the_one_that_was_asked(base: Base) -> None:
    (row,) = by_store(base, questions()["release-of-the-base"].sparql)
    assert row["version"] == base.release.version
