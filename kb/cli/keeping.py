"""The command that lists releases and removes those that nobody uses."""

from __future__ import annotations

import click

from kb.cli.printing import number
from kb.places import home


@click.command()
@click.option("--prune", type=click.IntRange(1), metavar="KEEP", help="Remove all but the KEEP newest; never the one in service or in use.")
def releases(prune: int | None) -> None:
    """List the releases, the newest first: version, when it was finished, size, quads, and whether it is in service or in use."""
    from kb.keeping import kept
    from kb.keeping import prune as remove

    if prune is not None:
        removed = remove(home(), prune)
        for one in removed:
            click.echo(f"removed {one.release.version}", err=True)
        click.echo(f"{number(len(removed), 'release')} removed, {mebibytes(sum(one.size for one in removed))} freed", err=True)
    for one in kept(home()):
        state = " ".join(word for word, true in (("in service", one.in_service), ("in use", one.in_use)) if true)
        quads = number(int(one.release.manifest["quads"]), "quad")
        click.echo(f"{one.release.version}\t{one.finished:%Y-%m-%dT%H:%M:%SZ}\t{mebibytes(one.size)}\t{quads}\t{state}")


def mebibytes(size: int) -> str:
    """A size in words."""
    return f"{size / (1 << 20):.1f} MiB"
