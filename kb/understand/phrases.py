"""Phrases: what people say in other words than the vocabulary does, the words that ask, and those that ask for nothing.

The words stand in text files beside this one: ``phrases.txt``, ``cues.txt`` and ``filler.txt``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from kb.understand.words import words_of

Phrase = tuple[str, ...]

JOIN_OR = frozenset({"or", "nor", "versus", "vs", "than"})
JOIN_AND = frozenset({"with", "and", "plus", "+", "but"})
EXCLUDE = frozenset("without not no excluding except minus lacking exclude outside non never avoiding".split())
PREPOSITIONS = frozenset("in for from at among of by as that which who".split())
AUTHORS = frozenset({"of", "by", "from", "did"})
"""Words behind which a name in small letters may be an author's."""

GIVING = frozenset("combine combined combining use using give given giving receive received receiving add added adding".split())
RANKING = frozenset({"top", "first", "best", "list", "show", "name", "give"})
POINTING = frozenset({"of", "for", "on", "about"})
ASKING = frozenset(
    """which what list show give find name any all every how many are is there do does doe did has have was were can get see tell me us the
    a an""".split()
)
DEFINITE = frozenset("the this that these those its their your our each".split())
OWNING = frozenset("my our your his her their".split())
"""Words behind which no drug or class is named: 'for my talk'."""
BEFORE_OBJECTS = DEFINITE | frozenset("a an all every each any me us".split())
"""Words that come behind a verb and never behind the name of a drug or class: 'print the', 'fetch all', 'pass me'."""

FIGURES = frozenset("number figure percentage percent value total count sum table text abstract data datum digit denominator".split())
"""What is asked about where somebody asks whether numbers hold."""

COUNTING = frozenset("many number proportion percentage percent share fraction".split())

# Everyday words that are also abbreviations (GO, ALL, US, TRAIL): names only as the vocabulary writes them, or behind these words.
EVERYDAY: Mapping[str, frozenset[str]] = {
    **dict.fromkeys("all am an any as at be by can do for has have he her his i if in is it its me mm my no not".split(), frozenset[str]()),
    **dict.fromkeys("of on one or over so the to we car trail nr had".split(), frozenset[str]()),
    "go": frozenset({"with", "plus", "+", "without", "adding"}),
    "us": frozenset({"the"}),
}

NOT_NAMES = frozenset(
    """support neutral mixed treated enrolled unknown review observation major minor outcome response efficacy safety background design
    procedure regulatory assessment institution correspondence opinion mechanism exact other yes none mutation baseline""".split()
)
"""Names that say nothing in a question, though the vocabulary needs them."""


def _lines(name: str) -> Iterator[str]:
    for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


def _table(name: str) -> Iterator[tuple[str, str]]:
    """Each phrase of a file with what stands before the colon of its line."""
    for line in _lines(name):
        head, _, phrases = line.partition(":")
        yield from ((head.strip(), phrase.strip()) for phrase in phrases.split("|"))


@cache
def phrases() -> tuple[tuple[str, str], ...]:
    """Terms ``kind/key``, each with a phrase that askers say for it."""
    return tuple(_table("phrases.txt"))


@cache
def cue_words() -> Mapping[str, tuple[Phrase, ...]]:
    """Cues of each kind of answer, in words; the order of kinds is that of preference."""
    found: dict[str, list[Phrase]] = {}
    for head, phrase in _table("cues.txt"):
        what, _, intent = head.partition(" ")
        if what == "cue":
            found.setdefault(intent, []).append(words_of(phrase))
    return {intent: tuple(cues) for intent, cues in found.items()}


@cache
def noun_words() -> Mapping[Phrase, str]:
    """The kind of answer that each noun asks for."""
    return {words_of(phrase): head.removeprefix("noun ") for head, phrase in _table("cues.txt") if head.startswith("noun ")}


@cache
def asked_words() -> frozenset[str]:
    """Single words that tell what is asked for."""
    return frozenset(cue[0] for cues in (*cue_words().values(), tuple(noun_words())) for cue in cues if len(cue) == 1)


@cache
def filler() -> frozenset[str]:
    """Words that ask for nothing, in the form in which questions are read."""
    return frozenset(folded for line in _lines("filler.txt") for word in line.split() for folded in words_of(word))
