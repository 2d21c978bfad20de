"""Populations: whom a registered trial is for, from its conditions, titles, ages and markers; what they do not tell stays unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from kb.records import Population
from kb.values import Place
from loaders.registry.biomarkers import biomarkers
from loaders.registry.conditions import (
    Told,
    conditions,
    diseases,
    line,
    place,
    quoted,
    settings,
    sole,
    titles,
    told,
    unlisted,
)
from loaders.registry.trial import Trial

_A_YEAR = {"year": 1, "month": 12, "week": 52, "day": 365, "hour": 365 * 24, "minute": 365 * 24 * 60}
"""How many of a unit of age make a year."""
_CENT = Decimal("0.01")
ADULT, ELDERLY, CHILD = 18, 60, 18
"""Years: the lowest age of adults and of the elderly, by which trials of them are recruited, and the highest of children."""


def years(age: str) -> Decimal | None:
    """An age of the registry (``18 Years``, ``6 Months``) in years, to two places; None where it is no age."""
    match = re.fullmatch(r"(\d+) (year|month|week|day|hour|minute)s?", age.strip().casefold())
    if not match:
        return None
    exact = Decimal(match[1]) / _A_YEAR[match[2]]
    return Decimal(match[1]) if match[2] == "year" else exact.quantize(_CENT, ROUND_HALF_UP).normalize()


def _age_group(trial: Trial, low: Decimal | None, high: Decimal | None) -> Told | None:
    """The age group that limits of age set; else the one that conditions and titles name."""
    named = told("age_group", (*conditions(trial), *titles(trial)))
    elderly = next((one for one in named if one.term == "elderly"), None)
    if low is not None and low >= ADULT:
        by_age = Told("elderly" if low >= ELDERLY else "adult", place(trial, "eligibilityModule", "minimumAge"), trial.minimum_age)
        return elderly or by_age
    if high is not None and high <= CHILD:
        return Told("paediatric", place(trial, "eligibilityModule", "maximumAge"), trial.maximum_age)
    return sole(one for one in named if one.term != "adult" or not elderly)


def _label(trial: Trial) -> str:
    of_whom = "; ".join(trial.conditions) or trial.brief_title or trial.official_title
    return quoted(f"{trial.nct_id}: {of_whom}" if of_whom else trial.nct_id)


def _anchors(trial: Trial, told: Iterable[Told | None]) -> tuple[tuple[Place, str], ...]:
    """Places with their fragments, each pair once; the trial's number where nothing is told of its patients."""
    pairs = dict.fromkeys((one.place, one.fragment) for one in told if one)
    return tuple(pairs) or ((place(trial, "identificationModule", "nctId"), trial.nct_id),)


def _terms(told: Iterable[Told]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.term for one in told))


def population(trial: Trial, doc: str) -> Population:
    """Whom a trial is for, as the record of the snapshot ``doc`` tells it; the key is that of the snapshot and the trial."""
    low, high = years(trial.minimum_age), years(trial.maximum_age)
    ages = [
        Told("", place(trial, "eligibilityModule", field), text)
        for field, text, value in (("minimumAge", trial.minimum_age, low), ("maximumAge", trial.maximum_age, high))
        if value is not None
    ]
    named, stages = diseases(trial), settings(trial)
    of_line, age_group = line(trial, stages), _age_group(trial, low, high)
    fitness = sole(told("fitness", (*conditions(trial), *titles(trial))))
    markers = biomarkers(trial)
    unknown = unlisted(trial)
    others = [Told("", text.place, quoted(text.words)) for text in unknown]
    anchors = _anchors(trial, (*named, *stages, of_line, *ages, age_group, fitness, *markers, *others))
    return Population(
        key=f"{doc}-{trial.nct_id.lower()}-population",
        label=_label(trial),
        study=trial.nct_id,
        disease=_terms(named),
        disease_printed=tuple(dict.fromkeys(text.words for text in unknown)),
        setting=_terms(stages),
        line=of_line.term if of_line else None,
        age_group=age_group.term if age_group else None,
        age_low=low,
        age_high=high,
        fitness=fitness.term if fitness else None,
        biomarkers=_terms(markers),
        at=tuple(at for at, _ in anchors),
        fragment=tuple(fragment for _, fragment in anchors),
    )
