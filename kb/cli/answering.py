"""Answering: an answer at the terminal. Rows go to standard output, how the question was understood to standard error."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import click

from kb.answer import Answer
from kb.answer_table import COMBINATION, answer_table
from kb.base import Base
from kb.cli.printing import counted, put, put_text
from kb.tables import TABLES
from kb.values import unit_words


def put_answer(base: Base, found: Answer, format_: str) -> None:
    """An answer in a format, or as text for people."""
    if format_ == "json":
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
        return
    _tell(found.sentence)
    for hint in found.hints:
        _tell(hint)
    for typed, read in found.understood.corrected:
        _tell(f"'{typed}' was read as '{read}'.")
    if left_out := [word for word in found.understood.unknown if word not in found.understood.parts]:
        _tell(f"Not understood, and left out: {', '.join(left_out)}.")
    if found.understood.empty:
        return
    if format_ != "text":
        put(answer_table(base, found), format_)
        return
    _put_rows(base, found)
    _tell(counted(len(found.rows)) if found.rows else "The base holds nothing that answers this.")
    if found.near_misses:
        _put_near_misses(found)
    _tell(f"\nSPARQL:\n{_bare(found.sparql)}")


_NEAR = 25
"""Near misses that a terminal shows: those of a registry are hundreds."""


def _put_near_misses(found: Answer) -> None:
    """Studies that lack a part, and which; where nobody knows that part, that they are another question's answer."""
    unknown = found.understood.parts
    lack = f"which answer the question without {found.near_misses[0]['missing']}" if unknown else "which lack one part"
    _tell(f"\nNear misses ({len(found.near_misses)}), {lack}:")
    for row in found.near_misses[:_NEAR]:
        part = row["missing"].removeprefix("a ")
        missing = "" if unknown else f": no {part}{'' if 'component' in part else ' component'} stated"
        _tell(f"  {row['nct_id'] or 'no number'}  {row['study']}{missing}")
    if len(found.near_misses) > _NEAR:
        _tell(f"  ... and {len(found.near_misses) - _NEAR} more; --format json gives all")


def _tell(text: str) -> None:
    click.echo(text, err=True)


def _bare(sparql: str) -> str:
    """A query without its prefixes, which every endpoint of ours knows."""
    return "\n".join(line for line in sparql.splitlines() if not line.startswith("PREFIX"))


def _put_rows(base: Base, found: Answer) -> None:
    """Rows for people: those of a combination with their reasons, those of tables under the tables' own headers."""
    if found.ways:
        _put_ways(found.rows)
        return
    if found.library:
        columns = [column for column in answer_table(base, found).columns if column.name not in ("release", "iri")]
        put_text([column.heading for column in columns], _texts(found.rows, [column.name for column in columns]))
        return
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


def _put_ways(rows: Sequence[Mapping[str, Any]]) -> None:
    """Each way as a line of names and ties, with what its steps rest on below."""
    for number, steps in groupby(rows, key=lambda row: row["way"]):
        way = list(steps)
        click.echo(f"{number}. {way[0]['start']}" + "".join(f" – {step['tie']} – {step['end']}" for step in way))
        for step in way:
            click.echo(f"   {step['tie']}: {'; '.join([*step['statement'], *(step['anchor'] or step['source'])])}")
        click.echo()


def _texts(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> list[list[str]]:
    return [[_told(name, row.get(name)) for name in names] for row in rows]


def _told(name: str, value: Any) -> str:
    text = "; ".join(value) if isinstance(value, list) else str(value or "")
    return unit_words(text) if name == "unit" else text
