"""XLSX, read back by openpyxl."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import BadInput
from kb.formats import Column, Notes, Table, write
from kb.formats.workbook import sheet_name


def read(table: Table) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(write(table, "xlsx")))


def expected_text(cell: object) -> str:
    """What an Excel cell can hold of a text: LF as the only line end."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    text = "; ".join(cell) if isinstance(cell, tuple) else str(cell)
    return re.sub(r"\r\n?", "\n", text)


@settings(max_examples=50)
@given(st.data())
def test_cells_come_back_typed(tables: st.SearchStrategy[Table], data: st.DataObject) -> None:
    table = data.draw(tables)
    sheet = read(table).worksheets[0]
    for number, row in enumerate(table.rows, start=2):
        for place, cell in enumerate(row, start=1):
            found = sheet.cell(number, place)
            assert found.data_type != "f"
            if cell in (None, ()):
                assert found.value is None
            elif isinstance(cell, int | Decimal) and not isinstance(cell, bool) and len(Decimal(cell).as_tuple().digits) <= 15:
                assert found.data_type == "n"
                assert Decimal(repr(found.value)) == Decimal(cell)
                assert len(found.number_format.partition(".")[2]) == max(0, -int(Decimal(cell).as_tuple().exponent))
            else:
                assert found.value == expected_text(cell)


@pytest.mark.parametrize("text", ["=1+1", "{=1+1}", "+1", "-1+1", "@x", "http://example.org", "mailto:x", "60.00", "TRUE"])
def test_text_stays_text(text: str, one_column: Callable[..., Table]) -> None:
    cell = read(one_column(text)).worksheets[0]["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_formula_like_text_keeps_its_quote_prefix(one_column: Callable[..., Table]) -> None:
    sheet = read(one_column("=1+1", "harmless")).worksheets[0]
    assert [bool(sheet[place].quotePrefix) for place in ("A2", "A3")] == [True, False]


def test_digits_that_excel_would_lose_stay_text(one_column: Callable[..., Table]) -> None:
    sheet = read(one_column(10**15 + 1, Decimal("0.1234567890123456"), 10**14)).worksheets[0]
    assert [sheet[place].value for place in ("A2", "A3", "A4")] == [str(10**15 + 1), "0.1234567890123456", 10**14]


def test_too_long_a_text_is_refused_not_cut(one_column: Callable[..., Table]) -> None:
    assert read(one_column("x" * 32767)).worksheets[0]["A2"].value == "x" * 32767
    with pytest.raises(BadInput, match="cells row 2, column cell: the text is longer"):
        write(one_column("short", "x" * 32768), "xlsx")


@pytest.mark.parametrize(
    ("name", "sheet"),
    [("trials", "trials"), ("about", "table"), ("a/b:c", "a-b-c"), ("x" * 40, "x" * 31), ("'", "table"), ("History", "table")],
)
def test_sheet_names(name: str, sheet: str) -> None:
    assert sheet_name(name) == sheet
    assert read(Table(name, "t", (Column("a", "A"),), (), Notes("r", "l"))).sheetnames == [sheet, "about"]


def test_header_is_frozen_and_filtered(example: Table) -> None:
    sheet = read(example).worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:I4"


def test_the_time_of_writing_is_not_in_the_file(example: Table) -> None:
    properties = read(example).properties
    assert properties.created == properties.modified == datetime.datetime(2000, 1, 1)


def test_golden(example: Table, golden: Callable[[str, bytes], None]) -> None:
    """Every cell that is not empty, with its kind and number format: the file itself differs with the version of the library."""
    lines = [
        f"{sheet.title}!{cell.coordinate}\t{cell.data_type}\t{cell.number_format}\t{cell.value!r}"
        for sheet in read(example)
        for row in sheet
        for cell in row
        if cell.value is not None
    ]
    golden("example.xlsx.txt", ("\n".join(lines) + "\n").encode())
