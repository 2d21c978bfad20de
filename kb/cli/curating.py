"""The command that tells what to curate next: names of registry records that nothing is known of."""

from __future__ import annotations

import click

from kb.cli.opening import opened
from kb.cli.printing import FORMAT, counted, notes, put, table_of

_QUESTION = "names-not-recognised"
_TREATMENTS = ("drug", "biological", "genetic", "combination product", "dietary supplement")
"""Types of intervention whose names should be known; the registry files all else under the others."""
_SHOWN = 5
"""Numbers of trials that a row gives as examples."""


@click.command()
@click.option("--all", "everything", is_flag=True, help="Procedures, devices, tests and other types too, not only what is given.")
@click.option("--most", type=click.IntRange(1), default=50, show_default=True, help="Names shown, the most frequent first.")
@FORMAT
def unmatched(everything: bool, most: int, format_: str) -> None:
    """List the names of registry interventions that the base does not recognise, by the number of trials that use them."""
    from kb.ask import bind, find

    with opened() as base:
        sparql = bind(find(_QUESTION), {})
        answer = base.select(sparql)
        found = [{name: cell.text if cell else None for name, cell in zip(answer.variables, row, strict=True)} for row in answer.rows]
        rows = [_example(row) for row in found if everything or row["intervention_type"] in (None, *_TREATMENTS)]
        put(table_of("unmatched", "Names not recognised", answer.variables, rows[:most], notes(base.release.version, sparql)), format_)
    more = f" of {len(rows)}; give --most for more" if len(rows) > most else ""
    click.echo(f"{counted(min(len(rows), most)).rstrip('.')}{more}.", err=True)


def _example(row: dict[str, str | None]) -> dict[str, object]:
    """A row with a few of its trials, their count as a number."""
    trials = sorted((row["nct_id"] or "").split(" | "))
    some = " | ".join(trials[:_SHOWN]) + (" | ..." if len(trials) > _SHOWN else "")
    return row | {"studies": int(row["studies"] or 0), "nct_id": some}
