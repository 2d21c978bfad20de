"""The difference between two releases: entities added, removed and changed, value by value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kb.names import GRAPH, expand, parts, shorten
from kb.releases import Release
from kb.sources import RELEASE_GRAPH


@dataclass(frozen=True)
class Change:
    """One difference. ``how`` is added, removed or changed; values are as N-Quads writes them; ``graph`` names who says so."""

    entity: str
    how: str
    predicate: str = ""
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    graph: str = field(default="", compare=False)  # follows from the sources; two changes are the same without it


def _lines(dump: Path) -> Iterator[str]:
    release_graph = f"<{GRAPH}{RELEASE_GRAPH}> .\n"
    with dump.open(encoding="utf-8") as stream:
        for line in stream:
            # What a release says of itself differs always and tells nothing.
            if not line.endswith(release_graph):
                yield line


Values = dict[str, dict[str, set[str]]]


def _values(lines: set[str]) -> Values:
    """Values by subject and predicate."""
    found: Values = defaultdict(lambda: defaultdict(set))
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        found[subject][predicate].add(rest.rsplit(" ", 2)[0])
    return found


def _graphs(lines: set[str]) -> dict[str, str]:
    """The graph that speaks of each subject; where several do, the first by name."""
    found: dict[str, str] = {}
    for line in sorted(lines, reverse=True):
        subject, _, rest = line.partition(" ")
        found[subject] = rest.rsplit(" ", 2)[1].strip("<>").removeprefix(GRAPH)
    return found


def _whole(dump: Path, subjects: set[str]) -> set[str]:
    """Which of these subjects a dump speaks of at all."""
    return {subject for line in _lines(dump) if (subject := line.split(" ", 1)[0]) in subjects}


def compare(old: Release, new: Release) -> list[Change]:
    """Every difference between two releases, sorted by entity and predicate."""
    before, after = set(_lines(old.dump)), set(_lines(new.dump))
    gone, come = _values(before - after), _values(after - before)
    subjects = {*gone, *come}
    graphs = _graphs(before ^ after)
    in_old, in_new = _whole(old.dump, subjects), _whole(new.dump, subjects)
    changes: list[Change] = []
    for subject in sorted(subjects):
        name = _name(subject)
        if subject not in in_old:
            changes.append(Change(name, "added", "", (), _label(come[subject]), graphs[subject]))
        elif subject not in in_new:
            changes.append(Change(name, "removed", "", _label(gone[subject]), (), graphs[subject]))
        else:
            changes += [
                Change(name, "changed", _short(predicate), _sorted(old_values), _sorted(new_values), graphs[subject])
                for predicate in sorted({*gone[subject], *come[subject]})
                for old_values, new_values in [(gone[subject][predicate], come[subject][predicate])]
            ]
    return changes


def _name(subject: str) -> str:
    found = parts(subject.strip("<>"))
    return "/".join(found) if found else _short(subject)


def _short(term: str) -> str:
    return shorten(term.strip("<>"))


def _label(values: dict[str, set[str]]) -> tuple[str, ...]:
    return _sorted(values.get(f"<{expand('rdfs:label')}>", set()))


def _sorted(values: set[str]) -> tuple[str, ...]:
    return tuple(sorted(values))
