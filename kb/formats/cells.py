"""Cells: a typed value to text, the one way that every format shares."""

from __future__ import annotations

from decimal import Decimal

from kb.formats.table import Column
from kb.values import LIST_MARK, unit_words, write_decimal, write_flag, write_integer

NOT_REPORTED = "\u2013"
"""What stands in tables for people where a value is not reported; each such table explains it below."""

PEOPLE_MARK = "; "
"""Between the members of a list in tables for people; files for machines keep the mark of the curated CSV files."""


def plain(value: object, mark: str = LIST_MARK) -> str:
    """The text of a cell, numbers with the digits they were given; None is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return write_flag(value)
    if isinstance(value, int):
        return write_integer(value)
    if isinstance(value, Decimal):
        return write_decimal(value)
    if isinstance(value, tuple):
        return mark.join(plain(member, mark) for member in value)
    return str(value)


def missing(value: object) -> bool:
    """Whether the cell holds nothing: None, or a list without members."""
    return value is None or value == ()


def readable(value: object) -> str:
    """The text for people; a text that looks like the mark for "not reported" is quoted, so that the two stay apart."""
    if missing(value):
        return NOT_REPORTED
    text = plain(value, PEOPLE_MARK)
    return f'"{text}"' if text == NOT_REPORTED else text


def shown(column: Column, value: object) -> str:
    """The text for people of a column's cell: a unit in words, where files for machines keep its UCUM code."""
    return readable(unit_words(value) if column.holds_units and isinstance(value, str) else value)


def one_line(text: str) -> str:
    """The text with every run of blanks, tabs and line ends as one blank."""
    return " ".join(text.split())
