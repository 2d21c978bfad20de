"""The command that fetches records of the trial registry, as files for ``kb build --registry``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.cli.printing import number
from kb.errors import BadInput

if TYPE_CHECKING:
    from kb.registry import Fetched

OFFICIAL_API = "https://clinicaltrials.gov/api/v2"
API_SETTING = "AML_EVIDENCE_REGISTRY_API"
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("numbers", nargs=-1)
@click.option("-o", "--output", type=_FOLDER, help="Folder for the files; one for each question.")
@click.option("--condition", default="", help="Disease, in the words and operators of the registry's own search.")
@click.option("--changed-since", default="", metavar="DATE", help="Only studies changed on that day or later, such as 2025-04-01.")
@click.option("--update", "updated", type=_FOLDER, help="A folder fetched earlier: adds what changed since.")
@click.option("--gzip", "compressed", is_flag=True, help="Compress the files.")
@click.option("--api", envvar=API_SETTING, default=OFFICIAL_API, show_default=True, help="Address of the API, version 2.")
def fetch(
    numbers: tuple[str, ...], output: Path | None, condition: str, changed_since: str, updated: Path | None, compressed: bool, api: str
) -> None:
    """Fetch records of ClinicalTrials.gov, by NUMBERS such as NCT04284787, by condition, or by date of change.

    A fetch that was stopped goes on when the same command is given again. Each record keeps its own date, and you are told if the
    registry takes in new data meanwhile. Exit 1 if the registry does not know one of the numbers.
    """
    if updated and (output or numbers or condition or changed_since or compressed):
        raise BadInput("the folder knows what was asked", "--update", "give nothing beside it but --api")
    try:
        studies, data_version, unknown = _fetched(updated, output, api, numbers, condition, changed_since, compressed)
    except KeyboardInterrupt:
        _tell("what was fetched is kept; the same command goes on from there")
        raise
    for one in unknown:
        _tell(f"the registry does not know {one}")
    click.echo(f"fetched {number(studies, 'study', 'studies')} of {data_version} into {updated or output}")
    if unknown:
        sys.exit(1)


def _fetched(
    updated: Path | None, output: Path | None, api: str, numbers: tuple[str, ...], condition: str, changed_since: str, compressed: bool
) -> Fetched:
    from kb import registry  # imported on use: it knows the records, which help and faults do not need

    if updated:
        return registry.update(updated, api, _tell)
    if output:
        return registry.fetch(output, api, _tell, numbers, condition, changed_since, compressed)
    raise BadInput("no folder was given", "-o", "name a new one, such as -o registry")


def _tell(sentence: str) -> None:
    click.echo(sentence, err=True)
