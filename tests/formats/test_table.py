"""What a table refuses: every fault in one sentence with its place, before anything is written."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from kb.errors import BadInput
from kb.formats import FORMATS, PIECE, Cited, Column, Lines, Notes, Table, write

NOTES = Notes("r1", "CC0")
STUDY = Column("study", "Study")

# What each format is called by those who define it: IANA's registry where it has the type, else what servers send.
MEDIA_TYPES = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown",
    "tex": "application/x-tex",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "ttl": "text/turtle",
    "ris": "application/x-research-info-systems",
    "bib": "application/x-bibtex",
}


@pytest.mark.parametrize(
    ("columns", "rows", "subject", "words"),
    [
        ((), (), "", "no columns"),
        ((STUDY, STUDY), (), "", "'study' stands twice"),
        ((Column("two words", "x"),), (), "", "'two words' is not a column's name"),
        ((STUDY,), (), "trial", "'trial' is not a column"),
        ((STUDY,), (("a",), ("a", "b")), "", "trials row 2: 2 cells under 1 columns"),
        ((STUDY,), ((60.0,),), "", "trials row 1: column study holds a value of type float"),
        ((STUDY,), ((("a", 1.5),),), "", "type float"),
        ((STUDY,), ((("a", None),),), "", "empty member"),
        ((STUDY,), ((Decimal("NaN"),),), "", "NaN"),
        ((STUDY,), (("\ud800",),), "", "not valid Unicode"),
    ],
)
def test_a_faulty_table_is_refused(columns: tuple[Column, ...], rows: tuple[tuple[object, ...], ...], subject: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        Table("trials", "Trials", columns, rows, NOTES, subject)


@pytest.mark.parametrize(
    ("header", "unit", "heading"),
    [("n", "", "n"), ("n", "persons", "n (persons)"), ("Share (%)", "%", "Share (%)"), ("Duration", "a", "Duration (a)")],
)
def test_heading_shows_the_unit_once(header: str, unit: str, heading: str) -> None:
    assert Column("x", header, unit=unit).heading == heading


def test_an_unknown_format_names_the_known_ones(bare: Table) -> None:
    with pytest.raises(BadInput, match="'pdf' is not a format; use one of csv, tsv, xlsx, md, tex, json, jsonld, ttl, ris, bib"):
        write(bare, "pdf")


def test_every_format_has_its_media_type() -> None:
    assert {name: format_.media_type for name, format_ in FORMATS.items()} == MEDIA_TYPES
    assert all(format_.name == name == format_.extension for name, format_ in FORMATS.items())


@pytest.mark.parametrize("name", FORMATS)
def test_same_table_same_bytes(name: str, example: Table, bare: Table) -> None:
    assert write(example, name) == write(example, name)
    assert write(bare, name) == write(bare, name)


@pytest.mark.parametrize("name", FORMATS)
def test_rows_that_are_made_while_they_are_written_give_the_same_file(name: str, example: Table) -> None:
    lazy = replace(
        example, rows=Lines(range(len(example.rows)), lambda spot: example.rows[spot]), citations=Cited(lambda: example.citations)
    )
    assert write(lazy, name) == write(example, name)


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("xlsx", "ris", "bib")])
def test_no_more_than_some_rows_are_held_while_they_are_written(name: str, example: Table) -> None:
    """Of a thousand times the same rows, the first piece comes before the last row is made for the last time."""
    times = 1000 * len(example.rows)
    made: list[int] = []

    def line(spot: int) -> tuple[object, ...]:
        made.append(spot)
        return example.rows[spot % len(example.rows)]

    table = replace(example, rows=Lines(range(times), line), subject="")
    rounds = len(FORMATS[name].write(table)) and len(made) / times
    made.clear()
    pieces = FORMATS[name].pieces(table)
    first = next(pieces)
    assert PIECE <= len(first) < 2 * PIECE + len(write(example, name))
    assert len(made) < rounds * times
    assert sum(1 for _ in pieces) > 2


def test_a_large_workbook_holds_what_a_small_one_holds(example: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = openpyxl.load_workbook(io.BytesIO(write(example, "xlsx")))
    monkeypatch.setattr("kb.formats.workbook.LARGE", 0)
    large = openpyxl.load_workbook(io.BytesIO(write(example, "xlsx")))
    for one, other in zip(usual, large, strict=True):
        assert [[(cell.value, cell.number_format, cell.quotePrefix) for cell in row] for row in one.iter_rows()] == [
            [(cell.value, cell.number_format, cell.quotePrefix) for cell in row] for row in other.iter_rows()
        ]


def test_more_rows_than_excel_holds_are_refused(example: Table) -> None:
    table = replace(example, rows=Lines(range(1_048_576), lambda _: example.rows[0]))
    with pytest.raises(BadInput, match="1,048,576 rows do not fit an Excel sheet, which holds 1,048,575 beside its header"):
        next(FORMATS["xlsx"].pieces(table))


def test_units_are_words_for_people_and_ucum_codes_for_machines() -> None:
    columns = (Column("value", "Value", kind="decimal"), Column("unit", "Unit", "UCUM unit of the value"))
    table = Table("doses", "Doses", columns, ((Decimal("75"), "mg/m2/d"), (Decimal("9.9"), "mo"), (Decimal("3"), "1"), (None, None)), NOTES)
    for name in ("md", "tex"):
        told = write(table, name).decode()
        assert "months" in told and " per day" in told and "mg/m2" not in told
    for name in ("csv", "tsv", "json", "jsonld", "ttl"):
        told = write(table, name).decode()
        assert "mg/m2/d" in told and "months" not in told


def test_importing_the_formats_loads_no_library() -> None:
    code = "import sys, kb.formats; print([m for m in ('xlsxwriter', 'rdflib', 'pandas', 'pyoxigraph') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
