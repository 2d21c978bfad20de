"""Tabulating: combinations and SPARQL answers as tables, so that they can be written in every export format."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from kb import store
from kb.answer import Answer
from kb.base import Base
from kb.formats import Column, Notes, Table
from kb.names import ID, mint
from kb.tables.sheet import LICENCE

_COLUMNS = (
    Column("iri", "IRI", "identifier of the study", kind="iri"),
    Column("nct_id", "NCT number", "ClinicalTrials.gov number; empty where the documents give none"),
    Column("study", "Study", "the study"),
    Column("phase", "Phase", "phase by its newest record"),
    Column("status", "Status", "status by its newest record"),
    Column("as_of", "As of", "date of the newest record"),
    Column("arm", "Arm", "the arm that matched"),
    Column("regimen", "Regimen", "what that arm is given"),
    Column("why", "Why", "chip, and the way from it to what the source names"),
    Column("anchor", "Place", "where the document says so"),
    Column("source", "Source", "the document"),
    Column("release", "Release", "version of the base"),
)


def combination_table(base: Base, found: Answer, url: str) -> Table:
    """The studies of a combination as a table, one row a study."""
    rows = tuple(tuple(_told(found, row, column.name) for column in _COLUMNS) for row in found.rows)
    wanted = {row["study_id"] for row in found.rows}
    sources = {item.iri for row in base.sheet("trials").rows if row.iri.removeprefix(ID) in wanted for item in row.cells.get("source", ())}
    citations = tuple(base.citations[iri] for iri in sorted(sources) if iri in base.citations)
    return Table("trials", found.sentence, _COLUMNS, rows, Notes(found.release, LICENCE, found.sentence, url), "iri", citations)


def _told(found: Answer, row: Mapping[str, Any], column: str) -> object:
    if column == "iri":
        return mint(*row["study_id"].split("/", 1))
    if column == "release":
        return found.release
    value = row[column]
    return tuple(value) or None if isinstance(value, list) else value or None


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
