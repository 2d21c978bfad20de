"""Cited works: rules on a statement and the references given for it: another author, another disease, another regimen."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from kb.check.finding import MINOR, finding
from kb.check.words import joined, place
from kb.infer.classes import concept_closures
from kb.records import Anchored, Arm, Claim, Component, Discrepancy, Population, Reference, Study
from kb.sources import Holdings

CONSISTS_OF = "consists-of"
_NAMED = re.compile(r"\b([A-Z][\w’'-]+) (?:et al|and colleagues)\b")
"""The last word of a family name, before what stands for the other authors."""


def reference_mismatch(holdings: Holdings) -> Iterator[Discrepancy]:
    """A statement given references to works that are by others, on another disease, or with another regimen than it says."""
    works = _Works(holdings)
    yield from _authors(works)
    yield from _diseases(works)
    yield from _regimens(works)


class _Works:
    """The cited works, and what the studies that they report were of."""

    def __init__(self, holdings: Holdings) -> None:
        self.holdings = holdings
        self.references = {reference.key: reference for reference in holdings.all(Reference)}
        # Only studies that cited works report, and what was drawn or given in them, matter: a registry of many need not be gone through.
        self._studies: dict[str, set[str]] = defaultdict(set)
        for study in holdings.all(Study):
            if len(study.references) == 1:  # under several, a document may gather works that it cites together
                self._studies[study.references[0]].add(study.key)
        reporting = set().union(*self._studies.values())
        self._diseases: dict[str, set[str]] = defaultdict(set)
        for population in holdings.all(Population):
            if population.study in reporting:
                self._diseases[population.study or ""] |= set(population.disease)
        self._arms: dict[str, list[set[str]]] = defaultdict(list)
        given: dict[str, set[str]] = defaultdict(set)
        for component in holdings.all(Component):
            given[component.arm].add(component.agent or "")
        for arm in holdings.all(Arm):
            if arm.study in reporting and arm.key in given:
                self._arms[arm.study].append(given[arm.key])

    def document(self, record: Anchored) -> str:
        return self.holdings.document[record.kind, record.key]

    def studies(self, references: tuple[str, ...]) -> set[str]:
        """The studies that some works report; none where a work reports none of its own, for it may then speak of anything."""
        found = [self._studies.get(reference, set()) for reference in references]
        return set().union(*found) if all(found) else set()

    def diseases(self, references: tuple[str, ...]) -> set[str]:
        """The diseases of those studies; none where one does not tell."""
        found = [self._diseases.get(study, set()) for study in self.studies(references)]
        return set().union(*found) if all(found) else set()

    def arms(self, references: tuple[str, ...]) -> list[set[str]]:
        """The agents of each arm of those studies; none where a study tells no arms, or names a class instead of an agent."""
        found = [self._arms.get(study, []) for study in self.studies(references)]
        arms = [arm for arms in found for arm in arms]
        return arms if all(found) and not any("" in arm for arm in arms) else []

    def told(self, references: tuple[str, ...]) -> str:
        """``reference 49 (Zhou et al. 2026)``."""
        return joined(f"reference {one.number} ({one.label})" for one in (self.references[key] for key in references))


def _cites(record: object, works: _Works) -> tuple[str, ...]:
    """The references of a record, where all are numbered entries of a list."""
    references: tuple[str, ...] = getattr(record, "references", ())
    return references if all(key in works.references for key in references) else ()


def _authors(works: _Works) -> Iterator[Discrepancy]:
    """A sentence names an author who is none of those printed for the works that it cites."""
    holdings = works.holdings
    seen: set[tuple[str, str, tuple[str, ...]]] = set()
    records = [row.record for source in holdings.sources if source.is_document for row in source.rows]
    for record in records:
        references = _cites(record, works)
        if not references or not isinstance(record, Anchored):
            continue
        printed = {word for key in references for author in works.references[key].authors for word in _words(author)}
        for where, fragment in zip(record.at, record.fragment, strict=True):
            for name in _NAMED.findall(fragment) if where.head != "References" else ():
                told = works.document(record), name, references
                if printed and name.casefold() not in printed and told not in seen:
                    seen.add(told)
                    label = f"'{name} et al.' in section {where.head} is given {works.told(references)}, which prints no author {name}"
                    entities = [f"{record.kind}/{record.key}", *(f"document/{key}" for key in references)]
                    yield finding("reference-mismatch", MINOR, label, entities, aspect=f"author {name}", found=name)


def _words(author: str) -> set[str]:
    return {word.casefold() for word in author.split()}


def _diseases(works: _Works) -> Iterator[Discrepancy]:
    """A claim on a disease rests on works whose studies were all of other diseases."""
    within = {closure.key: set(closure.within) for closure in concept_closures(works.holdings)}
    mixed: dict[tuple[str, tuple[str, ...], str], list[Claim]] = defaultdict(list)
    for claim in works.holdings.all(Claim):
        said = {key for entity in (*claim.subject, *claim.object) if (key := entity.removeprefix("concept/")).startswith("disease.")}
        references = _cites(claim, works)
        studied = {f"disease.{key}" for key in works.diseases(references)}
        if said and studied and not any(a in within[b] or b in within[a] for a in said for b in studied):
            mixed[works.document(claim), references, " ".join(sorted(said))].append(claim)
    for (_, references, key), claims in mixed.items():
        diseases = joined(works.holdings.label(f"concept/{disease}") for disease in key.split())
        others = joined(sorted(works.holdings.label(f"concept/disease.{disease}") for disease in works.diseases(references)))
        label = f"what is said of {diseases} in {place(claims[0])} is given {works.told(references)}, on {others}"
        entities = [*(f"claim/{claim.key}" for claim in claims), *(f"document/{reference}" for reference in references)]
        yield finding("reference-mismatch", MINOR, label, entities, aspect="disease", expected=diseases, found=others)


def _regimens(works: _Works) -> Iterator[Discrepancy]:
    """A regimen is told with its agents, but no arm of the works cited for it was given them all."""
    for claim in works.holdings.all(Claim):
        told = {key for kind, _, key in (entity.partition("/") for entity in claim.object) if kind == "agent"}
        references = _cites(claim, works)
        arms = works.arms(references) if claim.relation == CONSISTS_OF else []
        if told and arms and not any(told <= arm for arm in arms):
            lacking = _in_words(works, told - set().union(*arms))
            names = joined(map(works.holdings.label, claim.subject))
            wrong = f"without {lacking}" if lacking else "where no arm had them all"
            label = f"{names}, told with {_in_words(works, told)} in {place(claim)}, is given {works.told(references)}, {wrong}"
            entities = [f"claim/{claim.key}", *(f"document/{key}" for key in references)]
            found = "; ".join(sorted(_in_words(works, arm) for arm in arms))
            yield finding("reference-mismatch", MINOR, label, entities, aspect="regimen", expected=_in_words(works, told), found=found)


def _in_words(works: _Works, agents: set[str]) -> str:
    return joined(sorted(works.holdings.label(f"agent/{agent}") for agent in agents)) if agents else ""
