"""Commands that ask for evidence: in plain words, and by combination."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from kb.cli.naming import chips, filter_value
from kb.cli.opening import opened
from kb.cli.printing import FORMAT, put, put_text

if TYPE_CHECKING:
    from kb.answer import Answer
    from kb.base import Base


@click.command()
@click.argument("question", nargs=-1, required=True)
@FORMAT
def ask(question: tuple[str, ...], format_: str) -> None:
    """Answer a QUESTION in plain words.

    How it was understood, near misses and the SPARQL that was run go to standard error. Exit 2 if it was not understood at all.
    """
    from kb.answer import answer

    with opened() as base:
        found = answer(base, " ".join(question))
        _put_answer(base, found, format_)
    if found.understood.empty:
        sys.exit(2)


@click.command()
@click.option("--with", "with_", multiple=True, help="Drug, class or target that an arm must hold; repeat for each. 'A or B', 'HMA except decitabine'.")
@click.option("--without", multiple=True, help="Drug, class or target that the arm must not hold.")
@click.option("--exactly", is_flag=True, help="Only what a source names itself: a class then matches where just the class is stated.")
@click.option("--phase", multiple=True, help="Phase, such as 2, 1b, or 1/2 for a combined phase.")
@click.option("--status", multiple=True, help="Recruitment status.")
@click.option("--country", multiple=True, help="Country.")
@click.option("--kind", multiple=True, help="Kind of study.")
@click.option("--line", multiple=True, help="Line of therapy.")
@click.option("--setting", multiple=True, help="Disease setting, such as relapsed-refractory.")
@click.option("--age", multiple=True, help="Age group.")
@click.option("--fitness", multiple=True, help="Fitness for intensive therapy.")
@click.option("--transplant", multiple=True, help="Prior transplantation.")
@click.option("--disease", multiple=True, help="Disease.")
@click.option("--biomarker", multiple=True, help="Biomarker of the population.")
@click.option("--endpoint", multiple=True, help="Primary endpoint.")
@click.option("--outcome", multiple=True, help="Outcome that has a reported figure.")
@click.option("--adverse-event", multiple=True, help="Adverse event that has a reported figure.")
@click.option("--direction", multiple=True, help="Direction of a finding, such as 'no benefit'.")
@click.option("--event", multiple=True, help="Regulatory event on the study or its drugs, such as 'clinical hold'.")
@click.option("--document", multiple=True, help="Document that speaks of it.")
@click.option("--study", multiple=True, help="The study itself.")
@click.option("--completed-before", multiple=True, help="Completion before a date, such as 2027-06.")
@click.option("--completed-after", multiple=True, help="Completion after a date, such as 2026.")
@FORMAT
def trials(with_: tuple[str, ...], without: tuple[str, ...], exactly: bool, format_: str, **filters: tuple[str, ...]) -> None:
    """Studies whose arms hold a combination of drugs, classes or targets together.

    A filter may be repeated: its values are alternatives. '!' before a value asks for studies that are told to be otherwise.
    """
    from kb.answer import combine
    from kb.combine import Combination

    with opened() as base:
        chosen = {
            (name := key.replace("_", "-")): tuple(filter_value(base, name, value) for value in values) for key, values in filters.items() if values
        }
        held = tuple(chip for words in with_ for chip in chips(base, words, exactly))
        combination = Combination(held, tuple(chip for words in without for chip in chips(base, words, exactly)), chosen)
        _put_answer(base, combine(base, combination), format_)


def _put_answer(base: Base, found: Answer, format_: str) -> None:
    if format_ == "json":
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
        return
    if format_ != "text":
        from kb.answer_table import answer_table

        put(answer_table(base, found), format_)
        return
    _tell(f"{found.sentence}")
    for typed, read in found.understood.corrected:
        _tell(f"'{typed}' was read as '{read}'.")
    if found.understood.unknown:
        _tell(f"Not understood, and left out: {', '.join(found.understood.unknown)}.")
    if found.understood.empty:
        return
    _put_rows(found)
    _tell(f"{len(found.rows)} rows." if found.rows else "The base holds nothing that answers this.")
    if found.near_misses:
        _tell(f"\nNear misses ({len(found.near_misses)}), which lack one part:")
        for row in found.near_misses:
            _tell(f"  {row['nct_id'] or 'no number'}  {row['study']}: no {row['missing'].removeprefix('a ')} component stated")
    if found.sparql:
        _tell(f"\nSPARQL:\n{_bare(found.sparql)}")


def _tell(text: str) -> None:
    click.echo(text, err=True)


def _bare(sparql: str) -> str:
    """A query without its prefixes, which every endpoint of ours knows."""
    return "\n".join(line for line in sparql.splitlines() if not line.startswith("PREFIX"))


_HIDDEN = ("study_id", "further_arms")


def _put_rows(found: Answer) -> None:
    """Rows for people: those of a combination with their reasons, those of tables under the tables' own headers."""
    if not found.tables or "study_id" in (found.rows[0] if found.rows else {}):
        names = [name for name in (found.rows[0] if found.rows else {}) if name not in _HIDDEN]
        put_text([name.replace("_", " ") for name in names], _texts(found.rows, names))
        return
    from kb.tables import TABLES

    for table in found.tables:
        rows = [row for row in found.rows if row["table"] == table]
        if rows:
            shown = [spec for spec in TABLES[table].columns if spec.shown]
            if len(found.tables) > 1:
                click.echo(f"{TABLES[table].title} ({len(rows)})\n")
            put_text([spec.column.heading for spec in shown], _texts(rows, [spec.name for spec in shown]))


def _texts(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> list[list[str]]:
    return [["; ".join(value) if isinstance(value := row.get(name), list) else str(value or "") for name in names] for row in rows]
