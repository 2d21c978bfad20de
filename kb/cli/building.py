"""Commands that make, check, compare and serve releases."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.cli.opening import endpoint
from kb.cli.printing import FORMAT, notes, number, put, table_of
from kb.errors import BadInput
from kb.places import home

if TYPE_CHECKING:
    from kb.records import Discrepancy
    from kb.releases import Release
    from kb.sources import Holdings

_FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)
_REGISTRY = click.option(
    "--registry",
    "registry_paths",
    type=click.Path(path_type=Path, exists=True),
    multiple=True,
    help="ClinicalTrials.gov records: the API's JSON, its CSV download, AACT's tables, or a folder, .zip or .gz of these; may be repeated.",
)
_AS_OF = click.option("--as-of", help="Date of the registry records, where they do not tell it themselves, such as 2025-04-01.")

_UNFINISHED = click.option("--unfinished", is_flag=True, help="Take also what an unfinished 'kb fetch' has left in a folder so far.")


def _told(line: str) -> None:
    click.echo(line, err=True)


def _date(as_of: str | None) -> str | None:
    """The date of ``--as-of``, checked."""
    from kb.values import read_date

    try:
        return read_date(as_of) if as_of else None
    except BadInput as fault:
        raise BadInput(fault.what, "--as-of", fault.mend) from None


@click.command()
@click.option("--evidence", type=_FOLDER, multiple=True, help="A further document's folder of curated CSV files; may be repeated.")
@_REGISTRY
@_AS_OF
@_UNFINISHED
@click.option(
    "--onto", metavar="RELEASE", help="Add the registry records to a release, by its version or 'current', instead of building all."
)
def build(evidence: tuple[Path, ...], registry_paths: tuple[Path, ...], as_of: str | None, unfinished: bool, onto: str | None) -> None:
    """Build a release from the curated facts, check it, and put it in service."""
    from kb import registry
    from kb.build import build as make

    base = _named(onto) if onto is not None else None
    sources = registry.read_sources(evidence)
    records = registry.open_registry(registry_paths, sources, _date(as_of), _told, unfinished)
    if base is None:
        release = make(sources, home(), _told, records)
    elif records is None:
        raise BadInput("there is nothing to add", "--onto", "name the files of new records with --registry")
    else:
        from kb.adding import add

        release = add(base, sources, home(), records, _told)
    counts = release.manifest["counts"]
    told = ", ".join(number(counts.get(kind, 0), *words) for kind, words in _COUNTED.items())
    click.echo(f"release {release.version} {number(release.manifest['quads'], 'quad')}, {told}")


def _named(release: str) -> Release:
    """A release by its version, the beginning of it, or 'current'."""
    from kb.releases import current, find

    return current(home()) if release == "current" else find(home(), release)


_COUNTED: dict[str, tuple[str, ...]] = {
    "Study": ("study", "studies"), "Arm": ("arm",), "Regimen": ("regimen",), "Agent": ("agent",), "Result": ("result",),
    "AdverseEventResult": ("adverse-event result",), "Claim": ("claim",), "Reference": ("reference",),
    "Discrepancy": ("discrepancy", "discrepancies"),
}  # fmt: skip
"""What the last line of a build counts: one of them, and several where that is irregular."""


@click.command()
@click.option("--documents", type=_FOLDER, help="Folder with the documents' texts; every anchor is then looked up in them.")
@click.option("--evidence", type=_FOLDER, multiple=True, help="A further document's folder; may be repeated.")
@_REGISTRY
@_AS_OF
@click.option("--shapes/--no-shapes", default=True, help="Check the release in service against the SHACL shapes too.")
def check(documents: Path | None, evidence: tuple[Path, ...], registry_paths: tuple[Path, ...], as_of: str | None, shapes: bool) -> None:
    """Check rows, anchors, shapes and figures; list every finding with its places. Exit 1 if there is any."""
    from kb import registry
    from kb.build import hold
    from kb.check import check_anchors, find

    release = _in_service(home())
    sources = registry.read_sources(evidence)
    trials = registry.open_registry(registry_paths, sources, _date(as_of), _told, unfinished=True)
    holdings = hold([*sources, *(trials.sources() if trials else ())])
    for remark in _compared(holdings, release):
        click.echo(remark, err=True)
    findings = find(holdings)
    for finding in findings:
        click.echo(f"{finding.severity}\t{finding.rule}\t{finding.label}")
        for place in _places(holdings, finding):
            click.echo(f"\t{place}")
    reports = [check_anchors(holdings, documents)] if documents else []
    reports += [trials.check(holdings.sources)] if trials else []
    for fault in (fault for report in reports for fault in (*report.warnings, *report.broken)):
        click.echo(str(fault), err=True)
    broken = sum(len(report.broken) for report in reports)
    told = f"{number(sum(report.total for report in reports), 'anchor')}, {broken} broken; " if reports else ""
    violations = _check_shapes(release) if shapes and release else 0
    amiss = _check_endpoint(release) if release else 0
    if shapes and not release:
        click.echo("there is no release yet, so no shapes were checked; run 'kb build'", err=True)
    tail = f"; {number(violations, 'violation')} of shapes" if violations else ""
    click.echo(f"{told}{number(len(findings), 'finding')}{tail}")
    if findings or broken or violations or amiss:
        sys.exit(1)


def _in_service(where: Path) -> Release | None:
    """The release in service, or None where nothing was built yet."""
    from kb.releases import POINTER, current

    return current(where, stored_elsewhere=endpoint() is not None) if (where / POINTER).exists() else None


def _compared(holdings: Holdings, release: Release | None) -> Iterator[str]:
    """Which sources are checked, and what the release in service was built from beside them."""
    from kb.about import input_files

    yield f"checking {', '.join(source.graph for source in holdings.sources)}"
    if release is None:
        return
    here, there = input_files(holdings), release.manifest.get("inputs", {})
    held = {file.partition("/")[0] for file in here}
    others = {folder: None for folder in (file.partition("/")[0] for file in there) if folder not in held}
    for folder in others:
        yield f"the release in service also holds {folder}, which is not checked; give its folder with --evidence"
    changed = sorted(
        file for file in here.keys() | there.keys() if file.partition("/")[0] not in others and here.get(file) != there.get(file)
    )
    if changed:
        yield f"the release in service was built from other rows ({', '.join(changed[:3])}{' ...' if changed[3:] else ''}); run 'kb build'"


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


def _check_endpoint(release: Release) -> int:
    """Graphs of a release that an endpoint elsewhere does not hold whole, each told on standard error; 0 where no endpoint is set."""
    if (elsewhere := endpoint()) is None:
        return 0
    from kb.publish import amiss

    faults = amiss(release, elsewhere)
    for fault in faults:
        click.echo(fault, err=True)
    return len(faults)


def _check_shapes(release: Release) -> int:
    """Violations of the shapes in a release, each told on standard error."""
    from kb.check.shapes import check_shapes
    from kb.releases import verify

    verify(release)
    faults = check_shapes(release.files)
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
    from kb.releases import verify

    first, second = _named(old), _named(new)
    verify(first)
    verify(second)
    changes = compare(first, second)
    rows = [{"how": one.how, "entity": one.entity, "predicate": one.predicate or None, "old": one.old, "new": one.new} for one in changes]
    if rows or format_ != "text":
        table = table_of("diff", f"Changes from {first.version} to {second.version}", _CHANGE, rows, notes(second.version))
        put(table, format_)
    click.echo(number(len(changes), "difference"), err=True)
    if changes:
        sys.exit(1)


_CHANGE = ("how", "entity", "predicate", "old", "new")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--documents", type=_FOLDER, help="Folder with the documents' texts; pages then show each fragment where it stands.")
def serve(host: str, port: int, documents: Path | None) -> None:
    """Serve the web application."""
    from kb import registry
    from kb.releases import current

    _check_host(host)
    elsewhere = endpoint()
    release = current(home(), stored_elsewhere=elsewhere is not None)
    click.echo(f"release {release.version}", err=True)  # the server itself tells the address, once it listens
    registry.serve(home(), host, port, documents, elsewhere)


def _check_host(host: str) -> None:
    """Refuse a host that no address is known of."""
    try:
        known = bool(host.strip() and socket.getaddrinfo(host, None))
    except (OSError, UnicodeError):
        known = False
    if not known:
        raise BadInput(f"'{host}' is no address", "--host", "give one of this machine, such as 127.0.0.1")
