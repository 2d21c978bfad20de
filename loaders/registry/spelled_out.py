"""Spelled out: the drugs of a regimen that a record lists by a name and explains in its titles, summary or descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.registry.explanations import KIND, explained
from loaders.registry.name_lists import list_at, tells_no_name
from loaders.registry.recognised import PLACEBO, Given, Recognised
from loaders.registry.recognition import Recogniser
from loaders.registry.trial import Intervention, Trial
from loaders.registry.wording import found_in

IDENTIFICATION, DESCRIPTION = "identificationModule", "descriptionModule"

_ACRONYM = re.compile(r"(?<![\w-])(?=(?:[\w+/-]*[A-Z]){2})[A-Za-z0-9][\w+/-]{1,14}(?<![-/+])")
"""A word of two or more capitals: ``TmBU``, ``CLAGE-Ven``."""

_NO_REGIMEN = frozenset("GVHD HLA MRD MTD RP2D DLT IMP CR IV RIC".split())
"""Acronyms of entries that name no regimen."""

_TREATS = re.compile(
    r"\b(?:chemo\w*|regimens?|protocols?|schemes?|conditioning|induction|consolidation|intensification|maintenance|prophylaxis|prevention"
    r"|\w*depleti(?:on|ng)|therap(?:y|ies)|treatments?|groups?|arms?|cohorts?|drugs?|medications?|combinations?|salvage|backbone"
    r"|choices?|standard of care)\b",
    re.IGNORECASE,
)
"""Words of which an entry that names a regimen has one; a test or a visit has none."""

_LAST_WORD = re.compile(r"(?:[\s-]+(?:regimens?|protocols?|schemes?|treatment|therapy|group|arm))+$", re.IGNORECASE)
_ADDED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_LEAST_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Source:
    """Something given, and the field of the record that names it: the item's path and the field within it."""

    given: Given
    path: str
    field: str


@dataclass(frozen=True, slots=True)
class SpelledOut:
    """What the names of regimens in an entry stand for, and the classes of the entry that say no more than that."""

    sources: tuple[Source, ...] = ()
    instead_of: frozenset[str] = frozenset()


def spelled_out(entry: str, found: Recognised, trial: Trial, recogniser: Recogniser, listed: Intervention | None = None) -> SpelledOut:
    """What the record itself says that an entry stands for, where its words are an acronym, or name a regimen but none of its drugs.

    ``listed`` is the intervention that the entry is the name of, if it is one: a title is looked through for acronyms only.
    """
    acronyms = [one for one in _acronyms(entry, found) if not recogniser.text(one, spelling=False).given]
    sources = tuple(one for acronym in acronyms for one in _meaning(acronym, trial, recogniser, acronym=True))
    if sources or listed is None or found.how == PLACEBO or any(one.entity.startswith("agent/") for one in found.given):
        return SpelledOut(sources)
    for phrase, instead_of in _phrases(entry, found, recogniser):
        if told := _meaning(phrase, trial, recogniser, acronym=False):
            return SpelledOut(tuple(told), instead_of)
    described = list_at(listed.description, 0, recogniser) if _TREATS.search(entry) else ()
    return SpelledOut(
        tuple(Source(one, listed.path, "description") for one in described), _classes(found, recogniser) if described else frozenset()
    )


def _classes(found: Recognised, recogniser: Recogniser) -> frozenset[str]:
    """The classes of use of an entry: its drugs stand for them; what else it names is given beside."""
    return frozenset(one.entity for one in found.given if recogniser.names_use(one.entity))


def _acronyms(entry: str, found: Recognised) -> Iterator[str]:
    """The acronyms of an entry that nothing of it is recognised by."""
    for acronym in dict.fromkeys(_ACRONYM.findall(entry)):
        known = any(acronym in given.fragment or given.fragment in acronym for given in found.given)
        other = acronym.upper().lstrip("AC") in _NO_REGIMEN or tells_no_name(acronym)
        if not (known or other or found_in("population_words.csv", acronym, "disease")):
            yield acronym


def _phrases(entry: str, found: Recognised, recogniser: Recogniser) -> Iterator[tuple[str, frozenset[str]]]:
    """The words of an entry by which the record may speak of its regimen, each with the class that it names.

    The whole entry, where it names no drug; each class of use that it names (``intensive chemotherapy``).
    """
    if all(recogniser.names_use(one.entity) for one in found.given):
        whole = " ".join(_ADDED.sub(" ", entry).split()).strip(" .,:;")
        shorter = _LAST_WORD.sub("", whole)
        for phrase in dict.fromkeys((whole, *([shorter] if " " in shorter else []))):
            long = len(re.sub(r"\W", "", phrase)) >= _LEAST_LETTERS and _TREATS.search(whole)
            if long and not (_ACRONYM.fullmatch(phrase) or re.fullmatch(KIND, phrase, re.IGNORECASE)):
                yield phrase, _classes(found, recogniser)
    yield from ((one.fragment, frozenset({one.entity})) for one in found.given if recogniser.names_use(one.entity))


def _meaning(name: str, trial: Trial, recogniser: Recogniser, *, acronym: bool) -> list[Source]:
    """What the record gives for a name at the first place where it explains it."""
    for path, field, text in _texts(trial):
        if given := explained(name, text, recogniser, acronym=acronym):
            return [Source(one, path, field) for one in given]
    return []


def _texts(trial: Trial) -> Iterator[tuple[str, str, str]]:
    yield IDENTIFICATION, "briefTitle", trial.brief_title
    yield IDENTIFICATION, "officialTitle", trial.official_title
    yield DESCRIPTION, "briefSummary", trial.brief_summary
    yield DESCRIPTION, "detailedDescription", trial.detailed_description
    yield from ((arm.path, "description", arm.description) for arm in trial.arms)
    yield from ((one.path, "description", one.description) for one in trial.interventions)
