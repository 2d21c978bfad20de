"""XLSX: a sheet with the table (text as text, numbers as numbers with their printed decimals) and a sheet about it.

Headers are those for people; the sheet "about" gives each column's name, meaning and unit, and the table's notes.
"""

from __future__ import annotations

import datetime
import re
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, TypeGuard

from kb.errors import BadInput
from kb.formats.cells import PEOPLE_MARK, missing, plain
from kb.formats.guard import looks_like_formula
from kb.formats.table import Column, Table

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# Limits of Excel ("Excel specifications and limits"): text in UTF-16 units, rows with the header, digits of a number.
LONGEST_TEXT = 32_767
MOST_ROWS = 1_048_576
MOST_DIGITS = 15
WIDEST = 60

LARGE = 10_000
"""Rows beyond which a workbook is written with little memory; it is then somewhat larger."""

IN_MEMORY = 16 << 20
PIECE = 1 << 16

CREATED = datetime.datetime(2000, 1, 1)
"""A fixed date, so that the same table always gives the same bytes."""


def _text(cell: object) -> str:
    """Excel breaks lines within a cell by LF; XML has no place for a bare CR."""
    return plain(cell, PEOPLE_MARK).replace("\r\n", "\n").replace("\r", "\n")


def _check(table: Table) -> None:
    """Excel would cut long texts and drop rows silently; nothing is to be lost, so they are refused."""
    if len(table.rows) >= MOST_ROWS:
        held = f"which holds {MOST_ROWS - 1:,} beside its header"
        raise BadInput(f"{len(table.rows):,} rows do not fit an Excel sheet, {held}", table.name, "use csv, or narrow the table")
    for heading, text in table.notes.stated():
        _check_length(text, f"{table.name}, {heading}")
    for number, row in enumerate(table.rows, start=1):
        for column, cell in zip(table.columns, row, strict=True):
            _check_length(_text(cell), f"{table.name} row {number}, column {column.name}")


def _check_length(text: str, place: str) -> None:
    if len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT:
        raise BadInput(f"the text is longer than the {LONGEST_TEXT} characters of an Excel cell", place, "use another format")


def _number_format(value: int | Decimal) -> str:
    places = max(0, -int(value.as_tuple().exponent)) if isinstance(value, Decimal) else 0
    return "0." + "0" * places if places else "0"


def _is_number(cell: object) -> TypeGuard[int | Decimal]:
    """Whether Excel can hold all digits of the cell; a longer number stays text."""
    return isinstance(cell, int | Decimal) and not isinstance(cell, bool) and len(re.sub(r"\D", "", _text(cell))) <= MOST_DIGITS


class _Styles:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.bold = book.add_format({"bold": True})
        # A quoted prefix keeps the text a text when somebody edits the cell or saves the sheet under another format.
        self.quoted = book.add_format({"quote_prefix": True})
        self._book, self._numbers = book, dict[str, "Format"]()

    def number(self, pattern: str) -> Format:
        if pattern not in self._numbers:
            self._numbers[pattern] = self._book.add_format({"num_format": pattern})
        return self._numbers[pattern]


def _put(sheet: Worksheet, styles: _Styles, row: int, place: int, cell: object) -> None:
    if missing(cell):
        return
    if _is_number(cell):
        sheet.write_number(row, place, float(cell), styles.number(_number_format(cell)))
        return
    text = _text(cell)
    sheet.write_string(row, place, text, styles.quoted if looks_like_formula(text) else None)


def _width(column: Column, cells: list[object]) -> int:
    return min(WIDEST, 2 + max(len(line) for text in [column.heading, *map(_text, cells)] for line in text.split("\n")))


def _write_table(book: Workbook, styles: _Styles, table: Table) -> None:
    sheet = book.add_worksheet(sheet_name(table.name))
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.heading, styles.bold)
        sheet.set_column(place, place, _width(column, [row[place] for row in table.rows[:1000]]))
    for number, row in enumerate(table.rows, start=1):
        for place, cell in enumerate(row):
            _put(sheet, styles, number, place, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _write_about(book: Workbook, styles: _Styles, table: Table) -> None:
    """Notes first, then the data dictionary."""
    sheet = book.add_worksheet("about")
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 2, WIDEST)
    notes = (("Table", table.title), *table.notes.stated(), ("Empty cell", "not reported"), ("Lists", "members are separated by ;"))
    for number, (heading, text) in enumerate(notes):
        sheet.write_string(number, 0, heading, styles.bold)
        sheet.write_string(number, 1, text)
    start = len(notes) + 1
    for place, heading in enumerate(("name", "header", "meaning", "unit")):
        sheet.write_string(start, place, heading, styles.bold)
    for number, column in enumerate(table.columns, start=start + 1):
        for place, text in enumerate((column.name, column.header, column.meaning, column.unit)):
            sheet.write_string(number, place, text)


def sheet_name(name: str) -> str:
    """A name Excel accepts: at most 31 characters, none of ``[]:*?/\\``, no outer apostrophe, and not that of another sheet."""
    accepted = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "-", name)[:31].strip("' ")
    return "table" if accepted.lower() in {"", "about", "history"} else accepted


def stream_xlsx(table: Table) -> Iterator[bytes]:
    """A workbook with two sheets: the table, and what is to be known about it.

    A large table goes through a temporary file row by row, its texts written where they stand and not gathered.
    """
    import xlsxwriter  # here, not above: it takes longer to load than a small table to write, and most runs write no workbook

    _check(table)
    large = len(table.rows) > LARGE
    options = {"in_memory": not large, "constant_memory": large} | dict.fromkeys(
        ("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False
    )
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        with xlsxwriter.Workbook(file, options) as book:
            book.set_properties({"title": table.title, "created": CREATED})
            styles = _Styles(book)
            _write_table(book, styles, table)
            _write_about(book, styles, table)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece
