"""The command that puts a release to a SPARQL endpoint."""

from __future__ import annotations

import click

from kb.cli.opening import endpoint
from kb.places import home


@click.command()
@click.argument("address", metavar="ENDPOINT")
@click.option("--query", "query_address", help="Address where the endpoint answers queries, where that is another one.")
@click.option(
    "--release", "version", default="", help="Version of the release to publish, or its beginning; without it, the one in service."
)
@click.option(
    "--keep", type=click.IntRange(0), default=1, show_default=True, help="Older releases that stay there for those who read them."
)
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and change nothing.")
def publish(address: str, query_address: str | None, version: str, keep: int, dry_run: bool) -> None:
    """Put a release to the SPARQL 1.1 engine that takes updates at ENDPOINT.

    Each release has graphs of its own there, is counted when it has arrived, and becomes the current one by one small update: who
    reads sees the old release or the new one. Interrupted, it goes on when it is given again. How to sign in is told by the settings.
    """
    from kb.endpoints import endpoint as of_address
    from kb.publish import publish as put
    from kb.releases import current, find, verify

    place = home()
    release = find(place, version, stored_elsewhere=True) if version else current(place, stored_elsewhere=True)
    verify(release)
    update, asked = of_address(address), of_address(query_address) if query_address else endpoint() or of_address(address)
    done = put(release, update, asked, lambda line: click.echo(line, err=True), keep=keep, dry_run=dry_run)
    graphs = len(done.graphs)
    if dry_run:
        click.echo(f"release {release.version} would be published: {done.wanted.quads} quads in {graphs} graphs; nothing was changed")
    else:
        click.echo(f"release {release.version} published: {done.wanted.quads} quads in {graphs} graphs, counted")
