"""The difference between two releases: entities added, removed and changed, value by value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from kb.dump import Dump, mark, part_of
from kb.names import GRAPH, expand, parts, shorten
from kb.releases import Release
from kb.triples import entity


@dataclass(frozen=True)
class Change:
    """One difference. ``how`` is added, removed or changed; values are as N-Quads writes them; ``graph`` names who says so."""

    entity: str
    how: str
    predicate: str = ""
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    graph: str = field(default="", compare=False)  # follows from the sources; two changes are the same without it
    order: tuple[str, str] = field(default=("", ""), compare=False, repr=False)
    """Subject and predicate as N-Quads writes them, by which changes are sorted."""


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


def compare(old: Release, new: Release, subject: str = "") -> list[Change]:
    """Every difference between two releases, or of one ``subject`` (``kind/key``), sorted by entity and predicate.

    Only the parts of their dumps that differ are read. What a release says of itself differs always and tells nothing.
    """
    only = entity(*subject.split("/", 1)) if subject else ""
    changes = (change for before, after in _unlike(old.dump, new.dump, only) for change in _changes(before, after, only))
    return sorted(changes, key=lambda one: one.order)


def _unlike(old: Dump, new: Dump, only: str) -> Iterator[tuple[set[str], set[str]]]:
    """The lines of each part in which two dumps differ; what is said of one subject stands in one part of each."""
    parts = min(old.parts, new.parts)
    for number in [part_of(mark(only), parts)] if only else range(parts):
        one, other = old.within(number, parts), new.within(number, parts)
        if [part.digest for part in one] != [part.digest for part in other] or old.parts != new.parts:
            yield old.read_all(one), new.read_all(other)


def _changes(before: set[str], after: set[str], only: str) -> Iterator[Change]:
    """The differences between all that is said of some subjects."""
    gone, come = _values(before - after), _values(after - before)
    graphs = _graphs(before ^ after)
    in_old, in_new = ({line.split(" ", 1)[0] for line in lines} for lines in (before, after))
    for subject in {*gone, *come} & ({only} if only else {*gone, *come}):
        name = _name(subject)
        if subject not in in_old:
            yield Change(name, "added", "", (), _label(come[subject]), graphs[subject], (subject, ""))
        elif subject not in in_new:
            yield Change(name, "removed", "", _label(gone[subject]), (), graphs[subject], (subject, ""))
        else:
            for predicate in {*gone[subject], *come[subject]}:
                was, now = _sorted(gone[subject][predicate]), _sorted(come[subject][predicate])
                yield Change(name, "changed", _short(predicate), was, now, graphs[subject], (subject, predicate))


def _name(subject: str) -> str:
    found = parts(subject.strip("<>"))
    return "/".join(found) if found else _short(subject)


def _short(term: str) -> str:
    return shorten(term.strip("<>"))


def _label(values: dict[str, set[str]]) -> tuple[str, ...]:
    return _sorted(values.get(f"<{expand('rdfs:label')}>", set()))


def _sorted(values: set[str]) -> tuple[str, ...]:
    return tuple(sorted(values))
