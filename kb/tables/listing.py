"""Listing: how the rows of some tables stand where a reader asks for no order; other tables stand in the order of reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kb.tables.rows import SheetRow

Place = tuple[bool, bool, str, str]


def _address(row: SheetRow, column: str) -> str:
    return next((item.address for item in row.cells.get(column, ())), "")


def _trial(row: SheetRow) -> Place:
    """Registered trials, by number, before studies without one."""
    number = row.text("nct_id")
    return not number, False, number, row.text("label").casefold()


def _figure(row: SheetRow) -> Place:
    """Own figures before restated ones; those of an endpoint before the rest, such as how many were given a regimen."""
    return _address(row, "voice") != "concept/voice.own", not row.cells.get("endpoint"), "", ""


def _finding(row: SheetRow) -> Place:
    """What is grave first."""
    severity = _address(row, "severity")
    return severity != "concept/severity.major", severity != "concept/severity.minor", "", ""


LISTED: Mapping[str, Callable[[SheetRow], Place]] = {
    "trials": _trial,
    "results": _figure,
    "adverse-events": _figure,
    "discrepancies": _finding,
}
"""The place of a row in the list, by table; rows of one place stand as stored."""
