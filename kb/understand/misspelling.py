"""Misspelling: how far a typed word is from a known one, and what it may be a form of."""

from __future__ import annotations

from collections.abc import Sequence

from kb.understand.phrases import asked_words
from kb.understand.words import Word


def correctable(word: Word) -> bool:
    """Whether a word is long enough, and all letters, so that it may be a misspelt one."""
    return len(word.folded) > 4 and word.folded.isalpha()


def distance(typed: str, name: str) -> int | None:
    """How many letters differ, where few enough do for a slip of the hand."""
    if typed == name:
        return 0
    if len(typed) < 5 or abs(len(typed) - len(name)) > 2 or not name.isalpha():
        return None
    from rapidfuzz.distance import DamerauLevenshtein  # imported here: most questions are spelt right

    allowed = 1 if len(typed) < 8 else 2
    off = DamerauLevenshtein.distance(typed, name, score_cutoff=allowed)
    return off if off <= allowed and (off == 1 or typed[0] == name[0]) else None


def verb_forms(word: str) -> tuple[str, ...]:
    """A word, and what it may be a form of: ``giving`` of give, ``stopped`` of stop."""
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            root = word[: -len(ending)]
            return word, root, root + "e", root[:-1] if root[-1:] == root[-2:-1] else root
    return (word,)


def letters_off(words: Sequence[Word], name: tuple[str, ...]) -> int | None:
    """How many letters of a name are misspelt; None where these are other words."""
    distances = [distance(word.folded, part) for word, part in zip(words, name, strict=False)]
    return None if len(words) < len(name) or None in distances else sum(filter(None, distances))


def nearest_word(word: Word) -> str:
    """The word of asking that a misspelt one most resembles, or an empty text."""
    if not correctable(word):
        return ""
    near = sorted((off, known) for known in asked_words() if (off := distance(word.folded, known)) is not None)
    return near[0][1] if near else ""
