"""Arms: what each arm of a registry record is given, from its interventions, else its own label, else the record's titles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from loaders.registry.descriptions import accompanied, beside_chemotherapy, by_rays, denied, described, dosed, radiated
from loaders.registry.entry_parts import OPTIONAL, REQUIRED
from loaders.registry.recognised import CHEMOTHERAPY, INTRATHECAL, NONE, PLACEBO, RADIATIONS, WHOLE, Given, Recognised
from loaders.registry.recognition import CELLS, Recogniser
from loaders.registry.spelled_out import Source, SpelledOut, spelled_out
from loaders.registry.titles import given_by_titles
from loaders.registry.told_elsewhere import told_elsewhere
from loaders.registry.trial import ArmGroup, Intervention, Trial

_NO_TREATMENT = frozenset({"DIAGNOSTIC_TEST", "BEHAVIORAL", "DEVICE"})
"""Kinds of intervention whose names are not looked through for drugs: a test may well be called after one."""

_OBSERVED = re.compile(r"\bobservation\b|\bstud(?:y|ies)$", re.IGNORECASE)
"""Interventions by which nothing is given: ``clinical observation``, ``pharmacological study``."""

_PREPARES = re.compile(r"\b(?:conditioning|preparative|prep|regimens?|prophylaxis|chemotherapy|standard of care)\b", re.IGNORECASE)
"""Names that leave all to the description: ``conditioning regimen``."""

_TYPE = re.compile(r"^[A-Z][A-Za-z ]+: ")
"""The kind of an intervention that an arm prints before its name: ``Drug: Azacitidine``."""


@dataclass(frozen=True, slots=True)
class ArmGiven:
    """An arm with what it is given. ``arm`` is None where the record has no arms, so that the whole study stands for one."""

    arm: ArmGroup | None
    sources: tuple[Source, ...]


def recognise(intervention: Intervention, recogniser: Recogniser) -> Recognised:
    """What an intervention's names stand for."""
    if intervention.kind not in _NO_TREATMENT:
        found = recogniser.entry(intervention.name, intervention.other_names)
        return found if found.given or found.how == PLACEBO else by_rays(intervention.name)
    treatment = recogniser.entry(intervention.name) if intervention.kind == "DEVICE" else Recognised((), NONE)
    procedure = treatment.how == WHOLE or any(recogniser.is_a(one.entity, *CELLS) for one in treatment.given)
    return treatment if procedure else Recognised((), NONE)  # light, photopheresis or a graft, listed as a device


def arms_given(trial: Trial, recogniser: Recogniser) -> list[ArmGiven]:
    """Every arm with what it is given; one for the whole study where the record has no arms, or links none to anything.

    A class beside a drug of it goes before the record is asked what that class means (``NK cells`` beside ``NK-92``), and again after.
    """
    return [
        ArmGiven(one.arm, _together(told_elsewhere(trial, _together(one.sources, recogniser), recogniser), recogniser))
        for one in _arms_given(trial, recogniser)
    ]


def _arms_given(trial: Trial, recogniser: Recogniser) -> list[ArmGiven]:
    linked = [(arm, _linked(arm, trial.interventions)) for arm in trial.arms]
    if not any(found for _, found in linked) and trial.interventions:
        return [ArmGiven(None, tuple(_of_interventions(trial, trial.interventions, recogniser)))]
    if trial.arms:
        return [ArmGiven(arm, tuple(_of_arm(trial, arm, found, recogniser))) for arm, found in linked]
    return [ArmGiven(None, tuple(given_by_titles(trial, recogniser)))]


def _of_arm(trial: Trial, arm: ArmGroup, linked: tuple[Intervention, ...], recogniser: Recogniser) -> Iterator[Source]:
    lacking = set(denied(arm.label, recogniser))
    yield from (source for source in _of_interventions(trial, linked, recogniser) if source.given.entity not in lacking)
    yield from _of_label(arm, linked, recogniser)
    if not linked or any(one.kind not in _NO_TREATMENT for one in linked):
        yield from (Source(given, arm.path, "description") for given in dosed(arm.description, recogniser))
    if any(one.kind not in _NO_TREATMENT for one in linked):
        yield from (Source(given, arm.path, "description") for given in described(arm.description, recogniser))
    if not linked or any(one.kind not in _NO_TREATMENT for one in linked):
        yield from (Source(given, arm.path, "description") for given in beside_chemotherapy(arm.description))


def telling(trials: Sequence[Trial], recogniser: Recogniser) -> Trial:
    """Of the records of one trial at several dates, the one whose arms are shown: the newest that says what is given.

    A newer record without arms gives way to an older one with arms, as long as it lists nothing that those arms do not get: some
    files of the registry leave arms out, and lumping them together would combine what different patients got.
    """
    newest_first = sorted(trials, key=lambda trial: trial.as_of, reverse=True)
    newest = next((trial for trial in newest_first if trial.interventions or trial.arms), newest_first[0])
    listed = _entities(newest, recogniser)
    armed = (trial for trial in newest_first if len(trial.arms) and any(_linked(arm, trial.interventions) for arm in trial.arms))
    return newest if newest.arms else next((trial for trial in armed if listed <= _entities(trial, recogniser)), newest)


