"""Patients: which reported groups of a study lie within one another, and which surely share nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kb.base import Base
from kb.names import expand

EVERYONE = ""
"""The arm and the population of results on all of a study's patients."""

_NOT_A_GROUP = ("arm-role.whole-study", "arm-role.subgroup")
"""Roles of arms that are given no regimen of their own: all of a study, or those of one population."""

_POPULATIONS = """
SELECT DISTINCT ?it ?whole ?partition ?line WHERE {
  { ?result a aml:Result ; aml:population ?it }
  UNION { ?result a aml:Result ; aml:arm ?arm . ?arm aml:population ?it }
  UNION { ?result a aml:Result ; aml:study ?study . ?it aml:populationOf ?study }
  OPTIONAL { ?it aml:partOf ?whole } OPTIONAL { ?it aml:partition ?partition } OPTIONAL { ?it aml:line ?line }
}
"""
_ARMS = """
SELECT DISTINCT ?it ?role ?population WHERE {
  ?result a aml:Result ; aml:arm ?it . OPTIONAL { ?it aml:armRole ?role } OPTIONAL { ?it aml:population ?population }
}
"""
_PARTS = """
SELECT DISTINCT ?arm ?agent ?option WHERE {
  ?result a aml:Result ; aml:arm ?arm . ?part aml:componentOf ?arm ; aml:agent ?agent ; aml:option ?option .
}
"""
_FAMILIES = "SELECT ?it ?how ?agent WHERE { VALUES ?how { aml:includesAgent aml:excludesAgent } ?it ?how ?agent }"


class Whom(NamedTuple):
    """Whom a result is about, by IRI; empty where the source names no arm, family or population."""

    study: str
    arm: str = ""
    family: str = ""
    population: str = ""


class Population(NamedTuple):
    """The group that a population is part of, the name of the division it belongs to, and its line of therapy."""

    whole: str = ""
    partition: str = ""
    line: str = ""


class Arm(NamedTuple):
    """An arm's role and population, the agents that all its patients are given, and those that some are."""

    role: str = ""
    population: str = ""
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()


class Family(NamedTuple):
    """Agents that every member of a family of regimens holds, and that none holds."""

    includes: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Patients:
    """Populations, arms and families of regimens, by IRI."""

    populations: Mapping[str, Population] = field(default_factory=dict)
    arms: Mapping[str, Arm] = field(default_factory=dict)
    families: Mapping[str, Family] = field(default_factory=dict)

    def within(self, one: Whom, other: Whom) -> bool:
        """Whether all patients of one are surely among those of the other."""
        return (
            one.study == other.study and self._treated_within(one, other) and self._of(other) in (EVERYONE, *self._lineage(self._of(one)))
        )

    def apart(self, one: Whom, other: Whom) -> bool:
        """Whether one and the other surely share no patient."""
        return one.study != other.study or self._treated_apart(one, other) or self._populations_apart(self._of(one), self._of(other))

    def line(self, whom: Whom) -> str:
        """The line of therapy: of the population, or of the nearest group that it is part of and that tells one."""
        return next((line for population in self._lineage(self._of(whom)) if (line := self.populations[population].line)), "")

    def _lineage(self, population: str) -> Iterator[str]:
        """The population and the groups it is part of, upwards."""
        seen: set[str] = set()
        while population in self.populations and population not in seen:
            yield population
            seen.add(population)
            population = self.populations[population].whole

    def _of(self, whom: Whom) -> str:
        """The population, or the arm's; an arm of one population narrows a wider one down to it."""
        own = self.arms[whom.arm].population if whom.arm in self.arms else ""
        return own if not whom.population or whom.population in self._lineage(own) else whom.population

    def _arm(self, whom: Whom) -> str:
        """The arm, where it is a group that is given a regimen of its own."""
        role = self.arms[whom.arm].role if whom.arm in self.arms else ""
        return EVERYONE if role.endswith(_NOT_A_GROUP) else whom.arm

    def _treated_within(self, one: Whom, other: Whom) -> bool:
        arm, family = self._arm(one), one.family
        if self._arm(other):
            return arm == self._arm(other)
        if not other.family or family == other.family:
            return True
        wider = self.families.get(other.family, Family())
        if family:
            narrower = self.families.get(family, Family())
            return bool(wider.includes) and wider.includes <= narrower.includes and wider.excludes <= narrower.excludes
        return bool(arm) and self._member(arm, wider)

    def _treated_apart(self, one: Whom, other: Whom) -> bool:
        arm, further = self._arm(one), self._arm(other)
        if arm and further:
            return arm != further
        if one.family and other.family:
            first, second = self.families.get(one.family, Family()), self.families.get(other.family, Family())
            return bool(first.includes & second.excludes or first.excludes & second.includes)
        known, family = (arm, other.family) if arm else (further, one.family)
        return bool(known and family) and self._no_member(known, self.families.get(family, Family()))

    def _member(self, arm: str, family: Family) -> bool:
        """Whether all of an arm are given a regimen of the family."""
        told = self.arms.get(arm, Arm())
        return bool(family.includes) and family.includes <= told.required and not (told.required | told.optional) & family.excludes

    def _no_member(self, arm: str, family: Family) -> bool:
        """Whether nobody of an arm is given a regimen of the family; of an arm that names no agent nothing is known."""
        told = self.arms.get(arm, Arm())
        return bool(told.required) and not (family.includes <= told.required | told.optional and not told.required & family.excludes)

    def _populations_apart(self, one: str, other: str) -> bool:
        """Whether somewhere above, the two lie in different parts of one division."""
        return any(
            upper != further and self._division(upper) and self._division(upper) == self._division(further)
            for upper in self._lineage(one)
            for further in self._lineage(other)
        )

    def _division(self, population: str) -> tuple[str, str] | None:
        told = self.populations[population]
        return (told.whole, told.partition) if told.partition else None


def read_patients(base: Base) -> Patients:
    """The populations, arms and families of a release."""
    agents: dict[tuple[str, bool], set[str]] = defaultdict(set)
    families: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for arm, agent, option in _texts(base, _PARTS):
        agents[arm, option.endswith(".required")].add(agent)
    for family, how, agent in _texts(base, _FAMILIES):
        families[family][how].add(agent)
    includes, excludes = expand("aml:includesAgent"), expand("aml:excludesAgent")
    return Patients(
        {it: Population(whole, partition, line) for it, whole, partition, line in _texts(base, _POPULATIONS)},
        {it: Arm(role, own, frozenset(agents[it, True]), frozenset(agents[it, False])) for it, role, own in _texts(base, _ARMS)},
        {family: Family(frozenset(told[includes]), frozenset(told[excludes])) for family, told in families.items()},
    )


def _texts(base: Base, sparql: str) -> Iterator[tuple[str, ...]]:
    """The rows of a query as texts, those in order that some variables leave empty included."""
    return (tuple(cell.text if cell else "" for cell in row) for row in base.select(sparql).rows)
