"""Drift: rules on what a paper prints of a trial beside what a trial registry says of it, each at its own date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kb.check.finding import MINOR, finding
from kb.check.records import FIELDS, in_words
from kb.infer.classes import agent_closures, class_closures
from kb.records import Arm, Component, Discrepancy, Document, TrialRecord
from kb.sources import Holdings

REGISTRY = "registry"

Given = dict[str, set[str]]
"""Agents and classes (``kind/key``) by study."""


@dataclass(frozen=True)
class _Ground:
    """What the rule looks at, gathered once."""

    holdings: Holdings

    @cached_property
    def registries(self) -> frozenset[str]:
        """Documents that are snapshots of a registry."""
        return frozenset(one.key for one in self.holdings.all(Document) if one.document_kind == REGISTRY)

    @cached_property
    def records(self) -> Mapping[str, list[TrialRecord]]:
        """Trial records by study."""
        found: dict[str, list[TrialRecord]] = defaultdict(list)
        for record in self.holdings.all(TrialRecord):
            found[record.study].append(record)
        return found

    @cached_property
    def above(self) -> Mapping[str, frozenset[str]]:
        """The classes above each agent and class."""
        agents = {f"agent/{one.key}": frozenset(f"class/{key}" for key in one.in_class) for one in agent_closures(self.holdings)}
        return agents | {f"class/{one.key}": frozenset(f"class/{key}" for key in one.within) for one in class_closures(self.holdings)}

    @cached_property
    def given(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """What each document says that a study gives, by document and study."""
        studies = {arm.key: arm.study for arm in self.holdings.all(Arm)}
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for component in self.holdings.all(Component):
            named = f"agent/{component.agent}" if component.agent else f"class/{component.agent_class}"
            found[self.holdings.document["component", component.key], studies[component.arm]].add(named)
        return {key: frozenset(several) for key, several in found.items()}

    def document(self, record: TrialRecord) -> str:
        """The document that states a record."""
        return self.holdings.document["trial-record", record.key]

    def named(self, record: TrialRecord) -> str:
        """The document that states a record, as people call it, with the record's date where its name does not tell that."""
        label = self.holdings.label(f"document/{self.document(record)}")
        return label if self.document(record) in self.registries else f"{label} ({record.as_of})"

    def names(self, entities: set[str]) -> str:
        """Agents and classes by name."""
        return ", ".join(sorted(self.holdings.label(one) for one in entities))

    def pairs(self) -> Iterator[tuple[TrialRecord, TrialRecord]]:
        """Each paper's record of a study with the newest record that a registry has of it."""
        for together in self.records.values():
            told = sorted((one for one in together if self.document(one) in self.registries), key=lambda one: (one.as_of, one.key))
            if told:
                yield from ((one, told[-1]) for one in together if self.document(one) not in self.registries)


def registry_drift(holdings: Holdings) -> Iterator[Discrepancy]:
    """Where the newest record of a registry differs from what a paper prints: phase, status, dates, enrolment, what is given."""
    ground = _Ground(holdings)
    for paper, registry in ground.pairs():
        for name, differ in FIELDS.items():
            printed, told = getattr(paper, name), getattr(registry, name)
            if printed not in (None, ()) and told not in (None, ()) and differ(printed, told):
                yield _found(ground, (paper, registry), name, in_words(holdings, name, printed), in_words(holdings, name, told))
        yield from _given_otherwise(ground, paper, registry)


def _found(ground: _Ground, pair: tuple[TrialRecord, TrialRecord], name: str, printed: str, told: str, words: str = "") -> Discrepancy:
    """The finding for a paper's record and a registry's; ``words`` say what differs where it is no single value."""
    paper, registry = pair
    one, other = ground.named(paper), ground.named(registry)
    differs = words or f"{name.replace('_', ' ')} is {printed} in {one} and {told} in {other}"
    label = f"{ground.holdings.label(f'study/{paper.study}')}: {differs}"
    statements = [f"trial-record/{paper.key}", f"trial-record/{registry.key}"]
    return finding("registry-drift", MINOR, label, statements, aspect=name, expected=told, found=printed)


def _given_otherwise(ground: _Ground, paper: TrialRecord, registry: TrialRecord) -> Iterator[Discrepancy]:
    """What only one of the two says is given; a class in one agrees with its member in the other."""
    printed, told = (ground.given.get((ground.document(one), one.study), frozenset()) for one in (paper, registry))
    only = [(record, ground.names(_unmet(ground, *sides))) for record, sides in ((paper, (printed, told)), (registry, (told, printed)))]
    if printed and told and any(names for _, names in only):
        words = " and ".join(f"only {ground.named(record)} names {names}" for record, names in only if names)
        (_, here), (_, there) = only
        yield _found(ground, (paper, registry), "interventions", here or "nothing more", there or "nothing more", words)


def _unmet(ground: _Ground, some: frozenset[str], others: frozenset[str]) -> set[str]:
    """Those of ``some`` that nothing of ``others`` is, nor is a member or a class of."""
    wide = others.union(*(ground.above.get(one, frozenset()) for one in others))
    return {one for one in some if one not in wide and not ground.above.get(one, frozenset()) & others}
