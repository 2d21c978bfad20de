"""Ordering: how the rows of a list stand where a reader asks for no order."""

from __future__ import annotations

from dataclasses import replace

from kb.base import Base
from kb.names import mint
from kb.tables import Sheet, SheetRow

ORDERED = ("trials", "results", "adverse-events", "discrepancies")
"""The tables whose order is chosen here; others stand as stored."""


def in_order(base: Base, sheet: Sheet) -> Sheet:
    """The sheet with registered trials before studies without a number, own figures before restated ones, and what is grave first.

    Among figures, those of an endpoint come before the rest, such as how many were given a regimen.
    """
    own, major, minor = (base.all_labels.get(mint("concept", key), "") for key in ("voice.own", "severity.major", "severity.minor"))

    def place(row: SheetRow) -> tuple[bool, bool, str, str]:
        if sheet.spec.name == "trials":
            number = row.text("nct_id")
            return not number, False, number, row.text("label").casefold()
        if sheet.spec.name == "discrepancies":
            return row.text("severity") != major, row.text("severity") != minor, "", ""
        # Sorting is stable: what is not told apart here stays as stored.
        return row.text("voice") != own, not row.cells.get("endpoint"), "", ""

    return replace(sheet, rows=tuple(sorted(sheet.rows, key=place))) if sheet.spec.name in ORDERED else sheet
