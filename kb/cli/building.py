"""Commands that make, check, compare and serve releases."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.cli.printing import FORMAT, notes, put, table_of
from kb.places import home

if TYPE_CHECKING:
    from kb.records import Discrepancy
    from kb.sources import Holdings

_FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)


@click.command()
@click.option("--evidence", type=_FOLDER, multiple=True, help="A further document's folder of curated CSV files; may be repeated.")
def build(evidence: tuple[Path, ...]) -> None:
    """Build a release from the curated facts, check it, and put it in service."""
    from kb import registry
    from kb.build import build as make

    release = make(registry.read_sources(evidence), home(), lambda told: click.echo(told, err=True))
    counts = release.manifest["counts"]
    told = ", ".join(f"{counts.get(kind, 0)} {words}" for kind, words in _COUNTED.items())
    click.echo(f"release {release.version} {release.manifest['quads']} quads, {told}")


_COUNTED = {
    "Study": "studies", "Arm": "arms", "Regimen": "regimens", "Agent": "agents", "Result": "results",
    "AdverseEventResult": "adverse-event results", "Claim": "claims", "Reference": "references", "Discrepancy": "discrepancies",
}  # fmt: skip
"""What the last line of a build counts, in words."""


@click.command()
@click.option("--documents", type=_FOLDER, help="Folder with the documents' texts; every anchor is then looked up in them.")
@click.option("--evidence", type=_FOLDER, multiple=True, help="A further document's folder; may be repeated.")
@click.option("--shapes/--no-shapes", default=True, help="Check the release in service against the SHACL shapes too.")
def check(documents: Path | None, evidence: tuple[Path, ...], shapes: bool) -> None:
    """Check rows, anchors, shapes and figures; list every finding with its places. Exit 1 if there is any."""
    from kb import registry
    from kb.build import hold
    from kb.check import check_anchors, find

    holdings = hold(registry.read_sources(evidence))
    findings = find(holdings)
    for finding in findings:
        click.echo(f"{finding.severity}\t{finding.rule}\t{finding.label}")
        for place in _places(holdings, finding):
            click.echo(f"\t{place}")
    broken = 0
    told = ""
    if documents:
        report = check_anchors(holdings, documents)
        for fault in (*report.warnings, *report.broken):
            click.echo(str(fault), err=True)
        broken = len(report.broken)
        told = f"{report.total} anchors, {broken} broken; "
    violations = _check_shapes(home()) if shapes else 0
    click.echo(f"{told}{len(findings)} findings" + (f"; {violations} violations of shapes" if violations else ""))
    if findings or broken or violations:
        sys.exit(1)


def _places(holdings: Holdings, finding: Discrepancy) -> list[str]:
    """Where the statements of a finding stand, each with what stands there."""
    from kb.anchors import anchors_of

    told: dict[str, None] = {}
    for statement in finding.statements:
        kind, _, key = statement.partition("/")
        row = holdings.rows[kind, key]
        for anchor in anchors_of(row.record, holdings.document[kind, key]):
            told[f"{anchor.label}: {anchor.fragment}"] = None
    return list(told)


def _check_shapes(where: Path) -> int:
    """Violations of the shapes in the release in service, each told on standard error; without a release there is nothing to check."""
    from kb.check.shapes import check_shapes
    from kb.releases import POINTER, current

    if not (where / POINTER).exists():
        click.echo("there is no release yet, so no shapes were checked; run 'kb build'", err=True)
        return 0
    faults = check_shapes(current(where).dump)
    for fault in faults:
        click.echo(str(fault), err=True)
    return len(faults)


@click.command()
@click.argument("old")
@click.argument("new")
@FORMAT
def diff(old: str, new: str, format_: str) -> None:
    """Differences between the releases OLD and NEW, each named by its version, its beginning, or 'current'. Exit 1 if there are any."""
    from kb.diff import compare
    from kb.releases import current, find

    first, second = (current(home()) if name == "current" else find(home(), name) for name in (old, new))
    changes = compare(first, second)
    rows = [{"how": one.how, "entity": one.entity, "predicate": one.predicate or None, "old": one.old, "new": one.new} for one in changes]
    if rows or format_ != "text":
        table = table_of("diff", f"Changes from {first.version} to {second.version}", _CHANGE, rows, notes(second.version))
        put(table, format_)
    click.echo(f"{len(changes)} differences", err=True)
    if changes:
        sys.exit(1)


_CHANGE = ("how", "entity", "predicate", "old", "new")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
def serve(host: str, port: int) -> None:
    """Serve the web application."""
    from kb import registry
    from kb.releases import current

    release = current(home())
    click.echo(f"release {release.version} at http://{host}:{port}/ (stop with Ctrl-C)", err=True)
    registry.serve(home(), host, port)
