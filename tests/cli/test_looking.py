"""``kb show`` and ``kb export``: cards for people, tables to files, and wrong names and places in one sentence."""

from __future__ import annotations

import csv
import io
import json
import os
import threading
from pathlib import Path

import openpyxl
import pytest
import rdflib

from kb.tables import TABLES


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("vidaza", ["azacitidine  (agent/azacitidine)", "also called:", "Vidaza", "hypomethylating agent", "NCT04913922"]),
        ("hypomethylating agent", ["(class/hma)", "decitabine", "studies that give it", "hypomethylating agent ← decitabine"]),
        ("CD123", ["(target/cd123)", "gene: IL3RA", "studies that give it"]),
        ("NCT05199051", ["(study/NCT05199051)", "Phase: Phase 2", "Status: recruiting", "Country: France", "Completion: 2027-03-15"]),
        ("10.14218/OnA.2025.00032", ["(document/guo-2026)"]),
        ("pmid 39955432", ["(document/guo-2026-r60)", "number: 60"]),
        ("lu-2025-crc-family-mac", ["8/12 (66.67 %)", "computed 66.67 % [34.89 to 90.08]", "stated in lu-2025, section 3.3, paragraph 3"]),
        ("result/lu-2025-os-overall", ["median 9.99 months, range 1.64 to 19.61 months", "Unit: months", "95 % CI 2.05 to 17.92"]),
        ("AML", ["acute myeloid leukaemia  (concept/disease.aml)"]),
        ("breast cancer", ["breast cancer  (concept/disease.breast-cancer)"]),
        ("mec", ["cytarabine + etoposide + mitoxantrone  (regimen/cytarabine+etoposide+mitoxantrone)"]),
        ("scheme/disease", ["diseases  (scheme/disease)", "definition: What the members of a population have."]),
        ("NCT04645199", ["Anemia: G1 0 (0.00)", "G4 8 (40.00)", "of 20", "results that refer to it"]),
    ],
)
def test_a_card(kb, name: str, lines: list[str]) -> None:
    done = kb("show", *name.split())
    assert done.code == 0, done.told
    for line in lines:
        assert line in done.out
    assert "https://w3id.org" not in done.out


def test_a_card_as_json_and_turtle(kb) -> None:
    told = json.loads(kb("show", "agent/azacitidine", "--format", "json").out)
    assert (told["id"], told["label"]) == ("agent/azacitidine", "azacitidine")
    assert "hypomethylating agent [class/hma]" in told["out"]["aml:inClass"]
    graph = rdflib.Graph().parse(data=kb("show", "agent/azacitidine", "--format", "ttl").out, format="turtle")
    assert len(set(graph.subjects())) == 1


def test_a_name_of_several_things_tells_the_others(kb) -> None:
    assert "also found: " in kb("show", "PD-1").told or kb("show", "MEC").code == 0


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("azacitdine", "kb: nothing is called 'azacitdine'; did you mean azacitidine"),
        ("zzzzqqqq", "kb: nothing is called 'zzzzqqqq'"),
        ("agent/none", "kb: nothing is called 'agent/none'"),
        ("a/b/c", "kb: nothing is called 'a/b/c'"),
        ("", "kb: NAME: no name was given; give a drug, class, target"),
        (" \t ", "kb: NAME: no name was given; give a drug, class, target"),
        ("/", "kb: nothing is called '/'"),
    ],
)
def test_unknown_names(kb, name: str, sentence: str) -> None:
    assert kb("show", name).fault.startswith(sentence)


@pytest.mark.parametrize("table", [*TABLES, "adverse-events-wide"])
def test_every_table_is_written_to_a_file(kb, table: str, tmp_path: Path) -> None:
    target = tmp_path / f"{table}.csv"
    done = kb("export", table, "-o", str(target))
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8-sig"))))
    assert f"{len(rows)} rows of {table} written to {target} (csv)" in done.told
    assert done.out == ""
    assert {row["release"] for row in rows} == {rows[0]["release"]}
    assert names(tmp_path) == [target.name]


def test_the_wide_table_is_as_printed(kb) -> None:
    rows = list(csv.DictReader(io.StringIO(kb("export", "adverse-events-wide", "--format", "csv").out)))
    assert any((row["term"], row["g1"], row["g4"]) == ("Leukopenia", "0 (0.00)", "13 (65.00)") for row in rows)


def test_the_ending_of_a_name_or_the_option_tells_the_format(kb, tmp_path: Path) -> None:
    kb("export", "agents", "-o", str(tmp_path / "agents.XLSX"))
    assert openpyxl.load_workbook(tmp_path / "agents.XLSX").sheetnames
    kb("export", "agents", "-o", str(tmp_path / "agents.txt"), "--format", "json")
    assert json.loads((tmp_path / "agents.txt").read_text(encoding="utf-8"))["rows"]


