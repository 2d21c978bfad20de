"""Answering: an answer at the terminal. Rows go to standard output, how the question was understood to standard error."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click

from kb.answer import Answer
from kb.answer_table import COMBINATION, answer_table
from kb.base import Base
from kb.cli.printing import counted, put, put_text
from kb.tables import TABLES


def put_answer(base: Base, found: Answer, format_: str) -> None:
    """An answer in a format, or as text for people."""
    if format_ == "json":
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
        return
    _tell(found.sentence)
    for typed, read in found.understood.corrected:
        _tell(f"'{typed}' was read as '{read}'.")
    if found.understood.unknown:
        _tell(f"Not understood, and left out: {', '.join(found.understood.unknown)}.")
    if found.understood.empty:
        return
    if format_ != "text":
        put(answer_table(base, found), format_)
        return
    _put_rows(found)
    _tell(counted(len(found.rows)) if found.rows else "The base holds nothing that answers this.")
    if found.near_misses:
        _tell(f"\nNear misses ({len(found.near_misses)}), which lack one part:")
        for row in found.near_misses:
            _tell(f"  {row['nct_id'] or 'no number'}  {row['study']}: no {row['missing'].removeprefix('a ')} component stated")
    _tell(f"\nSPARQL:\n{_bare(found.sparql)}")


def _tell(text: str) -> None:
    click.echo(text, err=True)


def _bare(sparql: str) -> str:
    """A query without its prefixes, which every endpoint of ours knows."""
    return "\n".join(line for line in sparql.splitlines() if not line.startswith("PREFIX"))


def _put_rows(found: Answer) -> None:
    """Rows for people: those of a combination with their reasons, those of tables under the tables' own headers."""
    if found.rows and "study_id" in found.rows[0]:
        columns = [column for column in COMBINATION if column.name in found.rows[0]]
        put_text([column.header for column in columns], _texts(found.rows, [column.name for column in columns]))
        return
    for table in found.tables:
        rows = [row for row in found.rows if row["table"] == table]
        if rows:
            shown = [spec for spec in TABLES[table].columns if spec.shown]
            if len(found.tables) > 1:
                click.echo(f"{TABLES[table].title} ({len(rows)})\n")
            put_text([spec.column.heading for spec in shown], _texts(rows, [spec.name for spec in shown]))


def _texts(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> list[list[str]]:
    return [["; ".join(value) if isinstance(value := row.get(name), list) else str(value or "") for name in names] for row in rows]
