"""Values: the text of a cell to a typed value and back, in pairs (``read_x`` / ``write_x``), each the other's inverse."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kb.errors import BadInput

LIST_MARK = "|"
PLACE_MARK = " > "

DOCUMENT_KEY = r"[a-z][a-z0-9-]*-\d{4}(?:[a-z]|-\d\d(?:-\d\d)?)?"
"""What a document's key looks like: its first author and year, ``lu-2025``, or a registry's name and the date of the snapshot,
``ctgov-2025-04-01``; a place can name a document by nothing else."""


_WHOLE = re.compile(r"-?[0-9]{1,1000}")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,1000}(?:\.[0-9]{0,1000})?|\.[0-9]{1,1000})")
"""Plain digits, and not without end: an exponent of nine digits would be written out as a billion of them."""


def read_text(cell: str) -> str:
    """The cell without outer blanks; control characters, which no printed page has, are refused."""
    if found := re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", cell):
        raise BadInput(f"the cell holds the control character {found[0]!r}", mend="take it out")
    return cell.strip()


def write_text(value: str) -> str:
    """The text as it stands."""
    return value


def read_integer(cell: str) -> int:
    """A whole number, digits only, with an optional minus."""
    if not _WHOLE.fullmatch(cell.strip()):
        raise BadInput(f"'{cell[:100]}' is not a whole number", mend="write digits only, such as 12")
    return int(cell)


def write_integer(value: int) -> str:
    """The digits of the number."""
    return str(value)


def read_count(cell: str) -> int:
    """A number of persons, things or places in a row: whole, and not below zero."""
    value = read_integer(cell)
    if value < 0:
        raise BadInput(f"'{cell}' is below zero", mend="write how many there are")
    return value


def read_decimal(cell: str) -> Decimal:
    """A decimal number as printed; the digits after the point are kept (``60.00`` stays ``60.00``)."""
    if not _DECIMAL.fullmatch(cell.strip()):
        raise BadInput(f"'{cell[:100]}' is not a decimal number", mend="write digits and a point, such as 66.67")
    return Decimal(cell.strip())


def write_decimal(value: Decimal) -> str:
    """The digits as they were read."""
    return format(value, "f")


def read_flag(cell: str) -> bool:
    """``yes`` or ``no``."""
    answers = {"yes": True, "no": False}
    if cell.strip() not in answers:
        raise BadInput(f"'{cell}' is not yes or no", mend="write yes or no")
    return answers[cell.strip()]


def write_flag(value: bool) -> str:
    """``yes`` or ``no``."""
    return "yes" if value else "no"


def read_date(cell: str) -> str:
    """An ISO date as far as it is known: ``2026``, ``2026-08`` or ``2026-08-31``; impossible dates are refused."""
    text = cell.strip()
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text):
        raise BadInput(f"'{cell}' is not an ISO date", mend="write 2026, 2026-08 or 2026-08-31")
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 10 :] if len(text) < 10 else text)
    except ValueError:
        raise BadInput(f"'{cell}' is not a day of the calendar") from None
    return text


def write_date(value: str) -> str:
    """The ISO text."""
    return value


@dataclass(frozen=True)
class Place:
    """Where a fragment stands in a document: a paragraph of a section, or a cell of a table.

    ``head`` is a section's name (``3.3``, ``Abstract``) or a table's (``Table 2``); ``steps`` is empty for a section, else the
    row's path and, last, the column. ``paragraph`` counts from 1 within the section and is 0 for a table, figure or heading.
    """

    head: str
    paragraph: int = 0
    steps: tuple[str, ...] = ()
    document: str = ""

    @property
    def row(self) -> str:
        """The row's path, joined; empty outside tables."""
        return PLACE_MARK.join(self.steps[:-1])

    @property
    def column(self) -> str:
        """The column's header; empty outside tables."""
        return self.steps[-1] if self.steps else ""


def read_place(cell: str) -> Place:
    """``3.3 p2``, ``Table 2 > row > column``, ``References > 14``, ``Title``; ``lu-2025: 3.3 p2`` names another document."""
    document, text = "", cell.strip()
    if named := re.match(rf"({DOCUMENT_KEY}): (.+)", text):
        document, text = named[1], named[2]
    head, *steps = text.split(PLACE_MARK)
    paragraph = re.fullmatch(r"(.+) p([0-9]{1,6})", head)
    if not head.strip() or (paragraph and steps):
        raise BadInput(f"'{cell}' is not a place in a document", mend="write '3.3 p2' or 'Table 2 > row > column'")
    if paragraph:
        return Place(paragraph[1], int(paragraph[2]), (), document)
    return Place(head, 0, tuple(steps), document)


def write_place(value: Place) -> str:
    """The place in the form that ``read_place`` reads."""
    own = f"{value.document}: " if value.document else ""
    if value.paragraph:
        return f"{own}{value.head} p{value.paragraph}"
    return own + PLACE_MARK.join((value.head, *value.steps))


def read_list(cell: str, read_one: Callable[[str], Any]) -> tuple[Any, ...]:
    """The members of a cell, separated by ``|``; empty members are refused."""
    members = cell.split(LIST_MARK)
    if any(not member.strip() for member in members):
        raise BadInput(f"'{cell}' has an empty member", mend="put one '|' between two members")
    return tuple(read_one(member.strip()) for member in members)


def write_list(values: tuple[Any, ...], write_one: Callable[[Any], str]) -> str:
    """The members joined by ``|``."""
    return LIST_MARK.join(write_one(value) for value in values)


_TIMES = {"a": "years", "mo": "months", "wk": "weeks", "d": "days", "h": "hours"}
"""Units of time by their UCUM code."""

_SUPERSCRIPT = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")


def unit_words(code: str) -> str:
    """A UCUM unit as a reader would say it: ``mo`` as months, ``mg/m2/d`` as mg/m\u00b2 per day, that of bare numbers as nothing."""
    if code == "1":
        return ""
    first, *under = code.split("/")
    told = [_TIMES.get(first, first), *(f" per {_TIMES[one].removesuffix('s')}" if one in _TIMES else f"/{one}" for one in under)]
    return re.sub(r"(?<=[A-Za-z])\d+|(?<=10)\*\d+", lambda power: power[0].lstrip("*").translate(_SUPERSCRIPT), "".join(told))


def quantity(value: str, code: str) -> str:
    """A value with its UCUM unit in words: ``9.99 months``, ``1 month``."""
    words = unit_words(code)
    return f"{value} {words.removesuffix('s') if value == '1' and code in _TIMES else words}".strip()


@dataclass(frozen=True)
class Datatype:
    """A kind of value: its name in the documentation, its pair of functions, and its XSD type (empty for plain strings)."""

    name: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    xsd: str = ""


TEXT = Datatype("text", read_text, write_text)
INTEGER = Datatype("integer", read_count, write_integer, "integer")
DECIMAL = Datatype("decimal", read_decimal, write_decimal, "decimal")
FLAG = Datatype("yes/no", read_flag, write_flag, "boolean")
DATE = Datatype("ISO date", read_date, write_date, "date")
PLACE = Datatype("place", read_place, write_place)
