"""An answer as a table for export: the same columns, types and citations as the tables that its rows come from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kb.answer import Answer
from kb.answer_ways import STEPS
from kb.base import Base
from kb.formats import Citation, Column, Notes, Table
from kb.names import mint
from kb.tables import Choice, SheetRow
from kb.tables.sheet import LICENCE

COMBINATION = (
    Column("iri", "IRI", "identifier of the study", kind="iri"),
    Column("nct_id", "NCT number", "ClinicalTrials.gov number; empty where the documents give none"),
    Column("study", "Study", "the study"),
    Column("phase", "Phase", "phase by its newest record"),
    Column("status", "Status", "status by its newest record"),
    Column("completion_date", "Completion", "study completion date"),
    Column("country", "Country", "countries by its newest record"),
    Column("arm", "Arm", "the arm that matched"),
    Column("regimen", "Regimen", "what that arm is given"),
    Column("population", "Population", "whom the arm is for"),
    Column("why", "Why", "chip, and the way from it to what the source names"),
    Column("anchor", "Place", "where the document says so"),
    Column("source", "Source", "the document"),
    Column("as_of", "As of", "date of the newest record"),
    Column("release", "Release", "version of the base"),
)
"""Columns of an answer that is a combination."""

_HEADERS = {column.name: column.header for column in COMBINATION}


def answer_table(base: Base, found: Answer) -> Table:
    """The rows of an answer as a table that every format can be made of."""
    if found.ways:
        return _of_ways(base, found)
    if found.library:
        return _of_library(base, found)
    if found.rows and "study_id" not in found.rows[0]:
        return _statements(base, found)
    rows = tuple(tuple(_cell(found, row, column.name) for column in COMBINATION) for row in found.rows)
    studies = {mint(*row["study_id"].split("/", 1)) for row in found.rows}
    sheets = base.sheet("trials").rows_of(studies)
    return Table("trials", found.sentence, COMBINATION, rows, _notes(found), "iri", _citations(base, sheets))


def _of_ways(base: Base, found: Answer) -> Table:
    """The steps of ways, under columns of their own."""
    rows = tuple(tuple(_cell(found, row, column.name) for column in STEPS) for row in found.rows)
    named = {mint("document", key) for row in found.rows for _, _, key in (one.partition("/") for one in (row["start_id"], row["end_id"]))}
    read = dict.fromkeys((*base.documents_read, *sorted(named)))
    return Table(
        "ways", found.sentence, STEPS, rows, _notes(found), citations=tuple(base.citations[one] for one in read if one in base.citations)
    )


def _cell(found: Answer, row: Any, column: str) -> object:
    if column == "iri":
        return mint(*row["study_id"].split("/", 1))
    value = found.release if column == "release" else row[column]
    return tuple(value) or None if isinstance(value, list) else value


def _statements(base: Base, found: Answer) -> Table:
    """Rows of one table as that table exports them; rows of several under all their columns, each with its table's name."""
    made: list[tuple[str, Table]] = []
    chosen: list[SheetRow] = []
    for name in found.tables:
        sheet = base.sheet(name)
        iris = [mint(*row["id"].split("/", 1)) for row in found.rows if row["table"] == name]
        by_iri = {row.iri: row for row in sheet.rows_of(iris)}
        rows = [by_iri[one] for one in iris]
        if rows:
            chosen += rows
            made.append((name, sheet.table(rows, Choice(), query=found.sparql)))
    if len(made) == 1:
        only = made[0][1]
        return Table(only.name, found.sentence, only.columns, only.rows, _notes(found), only.subject, only.citations)
    columns = {column.name: column for _, table in made for column in table.columns}
    head = (Column("table", "Table", "the table that the row is of"), *columns.values())
    lines = []
    for name, table in made:
        own = [column.name for column in table.columns]
        for cells in table.rows:
            held = dict(zip(own, cells, strict=True))
            lines.append((name, *(held.get(column.name) for column in columns.values())))
    return Table("answer", found.sentence, head, tuple(lines), _notes(found), "iri", _citations(base, chosen))


def _of_library(base: Base, found: Answer) -> Table:
    """The rows of a question of the library, under its variables; they rest on the documents that were read."""
    names = list(found.rows[0]) if found.rows else ["release"]
    columns = tuple(
        Column(name, _HEADERS.get(name, name.replace("_", " ").capitalize()), f"?{name} of the question {found.library}") for name in names
    )
    read = [base.citations[document] for document in base.documents_read if document in base.citations]
    rows = tuple(tuple(row[name] for name in names) for row in found.rows)
    return Table(found.library, found.sentence, columns, rows, _notes(found), citations=tuple(read))


def _notes(found: Answer) -> Notes:
    return Notes(found.release, LICENCE, found.sparql)


def _citations(base: Base, rows: Iterable[SheetRow]) -> tuple[Citation, ...]:
    """The documents that rows are, come from, or refer to."""
    named = {iri for row in rows for iri in (row.iri, *(item.iri for items in row.cells.values() for item in items))}
    return tuple(base.citations[iri] for iri in sorted(named & base.citations.keys()))
