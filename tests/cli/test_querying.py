"""``kb query`` and ``kb questions``: every form of query in every format, and faults with their line and column."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import bibtexparser
import pytest
import rdflib

from kb import ask as library

SELECT = "SELECT ?label WHERE { ?trial aml:nctId ?nct ; rdfs:label ?label } ORDER BY ?nct LIMIT 2"


def write(folder: Path, text: str) -> str:
    path = folder / "query.rq"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_file_and_standard_input_give_the_same(kb, tmp_path: Path) -> None:
    from_file = kb("query", write(tmp_path, SELECT), "--format", "csv")
    from_input = kb("query", "-", "--format", "csv", stdin=SELECT)
    assert from_file.raw == from_input.raw
    assert len(list(csv.DictReader(io.StringIO(from_file.out)))) == 2
    assert from_file.told == "2 rows.\n"


def test_figures_keep_their_digits(kb) -> None:
    query = """SELECT ?p ?n WHERE {
      ?r aml:percentAsPrinted ?p ; aml:n ?n ; aml:family ?f ; aml:population id:population\\/lu-2025-after-allo-hsct }"""
    rows = list(csv.DictReader(io.StringIO(kb("query", "-", "--format", "csv", stdin=query).out)))
    assert {(row["p"], row["n"]) for row in rows} == {("85.71", "6"), ("50.00", "2")}


def test_ask(kb) -> None:
    assert kb("query", "-", stdin="ASK { ?s aml:nctId 'NCT04645199' }").out.split() == ["ask", "yes"]
    assert kb("query", "-", stdin="ASK { ?s aml:nctId 'NCT00000000' }").out.split() == ["ask", "no"]


@pytest.mark.parametrize(
    "form", ["CONSTRUCT { ?s rdfs:label ?o } WHERE { ?s a aml:AgentClass ; rdfs:label ?o }", "DESCRIBE id:class\\/hma"]
)
@pytest.mark.parametrize(("format_", "parser"), [("text", "turtle"), ("ttl", "turtle"), ("jsonld", "json-ld")])
def test_graphs_are_written_as_graphs(kb, form: str, format_: str, parser: str) -> None:
    done = kb("query", "-", "--format", format_, stdin=form)
    graph = rdflib.Graph().parse(data=done.out, format=parser)
    assert rdflib.URIRef("https://w3id.org/aml-evidence/id/class/hma") in set(graph.subjects())


def test_graphs_are_written_as_tables_in_other_formats(kb) -> None:
    done = kb("query", "-", "--format", "csv", stdin="DESCRIBE id:class\\/hma")
    assert done.out.splitlines()[0] == "subject,predicate,object"


def test_a_select_in_every_format(kb) -> None:
    told = json.loads(kb("query", "-", "--format", "json", stdin=SELECT).out)
    assert len(told["rows"]) == 2
    graph = rdflib.Graph().parse(data=kb("query", "-", "--format", "ttl", stdin=SELECT).out, format="turtle")
    assert len(graph) > 0


def test_documents_among_the_rows_are_citations(kb) -> None:
    query = "SELECT ?d WHERE { ?d aml:referenceNumber 14 }"
    bib = bibtexparser.parse_string(kb("query", "-", "--format", "bib", stdin=query).out)
    assert {entry.key for entry in bib.entries} == {"lu-2025-r14", "guo-2026-r14"}


def test_no_rows_is_an_answer(kb) -> None:
    done = kb("query", "-", "--format", "csv", stdin="SELECT ?x WHERE { ?x a aml:Nothing }")
    assert (done.code, done.out.split(), done.told) == (0, ["x"], "0 rows.\n")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("SELECT ?x WHERE { ?x a }", "kb: 1:24: syntax error"),
        ("SELECT ?x\nWHERE { ?x a aml:Trial ; }}", "kb: 2:27: syntax error: '}' closes nothing that is open"),
        ("SELECT ?x\nWHERE {\n ?x a aml:Trial", "kb: 2:7: syntax error: this '{' is not closed"),
        ("PREFIX own: <urn:own:>\nSELECT ?x WHERE { ?x own:a ?y ?z }", "kb: 2:"),
        ("SELECT ?x WHERE { ?x nope:a ?y }", "kb: 1:"),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", "kb: 1:1: INSERT is an update"),
        ("SELECT * WHERE { SERVICE <http://example.org> { ?s ?p ?o } }", "kb: 1:18: SERVICE is refused"),
        ("", "kb: 1:1: "),
        ("hello", "kb: 1:1: "),
    ],
)
def test_faults_name_line_and_column(kb, query: str, sentence: str) -> None:
    assert kb("query", "-", stdin=query).fault.startswith(sentence)


def test_files_that_cannot_be_read(kb, tmp_path: Path) -> None:
    assert kb("query", str(tmp_path / "none.rq")).fault.endswith(
        "(No such file or directory); give a file, '-', or a name that 'kb questions' lists"
    )
    assert "cannot be read (Is a directory)" in kb("query", str(tmp_path)).fault
    (tmp_path / "bytes.rq").write_bytes(b"\xff\xfe")
    assert "cannot be read (not UTF-8)" in kb("query", str(tmp_path / "bytes.rq")).fault


CARTESIAN = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def test_a_query_that_takes_too_long_is_stopped(kb) -> None:
    start = time.monotonic()
    fault = kb("query", "-", "--timeout", "1", stdin=CARTESIAN).fault
    assert fault.startswith("kb: the query was stopped after 1 s, the limit; ")
    assert fault.endswith("--timeout, 0 for no limit")
    assert time.monotonic() - start < 20


def test_no_limit_of_time_is_a_limit_too(kb) -> None:
    assert kb("query", "-", "--timeout", "0", "--format", "csv", stdin="ASK {}").out.split() == ["ask", "yes"]


@pytest.mark.parametrize("seconds", ["-1", "soon", "nan", "99999999999"])
def test_limits_that_are_none(kb, seconds: str) -> None:
    done = kb("query", "-", "--timeout", seconds, stdin="ASK {}")
    assert done.code == 2
    assert "Invalid value for '--timeout'" in done.told


def test_ctrl_c_ends_a_query_at_once(release_home: Path, tmp_path: Path) -> None:
    code = "import sys; from kb.cli import main; sys.argv = ['kb', 'query', sys.argv[1], '--timeout', '0']; main()"
    running = subprocess.Popen(
        [sys.executable, "-c", code, write(tmp_path, CARTESIAN)],
        env=os.environ | {"AML_EVIDENCE_HOME": str(release_home)},
        stderr=subprocess.PIPE,
        text=True,
    )
    workers = Path(f"/proc/{running.pid}/task/{running.pid}/children")
    deadline = time.monotonic() + 60
    while not (started := workers.read_text().split()) and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(1)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=20)
    assert (running.returncode, told.strip()) == (130, "kb: stopped on request")
    assert started
    assert not [worker for worker in started if Path(f"/proc/{worker}/task").exists()]


def test_a_byte_order_mark_is_no_part_of_a_query(kb, tmp_path: Path) -> None:
    (tmp_path / "marked.rq").write_text(SELECT, encoding="utf-8-sig")
    assert kb("query", str(tmp_path / "marked.rq"), "--format", "csv").raw == kb("query", "-", "--format", "csv", stdin=SELECT).raw
    assert kb("query", "-", "--format", "csv", stdin="\ufeff" + SELECT).code == 0


@pytest.mark.parametrize("format_", ["ris", "bib"])
def test_an_answer_without_documents_is_no_citation(kb, format_: str) -> None:
    done = kb("query", "-", "--format", format_, stdin=SELECT)
    assert done.out == ""
    assert done.fault.startswith(
        f"kb: --format: no row names a document, so {format_} would hold nothing; ask for rows that name documents"
    )


def test_no_query_is_told(kb) -> None:
    assert kb("query", " ").fault == "kb: FILE: no query was named; give a file, '-', or a name that 'kb questions' lists"
    assert kb("questions", "").fault == "kb: there is no question ''; 'kb questions' lists them"
    assert kb("questions", "--tag", "").fault.startswith("kb: --tag: no question has the tag ''; use ")


def test_a_text_with_line_ends_stays_in_its_line(kb) -> None:
    assert kb("query", "-", stdin='SELECT ("a\\nb" AS ?x) {}').out.splitlines() == ["x", "a b"]


def test_one_row_is_one(kb) -> None:
    assert kb("query", "-", stdin="ASK {}").told == "1 row.\n"


def test_a_question_of_the_library(kb) -> None:
    done = kb("query", "trials-combining-two", "--format", "csv")
    assert len(list(csv.DictReader(io.StringIO(done.out)))) == 6


def test_parameters_by_name(kb) -> None:
    (name,) = [parameter.name for parameter in library.find("agents-of-a-class").parameters]
    done = kb("query", "agents-of-a-class", "--param", f"{name}=anti-PD-1", "--format", "csv")
    assert "pembrolizumab" in done.out
    assert "decitabine" not in done.out
    assert done.raw == kb("query", "agents-of-a-class", "--param", f"{name}=class/anti-pd-1", "--format", "csv").raw
    assert "did you mean" in kb("query", "agents-of-a-class", "--param", f"{name}=hypometylating agent").fault
    assert "is no parameter of 'agents-of-a-class'; write one of" in kb("query", "agents-of-a-class", "--param", "x=1").fault


def test_parameters_without_a_question(kb, tmp_path: Path) -> None:
    assert "is no question of the library" in kb("query", write(tmp_path, SELECT), "--param", "x=1").fault


def test_the_list_of_questions(kb) -> None:
    rows = list(csv.DictReader(io.StringIO(kb("questions", "--format", "csv").out)))
    assert {row["name"] for row in rows} == library.questions().keys()
    assert all(row["title"] for row in rows)
    assert "did you mean trials-combining-two" in kb("questions", "trials-combining-tow").fault
    assert "no question has the tag 'nope'; use " in kb("questions", "--tag", "nope").fault


def test_a_question_is_shown_as_it_runs(kb) -> None:
    shown = kb("questions", "trials-combining-two").out
    assert shown.startswith("# ")
    assert (
        kb("query", "-", "--format", "csv", stdin=shown).raw.splitlines()[1:]
        == kb("query", "trials-combining-two", "--format", "csv").raw.splitlines()[1:]
    )