def _entities(trial: Trial, recogniser: Recogniser) -> set[str]:
    return {given.entity for one in trial.interventions for given in recognise(one, recogniser).given}


def _linked(arm: ArmGroup, interventions: tuple[Intervention, ...]) -> tuple[Intervention, ...]:
    """The interventions that an arm names, or that name the arm."""
    named = {_bare(name) for name in arm.interventions}
    return tuple(one for one in interventions if one.name.casefold() in named or arm.label in one.arm_labels)


def _bare(name: str) -> str:
    return _TYPE.sub("", name).casefold()


def _of_interventions(trial: Trial, interventions: tuple[Intervention, ...], recogniser: Recogniser) -> Iterator[Source]:
    for intervention in interventions:
        found = recognise(intervention, recogniser)
        treats = intervention.kind not in _NO_TREATMENT
        told = spelled_out(intervention.name, found, trial, recogniser, intervention) if treats else SpelledOut()
        for given in found.given:
            if given.entity not in told.instead_of:
                field = "name" if given.fragment in intervention.name else "otherNames"
                yield Source(given, intervention.path, field)
        yield from told.sources
        if treats or found.given:
            yield from (Source(given, intervention.path, "description") for given in _beside(trial, intervention, found, recogniser))


def _beside(trial: Trial, intervention: Intervention, found: Recognised, recogniser: Recogniser) -> Iterator[Given]:
    """What the description of an intervention gives beside what its name says."""
    description = intervention.description
    yield from beside_chemotherapy(description)
    if found.how == PLACEBO:
        return
    whole = any(_leaves_open(one.entity, recogniser) for one in found.given) or (not found.given and _PREPARES.search(intervention.name))
    of_cells = any(one.entity.startswith("agent/") and recogniser.is_a(one.entity, *CELLS) for one in found.given)
    given_there = (*(described(description, recogniser) if whole else ()), *dosed(description, recogniser))
    for given in given_there:
        if not (of_cells and recogniser.is_a(given.entity, *CELLS)):  # these are the same, explained
            yield given
    if found.given and (others := list(accompanied(description, recogniser))):
        listed = _entities(trial, recogniser)
        yield from (given for given in others if given.entity not in listed)


def _leaves_open(entity: str, recogniser: Recogniser) -> bool:
    """Whether what is given beside it stands in its description: a class, or cells, before which conditioning is."""
    return entity.startswith("class/") or recogniser.is_a(entity, *CELLS)


def _of_label(arm: ArmGroup, linked: tuple[Intervention, ...], recogniser: Recogniser) -> Iterator[Source]:
    """What an arm's label names, where it lists drugs, or its interventions say nothing that is known, and no placebo."""
    if linked and all(_OBSERVED.search(one.name) or one.kind in _NO_TREATMENT for one in linked):
        return
    told = [recognise(one, recogniser) for one in linked]
    label = recogniser.text(arm.label)
    several = label.lists and len({one.fragment for one in label.given}) > 1  # "IA" alone may be an arm's number
    if any(one.given or one.how == PLACEBO for one in told) and not several:
        return
    named = label.given
    dose = () if any(recogniser.is_a(one.entity, RADIATIONS) for one in named) else radiated(arm.label)
    yield from (Source(given, arm.path, "label") for given in (*named, *dose))


def _together(sources: Iterable[Source], recogniser: Recogniser) -> tuple[Source, ...]:
    """Each entity once: in the way that asks most, at the place that says so first.

    No class of what is named beside it, unless that may be left out and the class may not.
    """
    found: dict[str, Source] = {}
    for source in sources:
        known = found.setdefault(source.given.entity, source)
        if known.given.option != REQUIRED and source.given.option == REQUIRED:
            found[source.given.entity] = source
    sure = {entity for entity, source in found.items() if source.given.option != OPTIONAL}
    beside = {entity: sure if entity in sure else set(found) for entity in found}
    return tuple(source for entity, source in found.items() if not _says_no_more(entity, beside[entity] - {entity}, recogniser))


def _says_no_more(entity: str, beside: set[str], recogniser: Recogniser) -> bool:
    """Whether something is nothing more that is given than what is named beside it.

    It is a class of that, such cells of which it is not told whose they are, or chemotherapy by its use (``induction chemotherapy``).
    """
    purpose = recogniser.is_a(entity, CHEMOTHERAPY) and recogniser.names_use(entity) and entity != INTRATHECAL
    return (
        (purpose and any(recogniser.is_a(one, CHEMOTHERAPY) for one in beside))
        or recogniser.explains(entity, beside)
        or recogniser.told_by(entity, beside)
    )
