"""Posted events: the adverse events of a record, group by group, serious and other apart; what is not listed stays unknown, never zero."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from kb.records import AdverseEventResult, Result
from kb.values import Place
from loaders.registry.conditions import place, quoted
from loaders.registry.event_terms import EventTerms
from loaders.registry.posted_figures import count_of, figure, in_words
from loaders.registry.posted_groups import Groups, Named, items, named, words
from loaders.registry.trial import Trial
from loaders.registry.unmatched import Unmatched

MODULE = "adverseEventsModule"
SERIOUS, OTHER = "serious", "not-serious"
LISTS = {"seriousEvents": SERIOUS, "otherEvents": OTHER}
TOTALS = {SERIOUS: ("serious", "serious-adverse-event"), OTHER: ("other", "non-serious-adverse-event")}
"""What the fields of a group's totals begin with, and the terms of the vocabulary that they count."""
DEATH = "death"
OWN, ANY_GRADE, NOT_STATED = "own", "any", "not-stated"
ASSESSMENTS = {
    "systematic assessment": "systematic",
    "non systematic assessment": "non-systematic",
}


@dataclass(frozen=True, slots=True)
class Count:
    """How many of how many, and where the first is posted."""

    n: int
    size: int | None
    at: Place
    posted: str


class PostedEvents:
    """The table of adverse events of one trial."""

    def __init__(self, trial: Trial, doc: str, groups: Groups, terms: EventTerms, unmatched: Unmatched) -> None:
        module = (trial.results or {}).get(MODULE)
        self.module: Mapping[str, Any] = module if isinstance(module, Mapping) else {}
        self.trial, self.groups, self.terms, self.unmatched = trial, groups, terms, unmatched
        self.prefix = f"{doc}-{trial.nct_id.lower()}"
        self.named = named(self.module, "eventGroups", MODULE)
        self.time = quoted(words(self.module, "timeFrame")) or None
        threshold = figure(self.module.get("frequencyThreshold"))
        self.threshold: Decimal | None = threshold.value if threshold and 0 <= threshold.value <= 100 else None

    def events(self) -> Iterator[AdverseEventResult]:
        """Each group's count of each listed term, then its totals of serious and of other events."""
        for name, seriousness in LISTS.items():
            for n, event in items(self.module, name):
                yield from self._event(event, f"{MODULE}.{name}[{n}]", seriousness, n + 1)
        for n, group in items(self.module, "eventGroups"):
            yield from self._totals(group, f"{MODULE}.eventGroups[{n}]", n + 1)

    def deaths(self) -> Iterator[Result]:
        """Each group's deaths of any cause, where the record counts them."""
        for n, group in items(self.module, "eventGroups"):
            path, who = f"{MODULE}.eventGroups[{n}]", self.named.get(words(group, "id"))
            if who and (count := self._count(group, path, "deathsNumAffected", "deathsNumAtRisk")):
                whose = self.groups.of(who, count.size)
                yield Result(
                    key=f"{self.prefix}-deaths-{n + 1}",
                    study=self.trial.nct_id,
                    population=whose.population,
                    arm=whose.arm,
                    outcome=DEATH,
                    time_point=self.time,
                    voice=OWN,
                    note="deaths of any cause while adverse events were collected",
                    at=(count.at,),
                    fragment=(count.posted,),
                    **_share(count),
                )

    def _event(self, event: Mapping[str, Any], path: str, seriousness: str, number: int) -> Iterator[AdverseEventResult]:
        printed = words(event, "term")
        term = self.terms.key_of(printed) if printed else None
        if term is None:
            self.unmatched.figure("an adverse event without a name")
            return
        told = self._told(event)
        organ = words(event, "organSystem")
        group = self.terms.key_of(organ) if organ else None
        for n, cell in items(event, "stats"):
            who = self.named.get(words(cell, "groupId"))
            count = self._count(cell, f"{path}.stats[{n}]", "numAffected", "numAtRisk") if who else None
            if who is None or count is None:
                self.unmatched.figure("a count of an adverse event that is not available")
                continue
            key = f"{seriousness}-{number}-{n + 1}"
            one = self._result(key, term, group if group != term else None, seriousness, count, who, "term")
            yield replace(one, events=count_of(cell.get("numEvents")), **told)

    def _told(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """What is said of a term: the dictionary it is of, and how its events came to be known."""
        return {
            "event_dictionary": words(event, "sourceVocabulary") or None,
            "assessment": ASSESSMENTS.get(in_words(words(event, "assessmentType"))),
        }

    def _totals(self, group: Mapping[str, Any], path: str, number: int) -> Iterator[AdverseEventResult]:
        who = self.named.get(words(group, "id"))
        for seriousness, (name, term) in TOTALS.items():
            if who and (count := self._count(group, path, f"{name}NumAffected", f"{name}NumAtRisk")):
                yield self._result(f"{seriousness}-total-{number}", term, None, seriousness, count, who, "group")

    def _count(self, holder: Mapping[str, Any], path: str, affected: str, at_risk: str) -> Count | None:
        n = count_of(holder.get(affected))
        size = count_of(holder.get(at_risk)) or None
        if n is None:
            return None
        if size is not None and n > size:
            self.unmatched.figure("a denominator smaller than its count, left out")
            size = None
        return Count(n, size, place(self.trial, path, affected), str(holder[affected]).strip())

    def _result(
        self,
        key: str,
        term: str,
        group: str | None,
        seriousness: str,
        count: Count,
        who: Named,
        level: str,
    ) -> AdverseEventResult:
        whose = self.groups.of(who, count.size)
        return AdverseEventResult(
            key=f"{self.prefix}-ae-{key}",
            study=self.trial.nct_id,
            population=whose.population,
            arm=whose.arm,
            term=term,
            group=group,
            level=level,
            grade=ANY_GRADE,
            relatedness=NOT_STATED,
            seriousness=seriousness,
            frequency_threshold=self.threshold if seriousness == OTHER else None,
            time_point=self.time,
            voice=OWN,
            # As in a table of a paper, the cell is quoted: its place tells whose row it stands in.
            at=(count.at,),
            fragment=(count.posted,),
            **_share(count),
        )


def _share(count: Count) -> dict[str, Any]:
    """The fields of a number of patients, of all where that is known."""
    return {"statistic": "proportion" if count.size else "count", "n": count.n, "denominator": count.size}
