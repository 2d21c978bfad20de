"""Spelled out: the drugs of a regimen that a record lists by an acronym of its own and explains in its titles, summary or descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.registry.recognition import Given, Recognised, Recogniser
from loaders.registry.trial import Trial
from loaders.registry.wording import found_in
from loaders.registry.words import is_form, tokens

IDENTIFICATION, DESCRIPTION = "identificationModule", "descriptionModule"

_ACRONYM = re.compile(r"(?<![\w-])(?=(?:[\w+/-]*[A-Z]){2})[A-Za-z0-9][\w+/-]{1,14}(?<![-/+])")
"""A word of two or more capitals: ``TmBU``, ``CLAGE-Ven``."""

_REGIMEN = r"(?:\s+(?:based|conditioning|chemotherapy|regimens?|protocol|therapy|treatment|group|arm|combination))*"
_MEANS = (
    r"\s*(?:\(|:|=|,?\s*(?:which\s+)?(?:consist(?:s|ed|ing)\s+of|compris(?:es|ed|ing)|contain(?:s|ed|ing)|includ(?:es|ed|ing)"
    r"|composed\s+of)\s)"
)
_AFTER = re.compile(_REGIMEN + _MEANS)
_CLOSED = re.compile(rf"{_REGIMEN}\s*[)\]]")
_END = re.compile(r"\)|[.;](?:\s|$)|\n|\s(?:in|for|as|was|were|will|followed|versus|vs|compared)\s", re.IGNORECASE)
_LINKS = frozenset("and plus with or combined combination in of the low high intermediate dose liposomal pegylated based regimen".split())
"""Words that may stand between the drugs of a list."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something given, and the field of the record that names it: the item's path and the field within it."""

    given: Given
    path: str
    field: str


def spelled_out(entry: str, found: Recognised, trial: Trial, recogniser: Recogniser) -> Iterator[Source]:
    """What the acronyms of an entry stand for that nothing else of it is recognised by, as the record itself explains them."""
    for acronym in dict.fromkeys(_ACRONYM.findall(entry)):
        known = any(acronym in given.fragment or given.fragment in acronym for given in found.given)
        if not known and not found_in("population_words.csv", acronym, "disease"):
            yield from _meaning(acronym, trial, recogniser)


def _meaning(acronym: str, trial: Trial, recogniser: Recogniser) -> list[Source]:
    """The drugs that the record gives for an acronym at the first place where it gives two or more."""
    for path, field, text in _texts(trial):
        if acronym in text:
            for given in (*_after(acronym, text, recogniser), *_before(acronym, text, recogniser)):
                if len(given) > 1:
                    return [Source(one, path, field) for one in given]
    return []


def _texts(trial: Trial) -> Iterator[tuple[str, str, str]]:
    yield IDENTIFICATION, "briefTitle", trial.brief_title
    yield IDENTIFICATION, "officialTitle", trial.official_title
    yield DESCRIPTION, "briefSummary", trial.brief_summary
    yield from ((arm.path, "description", arm.description) for arm in trial.arms)
    yield from ((one.path, "description", one.description) for one in trial.interventions)


def _after(acronym: str, text: str, recogniser: Recogniser) -> Iterator[tuple[Given, ...]]:
    """``CAV (cladribine, cytarabine, venetoclax)``, ``CAV regimen consisting of ...``."""
    for spot in _spots(acronym, text):
        if start := _AFTER.match(text, spot + len(acronym)):
            end = _END.search(text, start.end())
            yield recogniser.text(text[start.end() : end.start() if end else len(text)], spelling=False).given


def _before(acronym: str, text: str, recogniser: Recogniser) -> Iterator[tuple[Given, ...]]:
    """``cladribine, cytarabine and venetoclax (CAV)``: the names before the bracket that only words of a list part."""
    for spot in _spots(acronym, text):
        before = text[:spot].rstrip()
        if before.endswith(("(", "[")) and _CLOSED.match(text, spot + len(acronym)):
            bracket = len(before) - 1
            given = recogniser.text(text[:bracket], spelling=False).given
            yield tuple(one for one in given if _only_a_list(text[text.rfind(one.fragment, 0, bracket) : bracket], given))


def _spots(acronym: str, text: str) -> Iterator[int]:
    """Where an acronym stands in a text, and is not the end of a longer word."""
    spot = text.find(acronym)
    while spot >= 0:
        if not spot or not (text[spot - 1].isalnum() or text[spot - 1] in "_-"):
            yield spot
        spot = text.find(acronym, spot + 1)


def _only_a_list(text: str, given: tuple[Given, ...]) -> bool:
    """Whether a text holds names and the words of a list only."""
    for one in sorted(given, key=lambda one: -len(one.fragment)):
        text = text.replace(one.fragment, " ")
    return "." not in re.sub(r"\d\.\d", "", text) and all(word.key in _LINKS or is_form(word) for word in tokens(text))
