"""Biomarkers: the mutations and markers by which a record chooses its patients, in conditions, titles, keywords and eligibility.

A gene's symbol beside a word for mutation is read for every gene of which the vocabulary has the mutation; other wordings stand in the
list of words. What a text denies, leaves open or only measures is no mark of its patients: ``without FLT3-ITD``, ``FLT3 wild type``,
``regardless of FLT3 status``. Eligibility counts only where one criterion for inclusion asks for a marker and leaves no choice.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kb.places import resource
from kb.records import Target
from loaders.registry.conditions import LONGEST, Text, Told, conditions, keywords, once, place, titles, told_with
from loaders.registry.trial import Trial
from loaders.tables import read_table

FACET = "biomarkers"
CURATED = "vocabulary/targets.csv"
MUTATION, ENDING = "mutation", "-mutation"

_MUTATED = r"mut(?:ated|ations?|ants?)\b"
_BETWEEN = r"[\W_]+(?:(?:gene|activating|double|biallelic|kinase|receptor|r132)[\W_]+)*"
_JOINED = r"(?:\s*(?:/|,|and/or|-?\s*and|or)\s*)"

_DENIED = re.compile(
    r"\b(?:without|with or without|lack(?:s|ing)?|absence of|absent|negative for|exclud\w+|exclusion of|except\w*|other than"
    r"|regardless of|irrespective of|independent(?:ly)? of|germline)\b"
    r"(?:(?!\b(?:patients|subjects|participants|adults|children|aml|leuk)\b)[^.;:]){0,80}$",
    re.IGNORECASE,
)
"""Words after which, in one clause and up to the next mention of patients, what is named is not what these have."""
_EITHER_WAY = re.compile(
    r"\b(?:with or without|with and without|regardless of|irrespective of|independent(?:ly)? of)\b[^.;:]{0,80}$", re.IGNORECASE
)
_DENIED_JUST_BEFORE = re.compile(r"\b(?:no|not|non|un|wild[- ]?type|anti)[\s-]*(?:\w+[\s-]+)?$", re.IGNORECASE)
_DENIED_AFTER = re.compile(
    r"\W*(?:gene\s+|mutation(?:al)?\s+)?(?:(?:disease|aml|leuka?emias?)[\s-]+)?"
    r"(?:negative|wild[- ]?type|wt\b|status|inhibit|target|direct|frequenc|excluded|testing|screening|germline"
    r"|(?:is|are|were)\s+(?:absent|not|excluded))",
    re.IGNORECASE,
)

_ASKED = re.compile(r"\bmust (?:have|be|harbou?r|carry)\b|\b(?:documented|confirmed|proven)\b", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:or|if|unless|may|either|any|including|such as|eligible|allowed|status|prior|previous\w*|no|not|without|absence|negative|wild)\b"
    r"|e\.g\.|^\W*(?:patients|subjects|participants) with .*\bmust\b",
    re.IGNORECASE,
)
_EITHER_FAILED = re.compile(
    r"\b(?:relapsed|refractory|recurrent)\s*(?:or|and|and/or|/)\s*(?:relapsed|refractory|recurrent)\b", re.IGNORECASE
)
_SHORT = 60
"""Characters of a criterion that is nothing but the marker and the disease."""
_EXCLUSION = re.compile(r"\bexclusion criteria\b|\bexclusions?:", re.IGNORECASE)
_ITEM = re.compile(r"(?:\n|~|^)\s*(?:[-*•]|\d+[.)])\s+")


def biomarkers(trial: Trial) -> tuple[Told, ...]:
    """The markers that a record chooses its patients by, each where it is told first."""
    texts = (*conditions(trial), *titles(trial), *keywords(trial), *criteria(trial))
    left_open = {term for text in texts for start, _, terms in _named(text.words) if _left_open(text.words, start) for term in terms}
    return once(one for text in texts for one in _told(text) if one.term not in left_open)


def criteria(trial: Trial) -> Iterator[Text]:
    """The criteria for inclusion that ask for one thing and leave no choice; none where inclusion and exclusion are not told apart."""
    inclusion, *rest = _EXCLUSION.split(trial.eligibility, maxsplit=1)
    if not rest or "inclusion criteria" not in inclusion.casefold():
        return
    for item in _ITEM.split(inclusion)[1:]:
        words = " ".join(item.split())
        if (_ASKED.search(words) or len(words) <= _SHORT) and not _OPEN.search(_EITHER_FAILED.sub("", words)) and len(words) <= LONGEST:
            yield Text(words, place(trial, "eligibilityModule", "eligibilityCriteria"))


def _left_open(words: str, start: int) -> bool:
    """Whether patients with a marker are taken, and those without it too: then no other text makes it a mark of all of them."""
    return bool(_EITHER_WAY.search(words[:start]) and _DENIED.search(words[:start]))


@functools.lru_cache(maxsize=1 << 14)
def _named(words: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """The markers that a text names, in its order."""
    listed = ((found.start, found.end, found.terms) for found in told_with(FACET, words))
    return tuple(sorted((*listed, *_mutations(words))))


def _told(text: Text) -> Iterator[Told]:
    for start, end, terms in _named(text.words):
        if not denied(text.words, start, end):
            yield from (Told(term, text.place, text.words[start:end]) for term in terms)


def denied(words: str, start: int, end: int) -> bool:
    """Whether the words around a marker deny it, leave it open, or say that it is only looked at."""
    before = words[:start]
    return bool(_DENIED.search(before) or _DENIED_JUST_BEFORE.search(before) or _DENIED_AFTER.match(words, end))


def _mutations(words: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where a text names mutations of genes, and the genes' mutations."""
    genes, one, several = _patterns()
    for pattern in (several, one):
        for match in pattern.finditer(words):
            named = [genes[_plain(symbol)] for symbol in re.findall(_symbols(), match[0], re.IGNORECASE)]
            yield match.start(), match.end(), tuple(dict.fromkeys(named))


def _plain(symbol: str) -> str:
    return re.sub(r"\W", "", symbol).upper()


@functools.cache
def _genes() -> dict[str, str]:
    """The mutations that the vocabulary has of whole genes, by the gene's symbol."""
    rows = (row.record for row in read_table(Target, resource("data") / CURATED))
    of_genes = (one for one in rows if isinstance(one, Target) and one.target_kind == MUTATION and one.gene)
    return {one.gene: one.key for one in of_genes if one.gene and one.key.endswith(ENDING)}


@functools.cache
def _symbols() -> str:
    """Any of the symbols, also with a hyphen before its number."""
    each = (re.sub(r"(?<=[A-Z])(?=\d)", "-?", symbol) for symbol in sorted(_genes(), key=len, reverse=True))
    return rf"\b(?:{'|'.join(each)})(?![A-Za-z0-9])"


@functools.cache
def _patterns() -> tuple[dict[str, str], re.Pattern[str], re.Pattern[str]]:
    symbol = _symbols()
    before = rf"(?:mutated|mutant)\s+{symbol}|mutations? (?:of|in) (?:the )?{symbol}"
    after = rf"{symbol}(?:{_BETWEEN}{_JOINED}?(?:{symbol}|(?:or|and|and/or) [A-Z0-9]+))*{_BETWEEN}{_MUTATED}"
    joined = rf"{symbol}(?:[\s-]*{_JOINED}{symbol})+{_BETWEEN}{_MUTATED}"
    return _genes(), re.compile(rf"{before}|{after}", re.IGNORECASE), re.compile(joined, re.IGNORECASE)
