"""Pairs: which studies give a row and a column of the map in one arm, as different components; arms that are alike are read as one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from operator import or_

from kb.base import Base
from kb.combine import Chip
from kb.names import mint
from kb.postings import set_of


@dataclass(frozen=True, order=True)
class Part:
    """A component: its agent, the class where one is stated, and whether it must be given."""

    agent: str
    class_: str
    required: bool


Mixture = tuple[Part, ...]
"""The components of an arm, in order; those of many arms are the same."""


@dataclass
class Ways:
    """The studies of a pair; those that have a way into it by components that are all ``named``, or all ``required``.

    ``by_part`` tells by which components of the row they have one.
    """

    studies: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    by_part: dict[Part, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, studies: Iterable[str], parts: Sequence[Part]) -> None:
        """These studies give the pair by these components, the row's first."""
        self.studies.update(studies)
        self.by_part[parts[0]].update(studies)
        if not any(part.class_ for part in parts):
            self.named.update(studies)
        if all(part.required for part in parts):
            self.required.update(studies)

    def parts_of(self, study: str) -> list[Part]:
        """The components of a study that answer to the row."""
        return [part for part, studies in self.by_part.items() if study in studies]


@dataclass(frozen=True)
class Pairs:
    """The ways into each pair of row and column, and into each row whatever is given with it."""

    together: Mapping[tuple[str, str], Ways]
    given: Mapping[str, Ways]

    @property
    def studies(self) -> frozenset[str]:
        """Every study of any row."""
        return frozenset[str]().union(*(ways.studies for ways in self.given.values()))


def read_mixtures(base: Base, rows: Iterable[str]) -> Mapping[Mixture, frozenset[str]]:
    """What arms that hold any of some classes or targets ``kind/key`` are given, each with the studies of these arms."""
    sets = base.arm_sets
    given = sets.given(reduce(or_, (sets.meeting(Chip((one,))) for one in rows), 0))
    optional = _left_out(base, {regimen for regimen, _ in given})
    found: dict[Mixture, set[str]] = defaultdict(set)
    for (regimen, names), studies in given.items():
        found[tuple(sorted(_part(one, one not in optional.get(regimen, ())) for one in names))] |= studies
    return {mixture: frozenset(studies) for mixture, studies in found.items()}


def _left_out(base: Base, regimens: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """What of some regimens may be left out, or is one of several choices; of those of which anything may."""
    index = base.sheet("regimens").index
    rows = (index.filled("optional_agents") | index.filled("optional_classes")) & set_of(
        index.places(mint(*one.split("/", 1)) for one in regimens if one).values(), index.room
    )
    return {
        regimen: frozenset((*agents, *classes)) for regimen, (agents, classes) in index.beside(rows, "optional_agents", "optional_classes")
    }


def _part(named: str, required: bool) -> Part:
    return Part("", named, required) if named.startswith("class/") else Part(named, "", required)


def pairs_of(base: Base, mixtures: Mapping[Mixture, frozenset[str]], rows: Iterable[str], columns: Iterable[str]) -> Pairs:
    """The pairs of some rows and columns ``kind/key``, as combinations of two chips find them."""
    held, wanted = frozenset(rows), frozenset(columns)
    together: dict[tuple[str, str], Ways] = defaultdict(Ways)
    given: dict[str, Ways] = defaultdict(Ways)
    answers = lru_cache(maxsize=None)(lambda part: things_of(base, part))
    for mixture, studies in mixtures.items():
        for spot, part in enumerate(mixture):
            for row in held & answers(part):
                given[row].add(studies, (part,))
                for other in (*mixture[:spot], *mixture[spot + 1 :]):
                    for column in wanted & answers(other):
                        together[row, column].add(studies, (part, other))
    return Pairs(dict(together), dict(given))


def things_of(base: Base, part: Part) -> frozenset[str]:
    """What a component answers to: what it names, the classes above that, and their targets."""
    return frozenset(_above(base, filter(None, (part.agent, part.class_))))


def _above(base: Base, named: Iterable[str]) -> Iterator[str]:
    waiting, seen = list(named), set[str]()
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            yield one
            waiting += base.hierarchy.above.get(one, ())
