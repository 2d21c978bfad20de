"""Reasons: from a chip to the component that met it, along the classes between, to the place that says so."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kb.names import parts, sparql_prologue
from kb.store import Store

_EDGES = """
SELECT ?from ?to ?how WHERE {
  VALUES ?how { aml:memberOf aml:broaderClass }
  ?from ?how ?to .
}
"""
_ACTS = "SELECT ?from ?to WHERE { ?t aml:targetingSubject ?from ; aml:targetingTarget ?to . }"
_LABELS = "SELECT ?it ?label WHERE { VALUES ?type { aml:Agent aml:AgentClass aml:Target } ?it a ?type ; rdfs:label ?label . }"


@dataclass(frozen=True)
class Hierarchy:
    """Agents, classes and targets: what stands directly above what, and what they are called. Entities are ``kind/key``."""

    above: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]

    def path(self, start: str, goal: str) -> tuple[str, ...]:
        """The shortest way up from ``start`` to ``goal``, both included; empty where there is none."""
        queue: deque[tuple[str, ...]] = deque([(start,)])
        seen = {start}
        while queue:
            way = queue.popleft()
            if way[-1] == goal:
                return way
            for step in self.above.get(way[-1], ()):
                if step not in seen:
                    seen.add(step)
                    queue.append((*way, step))
        return ()

    def below(self, goal: str) -> tuple[str, ...]:
        """Agents and classes under a class or target, sorted by label."""
        under: set[str] = set()
        waiting = [goal]
        while waiting:
            found = [one for one in self._beneath.get(waiting.pop(), ()) if one not in under and one != goal]
            under.update(found)
            waiting += found
        return tuple(sorted(under, key=lambda entity: self.labels.get(entity, entity)))

    def acted_on(self, entity: str) -> tuple[str, ...]:
        """The targets that an agent or class itself is said to act on."""
        return tuple(one for one in self.above.get(entity, ()) if one.startswith("target/"))

    def common(self, one: str, other: str) -> bool:
        """Whether any agent or class is under both of two classes or targets."""
        return not {one, *self.below(one)}.isdisjoint((other, *self.below(other)))

    @cached_property
    def _beneath(self) -> Mapping[str, tuple[str, ...]]:
        """What stands right below each class or target."""
        found: dict[str, list[str]] = {}
        for entity, several in self.above.items():
            for one in several:
                found.setdefault(one, []).append(entity)
        return {one: tuple(several) for one, several in found.items()}

    def label(self, entity: str) -> str:
        """What it is called."""
        return self.labels.get(entity, entity)


@dataclass(frozen=True)
class Reason:
    """Why a chip was met: ``path`` runs from what the source names up to what was asked for; ``chip`` is the chip's place.

    ``beside`` are the ways up to what the same component must be too.
    """

    asked: str
    path: tuple[str, ...]
    component: str
    class_only: bool
    option: str
    anchors: tuple[str, ...]
    chip: int = 0
    beside: tuple[tuple[str, ...], ...] = ()

    def words(self, hierarchy: Hierarchy) -> str:
        """The reason in words, such as ``HMA ← decitabine``."""
        ways = (self.path or (self.asked,), *self.beside)
        chain = ", ".join(" ← ".join(hierarchy.label(entity) for entity in reversed(way)) for way in ways)
        remarks = ["class stated, agent not named"] if self.class_only else []
        remarks += [f"{self.option} component"] if self.option != "required" else []
        return chain + (f" ({'; '.join(remarks)})" if remarks else "")


def short(iri: str) -> str:
    """``kind/key`` of one of our entities; any other IRI as it is."""
    found = parts(iri)
    return "/".join(found) if found else iri


def read_hierarchy(store: Store) -> Hierarchy:
    """The whole hierarchy of a store; small, and the same for the life of a release."""
    above: dict[str, list[str]] = defaultdict(list)
    for query in (_EDGES, _ACTS):
        for row in store.select(sparql_prologue() + query).rows:
            if row[0] and row[1]:
                above[short(row[0].text)].append(short(row[1].text))
    labels = {short(row[0].text): row[1].text for row in store.select(sparql_prologue() + _LABELS).rows if row[0] and row[1]}
    return Hierarchy({entity: tuple(sorted(found)) for entity, found in above.items()}, labels)
