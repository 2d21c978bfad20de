"""A census of a release's facts, as VoID describes data sets: how many things are of each class, how often each property is used.

Editors ask an endpoint itself for this description, so it stands in the graph. It is counted while the dump is written, since
counting in a store of a whole registry takes longer than a query may. All lines of a subject stand together, so that censuses of some
subjects and of others add up; a release keeps its own, from which that of a release follows that differs in some subjects.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Self

from kb.names import BASE, ID, expand, shorten
from kb.store import iri, literal
from kb.triples import RELEASE, Quad

DATASET = f"{BASE}dataset"
_TYPE = iri(expand("rdf:type")).encode()


_NOTHING = b"<"
_END = b" ".join([_NOTHING] * 3)
"""What stands after the last line: no subject, so that the last one is counted too."""

_SHAPES = 50_000
"""Shapes that are held before they are counted: subjects of a kind have few, so that most lines cost one look."""

Shape = tuple[bool, tuple[bytes, ...], tuple[bytes, ...]]


@dataclass
class Census:
    """Counts by IRI, as N-Quads writes it: members of classes, uses of properties, and uses of properties among members of a class.

    ``graphs`` has the lines of each graph.
    """

    members: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    within: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    subjects: int = 0
    entities: int = 0
    graphs: Counter[str] = field(default_factory=Counter)

    @classmethod
    def read(cls, path: Path) -> Self:
        """The census that was written to a file."""
        told = json.loads(path.read_text(encoding="utf-8"))
        within = {class_: Counter(uses) for class_, uses in told["within"].items()}
        members, properties, graphs = (Counter(told[name]) for name in ("members", "properties", "graphs"))
        return cls(members, properties, within, told["subjects"], told["entities"], graphs)

    def write(self, path: Path) -> None:
        """Write the census to a file."""
        path.write_text(json.dumps(vars(self), indent=0, sort_keys=True) + "\n", encoding="utf-8")

    def __add__(self, other: Census) -> Census:
        """The counts of both together."""
        return self._with(other, lambda one, another: one + another)

    def __sub__(self, other: Census) -> Census:
        """The counts of this one but for the other, which was counted in it."""
        return self._with(other, lambda one, another: one - another)

    def _with(self, other: Census, do: Callable[[Any, Any], Any]) -> Census:
        none = Counter[str]()
        both = {one: do(self.within.get(one, none), other.within.get(one, none)) for one in {*self.within, *other.within}}
        return Census(
            do(self.members, other.members),
            do(self.properties, other.properties),
            {class_: uses for class_, uses in both.items() if uses},
            do(self.subjects, other.subjects),
            do(self.entities, other.entities),
            do(self.graphs, other.graphs),
        )

    def add(self, shapes: Counter[Shape]) -> None:
        """Count subjects by their shape: whether they are entities of ours, their classes, and the predicates said of them."""
        for (own, classes, predicates), times in shapes.items():
            uses = Counter({name.decode(): each * times for name, each in Counter(predicates).items()})
            self.properties.update(uses)
            self.subjects += times
            self.entities += times * bool(own and classes)
            for class_ in map(bytes.decode, classes):
                self.members[class_] += times
                self.within[class_].update(uses)

    def count(self, lines: Collection[bytes]) -> None:
        """Count lines of N-Quads, no triple of which stands in two graphs; those of a subject stand together, and are all there are."""
        shapes = Counter[Shape]()
        at, classes, predicates = b"", list[bytes](), list[bytes]()
        own = f"<{ID}".encode()
        for line in chain(lines, (_END,)):
            subject, predicate, rest = line.split(b" ", 2)
            if subject != at:
                if at:
                    shapes[at.startswith(own), tuple(classes), tuple(predicates)] += 1
                if len(shapes) > _SHAPES:
                    self.add(shapes)
                    shapes.clear()
                at, classes, predicates = subject, [], []
            predicates.append(predicate)
            if predicate == _TYPE:
                classes.append(rest.split(b" ", 1)[0])
        self.add(shapes)
        graphs = Counter([line.rsplit(b" ", 2)[1] for line in lines])
        self.graphs.update({graph.decode(): times for graph, times in graphs.items()})


def census(lines: Iterable[str]) -> Census:
    """The counts of some lines; see ``count``."""
    found = Census()
    found.count([line.encode() for line in lines])
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
