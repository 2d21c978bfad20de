"""Tabulating: SPARQL answers as tables, so that they can be written in every export format."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from kb import store
from kb.base import Base
from kb.formats import Column, Notes, Table
from kb.tables.sheet import LICENCE


def answer_table(base: Base, name: str, title: str, answer: store.Answer, sparql: str, url: str) -> Table:
    """The rows of a SPARQL answer as a table."""
    columns = tuple(Column(variable, variable.replace("_", " "), f"?{variable} of the query") for variable in answer.variables)
    rows = tuple(tuple(_typed(cell) for cell in row) for row in answer.rows)
    shown = columns or (Column("empty", "empty", "the query has no variables"),)
    safe = re.sub(r"\W+", "-", name)
    return Table(safe, title, shown, rows if columns else (), Notes(base.release.version, LICENCE, sparql, url))


def _typed(cell: store.Cell | None) -> object:
    """A cell with its number or flag as such, where it is one; everything else as text."""
    if cell is None:
        return None
    local = cell.datatype.rpartition("#")[2]
    if local == "boolean":
        return cell.text in ("true", "1")
    if local in ("integer", "decimal"):
        try:
            return int(cell.text) if local == "integer" else Decimal(cell.text)
        except (ValueError, InvalidOperation):
            return cell.text
    return cell.text
