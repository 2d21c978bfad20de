"""Neighbours: whether what stands beside a name lets it be one: signs, connecting words, the digits of a code."""

from __future__ import annotations

import re

from loaders.registry.dictionary import Name
from loaders.registry.words import Token, is_form

_CODE = re.compile(r"0\d+|\d{3,}")
"""What makes a short name before it the code of a drug: ``ATG-019``."""

_BESIDE = frozenset(
    "and or with plus then by versus vs + on as using alpha alfa combined combination followed based maintenance induction consolidation "
    "salvage conditioning prophylaxis chemotherapy protocol sequential monotherapy resistant x will it".split()
)
"""Words that may stand beside a short name that is whole."""

_ARTICLE = re.compile(r"a\s", re.IGNORECASE)
_CODED = re.compile(r"[A-Z]{2,4}[\s-]?\d")
_WORD_AND_FIGURE = re.compile(r"[a-z]{2,4}\s\d.*")


def gap(text: str, words: tuple[Token, ...], at: int) -> str:
    """What stands between a token and the one before it; a comma within a number (``232,315``) is no wall."""
    between = text[words[at - 1].end : words[at].start]
    within = between == "," and words[at - 1].key.isdigit() and words[at].key.isdigit()
    return "" if within else between


def fits(name: Name, text: str, words: tuple[Token, ...], at: int, end: int) -> bool:
    """Whether the words of a text from one place to another are a name as it may be written, and nothing beside them says otherwise."""
    printed = text[words[at].start : words[end].end]
    if _ARTICLE.match(printed) and not _ARTICLE.match(name.label):
        return False  # "followed by a DLI" is no aDLI
    if _CODED.match(name.label) and _WORD_AND_FIGURE.fullmatch(printed):
        return False  # "at 125" is no AT-125
    if name.cased and not name.written_so(printed):
        among_signs = at > 0 or end < len(words) - 1
        return (
            among_signs and name.begins_large(printed) and all(_stands_alone(text, words, *one, signs=True) for one in ((at, -1), (end, 1)))
        )
    return not name.whole or (_stands_alone(text, words, at, -1) and _stands_alone(text, words, end, 1))


def _stands_alone(text: str, words: tuple[Token, ...], at: int, way: int, *, signs: bool = False) -> bool:
    """Whether a name ends here: at the text's end, a sign, a connecting word, or what tells of dose and form."""
    other = at + way
    if not 0 <= other < len(words):
        return True
    between = text[words[other].end : words[at].start] if way < 0 else text[words[at].end : words[other].start]
    if way > 0 and between == "-" and _CODE.fullmatch(words[other].key):
        return False
    if any(sign in ";,()[]:/&+" for sign in between) or words[other].key == "+":
        return True
    return not signs and (words[other].key in _BESIDE or is_form(words[other]))
