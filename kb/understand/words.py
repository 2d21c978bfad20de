"""Words: a text cut into words as names are, so that spelling, plurals, hyphens and glued figures do not matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kb.lookup import fold

_GLUED = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_BETWEEN_FIGURES = re.compile(r"(?<=\d)\s*\+\s*(?=\d)")
_MARKED_POSITIVE = re.compile(r"(?<=\w)\+(?=[\s,.;:?!)]|$)")

_SAME = {"women": "female", "woman": "female", "men": "male", "man": "male", "child": "children"}
"""Words whose plural has no ending, or that tables print in another form."""

_CONTRACTED = re.compile(r"\b(ca|wo|\w+?)n['’]t\b", re.I)
_IN_FULL = {"ca": "can", "wo": "will"}
"""What stands before a contracted 'not' where it changes: can't, won't."""

POSITIVE = "positive"
"""What a plus sign right behind a name says: ``CD123+``."""


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """A word in the singular, by its ending, or as tables print it."""
    if word in _SAME:
        return _SAME[word]
    if not word.endswith("s"):
        return word
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 5 and word.endswith("sses"):
        return word[:-2]
    if len(word) > 5 and word.endswith(("yses", "oses")):
        return word[:-2] + "is"
    return word[:-1] if len(word) > 3 and not word.endswith(("ss", "us", "is")) else word


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a text in the singular; letters and figures come apart (``PD1`` as ``PD-1``)."""
    opened = _GLUED.sub(" ", fold(text)).replace("+", " ")
    return tuple(map(stem, opened.split()))


GLUED_LENGTH = range(4, 13)
"""How long a name may be to be found with its parts run together (GCSF, FLAGIDA)."""


def cuts(name: str) -> Iterator[tuple[str, ...]]:
    """A name cut into words, and a short one of several words also with these run together."""
    words = words_of(name)
    yield words
    if len(words) > 1 and len(glued := "".join(words)) in GLUED_LENGTH:
        yield words_of(glued)


@dataclass(frozen=True)
class Word:
    """A word of a question: as typed, folded, whether a comma stands behind it, and the piece of text that it is only a part of."""

    typed: str
    folded: str
    comma: bool = False
    piece: str = ""


def split_question(text: str) -> list[Word]:
    """The words of a question in order; a plus sign is a word of its own."""
    text = _CONTRACTED.sub(lambda found: f"{_IN_FULL.get(found[1].lower(), found[1])} not", _BETWEEN_FIGURES.sub(" ", text))
    text = _MARKED_POSITIVE.sub(f" {POSITIVE} ", text).replace("+", " + ").replace(",", " , ").replace(";", " , ")
    words: list[Word] = []
    for piece in text.split():
        if piece == ",":
            words[-1:] = [Word(words[-1].typed, words[-1].folded, True)] if words else []
            continue
        folded = words_of(piece) if piece != "+" else ("+",)
        typed = piece.strip("?.:!()[]\"'’‘“”")
        words += [Word(typed, part) if len(folded) == 1 else Word(part, part, piece=typed) for part in folded]
    return words
