"""``kb ask`` and ``kb trials``: rows to standard output, how it was understood to standard error, refusals in one sentence."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import bibtexparser
import pytest
import rispy

from kb.combine import FILTERS

QUESTION = "which trials combine HMA with anti-PD-1"
NUMBERED = ["NCT03358719", "NCT04284787", "NCT04913922", "NCT06536959"]


def test_an_answer_for_people(kb) -> None:
    done = kb("ask", *QUESTION.split())
    assert done.code == 0
    assert [word for word in NUMBERED if word in done.out] == NUMBERED
    assert "hypomethylating agent ← decitabine" in done.out
    assert "PD-1 inhibitor (class stated, agent not named)" in done.out
    assert done.told.startswith("Trials and other studies, with hypomethylating agent and PD-1 inhibitor together in one arm.")
    assert "NCT04214249" in done.told
    assert "no hypomethylating agent component stated" in done.told
    assert "SELECT DISTINCT ?study" in done.told
    assert "PREFIX" not in done.told


def test_rows_of_several_tables_stand_under_their_titles(kb) -> None:
    done = kb("ask", "what was reported for magrolimab")
    assert "Claims (" in done.out
    assert "Regulatory events (" in done.out


def test_an_answer_as_json(kb) -> None:
    told = json.loads(kb("ask", QUESTION, "--format", "json").out)
    assert [row["nct_id"] for row in told["rows"]] == [*NUMBERED, None, None]


def test_an_answer_as_csv_tells_how_it_was_understood_on_the_side(kb) -> None:
    done = kb("ask", QUESTION, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert {row["nct_id"] for row in rows} == {*NUMBERED, ""}
    assert "together in one arm" in done.told


def test_citations_of_an_answer_are_the_cited_documents(kb) -> None:
    ris = rispy.loads(kb("ask", QUESTION, "--format", "ris").out)
    assert "10.14218/OnA.2025.00032" in {entry.get("doi") for entry in ris}
    bib = bibtexparser.parse_string(kb("ask", "results of MEC", "--format", "bib").out)
    assert {"lu-2025", "lu-2025-r18"} <= {entry.key for entry in bib.entries}


def test_words_that_were_not_understood_are_told(kb) -> None:
    done = kb("ask", "trials of blorpumab with azacitadine")
    assert (done.code, done.out) == (0, "")
    assert "'azacitadine' was read as 'azacitidine'." in done.told
    assert done.told.startswith("Nothing answers this as asked: the base does not know 'blorpumab'.")
    assert "which answer the question without 'blorpumab'" in done.told
    left_out = kb("ask", "weather in trials of azacitidine")
    assert "Not understood, and left out: weather." in left_out.told
    assert "NCT04778397" in left_out.out


@pytest.mark.parametrize("question", ["", "what will the weather be", "???"])
def test_what_is_not_understood_at_all_is_wrong_use(kb, question: str) -> None:
    done = kb("ask", question)
    assert (done.code, done.out) == (2, "")
    assert done.told.startswith("I did not understand the question")


def test_json_of_a_question_not_understood_is_whole(kb) -> None:
    done = kb("ask", "weather", "--format", "json")
    assert done.code == 2
    assert json.loads(done.out)["understood"]["not_understood"] == ["weather"]


def test_an_answer_without_rows_says_so(kb) -> None:
    done = kb("ask", "do any trials combine CD33 and CD123 targeting")
    assert (done.code, done.out) == (0, "")
    assert "The base holds nothing that answers this." in done.told


def test_what_is_untried_at_a_terminal(kb) -> None:
    done = kb("ask", "what has not been tried with CAR-T")
    assert done.code == 0
    assert "BCL-2 inhibitor" in done.out
    assert "2 documents" in done.told
    assert {row["modality"] for row in csv.DictReader(io.StringIO(kb("ask", "what is untried", "--format", "csv").out))} >= {"CAR-T cells"}


def test_what_less_would_find_is_offered(kb) -> None:
    done = kb("ask", "immune related adverse events of ipilimumab")
    assert done.out == ""
    assert "Without ipilimumab there are " in done.told


def test_too_long_a_question(kb) -> None:
    assert kb("ask", "HMA " * 1000).fault == "kb: the question is longer than 2000 characters; ask for one thing at a time"


def test_impossible_dates(kb) -> None:
    assert kb("ask", "trials completing before 2027-13").fault == "kb: '2027-13' is not a day of the calendar"


def numbers(done) -> set[str]:
    assert done.code == 0, done.told
    return {row["nct_id"] for row in csv.DictReader(io.StringIO(done.out))}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--with", "HMA", "--with", "anti-PD-1"], {*NUMBERED, ""}),
        (["--with", "HMA", "--with", "anti-PD-1", "--without", "venetoclax"], {"NCT03358719", "NCT04913922", ""}),
        (
            ["--with", "HMA except decitabine", "--with", "anti-PD-1", "--phase", "2", "--status", "recruiting"],
            {"NCT04913922", "NCT06536959"},
        ),
        (["--with", "nivolumab or pembrolizumab", "--with", "decitabine"], {"NCT03358719"}),
        (["--exactly", "--with", "anti-PD-1"], {"NCT06536959"}),
        (["--with", "class/anti-pd-1", "--country", "China"], {"NCT06536959"}),
        (["--with", "CLAG-M", "--with", "CD33"], {"NCT03441048"}),
        (["--phase", "1/2", "--with", "IMGN632"], {"NCT04086264", ""}),
        (["--status", "!recruiting", "--with", "GO"], set()),
        (["--design", "single arm"], {"NCT04645199"}),
        (["--endpoint", "OS"], {"NCT06384261"}),
        (["--line", "frontline", "--with", "magrolimab"], {"NCT05079230", ""}),
        (["--biomarker", "TP53-mutated", "--with", "magrolimab"], {""}),
        (["--completed-before", "2026-06"], {"NCT04214249", "NCT04913922"}),
        (["--completed-after", "2027-11"], {"NCT05904106", "NCT06034470"}),
        (["--event", "clinical hold", "--phase", "3"], {"NCT04778397", "NCT05079230"}),
    ],
)
def test_trials(kb, arguments: list[str], expected: set[str]) -> None:
    assert numbers(kb("trials", *arguments, "--format", "csv")) == expected


def test_every_filter_has_an_option() -> None:
    from kb.cli import command

    options = {parameter.name.replace("_", "-") for parameter in command.commands["trials"].params}
    assert FILTERS.keys() <= options


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--with", "nivolumb"], "kb: 'nivolumb' names no drug, class or target; did you mean nivolumab"),
        (["--with", "zzzzqqq"], "kb: 'zzzzqqq' names no drug, class or target; see the tables of agents, classes"),
        (["--with", ""], "kb: a chip of a combination is empty; name a drug, class or target"),
        (["--with", "HMA", "--without", "blorpumab"], "kb: 'blorpumab' names no drug, class or target"),
        (["--with", "HMA except blorpumab"], "kb: 'blorpumab' names no drug, class or target"),
        (["--phase", "9"], "kb: --phase: '9' is no phase that the base knows; use Phase 1"),
        (["--status", "dormant"], "kb: --status: 'dormant' is no status that the base knows"),
        (["--country", "Narnia"], "kb: --country: 'Narnia' is no country that the base knows; did you mean"),
        (
            ["--endpoint", "overal survival"],
            "kb: --endpoint: 'overal survival' is no primary endpoint that the base knows; did you mean overall survival",
        ),
        (["--completed-after", "soon"], "kb: --completed-after: 'soon' is not an ISO date; write 2026, 2026-08 or 2026-08-31"),
        (["--study", "NCT99999999"], "kb: --study: 'NCT99999999' is no study that the base knows"),
    ],
)
def test_wrong_values_are_refused_with_a_way_out(kb, arguments: list[str], sentence: str) -> None:
    assert kb("trials", *arguments).fault.startswith(sentence)


@pytest.mark.parametrize("format_", ["docx", "", "CSV "])
def test_unknown_formats_are_refused(kb, format_: str) -> None:
    done = kb("ask", QUESTION, "--format", format_)
    assert done.code == 2
    assert "is not one of 'text', 'csv'" in done.told


def test_a_workbook_is_kept_from_a_terminal(kb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.cli.printing._to_terminal", lambda: True)
    assert kb("ask", QUESTION, "--format", "xlsx").told.splitlines()[-1].startswith("kb: --format: xlsx is not for a terminal")


def test_asking_imports_nothing_heavy(release_home) -> None:
    code = (
        "import sys; from kb.cli import main; sys.argv = ['kb', 'ask', 'which trials combine HMA with anti-PD-1'];\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'pandas', 'flask', 'rdflib', 'networkx', 'rapidfuzz', 'pyshacl', 'xlsxwriter'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"AML_EVIDENCE_HOME": str(release_home)}, capture_output=True, text=True, check=True
    )
    assert done.stderr.splitlines()[-1] == "[]"
