"""Commands that look at what there is: one entity's card, and exported tables."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from kb.cli.narrowing import filters, remarks
from kb.cli.opening import opened
from kb.cli.printing import FORMAT, number, put, write_file
from kb.errors import BadInput, NotFound

if TYPE_CHECKING:
    from kb.base import Base
    from kb.formats import Table


@click.command()
@click.argument("name", nargs=-1, required=True)
@click.option("--format", "format_", type=click.Choice(["text", "json", "ttl"]), default="text", show_default=True, help="How to print.")
def show(name: tuple[str, ...], format_: str) -> None:
    """Show everything about NAME: a drug, class, target, trial number, DOI, PubMed number, or kind/key."""
    from kb.called import called  # imported on use: help and faults of the command line need no store
    from kb.show import card, card_json, card_turtle

    with opened() as base:
        found = called(base, " ".join(name).strip())
        if found.remark:
            click.echo(found.remark, err=True)
        writers = {"text": card, "json": card_json, "ttl": card_turtle}
        click.echo(writers[format_](base, found.kind, found.key))


@click.command()
@click.argument("table")
@click.option("-o", "--output", help="File to write; its ending tells the format. Without it the table goes to standard output.")
@click.option("--where", multiple=True, help="column=value, to keep only such rows; may be repeated.")
@click.option("--words", default="", help="Words that a row must hold.")
@click.option("--columns", help="Columns to write, separated by commas.")
@FORMAT
def export(table: str, output: str | None, where: tuple[str, ...], words: str, columns: str | None, format_: str) -> None:
    """Write TABLE to a file.

    Tables: trials, arms, regimens, agents, classes, targets, results, adverse-events, adverse-events-wide (as printed), baseline,
    claims, events, parameters, doses, documents, references, discrepancies.
    """
    with opened() as base:
        made = _table(base, table, where, words, tuple(filter(None, (columns or "").split(","))))
        if output in (None, "-"):
            put(made, format_)
        else:
            chosen = write_file(made, output, format_)
            click.echo(f"{number(len(made.rows), 'row')} of {table} written to {output} ({chosen})", err=True)


def _table(base: Base, name: str, where: tuple[str, ...], words: str, columns: tuple[str, ...]) -> Table:
    from kb.tables import TABLES, Choice
    from kb.tables.wide import NAME, wide

    if name not in (*TABLES, NAME):
        raise NotFound(f"there is no table '{name}'; there are {', '.join((*TABLES, NAME))}")
    if name == NAME and columns:
        raise BadInput(f"the columns of '{NAME}' are the printed ones", "--columns", "leave them out, or export adverse-events")
    sheet = base.sheet("adverse-events" if name == NAME else name)
    choice = Choice(filters(sheet, where), words, columns=columns)
    rows = sheet.choose(choice)
    for remark in remarks(sheet, choice, len(rows)):
        click.echo(remark, err=True)
    options = [*(("--where", one) for one in where), *((("--words", words),) if words else ())]
    told = shlex.join(("kb", "export", name, *(part for option in options for part in option)))
    return wide(sheet, rows, query=told) if name == NAME else sheet.table(rows, choice, query=told)
