"""A census of a release's facts, as VoID describes data sets: how many things are of each class, how often each property is used.

Editors ask an endpoint itself for this description, so it stands in the graph. It is counted while the sorted dump is read once, since
counting in a store of a whole registry takes longer than a query may.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from kb.names import BASE, ID, expand, shorten
from kb.store import iri, literal
from kb.triples import RELEASE, Quad

DATASET = f"{BASE}dataset"
_TYPE = iri(expand("rdf:type"))


_END = "< < <"
"""What stands after the last line: no subject, so that the last one is counted too."""

_SHAPES = 50_000
"""Shapes that are held before they are counted: subjects of a kind have few, so that most lines cost one look."""

Shape = tuple[bool, tuple[str, ...], tuple[str, ...]]


@dataclass
class Census:
    """Counts by IRI, as N-Quads writes it: members of classes, uses of properties, and uses of properties among members of a class."""

    members: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    within: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    subjects: int = 0
    entities: int = 0

    def add(self, shapes: Counter[Shape]) -> None:
        """Count subjects by their shape: whether they are entities of ours, their classes, and the predicates said of them."""
        for (own, classes, predicates), times in shapes.items():
            uses = Counter(predicates)
            for name in uses:
                uses[name] *= times
            self.properties.update(uses)
            self.subjects += times
            self.entities += times * bool(own and classes)
            for class_ in classes:
                self.members[class_] += times
                self.within[class_].update(uses)


def census(lines: Iterable[str]) -> Census:
    """The counts of sorted lines of N-Quads, no triple of which stands in two graphs."""
    found, shapes = Census(), Counter[Shape]()
    at, classes, predicates = "", list[str](), list[str]()
    own = f"<{ID}"
    for line in chain(lines, (_END,)):
        subject, predicate, rest = line.split(" ", 2)
        if subject != at:
            if at:
                shapes[at.startswith(own), tuple(classes), tuple(predicates)] += 1
            if len(shapes) > _SHAPES:
                found.add(shapes)
                shapes.clear()
            at, classes, predicates = subject, [], []
        predicates.append(predicate)
        if predicate == _TYPE:
            classes.append(rest.split(" ", 1)[0])
    found.add(shapes)
    return found


def described(found: Census) -> Iterator[Quad]:
    """The census as VoID, in the graph of what the release says of itself."""
    yield _quad(DATASET, "rdf:type", iri(expand("void:Dataset")))
    yield _quad(DATASET, "rdfs:comment", literal("Counts of all graphs but that of the release's own description."))
    for name, count in (
        ("triples", found.properties.total()),
        ("distinctSubjects", found.subjects),
        ("entities", found.entities),
        ("classes", len(found.members)),
        ("properties", len(found.properties)),
    ):
        yield _quad(DATASET, f"void:{name}", _number(count))
    for property_, count in sorted(found.properties.items()):
        yield from _partition(DATASET, "property", property_, "triples", count)
    for class_, count in sorted(found.members.items()):
        yield from _partition(DATASET, "class", class_, "entities", count)
        for property_, times in sorted(found.within[class_].items()):
            yield from _partition(_part(DATASET, "class", class_), "property", property_, "triples", times)


def _partition(whole: str, kind: str, term: str, unit: str, count: int) -> Iterator[Quad]:
    part = _part(whole, kind, term)
    yield _quad(whole, f"void:{kind}Partition", iri(part))
    yield _quad(part, f"void:{kind}", term)
    yield _quad(part, f"void:{unit}", _number(count))


def _part(whole: str, kind: str, term: str) -> str:
    key = re.sub(r"[^A-Za-z0-9_-]+", "-", shorten(term.strip("<>")))
    return f"{whole}{'-' if '#' in whole else '#'}{kind}-{key}"


def _number(count: int) -> str:
    return literal(str(count), expand("xsd:integer"))


def _quad(subject: str, predicate: str, value: str) -> Quad:
    return iri(subject), iri(expand(predicate)), value, iri(RELEASE)
