"""Members: what groups are made of: the subgroups of a population, the arms of a regimen family, the events of a group of events."""

from __future__ import annotations

from collections import defaultdict

from kb.infer.regimens import arm_regimens, regimens
from kb.records import AdverseEventResult, AdverseEventTerm, Arm, Population, RegimenFamily
from kb.sources import Holdings


def partitions(holdings: Holdings) -> dict[str, list[tuple[str, list[str]]]]:
    """For each population, the named ways to divide it up wholly, with the subgroups of each (two or more)."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for population in holdings.all(Population):
        if population.part_of and population.partition:
            found[population.part_of, population.partition].append(population.key)
    divided: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    for (whole, name), members in found.items():
        if len(members) > 1:
            divided[whole].append((name, members))
    return divided


def family_arms(holdings: Holdings) -> dict[str, list[Arm]]:
    """For each regimen family, the regimen groups of its study whose regimen belongs to it."""
    families = holdings.all(RegimenFamily)
    # Only sources that tell of families, and the vocabulary, matter here: a registry of many arms need not be gone through.
    telling = {holdings.document["family", family.key] for family in families}
    narrow = Holdings([source for source in holdings.sources if not source.is_document or source.graph in telling])
    of_regimen = {regimen.key: set(regimen.families) for regimen in regimens(narrow)}
    of_arm = {arm.key: of_regimen[arm.regimen] for arm in arm_regimens(narrow)}
    groups = [arm for arm in narrow.all(Arm) if arm.arm_role == "regimen-group"]
    return {
        family.key: [arm for arm in groups if arm.study == family.study and family.key in of_arm.get(arm.key, ())] for family in families
    }


class EventTerms:
    """Which adverse events lie within which: by the vocabulary, and as a document lists those of a study under groups of its own.

    Of a registry's snapshot each record does so for itself: what one lists under a group says nothing of another's events.
    """

    def __init__(self, holdings: Holdings) -> None:
        self._wider = {term.key: {term.broader} for term in holdings.all(AdverseEventTerm) if term.broader}
        self._listed: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for statement in holdings.all(AdverseEventResult):
            if statement.group:
                self._listed[holdings.document[statement.kind, statement.key], statement.study, statement.term].add(statement.group)

    @property
    def wider(self) -> set[str]:
        """The events that others lie within: of a registry's thousands of single events none need be looked at as a group."""
        return {above for wider in (*self._wider.values(), *self._listed.values()) for above in wider}

    def _above(self, document: str, study: str, term: str) -> set[str]:
        return self._wider.get(term, set()) | self._listed.get((document, study, term), set())

    def within(self, document: str, study: str, term: str, group: str) -> bool:
        """Whether a study's everybody, as a document tells of it, with one event has another, wider one too."""
        seen = {term}
        ahead = self._above(document, study, term)
        while ahead - seen and group not in ahead:
            seen |= ahead
            ahead = {above for one in ahead for above in self._above(document, study, one)}
        return group in ahead and group != term
