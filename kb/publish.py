"""Publish: a release is put to a SPARQL 1.1 endpoint beside those that are there, checked, and made the current one by one small update."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from kb.base import wanted
from kb.errors import KbError
from kb.names import mint
from kb.releases import Release
from kb.store.catalogue import Stored, Wanted, stored_name
from kb.store.endpoint import Endpoint
from kb.store.writing import Begun, Writer, batches, counted

Progress = Callable[[str], None]

_TOLD_EVERY = 20


@dataclass(frozen=True)
class Plan:
    """What publishing has to do: graphs with their stored names and sizes, how many triples are there, and releases to take away."""

    wanted: Wanted
    graphs: tuple[Stored, ...]
    present: Mapping[str, int]
    entered: bool
    outdated: tuple[Begun, ...]

    @property
    def whole(self) -> bool:
        """Whether every graph holds as many triples as it should."""
        return all(self.present[one.stored] == one.triples for one in self.graphs)


def plan(release: Release, writer: Writer, keep: int) -> Plan:
    """Look at the endpoint and change nothing. ``keep`` is how many releases stay there beside the new one."""
    sizes = counted(release.lines())
    graphs = tuple(Stored(name, stored_name(release.version, name), size) for name, size in sorted(sizes.items()))
    mine = mint("release", release.version)
    others = [one for one in writer.begun() if one.release != mine]
    whole = [one for one in others if one.issued]
    outdated = (*whole[keep:], *(one for one in others if not one.issued))
    return Plan(wanted(release), graphs, _present(writer, graphs), writer.entered(wanted(release)), outdated)


def publish(release: Release, update: Endpoint, query: Endpoint, tell: Progress, *, keep: int = 1, dry_run: bool = False) -> Plan:
    """Put a release to an endpoint; those who read an older one there go on reading it.

    What was interrupted goes on where it was. Raises KbError where the endpoint does not hold what was sent, and then switches nothing.
    """
    writer = Writer(update, query)
    found = plan(release, writer, keep)
    _tell_plan(found, tell)
    if dry_run:
        return found
    if not (found.entered and found.whole):
        writer.forget(mint("release", release.version))
        _load(release, writer, found, tell)
        writer.enter(found.wanted, found.graphs, datetime.now(UTC).isoformat(timespec="seconds"))
    writer.switch(release.version)
    for one in found.outdated:
        writer.clear(one)
        tell(f"taken away: {one.release}")
    return found


def amiss(release: Release, query: Endpoint) -> list[str]:
    """What is amiss with a release at an endpoint, counted graph by graph; nothing where it is whole."""
    writer = Writer(query, query)
    sizes = counted(release.lines())
    graphs = [Stored(name, stored_name(release.version, name), size) for name, size in sorted(sizes.items())]
    present = _present(writer, tuple(graphs))
    if not any(present.values()):  # loaded by other means, under its own names
        graphs = [Stored(name, name, size) for name, size in sorted(sizes.items())]
        present = _present(writer, tuple(graphs))
    return _lacking(graphs, present)


def _load(release: Release, writer: Writer, found: Plan, tell: Progress) -> None:
    writer.begin(release.version, (one.stored for one in found.graphs))
    _send(release, writer, found, sum(found.present.values()), tell)
    if not _lacking(found.graphs, _present(writer, found.graphs)):
        return
    tell("the graphs are not as they should be; they are emptied, and everything is sent anew")
    for one in found.graphs:
        writer.drop(one.stored)
    _send(release, writer, found, 0, tell)
    if lacking := _lacking(found.graphs, _present(writer, found.graphs)):
        raise KbError(f"the endpoint does not hold what was sent: {'; '.join(lacking)}; nothing was switched, look into the engine's log")


def _send(release: Release, writer: Writer, found: Plan, present: int, tell: Progress) -> None:
    """Send what is not there yet. Parts go one after the other, so that those below the count of quads present have all arrived."""
    stored = {one.name: one.stored for one in found.graphs}
    for number, (end, part) in enumerate(batches(release.lines())):
        if end > present:
            writer.load(part, stored)
            if not number % _TOLD_EVERY:
                tell(f"{end} of {found.wanted.quads} quads sent")


def _present(writer: Writer, graphs: tuple[Stored, ...]) -> dict[str, int]:
    return {one.stored: writer.count(one.stored) for one in graphs}


def _lacking(graphs: tuple[Stored, ...] | list[Stored], present: Mapping[str, int]) -> list[str]:
    return [f"{one.stored} has {present[one.stored]} triples, not {one.triples}" for one in graphs if present[one.stored] != one.triples]


def _tell_plan(found: Plan, tell: Progress) -> None:
    for one in found.graphs:
        tell(f"{one.stored}: {one.triples} triples, {found.present[one.stored]} of them there")
    for old in found.outdated:
        tell(f"to be taken away: {old.release} ({len(old.stored)} graphs, {'whole' if old.issued else 'never finished'})")
