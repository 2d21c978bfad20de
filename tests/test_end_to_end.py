"""Two printed values followed the whole way: curated row, record, quads, query, table, files, answer in words, page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import rdflib
from click.testing import CliRunner
from flask.testing import FlaskClient

from kb.base import Base
from kb.cli import command
from kb.names import mint
from kb.passages import read_text
from kb.records import AdverseEventResult, TrialRecord
from kb.registry import read_sources
from kb.releases import Release, current
from kb.sources import Holdings
from tests.conftest import ROOT
from webui import create_app

Kb = Callable[..., bytes]
"""The command, from its words to what it writes to standard output."""

AML = "https://w3id.org/aml-evidence/ontology#"
XSD = "http://www.w3.org/2001/XMLSchema#"

# lu-2025, Table 3, row Leukopenia, column G4: 13 (65.00), of N = 20.
CELL = "lu-2025-ae-leukopenia-g4"
CELL_IRI = mint("adverse-event", CELL)
CELL_PLACE = "lu-2025, Table 3, row 'Leukopenia', column 'G4'"

# guo-2026, Table 1, row NCT06384261, column Estimated study completion time: 2027-06.
TRIAL = "NCT06384261"
RECORD = "guo-2026-nct06384261-record"
TRIAL_PLACE = "guo-2026, Table 1, row 'NCT06384261', column 'Estimated study completion time'"


def curated_row(name: str, key: str) -> dict[str, str]:
    with (ROOT / "data" / "evidence" / name).open(encoding="utf-8", newline="") as stream:
        (row,) = [row for row in csv.DictReader(stream) if row["key"] == key]
    return row


def lines_about(release: Release, iri: str) -> set[str]:
    """Predicate and object of every line of the dump about an entity."""
    lines = "".join(release.lines()).splitlines()
    return {line.removeprefix(f"<{iri}> ").rpartition(" <")[0] for line in lines if line.startswith(f"<{iri}> ")}


def anchor_at(release: Release, place: str) -> set[str]:
    """The anchors of the dump with that label."""
    lines = "".join(release.lines()).splitlines()
    return {line.split(" ", 1)[0] for line in lines if f'rdf-schema#label> "{place}" ' in line}


@pytest.fixture(scope="module")
def holdings() -> Holdings:
    return Holdings(read_sources())


@pytest.fixture
def run(release_home: Path, monkeypatch: pytest.MonkeyPatch) -> Kb:
    """The command ``kb`` over the release of the tests."""
    monkeypatch.setenv("AML_EVIDENCE_HOME", str(release_home))

    def kb(*words: str) -> bytes:
        done = CliRunner().invoke(command, list(words), catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout_bytes

    return kb


@pytest.fixture(scope="module")
def client(release_home: Path) -> Iterator[FlaskClient]:
    app = create_app(release_home)
    with app.test_client() as opened:
        yield opened


class TestLeukopenia:
    """How many patients had leukopenia of grade 4."""

    def test_it_is_printed(self, shared_folder: Path) -> None:
        paper = read_text((shared_folder / "documents" / "lu-2025.md").read_text(encoding="utf-8"))
        assert paper.tables["Table 3"].cell("Leukopenia", "G4") == "13 (65.00)"

    def test_curated_row(self) -> None:
        row = curated_row("lu-2025/adverse_events.csv", CELL)
        assert [row[name] for name in ("n", "denominator", "percent", "term", "grade", "study")] == [
            "13", "20", "65.00", "leukopenia", "4", "NCT04645199",
        ]  # fmt: skip
        assert (row["at"], row["fragment"]) == ("Table 3 > Leukopenia > G4", "13 (65.00)")

    def test_record(self, holdings: Holdings) -> None:
        record = holdings.get(AdverseEventResult, CELL)
        assert (record.n, record.denominator, record.percent, str(record.percent)) == (13, 20, Decimal("65"), "65.00")
        assert (record.at[0].row, record.at[0].column) == ("Leukopenia", "G4")

    def test_quads(self, release_home: Path) -> None:
        release = current(release_home)
        said = lines_about(release, CELL_IRI)
        assert said >= {
            f'<{AML}n> "13"^^<{XSD}integer>',
            f'<{AML}denominator> "20"^^<{XSD}integer>',
            f'<{AML}percent> "65.00"^^<{XSD}decimal>',
            f'<{AML}percentAsPrinted> "65.00"',
            f"<{AML}statedIn> <{mint('document', 'lu-2025')}>",
            f"<{AML}grade> <{mint('concept', 'grade.4')}>",
        }
        (anchor,) = anchor_at(release, CELL_PLACE)
        assert f"<{AML}anchor> {anchor}" in said
        assert lines_about(release, anchor.strip("<>")) >= {
            f'<{AML}fragment> "13 (65.00)"',
            f'<{AML}row> "Leukopenia"',
            f'<{AML}column> "G4"',
        }

    def test_query(self, base: Base) -> None:
        found = base.select(
            f"""SELECT ?n ?of ?printed ?place ?fragment ?computed WHERE {{
            ?it aml:term <{mint("term", "leukopenia")}> ; aml:grade <{mint("concept", "grade.4")}> ; aml:n ?n ; aml:denominator ?of ;
                aml:percentAsPrinted ?printed ; aml:anchor ?a . ?a rdfs:label ?place ; aml:fragment ?fragment .
            ?c aml:computedFrom ?it ; aml:computedPercentAsPrinted ?computed }}"""
        )
        assert [[cell.text for cell in row if cell] for row in found.rows] == [["13", "20", "65.00", CELL_PLACE, "13 (65.00)", "65.00"]]

    def test_row_of_the_table(self, base: Base) -> None:
        (row,) = [row for row in base.sheet("adverse-events").rows if row.iri == CELL_IRI]
        texts = {name: row.text(name) for name in ("n", "denominator", "percent", "term", "grade", "anchor", "fragment", "source", "doi")}
        assert texts == {
            "n": "13",
            "denominator": "20",
            "percent": "65.00",
            "term": "Leukopenia",
            "grade": "grade 4",
            "anchor": CELL_PLACE,
            "fragment": "13 (65.00)",
            "source": "Lu et al. 2025",
            "doi": "10.1007/s12672-025-02526-y",
        }

    def test_files(self, run: Kb, base: Base, tmp_path: Path) -> None:
        asked = ("export", "adverse-events", "--where", "term=Leukopenia", "--where", "grade=grade 4")
        (row,) = csv.DictReader(io.StringIO(run(*asked, "--format", "csv").decode(), newline=""))
        assert (row["iri"], row["n"], row["denominator"], row["percent"]) == (CELL_IRI, "13", "20", "65.00")
        assert (row["anchor"], row["fragment"], row["release"]) == (CELL_PLACE, "13 (65.00)", base.release.version)
        written = run(*asked, "--format", "json")
        assert b'"percent": 65.00, ' in written
        assert json.loads(written)["rows"][0]["n"] == 13
        run(*asked, "-o", str(tmp_path / "leukopenia.xlsx"))
        header, values = openpyxl.load_workbook(tmp_path / "leukopenia.xlsx").worksheets[0].iter_rows()
        cells = {title.value: cell for title, cell in zip(header, values, strict=True)}
        assert (cells["Percent (%)"].value, cells["Percent (%)"].number_format) == (65, "0.00")
        assert (cells["n (persons)"].value, cells["Place"].value) == (13, CELL_PLACE)
        printed = run("export", "adverse-events-wide", "--where", "term=Leukopenia", "--where", "grade=grade 4", "--format", "csv").decode()
        (row,) = csv.DictReader(io.StringIO(printed, newline=""))
        assert (row["term"], row["denominator"], row["g4"]) == ("Leukopenia", "20", "13 (65.00)")

    def test_answer_in_words(self, run: Kb) -> None:
        answer = json.loads(run("ask", "grade 4 leukopenia", "--format", "json"))
        (row,) = [row for row in answer["rows"] if row["table"] == "adverse-events"]
        assert (row["id"], row["n"], row["denominator"], row["percent"]) == (f"adverse-event/{CELL}", "13", "20", "65.00")
        assert (row["anchor"], row["source"]) == (CELL_PLACE, "Lu et al. 2025")

    def test_pages(self, client: FlaskClient, base: Base) -> None:
        page = client.get(f"/id/adverse-event/{CELL}", headers={"Accept": "text/html"}).get_data(as_text=True)
        assert "13/20 (65.00 %)" in page
        assert "13 (65.00)" in page
        assert "https://doi.org/10.1007/s12672-025-02526-y" in page
        listed = client.get("/adverse-events.csv?term=leukopenia&grade=4").get_data(as_text=True)
        (row,) = csv.DictReader(io.StringIO(listed, newline=""))
        assert (row["iri"], row["percent"], row["anchor"]) == (CELL_IRI, "65.00", CELL_PLACE)
        rows = client.get("/id/document/lu-2025", headers={"Accept": "text/html"}).get_data(as_text=True)
        assert f"/id/adverse-event/{CELL}" in rows


class TestCompletion:
    """When the trial of cusatuzumab, venetoclax and azacitidine is to be complete."""

    def test_it_is_printed(self, shared_folder: Path) -> None:
        paper = read_text((shared_folder / "documents" / "guo-2026.md").read_text(encoding="utf-8"))
        assert paper.tables["Table 1"].cell(TRIAL, "Estimated study completion time") == "2027-06"

    def test_curated_row(self) -> None:
        row = curated_row("guo-2026/trial_records.csv", RECORD)
        assert [row[name] for name in ("study", "completion_date", "completion_estimated", "as_of")] == [
            TRIAL,
            "2027-06",
            "yes",
            "2026-03-28",
        ]
        places = dict(zip(row["at"].split("|"), row["fragment"].split("|"), strict=True))
        assert places[f"Table 1 > {TRIAL} > Estimated study completion time"] == "2027-06"

    def test_record(self, holdings: Holdings) -> None:
        record = holdings.get(TrialRecord, RECORD)
        assert (record.study, record.completion_date, record.completion_estimated) == (TRIAL, "2027-06", True)

    def test_quads(self, release_home: Path) -> None:
        release = current(release_home)
        said = lines_about(release, mint("trial-record", RECORD))
        assert f'<{AML}completionDate> "2027-06"^^<{XSD}gYearMonth>' in said
        (anchor,) = anchor_at(release, TRIAL_PLACE)
        assert f"<{AML}anchor> {anchor}" in said
        assert f'<{AML}fragment> "2027-06"' in lines_about(release, anchor.strip("<>"))
        assert f"<{AML}newestRecord> <{mint('trial-record', RECORD)}>" in lines_about(release, mint("study", TRIAL))

    def test_query(self, base: Base) -> None:
        found = base.select(f"SELECT ?when WHERE {{ <{mint('study', TRIAL)}> aml:newestRecord/aml:completionDate ?when }}")
        assert [(cell.text, cell.datatype) for row in found.rows for cell in row if cell] == [("2027-06", f"{XSD}gYearMonth")]

    def test_row_of_the_table(self, base: Base) -> None:
        (row,) = [row for row in base.sheet("trials").rows if row.text("nct_id") == TRIAL]
        assert (row.text("completion_date"), row.text("as_of"), row.text("source")) == ("2027-06", "2026-03-28", "Guo et al. 2026")
        places = dict(
            zip((item.text for item in row.cells["record_anchor"]), (item.text for item in row.cells["record_fragment"]), strict=True)
        )
        assert places[TRIAL_PLACE] == "2027-06"

    def test_files(self, run: Kb) -> None:
        asked = ("export", "trials", "--where", f"nct_id={TRIAL}")
        (row,) = csv.DictReader(io.StringIO(run(*asked, "--format", "csv").decode(), newline=""))
        assert (row["completion_date"], row["phase"], row["status"]) == ("2027-06", "Phase 2", "recruiting")
        for format_, syntax in (("ttl", "turtle"), ("jsonld", "json-ld")):
            graph = rdflib.Graph().parse(data=run(*asked, "--format", format_), format=syntax)
            dates = [value for value in graph.objects(rdflib.URIRef(mint("study", TRIAL))) if str(value) == "2027-06"]
            assert rdflib.Literal("2027-06", datatype=rdflib.XSD.gYearMonth) in dates

    def test_answer_to_a_combination(self, run: Kb) -> None:
        answer = json.loads(run("trials", "--with", "cusatuzumab", "--with", "azacitidine", "--format", "json"))
        (row,) = answer["rows"]
        assert (row["nct_id"], row["completion_date"], row["as_of"]) == (TRIAL, "2027-06", "2026-03-28")

    def test_pages(self, client: FlaskClient) -> None:
        page = client.get(f"/id/study/{TRIAL}", headers={"Accept": "text/html"}).get_data(as_text=True)
        assert "2027-06" in page
        listed = client.get("/trials.csv?words=cusatuzumab").get_data(as_text=True)
        dates = {row["nct_id"]: row["completion_date"] for row in csv.DictReader(io.StringIO(listed, newline=""))}
        assert dates[TRIAL] == "2027-06"
