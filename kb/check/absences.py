"""Absences: rules on an adverse event that a sentence says did not occur, against counts of it, or of an event within it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from kb.check.arithmetic import is_share
from kb.check.finding import MAJOR, finding
from kb.check.members import EventTerms
from kb.check.words import figures, joined, place, what
from kb.infer.classes import component_matches
from kb.infer.measurements import NOT_STATED, Groups, entity, time_of
from kb.records import AdverseEventResult, Anchored, Arm, Claim, Component, Discrepancy, Measured
from kb.sources import Holdings

DENIES = "does-not-cause"
"""The relation of a claim that none of an event was seen."""
OPINION = "opinion"


class Absence(NamedTuple):
    """That an event did not occur, in whom, and the arms it is said of (None for all)."""

    statement: Anchored
    document: str
    study: str
    term: str
    population: str | None
    arms: frozenset[str] | None
    time: str | None
    related: str | None


class _Events:
    """The base's statements on adverse events, and whom they are about."""

    def __init__(self, holdings: Holdings) -> None:
        self.holdings, self.groups, self.terms = holdings, Groups(holdings), EventTerms(holdings)
        self.counts = [s for s in holdings.all(AdverseEventResult) if is_share(s)]

    def absences(self) -> Iterator[Absence]:
        """Claims that deny an event, and counts of nobody without a grade; those by grade other rules compare."""
        for count in self.counts:
            if _is_none(count) and count.grade == NOT_STATED:
                arm, population = self.groups.of(count)
                arms = frozenset([arm]) if arm else None
                yield Absence(
                    count, self._document(count), count.study, count.term, population, arms, time_of(count), _related(count.relatedness)
                )
        for claim in self.holdings.all(Claim):
            if claim.relation == DENIES and claim.study and claim.voice != OPINION:
                document = self._document(claim)
                population, arms = claim.population or self.groups.whole(document, claim.study), self._arms(claim)
                for term in _keys(claim.object, "term"):
                    yield Absence(claim, document, claim.study, term, population, arms, None, None)

    def _document(self, record: Anchored) -> str:
        return self.holdings.document[record.kind, record.key]

    def _arms(self, claim: Claim) -> frozenset[str] | None:
        """The arms that a claim is about: those it names, else those of its study that are given the agents or classes it names."""
        if named := _keys(claim.subject, "arm"):
            return frozenset(named)
        given = {subject for subject in claim.subject if subject.partition("/")[0] in ("agent", "class")}
        parts = [part for part in self.holdings.all(Component) if self.holdings.get(Arm, part.arm).study == claim.study] if given else []
        matches = {match.key: given & set(match.matches) for match in component_matches(self.holdings)} if parts else {}
        return frozenset(part.arm for part in parts if matches[part.key]) if parts else None

    def _all_arms(self, study: str) -> set[str]:
        return {arm.key for arm in self.holdings.all(Arm) if arm.study == study}

    def against(self, absence: Absence) -> list[AdverseEventResult]:
        """Counts of somebody with the event, or with one within it, in those it is said not to have befallen."""
        return [count for count in self.counts if _is_some(count) and self._is_event(count, absence) and self._is_in(count, absence)]

    def _is_event(self, count: AdverseEventResult, absence: Absence) -> bool:
        if count.term == absence.term:
            # two counts of one event without a grade are one quantity, whose figures are compared elsewhere
            return not (isinstance(absence.statement, AdverseEventResult) and count.grade == NOT_STATED)
        return self.terms.within(self._document(count), count.study, count.term, absence.term)

    def _is_in(self, count: AdverseEventResult, absence: Absence) -> bool:
        _, population = self.groups.of(count)
        whole = absence.population in (None, self.groups.whole(absence.document, absence.study))
        return (
            count.study == absence.study
            and (whole or absence.population in list(self.groups.lineage(population)))
            and (absence.arms is None or count.arm in absence.arms or (not count.arm and self._all_arms(count.study) <= absence.arms))
            and (absence.time == time_of(count) or None in (absence.time, time_of(count)))
            and absence.related in (None, count.relatedness)
        )


def _keys(entities: tuple[str, ...], kind: str) -> list[str]:
    return [key for found, _, key in (one.partition("/") for one in entities) if found == kind]


def _related(relatedness: str | None) -> str | None:
    return None if relatedness == NOT_STATED else relatedness


def _is_none(count: Measured) -> bool:
    return count.n == 0 or (count.n is None and count.percent == 0)


def _is_some(count: Measured) -> bool:
    return bool(count.n) or (count.n is None and bool(count.percent))


def absence_against_count(holdings: Holdings) -> Iterator[Discrepancy]:
    """An event that is said not to have occurred in a study, though patients with it, or with an event within it, are counted there."""
    events = _Events(holdings)
    found: dict[tuple[str, str, str], list[tuple[Absence, list[AdverseEventResult]]]] = defaultdict(list)
    for absence in events.absences():
        if counts := events.against(absence):
            found[absence.document, absence.study, absence.term].append((absence, counts))
    for (_, _, term), pairs in found.items():
        denying = [absence.statement for absence, _ in pairs]
        counts = list(dict.fromkeys(count for _, together in pairs for count in together))
        places = joined(dict.fromkeys(map(place, denying)))
        told = joined(f"{what(holdings, one)}, {figures(one)} in {place(one)}" for one in _most_telling(counts))
        label = f"{holdings.label(f'term/{term}')} is said in {places} not to have occurred, but patients are counted: {told}"
        statements = [f"{one.kind}/{one.key}" for one in denying] + [entity(one) for one in counts]
        yield finding(
            "absence-against-count", MAJOR, label, statements, expected="nobody", found=joined(map(figures, _most_telling(counts)))
        )


def _most_telling(counts: list[AdverseEventResult]) -> list[AdverseEventResult]:
    """Of each event the count by one grade that says most, so that a total does not hide how bad it was."""
    telling: dict[str, AdverseEventResult] = {}
    for count in sorted(counts, key=lambda one: ("-" in one.grade or not one.grade.isdigit(), -(one.n or 0), one.grade)):
        telling.setdefault(count.term, count)
    return list(telling.values())
