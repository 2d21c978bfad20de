"""Answers: their shape, order, honesty about what was not understood, and the same rows in every form."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

import kb
from kb.answer import NOT_UNDERSTOOD, answer, combine
from kb.answer_table import answer_table
from kb.base import Base, entity
from kb.combine import Chip, Combination
from kb.errors import BadInput
from kb.formats import FORMATS, write
from kb.graphs import connections, ways

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


def test_a_part_that_nobody_knows_is_not_dropped(base: Base) -> None:
    found = answer(base, "HMA with blorpumab")
    assert found.rows == ()
    assert found.sentence.startswith("Nothing answers this as asked: the base does not know 'blorpumab'.")
    assert {row["missing"] for row in found.near_misses} == {"'blorpumab'"}
    alone = answer(base, "trials with HMA")
    assert [row["study_id"] for row in found.near_misses] == [row["study_id"] for row in alone.rows]
    assert found.as_json()["understood"]["parts_not_known"] == ["blorpumab"]
    assert found.hints[-1] == f"Without 'blorpumab' {len(alone.rows)} studies fit: see the near misses."


def test_a_name_like_an_unknown_one_is_offered(base: Base) -> None:
    found = answer(base, "trials of azacitidine with gemtuzu")
    assert found.rows == ()
    assert found.hints[0] == "Did you mean gemtuzumab ozogamicin for 'gemtuzu'?"


def test_statements_on_a_part_that_nobody_knows_are_only_counted(base: Base) -> None:
    found = answer(base, "results of blorpumab in relapsed patients")
    without = answer(base, "results in relapsed patients")
    assert (found.rows, found.near_misses) == ((), ())
    assert found.hints[-1] == f"Without 'blorpumab' there are {len(without.rows)} rows."


@pytest.mark.parametrize("question", ["HMA without blorpumab", "blorpumab and HMA", "using blorpumab, HMA", "XYZ-123 with HMA"])
def test_wherever_it_stands_an_unknown_part_is_seen(base: Base, question: str) -> None:
    found = answer(base, question)
    assert found.rows == ()
    assert found.understood.parts


@pytest.mark.parametrize("question", ["weather in trials of azacitidine", "nivolumab or blorpumab with HMA"])
def test_other_unknown_words_are_left_out_and_told(base: Base, question: str) -> None:
    found = answer(base, question)
    assert found.rows
    assert found.understood.unknown and not found.understood.parts


def test_a_study_found_by_its_findings_shows_them(base: Base) -> None:
    for row in answer(base, "which studies showed no benefit").rows:
        assert any(reason.startswith("direction of findings: ") for reason in row["why"])
    (own,) = [row for row in answer(base, "which studies showed no benefit").rows if row["nct_id"] == "NCT04645199"]
    # lu-2025, 4 p2
    assert any("fell short" in reason for reason in own["why"])
    assert "lu-2025, section 4, paragraph 2" in own["anchor"]


def test_the_matches_of_a_combination_come_with_its_answer(base: Base) -> None:
    found = answer(base, QUESTION)
    assert found.matches is not None
    assert {one.study for one in found.matches.matches} == {row["study_id"] for row in found.rows}
    assert {one.study for one in found.matches.near_misses} == {row["study_id"] for row in found.near_misses}
    assert answer(base, "results of MEC").matches is None


def test_outcomes_come_before_what_patients_were_given(base: Base) -> None:
    rows = [row for row in answer(base, "what was reported for MAC-based regimens").rows if row["table"] == "results"]
    outcomes = [row["outcome"] for row in rows]
    assert (outcomes[0], rows[0]["n"], rows[0]["denominator"]) == ("composite complete remission", "8", "12")
    told = ("overall survival", "event-free survival", "overall response rate")
    last = max(spot for spot, outcome in enumerate(outcomes) if outcome in told)
    assert last < outcomes.index("treated")
    # Who asks how many were given it is told that first (Table 2: 6 of 20).
    given = answer(base, "How many patients got Lipo-MIT + Ara-C + CTX?").rows[0]
    assert (given["outcome"], given["n"]) == ("treated", "6")


def test_pairs_that_are_untried_say_what_that_means(base: Base) -> None:
    found = answer(base, "what has not been tried with HMA")
    assert "2 documents" in found.sentence and "not what nobody has tried" in found.sentence
    assert {row["backbone"] for row in found.rows} == {"hypomethylating agent"}
    assert found.library == "untried-combinations"
    relapsed = answer(base, "what has not been tried with HMA in relapsed patients")
    assert "left out" in relapsed.sentence and relapsed.not_applied == ("disease setting",)


def test_of_two_modalities_one_is_the_others_counterpart(base: Base) -> None:
    (row,) = answer(base, "have CAR-T cells never been combined with bispecific antibodies").rows
    assert {row["modality"], row["backbone"]} == {"CAR-T cells", "bispecific antibody"}


def test_where_nothing_answers_less_is_offered(base: Base) -> None:
    found = answer(base, "immune related adverse events of ipilimumab")
    assert found.rows == ()
    assert any(hint.startswith("Without ipilimumab there are ") for hint in found.hints)
    # Table 3 of lu-2025 and both texts tell of no grade 5 event; there is nothing to leave out.
    assert answer(base, "grade 5 adverse events").hints == ()
    studies = answer(base, "trials for unfit elderly patients with venetoclax")
    assert "Without age group elderly 2 studies fit." in studies.hints


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
    "question",
    [QUESTION, "results of MEC", "grade 4 leukopenia", "what was reported for magrolimab", "trials with imatinib", "what is untried",
     "13/28", "HMA with imatinib"],
)  # fmt: skip
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


def test_ways_between_two_things_are_those_of_the_graph_each_step_with_its_statement(base: Base) -> None:
    found = answer(base, "how are azacitidine and CD47 connected")
    graph = connections(base.store)
    shown: dict[int, list[str]] = {}
    for row in found.rows:
        shown.setdefault(row["way"], [row["start_id"]]).append(row["end_id"])
    assert tuple(map(tuple, shown.values())) == ways(graph, "agent/azacitidine", "target/cd47").found
    assert all(row["statement_id"] and (row["anchor"] or row["source"]) for row in found.rows)
    table = answer_table(base, found)
    assert len(table.rows) == len(found.rows)
    # The same records that the SPARQL of the answer finds for each tie.
    stated = {entity(row[3].text) for row in base.select(found.sparql).rows}
    assert {one for row in found.rows for one in row["statement_id"]} == stated


def test_ways_that_cannot_be_say_why(base: Base) -> None:
    assert answer(base, "what connects magrolimab and NCT99999999").sentence.endswith("the base holds no ties of NCT99999999.")
    assert answer(base, "how is azacitidine connected to vidaza").sentence.endswith("both are azacitidine.")
    assert answer(base, "what connects azacitidine, venetoclax and CD33").not_applied == ("CD33",)


@pytest.mark.parametrize(
    "question", ["failed combine CD47 with blorpumab", "which untried pairs with blorpumab", "how are CD47 and blorpumab connected"]
)
def test_questions_of_their_own_kind_with_an_unknown_part_are_refused_in_words(base: Base, question: str) -> None:
    found = answer(base, question)
    assert not found.rows
    assert "blorpumab" in " ".join((found.sentence, *found.hints))
