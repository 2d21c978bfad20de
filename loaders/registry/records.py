"""Records: one trial of a snapshot to the records of kb: the study, what the registry said of it, its arms and what they are given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kb.names import slug
from kb.records import Arm, Component, Concept, Intervention, Record, Study, TrialRecord
from kb.sources import Holdings
from kb.values import Place
from loaders.registry.arms import ArmGiven, arms_given, recognise
from loaders.registry.event_terms import EventTerms
from loaders.registry.recognition import Recogniser
from loaders.registry.spelled_out import IDENTIFICATION
from loaders.registry.trial import PartialDate, Trial
from loaders.registry.trial_facts import posted, primary_outcomes, to_be_measured, whom
from loaders.registry.unmatched import Unmatched

Evidence = dict[str, Any]
"""The fields ``at`` and ``fragment`` of a record."""

_LONGEST_FRAGMENT = 200
"""A fragment is the shortest piece that carries the fact; of a long text, its beginning."""

_MASKING = {
    "NONE": "open-label",
    "SINGLE": "single-blind",
    "DOUBLE": "double-blind",
    "TRIPLE": "triple-blind",
    "QUADRUPLE": "quadruple-blind",
}
_DESIGNS = {
    "RANDOMIZED": "randomized", "NON_RANDOMIZED": "non-randomized", "SINGLE_GROUP": "single-arm", "PARALLEL": "parallel",
    "CROSSOVER": "crossover", "FACTORIAL": "factorial", "SEQUENTIAL": "sequential",
} | _MASKING  # fmt: skip
_KINDS = {"INTERVENTIONAL": "clinical-trial", "OBSERVATIONAL": "observational", "EXPANDED_ACCESS": "expanded-access"}
_PHASES = {"EARLY_PHASE1": "early-1", "PHASE1": "1", "PHASE2": "2", "PHASE3": "3", "PHASE4": "4", "NA": "not-applicable"}
_ROLES = {"EXPERIMENTAL": "experimental"}


@dataclass(frozen=True)
class Terms:
    """The terms of the vocabulary's lists by what the registry prints for them."""

    holdings: Holdings

    @cached_property
    def countries(self) -> Mapping[str, str]:
        """The name within its list of each country, by every way it is printed, folded."""
        concepts = [one for one in self.holdings.all(Concept) if one.scheme == "country"]
        return {printed.casefold(): one.key.removeprefix("country.") for one in concepts for printed in (one.label, *one.alternatives)}


def term(printed: str) -> str:
    """The name within a list of what the registry writes in capitals: ``NOT_YET_RECRUITING`` as ``not-yet-recruiting``."""
    return slug(printed)


def evidence(trial: Trial, *told: tuple[str, str, str]) -> Evidence:
    """Where a record says something: for each, the item's path, the field, and what stands there. Empty texts are left out."""
    said = [(path, field, _shortest(text)) for path, field, text in told if text.strip()]
    places = tuple(Place(trial.nct_id, steps=(path, field)) for path, field, _ in said)
    return {"at": places, "fragment": tuple(text for _, _, text in said)}


def _shortest(text: str) -> str:
    """The text, or its beginning up to a word's end."""
    text = text.strip()
    return text if len(text) <= _LONGEST_FRAGMENT else text[:_LONGEST_FRAGMENT].rsplit(" ", 1)[0]


@dataclass(frozen=True, slots=True)
class Telling:
    """What a record is the one to tell, of all the records of its trial: the others keep what they say of it to their own record."""

    arms: bool = True
    endpoints: bool = True
    results: bool = True


