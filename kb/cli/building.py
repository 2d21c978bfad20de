"""Commands that make, check, compare and serve releases."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kb.places import home

_FOLDER = click.Path(path_type=Path, file_okay=False)


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
    """Check rows, anchors, shapes and figures; list every finding. Exit 1 if an anchor is broken or a shape violated."""
    from kb import registry
    from kb.build import hold
    from kb.check import check_anchors, find

    holdings = hold(registry.read_sources(evidence))
    findings = find(holdings)
    for finding in findings:
        click.echo(f"{finding.severity}\t{finding.rule}\t{finding.label}")
    broken = 0
    told = ""
    if documents:
        report = check_anchors(holdings, documents)
        for fault in (*report.warnings, *report.broken):
            click.echo(str(fault), err=True)
        broken = len(report.broken)
        told = f"{report.total} anchors, {broken} broken; "
    violations = _check_shapes() if shapes else 0
    click.echo(f"{told}{len(findings)} findings" + (f"; {violations} violations of shapes" if violations else ""))
    if broken or violations:
        sys.exit(1)


def _check_shapes() -> int:
    """Violations of the shapes in the release in service, each told on standard error."""
    from kb.check.shapes import check_shapes
    from kb.releases import current

    faults = check_shapes(current(home()).dump)
    for fault in faults:
        click.echo(str(fault), err=True)
    return len(faults)


@click.command()
@click.argument("old")
@click.argument("new")
def diff(old: str, new: str) -> None:
    """Differences between two releases, named by their version or its beginning. Exit 1 if there are any."""
    from kb.diff import compare
    from kb.releases import find

    changes = compare(find(home(), old), find(home(), new))
    for change in changes:
        values = f"{', '.join(change.old)} -> {', '.join(change.new)}" if change.how == "changed" else ", ".join(change.old or change.new)
        click.echo("\t".join(filter(None, (change.how, change.entity, change.predicate, values))))
    click.echo(f"{len(changes)} differences", err=True)
    if changes:
        sys.exit(1)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
def serve(host: str, port: int) -> None:
    """Serve the web application."""
    from kb import registry
    from kb.releases import current

    release = current(home())
    click.echo(f"release {release.version} at http://{host}:{port}/ (stop with Ctrl-C)", err=True)
    registry.serve(home(), host, port)
