"""Conditions: what conditions, titles and keywords of a record tell of its patients, read by the lists of words, with the place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kb.values import Place
from loaders.registry.trial import Trial
from loaders.registry.wording import Found, found_in

WORDS = "population_words.csv"
GENERAL = frozenset({"cancer", "hematologic-malignancy", "solid-tumour"})
"""Diseases so wide that the other texts of a record may tell which one is meant."""
RELAPSED, REFRACTORY, EITHER = "relapsed", "refractory", "relapsed-refractory"
AFTER_FAILURE = frozenset({RELAPSED, REFRACTORY, EITHER, "first-relapse", "post-transplant-relapse"})
LINE_OF_SETTING = dict.fromkeys(AFTER_FAILURE, "salvage") | {"newly-diagnosed": "first"}
"""What line of therapy a setting means, by the definitions of the two lists."""
LONGEST = 200
"""The longest fragment that is quoted."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the record and its place."""

    words: str
    place: Place


@dataclass(frozen=True, slots=True)
class Told:
    """A term that a text tells, and the words that tell it, where they stand."""

    term: str
    place: Place
    fragment: str


def place(trial: Trial, path: str, field: str) -> Place:
    """A place in the record: the path of an item, and its field."""
    return Place(trial.nct_id, steps=(path, field))


def conditions(trial: Trial) -> tuple[Text, ...]:
    """The conditions, in their order."""
    return tuple(Text(words, place(trial, "conditionsModule", f"conditions[{n}]")) for n, words in enumerate(trial.conditions))


def keywords(trial: Trial) -> tuple[Text, ...]:
    """The keywords, in their order."""
    return tuple(Text(words, place(trial, "conditionsModule", f"keywords[{n}]")) for n, words in enumerate(trial.keywords))


def titles(trial: Trial) -> tuple[Text, ...]:
    """The titles, brief and official, where the source carries them."""
    both = (("briefTitle", trial.brief_title), ("officialTitle", trial.official_title))
    return tuple(Text(words, place(trial, "identificationModule", field)) for field, words in both if words)


def told_with(facet: str, words: str) -> tuple[Found, ...]:
    """What of one facet of the list stands in a text, with its place there."""
    found = found_in(WORDS, words, facet)
    return tuple(_full(words, found)) if len(found) > 1 else found


def told(facet: str, texts: Iterable[Text]) -> tuple[Told, ...]:
    """What texts tell of one facet (disease, setting ...), each term once, where it is told first."""
    return once(
        Told(term, text.place, text.words[found.start : found.end])
        for text in texts
        for found in told_with(facet, text.words)
        for term in found.terms
    )


def _full(words: str, found: tuple[Found, ...]) -> Iterator[Found]:
    """What is found without abbreviations in brackets right after the full name, which may be those of a wider term: ``T-ALL (ALL)``."""
    for before, one in zip((None, *found), found, strict=False):
        if not (before and words[before.end : one.start].strip() in ("(", "[") and words[one.end : one.end + 1] in (")", "]")):
            yield one


def once(told: Iterable[Told]) -> tuple[Told, ...]:
    """Each term where it is told first."""
    first: dict[str, Told] = {}
    for one in told:
        first.setdefault(one.term, one)
    return tuple(first.values())


def diseases(trial: Trial) -> tuple[Told, ...]:
    """The diseases of the conditions; where those tell none, or only one that is very wide, of titles and else keywords too."""
    found = told("disease", conditions(trial))
    for others in (titles(trial), keywords(trial)):
        if all(one.term in GENERAL for one in found):
            found = once((*found, *told("disease", others)))
    return found


def unlisted(trial: Trial) -> tuple[Text, ...]:
    """Conditions that no disease of the list stands for."""
    return tuple(text for text in conditions(trial) if not told("disease", (text,)))


def settings(trial: Trial) -> tuple[Told, ...]:
    """The settings of conditions and titles, of keywords where those tell none; relapsed and refractory told apart are either of both."""
    found = told("setting", (*conditions(trial), *titles(trial))) or told("setting", keywords(trial))
    terms = {one.term for one in found}
    if EITHER in terms or {RELAPSED, REFRACTORY} <= terms:
        return tuple(_either(found))
    return found


def _either(found: Iterable[Told]) -> Iterator[Told]:
    """Settings with relapsed and refractory under the term for either; every place is kept."""
    for one in found:
        yield replace(one, term=EITHER) if one.term in (RELAPSED, REFRACTORY) else one


def line(trial: Trial, found: Iterable[Told]) -> Told | None:
    """The line of therapy that titles and conditions name, or that the settings mean; None where these are silent or disagree."""
    named = told("line", (*conditions(trial), *titles(trial)))
    settled = [one for one in found if one.term in LINE_OF_SETTING]
    meant = [replace(one, term=LINE_OF_SETTING[one.term]) for one in settled] if len(settled) == len(tuple(found)) else []
    return sole((*named, *meant))


def sole(found: Iterable[Told]) -> Told | None:
    """The one term that is told; None where none is, or several are."""
    each = once(found)
    return each[0] if len(each) == 1 else None


def quoted(words: str) -> str:
    """A text as far as it is quoted."""
    return words if len(words) <= LONGEST else words[:LONGEST].rsplit(" ", 1)[0]
