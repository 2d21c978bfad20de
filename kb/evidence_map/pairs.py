"""Pairs: which studies give a row and a column of the map in one arm, as different components; arms that are alike are read as one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kb.base import Base, entity
from kb.names import mint
from kb.store import iri, values_clause

_AT_ONCE = 1_000
"""Arms whose components are read by one query."""

_ARMS = "SELECT DISTINCT ?arm WHERE {{ {rows} ?part aml:matches ?row ; aml:componentOf ?arm }}"
_STUDIES = "SELECT ?arm ?study WHERE {{ {arms} ?arm aml:armOf ?study }}"
_PARTS = """
SELECT ?arm ?part ?agent ?class ?option WHERE {{
  {arms} ?part aml:componentOf ?arm ; aml:option ?option . OPTIONAL {{ ?part aml:agent ?agent }} OPTIONAL {{ ?part aml:agentClass ?class }}
}}
"""


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
    found: dict[Mixture, set[str]] = defaultdict(set)
    arms = {row[0].text for one in rows for row in base.select(_ARMS.format(rows=_values("row", [one]))).rows if row[0]}
    ordered = sorted(arms)
    for start in range(0, len(ordered), _AT_ONCE):
        some = values_clause("arm", map(iri, ordered[start : start + _AT_ONCE]))
        parts: dict[str, dict[str, Part]] = defaultdict(dict)
        for arm, part, agent, class_, option in base.select(_PARTS.format(arms=some)).rows:
            if arm and part and option:
                named, stated = (entity(cell.text) if cell else "" for cell in (agent, class_))
                parts[arm.text][part.text] = Part(named, stated, option.text.endswith("option.required"))
        for arm, study in base.select(_STUDIES.format(arms=some)).rows:
            if arm and study:
                found[tuple(sorted(parts[arm.text].values()))].add(entity(study.text))
    return {mixture: frozenset(studies) for mixture, studies in found.items()}


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


def _values(name: str, lines: Iterable[str]) -> str:
    return values_clause(name, [iri(mint(*line.split("/", 1))) for line in sorted(lines)])