def test_rows_and_columns_can_be_chosen(kb) -> None:
    done = kb(
        "export", "trials", "--where", "phase=Phase 3", "--where", "status=recruiting", "--columns", "nct_id,phase", "--format", "csv"
    )
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [row["nct_id"] for row in rows] == ["NCT04168502"]
    assert set(rows[0]) == {"iri", "nct_id", "phase", "release"}
    words = list(csv.DictReader(io.StringIO(kb("export", "agents", "--words", "vidaza", "--format", "csv").out)))
    assert len(words) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nope"], "kb: there is no table 'nope'; there are trials, arms"),
        (["trials", "--where", "phase"], "kb: --where: 'phase' is not column=value; write such as phase='Phase 2'"),
        (["trials", "--where", "phase="], "kb: --where: 'phase=' is not column=value"),
        (["trials", "-o", ""], "kb: -o: '' does not tell a format"),
        (["trials", "--where", "colour=red"], "kb: table 'trials' has no column 'colour'; use "),
        (["trials", "--columns", "colour"], "kb: table 'trials' has no column 'colour'; use "),
        (["adverse-events-wide", "--columns", "g1"], "kb: --columns: the columns of 'adverse-events-wide' are the printed ones"),
        (["trials", "-o", "trials"], "kb: -o: 'trials' does not tell a format; end the name in one of .csv"),
        (["trials", "-o", "trials.docx"], "kb: -o: 'trials.docx' does not tell a format"),
        (["trials", "-o", "/none/trials.csv"], "kb: -o: cannot write '/none/trials.csv': No such file or directory"),
    ],
)
def test_wrong_use_of_export(kb, arguments: list[str], sentence: str) -> None:
    assert kb("export", *arguments).fault.startswith(sentence)


def test_units_are_words_for_people_and_codes_for_machines(kb) -> None:
    assert {row["unit"] for row in csv.DictReader(io.StringIO(kb("export", "doses", "--format", "csv").out))} == {"mg/m2", "mg/m2/d"}
    assert {row["unit"] for row in json.loads(kb("export", "doses", "--format", "json").out)["rows"]} == {"mg/m2", "mg/m2/d"}
    for format_ in ("text", "md"):
        told = kb("export", "doses", "--columns", "unit", "--format", format_).out
        assert "mg/m² per day" in told and "mg/m2" not in told
    assert json.loads(kb("show", "result/lu-2025-os-overall", "--format", "json").out)["out"]["aml:unit"] == ["mo"]


@pytest.mark.parametrize(
    ("conditions", "remark"),
    [
        (["phase=9"], '0 rows: no phase is "9"; there are: Phase 1, Phase 1b, Phase 2, Phase 3'),
        (["agent=azacitidin"], '0 rows: no agent is "azacitidin"; near it: azacitidine'),
        (["agent=zzzz"], '0 rows: no agent is "zzzz"; there are '),
        (["phase=Phase 3", "country=Canada", "agent=agent/azacitidine"], "0 rows: no row fits all the conditions together"),
    ],
)
def test_an_empty_export_says_why_and_still_writes_its_header(kb, conditions: list[str], remark: str) -> None:
    done = kb("export", "trials", *(word for one in conditions for word in ("--where", one)), "--format", "csv")
    assert done.code == 0
    assert done.out.startswith("iri,label,nct_id")
    assert len(done.out.splitlines()) == 1
    assert done.told.startswith(remark)
    assert len(done.told.splitlines()) == 1


def test_words_that_no_row_holds(kb) -> None:
    assert kb("export", "trials", "--words", "zzzz", "--format", "ris").told == '0 rows: no row fits the words "zzzz"\n'


def test_a_value_in_another_case_or_spelling_is_meant(kb) -> None:
    loose = kb("export", "trials", "--where", "phase=phase 3", "--where", "status=Recruiting", "--format", "csv")
    exact = kb("export", "trials", "--where", "phase=Phase 3", "--where", "status=recruiting", "--format", "csv")
    assert (loose.raw, loose.told) == (exact.raw, "")
    assert len(exact.out.splitlines()) > 1


def test_a_pipe_or_device_is_written_to_and_a_link_followed(kb, tmp_path: Path) -> None:
    pipe, real, link = tmp_path / "pipe.csv", tmp_path / "real.csv", tmp_path / "link.csv"
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: real.write_bytes(pipe.read_bytes()))
    reader.start()
    kb("export", "classes", "-o", str(pipe))
    reader.join(30)
    assert pipe.is_fifo()
    before = real.read_bytes()
    link.symlink_to(real)
    kb("export", "trials", "-o", str(link))
    assert link.is_symlink()
    assert before.startswith(b"iri,label,") and real.read_bytes() != before


def test_a_link_to_itself(kb, tmp_path: Path) -> None:
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    assert "cannot write" in kb("export", "classes", "-o", str(tmp_path / "loop.csv")).fault


def test_a_folder_in_the_way_is_left_as_it_is(kb, tmp_path: Path) -> None:
    (tmp_path / "trials.csv").mkdir()
    assert "Is a directory" in kb("export", "trials", "-o", str(tmp_path / "trials.csv")).fault
    assert names(tmp_path) == ["trials.csv"]


def test_a_file_is_replaced_whole_or_not_at_all(kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "trials.csv"
    target.write_text("before", encoding="utf-8")

    opening = Path.open

    def full(path: Path, mode: str = "r", *rest: object, **named: object) -> object:
        opened = opening(path, mode, *rest, **named)  # type: ignore[call-overload]
        if "w" in mode:
            opened.close()
            raise OSError(28, "No space left on device")
        return opened

    monkeypatch.setattr(Path, "open", full)
    assert "No space left on device" in kb("export", "trials", "-o", str(target)).fault
    assert target.read_text(encoding="utf-8") == "before"
    assert names(tmp_path) == ["trials.csv"]
