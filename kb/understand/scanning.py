"""Scanning: a question, left to right, to the names it mentions, the words that ask, its figures, and the words nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from kb.lookup import Hit
from kb.understand.figures import Figures, take_figures
from kb.understand.lexicon import CUE, Lexicon, is_filler
from kb.understand.misspelling import nearest_word
from kb.understand.phrases import (
    ASKING,
    BEFORE_OBJECTS,
    COUNTING,
    DEFINITE,
    EXCLUDE,
    FIGURES,
    GIVING,
    JOIN_AND,
    JOIN_OR,
    OWNING,
    POINTING,
    PREPOSITIONS,
    RANKING,
    asked_words,
    noun_words,
)
from kb.understand.rephrasing import rephrased
from kb.understand.words import POSITIVE, Word, split_question

# What a study, a drug or a finding is asked for with 'which', and only pointed at with 'the'.
_POINTED_AT = frozenset({"trials", "agents", "regimens", "targets", "claims", "results"})
_BIOMARKER_MARKS = frozenset({POSITIVE, "mutated", "mutant", "mutation", "expressing", "bearing", "harboring"})
_BUILT_ON = frozenset({"based", "containing", "backbone", "including", "like"})
_LEFT_OUT = frozenset({"free", "sparing"})
_LOOSE_EXCLUDES = frozenset({"without", "excluding", "except", "exclude", "minus", "lacking", "outside", "avoiding"})
_CARRIERS = frozenset(
    """a an the any include including contain containing combine combined use using involve involving receive received give given have had
    plus added add""".split()
)
_AT = frozenset({"against", "targeting", "target"})
_AIMED = _AT | {"directed", "targeted", "aimed", "specific"}
_BETWEEN_AIMED = frozenset("cell drug therapy treatment product construct that which are is at to for the of".split())
"""Words that may stand between what acts and what it acts on, beside those that tie them."""

ROLES = ("primary", "secondary")
"""What an endpoint may be in its study."""

_DOSE_LEVEL = re.compile(r"\b(?:(?:high|low|intermediate|middle)(?:er)?[\s-]+dose)\b", re.I)


@dataclass(frozen=True)
class Mention:
    """A name in a question: all that it may stand for, how it is tied to the name before, and what the words around say of it.

    ``marked`` says that it is called positive or mutated, ``based`` that what is built on it is meant, ``cue`` that the same
    words tell what is asked for. ``aim`` is ``at`` where it is what the name before is against ('CAR-T cells against CD33'), ``from`` where
    it may be what is against the name before ('CD33-directed CAR-T cells', 'CD33 CAR-T cells').
    """

    words: tuple[str, ...]
    hits: tuple[Hit, ...]
    link: str = "and"
    negative: bool = False
    marked: bool = False
    based: bool = False
    cue: bool = False
    aim: str = ""

    def of(self, *kinds: str) -> tuple[str, ...]:
        """The entities of these kinds that it may stand for."""
        return tuple(f"{hit.kind}/{hit.key}" for hit in self.hits if hit.kind in kinds)


@dataclass
class Scan:
    """What was found in a question. ``asked`` is the kind of answer that its first noun asks for, ``said`` the cues in it.

    ``bare`` says that it asks what something is, and no more; ``on_figures`` that it speaks of numbers,
    tables or text as such. ``parts`` are those of the unknown words that stand where a drug, class or other name must,
    ``idle`` those that stand where none can, ``numbers`` the whole numbers that are part of no name, ``roles`` those of endpoints.
    """

    figures: Figures
    mentions: list[Mention] = field(default_factory=list)
    asked: str = ""
    said: set[tuple[str, ...]] = field(default_factory=set)
    on_figures: bool = False
    counting: bool = False
    endpoint: bool = False
    roles: tuple[str, ...] = ()
    bare: bool = True
    corrected: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)


@dataclass
class _State:
    """What the words read last say of the next name. ``slot`` says that a name must come."""

    link: str = ""
    negative: bool = False
    fresh: bool = False
    loose: bool = False
    leading: bool = True
    named: bool = False
    before: str = ""
    slot: str = ""
    aim: str = ""


def scan(text: str, lexicon: Lexicon) -> Scan:
    """Read a question."""
    figures, rest = take_figures(rephrased(text))
    found = Scan(figures)
    found.unknown += [match[0] for match in _DOSE_LEVEL.finditer(rest)]
    words = split_question(_DOSE_LEVEL.sub(" ", rest))
    found.counting = any(word.folded in COUNTING for word in words)
    found.on_figures = any(word.folded in FIGURES for word in words)
    asks = {word.folded for word in words}
    found.endpoint = "endpoint" in asks
    found.roles = tuple(role for role in ROLES if role in asks)
    found.bare = bool(words) and ("what" in asks or words[0].folded in ("is", "are")) and asks.isdisjoint(("do", "does", "did"))
    state = _State()
    spot = 0
    while spot < len(words):
        length, hits = lexicon.at(words, spot, loosely=found.endpoint)
        if _needs_a_guess(lexicon, words, spot, length):
            length, hits = _guessed(found, lexicon, words, spot)
        if length:
            _take(found, state, words[spot : spot + length], hits, words[spot + length : spot + length + 1])
        else:
            _step(found, state, words[spot], words[spot + 1].folded if spot + 1 < len(words) else "")
            length = 1
        spot += length
    return found


def _needs_a_guess(lexicon: Lexicon, words: list[Word], spot: int, length: int) -> bool:
    """Whether nothing is known at a spot, or only the beginning of a longer name whose other words are misspelt (gemtuzumab ozogamycin)."""
    behind = spot + length
    if not length:
        return not _known(words[spot])
    if behind >= len(words) or _known(words[behind]) or lexicon.at(words, behind)[0]:
        return False
    return lexicon.near(words, spot)[0] > length


def _known(word: Word) -> bool:
    return word.folded in JOIN_OR | JOIN_AND | EXCLUDE | PREPOSITIONS | ASKING | asked_words() or is_filler(word)


def _guessed(found: Scan, lexicon: Lexicon, words: list[Word], spot: int) -> tuple[int, list[Hit]]:
    """What a part of a name stands for, or a misspelt name or asking word is read as; misspelt words are put right in place."""
    length, spelt = lexicon.near(words, spot)
    if not length and (headed := lexicon.headed(words[spot].folded)):
        return 1, headed
    if not length and (near := nearest_word(words[spot])):
        length, spelt = 1, (near,)
    if not length:
        return 0, []
    typed = " ".join(word.typed for word in words[spot : spot + length])
    for offset, word in enumerate(spelt):
        words[spot + offset] = Word(word, word, words[spot + offset].comma)
    read, hits = lexicon.at(words, spot)
    found.corrected.append((typed, hits[0].name if read == length and hits[0].kind != CUE else " ".join(spelt)))
    return read, hits


def _take(found: Scan, state: _State, words: list[Word], hits: Iterable[Hit], following: list[Word]) -> None:
    """A name, or a phrase that asks."""
    said = tuple(word.folded for word in words)
    names = tuple(hit for hit in hits if hit.kind != CUE)
    cue = len(names) < len(tuple(hits)) or (len(said) == 1 and said[0] in asked_words())
    if cue:
        found.said.add(said)
        _lead(found, state, said)
    if not names:
        state.before = said[-1]
        return
    behind = following[0].folded if following else ""
    negative = state.negative or behind in _LEFT_OUT
    marked, based = behind in _BIOMARKER_MARKS, behind in _BUILT_ON
    found.mentions.append(Mention(said, names, state.link or "and", negative, marked, based, cue, state.aim))
    state.aim = "" if words[-1].comma else "from"
    state.link = "," if words[-1].comma else ""
    state.fresh, state.named, state.before, state.slot = False, True, said[-1], ""


def _step(found: Scan, state: _State, word: Word, behind: str) -> None:
    """A word that is no name; ``behind`` is the next."""
    folded = word.folded
    cue = folded in asked_words()
    if cue:
        found.said.add((folded,))
        _lead(found, state, (folded,))
    other_than = folded == "than" and state.before == "other"
    if folded in JOIN_OR and not other_than:
        state.link = "or"
    elif folded in EXCLUDE or other_than:
        state.negative, state.fresh, state.loose, state.link = True, True, other_than or folded in _LOOSE_EXCLUDES, ""
    elif state.negative:
        _carry_negation(state, folded)
        state.link = "" if folded in JOIN_AND else state.link
    elif folded in JOIN_AND:
        state.link = ""
    if not (cue or folded in JOIN_OR | JOIN_AND | EXCLUDE | PREPOSITIONS | ASKING or is_filler(word)):
        _unknown(found, state, word, behind)
    _open_slot(state, folded)
    _aim(state, folded)
    if folded not in ASKING | PREPOSITIONS | JOIN_AND:
        found.bare = False
    state.named, state.before = False, folded


def _unknown(found: Scan, state: _State, word: Word, behind: str) -> None:
    """A word that nobody knows; whole numbers are kept apart, and letters that stand alone say nothing."""
    told = word.piece or word.typed
    if word.folded.isdigit() and not word.piece:
        # 'Top 10' asks for the first of what is put in order anyhow.
        found.numbers += [word.folded] if state.before not in RANKING else []
        return
    if len(told) < 2:
        return
    found.unknown.append(told)
    if state.before in OWNING or (behind in BEFORE_OBJECTS and not state.slot):
        found.idle.append(told)
        return
    ends = not behind or behind in JOIN_AND | EXCLUDE | PREPOSITIONS
    joined = state.slot in ("join", "give") or (state.slot == "point" and ends) or behind in JOIN_AND
    # One of several choices may be unknown, and the others still answer.
    if joined and state.link != "or" and behind not in JOIN_OR:
        found.parts.append(told)


def _open_slot(state: _State, folded: str) -> None:
    """Whether a name must come behind a word: 'with', 'without', 'combine', 'trials of'; words that say nothing keep it open."""
    if folded in JOIN_AND | EXCLUDE:
        state.slot = "join"
    elif folded in GIVING:
        state.slot = "give"
    elif folded in POINTING:
        state.slot = "point"
    elif folded not in ASKING | DEFINITE and state.slot == "point":
        state.slot = ""


def _aim(state: _State, folded: str) -> None:
    """Whether a word ties the name before to the next: 'against', 'targeting'; of those that 'directed' ties, either may be what acts."""
    if folded in _AT or (folded in PREPOSITIONS | {"at"} and state.before in _AIMED):
        state.aim = state.aim and "at"
    elif folded not in _AIMED | _BETWEEN_AIMED:
        state.aim = ""


def _carry_negation(state: _State, folded: str) -> None:
    """Whether a 'not' or 'without' still holds behind a word: as far as the next name, and over 'or' and 'and' behind it."""
    if not state.fresh:
        state.negative = folded == "and" or folded not in JOIN_AND | PREPOSITIONS
    elif not state.loose:
        state.negative = folded in _CARRIERS or (folded in ("with", "in", "yet") and state.before in _CARRIERS | EXCLUDE)


def _lead(found: Scan, state: _State, said: tuple[str, ...]) -> None:
    """The first word that asks: a noun tells what is asked for, unless it is only pointed at, or part of a name."""
    intent = noun_words().get(said, "")
    if (intent in _POINTED_AT and state.before in DEFINITE) or (intent == "agents" and state.named):
        return
    if state.leading and intent:
        found.asked = intent
    state.leading = False
