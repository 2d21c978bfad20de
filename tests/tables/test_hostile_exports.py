"""Names that a program could take for more than text come out of every file as the text they are."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from rdflib import Literal

from kb.base import Base
from kb.formats import Table, write
from kb.tables import Choice
from tests.tables import readers
from tests.tables.conftest import EVERY, HOSTILE

FORMULA = re.compile(r"[\s\u00a0]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


@pytest.fixture(scope="module")
def results(hostile: Base) -> Table:
    sheet = hostile.sheet("results")
    return sheet.table(sheet.rows, Choice(columns=("study", "population", "note", "n", "percent", "source")))


def column(table: Table, name: str) -> int:
    return [one.name for one in table.columns].index(name)


def by_note(table: Table) -> set[str]:
    return {str(row[column(table, "note")]) for row in table.rows}


def test_the_base_holds_them(results: Table) -> None:
    assert by_note(results) == set(HOSTILE.values())
    assert {row[column(results, "source")] for row in results.rows} == {HOSTILE["script"]}


@pytest.mark.parametrize("format_", ["csv", "tsv"])
def test_no_cell_of_a_separated_file_begins_like_a_formula(format_: str, results: Table) -> None:
    header, rows = {"csv": readers.read_csv, "tsv": readers.read_tsv}[format_](write(results, format_))
    assert len(rows) == len(HOSTILE)
    assert not [cell for row in rows for cell in row if FORMULA.match(cell) and not NUMBER.fullmatch(cell)]
    found = {row[header.index("note")].removeprefix("'") for row in rows}
    assert found == {label.replace("\n", " ") if format_ == "tsv" else label for label in HOSTILE.values()}


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(results: Table) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write(results, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
    run = [cell for cell in cells if isinstance(cell.value, str) and FORMULA.match(cell.value)]
    assert run
    assert all(cell.quotePrefix for cell in run)
    assert set(HOSTILE.values()) <= {cell.value for cell in cells}


def test_markdown_shows_them_as_they_are(results: Table) -> None:
    written = write(results, "md").decode()
    assert "<script" not in written
    header, rows = readers.read_md(written.encode())
    place = column(results, "note")
    assert {row[place] for row in rows} == {re.sub(r"\n", "\n", label) for label in HOSTILE.values()}
    assert {len(row) for row in rows} == {len(header)} == {len(results.columns)}


def test_latex_sets_them_as_they_are(results: Table) -> None:
    written = write(results, "tex")
    assert b"\\input{x}" not in written
    header, rows = readers.read_tex(written)
    assert {len(row) for row in rows} == {len(header)}
    set_as = str.maketrans({"^": "ˆ", "\n": " "})
    assert {row[column(results, "note")] for row in rows} == {label.translate(set_as) for label in HOSTILE.values()}


@pytest.mark.parametrize("format_", ["ttl", "jsonld"])
def test_rdf_holds_them_as_literals(format_: str, results: Table) -> None:
    graph = readers.read_rdf(write(results, format_), format_)
    assert len(readers.rdf_rows(graph)) == len(HOSTILE)
    assert set(HOSTILE.values()) <= {str(value) for value in graph.objects() if isinstance(value, Literal)}


def test_json_holds_them(results: Table) -> None:
    names, rows = readers.read_json(write(results, "json"))
    assert {row[names.index("note")] for row in rows} == set(HOSTILE.values())


@pytest.mark.parametrize("name", EVERY)
def test_no_cell_of_the_real_tables_begins_like_a_formula(name: str, exported: Callable[[str], Table]) -> None:
    for row in csv.reader(io.StringIO(write(exported(name), "csv").decode(), newline="")):
        for cell in row:
            assert not FORMULA.match(cell) or NUMBER.fullmatch(cell), cell
