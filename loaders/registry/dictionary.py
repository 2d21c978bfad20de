"""The dictionary: every name of the vocabulary that a registry record may use for what is given, and what it stands for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kb.infer.classes import agent_closures, class_closures
from kb.records import Agent, AgentClass, RegimenName, Synonym, Target
from kb.sources import Holdings, Source
from loaders.registry.qualifiers import Qualifier, read_qualifiers
from loaders.registry.words import name_key

WALLS = ";,()[]:"
"""Signs that no name reaches across, but those that hold them."""

SHORTEST_FREE = 4
"""Names of fewer letters, or of none at all (``7+3``), stand for a drug only as a whole name, in their own case."""

_LONGEST_CASED = 6
"""Abbreviations up to this length are recognised in running text in their own case only."""

_KINDS = ("agent", "regimen-name", "class")
"""What a name may stand for, the most telling first."""


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write an entity (``kind/key``). ``whole`` names stand alone; ``cased`` ones are written just so."""

    label: str
    entity: str
    whole: bool
    cased: bool

    def written_so(self, printed: str) -> bool:
        """Whether a text writes the name in its own case, marks apart, or an abbreviation as a plural or all in capitals."""
        printed, label = (re.sub(r"\W", "", text) for text in (printed, self.label))
        return printed in (label, f"{label}s") or (printed.isupper() and printed == label.upper())

    def begins_large(self, printed: str) -> bool:
        """Whether a text writes an abbreviation of three or more letters as a word that begins with a capital: ``Aza``."""
        printed = re.sub(r"\W", "", printed)
        return len(printed) > 2 and printed.istitle() and printed.isalpha() and self.label.isupper()

    @property
    def walled(self) -> bool:
        """Whether the name holds signs that otherwise part names."""
        return any(sign in self.label for sign in WALLS)


def _name(label: str, entity: str) -> Name:
    letters = re.sub(r"\W", "", label)
    short = len(letters) < SHORTEST_FREE or letters.isdigit()
    capital = letters.isupper() and len(letters) <= _LONGEST_CASED and letters.isalpha()
    return Name(label, entity, short, short or capital)


@dataclass(frozen=True)
class Dictionary:
    """The vocabulary of one build, as recognition needs it."""

    holdings: Holdings

    @classmethod
    def of(cls, vocabulary: Source) -> Dictionary:
        """The dictionary of a vocabulary's rows."""
        return cls(Holdings([vocabulary]))

    @cached_property
    def names(self) -> Mapping[str, tuple[Name, ...]]:
        """Names by how they are compared; of one way of writing, agents come before regimens, regimens before classes."""
        return _by_key((label, entity) for label, entity in self._labels() if entity.partition("/")[0] in _KINDS)

    @cached_property
    def targets(self) -> Mapping[str, tuple[Name, ...]]:
        """Names of antigens and other targets."""
        genes = ((target.gene, f"target/{target.key}") for target in self.holdings.all(Target) if target.gene)
        return _by_key([*((label, entity) for label, entity in self._labels() if entity.startswith("target/")), *genes])

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """Every beginning of a name, so that looking for names stops where none goes on."""
        return frozenset(key[:end] for key in self.names for end in range(1, len(key) + 1))

    @cached_property
    def walled(self) -> frozenset[str]:
        """Every beginning of a name that holds brackets, commas or colons."""
        keys = [key for key, names in self.names.items() if any(name.walled for name in names)]
        return frozenset(key[:end] for key in keys for end in range(1, len(key) + 1))

    @cached_property
    def spellings(self) -> Mapping[str, tuple[str, ...]]:
        """Names of agents that are long enough to be recognised when they are misspelt, by their first letter, which must be right.

        Brands are made to sound like ordinary words (``Granocyte``), which do not misspell them.
        """
        brands = {synonym.label for synonym in self.holdings.all(Synonym) if synonym.synonym_kind == "brand"}
        found: dict[str, list[str]] = defaultdict(list)
        for key, names in self.names.items():
            if key.isalpha() and names[0].entity.startswith("agent/") and not names[0].whole and names[0].label not in brands:
                found[key[0]].append(key)
        return {letter: tuple(keys) for letter, keys in found.items()}

    @cached_property
    def parts(self) -> Mapping[str, tuple[str, ...]]:
        """What each regimen's name stands for: agents and classes, ``kind/key``."""
        return {
            name.key: (*(f"agent/{one}" for one in name.agents), *(f"class/{one}" for one in name.classes))
            for name in self.holdings.all(RegimenName)
        }

    @cached_property
    def above(self) -> Mapping[str, frozenset[str]]:
        """For each agent and class, ``kind/key``, the classes above it."""
        agents = {f"agent/{one.key}": frozenset(f"class/{key}" for key in one.in_class) for one in agent_closures(self.holdings)}
        classes = {f"class/{one.key}": frozenset(f"class/{key}" for key in one.within) for one in class_closures(self.holdings)}
        return agents | classes

    @cached_property
    def qualifiers(self) -> tuple[Qualifier, ...]:
        """Words that make what they stand beside another agent."""
        return read_qualifiers(self.holdings)

    def axis(self, entity: str) -> str:
        """The axis of a class: mechanism, modality or use."""
        return self.holdings.get(AgentClass, entity.partition("/")[2]).axis

    def has_agent(self, key: str) -> bool:
        """Whether the vocabulary has an agent of this key."""
        return ("agent", key) in self.holdings.rows

    def _labels(self) -> Iterator[tuple[str, str]]:
        for kind in (Agent, RegimenName, AgentClass, Target):
            for record in self.holdings.all(kind):
                yield str(getattr(record, "label", "")), f"{kind.kind}/{record.key}"
        for synonym in self.holdings.all(Synonym):
            yield synonym.label, synonym.subject


def _by_key(labels: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> dict[str, tuple[Name, ...]]:
    found: dict[str, dict[Name, None]] = defaultdict(dict)
    for label, entity in labels:
        if key := name_key(label):
            found[key][_name(label, entity)] = None
    return {key: tuple(sorted(names, key=_rank)) for key, names in found.items()}


def _rank(name: Name) -> tuple[int, str]:
    kind = name.entity.partition("/")[0]
    return (_KINDS.index(kind) if kind in _KINDS else len(_KINDS), name.entity)
