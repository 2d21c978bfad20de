"""Answers: their shape, order, honesty about what was not understood, and the same rows in every form."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

import kb
from kb.answer import NOT_UNDERSTOOD, answer, combine
from kb.answer_table import answer_table
from kb.base import Base
from kb.combine import Chip, Combination
from kb.errors import BadInput
from kb.formats import FORMATS, write

QUESTION = "which trials combine HMA with anti-PD-1"
FIELDS = {"question", "understood", "sparql", "release", "rows", "near_misses"}


def test_the_json_of_a_combination_has_the_promised_fields(base: Base) -> None:
    told = json.loads(json.dumps(answer(base, QUESTION).as_json()))
    assert told.keys() == FIELDS
    assert told["question"] == QUESTION
    assert told["release"] == base.release.version
    assert "SELECT" in told["sparql"]
    for row in told["rows"]:
        assert {"nct_id", "study", "phase", "status", "regimen", "why", "source", "anchor"} <= row.keys()
        assert all(not isinstance(value, dict) for value in row.values())
        assert row["why"] and row["anchor"]
    assert [row["nct_id"] for row in told["rows"]] == ["NCT03358719", "NCT04284787", "NCT04913922", "NCT06536959", None, None]
    assert {row["missing"] for row in told["near_misses"]} == {"PD-1 inhibitor", "hypomethylating agent"}


def test_a_study_is_no_row_twice(base: Base) -> None:
    found = answer(base, "which trials give mitoxantrone liposome")
    assert len({row["study_id"] for row in found.rows}) == len(found.rows)
    # lu-2025 groups its patients by eleven regimens (Table 2), all of one study.
    (own,) = [row for row in found.rows if row["nct_id"] == "NCT04645199"]
    assert len(own["further_arms"]) >= 11


def test_a_near_miss_for_want_of_a_second_component_says_so(base: Base) -> None:
    found = combine(base, Combination((Chip(("class/hma",)), Chip(("class/nucleoside-analogue",)))))
    (own,) = [row for row in found.near_misses if row["nct_id"] == "NCT04778397"]
    assert own["missing"] == "a second component that is hypomethylating agent"


def test_filters_alone_give_each_study_its_place(base: Base) -> None:
    found = answer(base, "recruiting trials in France")
    assert [row["nct_id"] for row in found.rows] == ["NCT05199051"]
    assert found.rows[0]["why"] == []
    assert "Table 1" in found.rows[0]["anchor"][0]
    assert found.rows[0]["completion_date"] == "2027-03-15"


def test_rows_of_statements_carry_voice_place_and_release(base: Base) -> None:
    for row in answer(base, "results of MEC").rows:
        assert row["source"] == "Lu et al. 2025"
        assert row["anchor"]
        assert row["release"] == base.release.version
        assert row["voice"] in ("restated", "opinion")


def test_adverse_events_come_by_frequency_and_none_is_dropped(base: Base) -> None:
    found = answer(base, "adverse events of Lipo-MIT")
    own = [row for row in found.rows if row["table"] == "adverse-events" and row["voice"] == "own result"]
    shares = [Decimal(row["percent"]) for row in own if row["percent"]]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == 100
    # Table 3: 64 rows of six columns.
    assert len([row for row in own if "Table 3" in row["anchor"]]) == 64 * 6


def test_rows_that_name_most_of_what_was_asked_come_first(base: Base) -> None:
    # lu-2025, 3.3: the MAC-based regimens as a family, before the single regimens of Table 2 that belong to it.
    rows = [row for row in answer(base, "CRc of MAC").rows if row["table"] == "results"]
    assert [(row["n"], row["denominator"]) for row in rows][:2] == [("8", "12"), ("6", "7")]
    assert len(rows) == 6


def test_claims_come_in_the_order_of_reading(base: Base) -> None:
    rows = [row["id"] for row in answer(base, "limitations of lu-2025").rows]
    assert rows == sorted(rows, key=lambda one: base.places[one])


def test_what_a_table_cannot_tell_is_said(base: Base) -> None:
    found = answer(base, "dose of lipo-mit in China")
    assert found.not_applied == () or "left out" in found.sentence
    other = answer(base, "references on nausea in table 3 with more than 50%")
    assert "percentage" in other.not_applied
    assert "left out" in other.sentence


def test_a_question_that_is_not_understood_runs_nothing(base: Base) -> None:
    found = answer(base, "what will the weather be")
    assert (found.sentence, found.sparql, found.rows, found.table) == (NOT_UNDERSTOOD, "", (), "")
    assert found.as_json()["understood"]["not_understood"] == ["weather"]


def test_too_long_a_question_is_refused(base: Base) -> None:
    with pytest.raises(BadInput, match="longer than 2000 characters"):
        answer(base, "HMA " * 1000)


def test_half_a_character_does_no_harm(base: Base) -> None:
    assert json.dumps(answer(base, "HMA \udcff with anti-PD-1").as_json(), ensure_ascii=False).encode()


@pytest.mark.parametrize("text", ['azacitidine" } UNION { ?s ?p ?o } #', "azacitidine \\u0022 }", "azacitidine\n# \x00"])
def test_no_text_of_a_question_enters_a_query(base: Base, text: str) -> None:
    assert answer(base, text).sparql == answer(base, "azacitidine").sparql


@pytest.mark.parametrize(
    "question", [QUESTION, "results of MEC", "grade 4 leukopenia", "what was reported for magrolimab", "trials with imatinib"]
)
@pytest.mark.parametrize("format_", FORMATS)
def test_every_answer_is_written_in_every_format(base: Base, question: str, format_: str) -> None:
    found = answer(base, question)
    # A list of citations may be empty; every other format has a head at least.
    assert write(answer_table(base, found), format_) or not found.rows


def test_a_table_of_an_answer_cites_what_its_rows_rest_on(base: Base) -> None:
    combination = answer_table(base, answer(base, QUESTION))
    # guo-2026 states all six; the two without a number rest on its references 14 and 17, NCT04284787 on 16.
    assert {"guo-2026", "guo-2026-r14", "guo-2026-r16", "guo-2026-r17"} <= {one.key for one in combination.citations}
    results = answer_table(base, answer(base, "results of MEC"))
    assert {"lu-2025", "lu-2025-r18", "lu-2025-r19"} <= {one.key for one in results.citations}


def test_a_table_of_several_tables_keeps_every_row(base: Base) -> None:
    found = answer(base, "what was reported for magrolimab")
    table = answer_table(base, found)
    assert len(table.rows) == len(found.rows)
    assert {row[0] for row in table.rows} == {row["table"] for row in found.rows}


def test_the_base_in_a_notebook(base: Base, release_home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AML_EVIDENCE_HOME", str(release_home))
    opened = kb.open()
    frame = opened.ask(QUESTION)
    assert len(frame) == 6
    assert frame.attrs["release"] == opened.release.version
    assert opened.ask("weather").attrs["not_understood"] == ("weather",)
    counted = opened.query("SELECT (COUNT(*) AS ?n) WHERE { ?s a aml:AdverseEventResult }")
    assert counted["n"].iloc[0] == len(base.sheet("adverse-events").rows)
    network = opened.network()
    assert network.has_node("agent/azacitidine")
    assert len(opened.graph()) == opened.release.manifest["quads"]
    opened.close()


def test_faults_of_a_query_name_the_place_in_the_query_as_given(base: Base) -> None:
    with pytest.raises(kb.errors.QueryRefused, match=r"^2:1[0-9]: "):
        base.select("SELECT ?x\nWHERE { ?x a }")
    with pytest.raises(kb.errors.QueryRefused, match=r"^3:"):
        base.check("PREFIX x: <urn:x>\nSELECT ?x\nWHERE { ?x a x:y ")