@dataclass(frozen=True)
class Writer:
    """Writes the records of trials of one snapshot (``document`` is its key)."""

    document: str
    recogniser: Recogniser
    terms: Terms
    events: EventTerms
    unmatched: Unmatched

    def records(self, trial: Trial, telling: Telling) -> Iterator[Record]:
        """Everything that is said of what a trial is, whom it is for, what it gives and measures, and what it found."""
        yield self._study(trial)
        whom_ = whom(trial, self.document, self.unmatched)
        yield whom_
        yield self._trial_record(trial, whom_.key)
        yield from self._interventions(trial)
        if telling.endpoints:
            yield from to_be_measured(trial, self.document, self.unmatched)
        for number, given in enumerate(arms_given(trial, self.recogniser) if telling.arms else (), start=1):
            arm = self._arm(trial, given, number, whom_.key)
            yield arm
            yield from self._components(trial, given, arm.key)
        if telling.results and trial.results:
            yield from posted(trial, self.document, self.events, self.unmatched, telling.arms)

    def _key(self, trial: Trial, *parts: object) -> str:
        return "-".join(map(str, (self.document, trial.nct_id.lower(), *parts)))

    def _study(self, trial: Trial) -> Study:
        design = {_DESIGNS.get(word) for word in (trial.allocation, trial.intervention_model, trial.masking)} - {None}
        return Study(
            key=trial.nct_id,
            label=trial.brief_title or trial.official_title or trial.nct_id,
            study_kind=_KINDS.get(trial.study_type, "clinical-trial" if trial.phases else "not-stated"),
            nct_id=trial.nct_id,
            acronym=trial.acronym or None,
            design=tuple(sorted(filter(None, design))),
            **evidence(trial, (IDENTIFICATION, "nctId", trial.nct_id)),
        )

    def _trial_record(self, trial: Trial, population: str) -> TrialRecord:
        completion, primary, start = trial.completion, trial.primary_completion, trial.start
        countries = {known for one in trial.countries if (known := self.terms.countries.get(one.casefold()))}
        measures = [outcome.measure for outcome in trial.outcomes if outcome.role == "primary"]
        return TrialRecord(
            key=self._key(trial, "record"),
            study=trial.nct_id,
            as_of=trial.as_of,
            intervention_printed=_joined(one.name for one in trial.interventions),
            phases=tuple(_PHASES[phase] for phase in trial.phases if phase in _PHASES),
            phase_printed=_joined(trial.phases),
            population=population,
            population_printed=_joined(trial.conditions),
            outcomes=primary_outcomes(trial),
            outcomes_printed=_joined(measures),
            status=term(trial.status) if trial.status else None,
            status_printed=trial.status or None,
            start_date=_day(start),
            completion_date=_day(completion),
            completion_estimated=completion.estimated if completion else None,
            primary_completion_date=_day(primary),
            registered=trial.registered or None,
            last_updated=trial.last_updated or None,
            countries=tuple(sorted(countries)),
            location_printed=_joined(trial.countries),
            sponsor=trial.sponsor or None,
            enrolment=trial.enrolment,
            title=trial.official_title or None,
            why_stopped=trial.why_stopped or None,
            has_results=trial.has_results,
            **self._places(trial),
        )

    def _places(self, trial: Trial) -> Evidence:
        """Where the record is, and where it says what papers are held against: phase, status and completion."""
        completion = trial.completion.day if trial.completion else ""
        return evidence(
            trial,
            (IDENTIFICATION, "nctId", trial.nct_id),
            ("designModule", "phases", trial.phases[0] if trial.phases else ""),
            ("statusModule", "overallStatus", trial.status),
            ("statusModule.completionDateStruct", "date", completion),
        )

    def _interventions(self, trial: Trial) -> Iterator[Intervention]:
        for number, one in enumerate(trial.interventions, start=1):
            found = recognise(one, self.recogniser)
            yield Intervention(
                key=self._key(trial, "intervention", number),
                trial_record=self._key(trial, "record"),
                label=one.name,
                intervention_type=term(one.kind) if one.kind else None,
                other_names=one.other_names,
                recognition=found.how,
                recognised=tuple(dict.fromkeys(given.entity for given in found.given)),
                **evidence(trial, (one.path, "name", one.name)),
            )

    def _arm(self, trial: Trial, given: ArmGiven, number: int, population: str) -> Arm:
        arm = given.arm
        if arm is None:
            titled = trial.brief_title or trial.official_title or trial.nct_id
            places = [(source.path, source.field, source.given.fragment) for source in given.sources[:1]]
            return Arm(
                key=self._key(trial),
                study=trial.nct_id,
                label=titled,
                arm_role="whole-study",
                population=population,
                regimen_printed=_joined(one.name for one in trial.interventions),
                **evidence(trial, *(places or [(IDENTIFICATION, "nctId", trial.nct_id)])),
            )
        return Arm(
            key=self._key(trial, "arm", number),
            study=trial.nct_id,
            label=arm.label,
            arm_role=_ROLES.get(arm.kind, term(arm.kind)) if arm.kind else None,
            population=population,
            regimen_printed=_joined(re.sub(r"^[A-Z][A-Za-z ]+: ", "", name) for name in arm.interventions),
            **evidence(trial, (arm.path, "label", arm.label)),
        )

    def _components(self, trial: Trial, given: ArmGiven, arm: str) -> Iterator[Component]:
        for source in given.sources:
            kind, _, key = source.given.entity.partition("/")
            yield Component(
                key=f"{arm}-{kind}-{key}" if kind == "class" else f"{arm}-{key}",
                arm=arm,
                agent=key if kind == "agent" else None,
                agent_class=key if kind == "class" else None,
                component_role="not-stated",
                option=source.given.option,
                **evidence(trial, (source.path, source.field, source.given.fragment)),
            )


def _joined(printed: Iterable[str]) -> str | None:
    """What is printed as a list, in one line; None where there is nothing."""
    return "; ".join(filter(None, printed)) or None


def _day(date: PartialDate | None) -> str | None:
    return date.day if date else None
