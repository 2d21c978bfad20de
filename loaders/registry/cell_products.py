"""Cell products: which product the words of an entry name, from the kind of cells and the targets that it tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations

from loaders.registry.dictionary import Dictionary
from loaders.registry.entry_parts import Span
from loaders.registry.words import Token, tokens

_KEY = re.compile(r"([a-z0-9-]+?)-(car-(?:t|nk))")
"""The keys of cells with a chimeric receptor: their targets, then their kind."""

_ENGINEERED = "car-engineered-cell"
_KINDS = (
    ("car-t", re.compile(r"\bT[- ](?:cells?|lymphocytes?)\b", re.IGNORECASE)),
    ("car-nk", re.compile(r"\bNK[- ]cells?\b", re.IGNORECASE)),
)

_CHOICE = re.compile(r"\bor\b", re.IGNORECASE)

_MOST_TARGETS = 3
_LONGEST_TARGET = 4
"""Words of a target's name."""


def products(entity: str, text: str, span: Span, dictionary: Dictionary) -> tuple[str, ...]:
    """The cell products that an entry means by a name of cells in it; none where the name alone says what it means.

    Of a kind of cells (``class/car-t``), and of cells against one target, the product against all targets that the entry names, where
    the vocabulary has one. Where targets are alternatives (``CD33 and/or CD123``) and no product has them all, there is a product for each.
    """
    kind, _, key = entity.partition("/")
    if kind == "class":
        return _of_kind(key, text, span, dictionary)
    own = _KEY.fullmatch(key) if kind == "agent" else None
    aimed = _aims(tokens(text), dictionary) if own else ()
    return _against(aimed, own[2], dictionary) if own and own[1] in aimed else ()


def _of_kind(key: str, text: str, span: Span, dictionary: Dictionary) -> tuple[str, ...]:
    key = _told_kind(text) if key == _ENGINEERED else key
    words = tokens(text)
    aimed = _aims(tuple(word for word in words if not span[0] <= word.start < span[1]), dictionary)
    if found := _against(aimed, key, dictionary):
        return found
    before = [word.key for word in words if word.start < span[0]]
    named = (f"{'-'.join(before[-size:])}-{key}" for size in (1, 2))
    if before and (known := next((one for one in named if dictionary.has_agent(one)), "")):
        return (f"agent/{known}",)
    single = [f"{target}-{key}" for target in aimed]
    return tuple(f"agent/{one}" for one in single) if _CHOICE.search(text) and all(map(dictionary.has_agent, single)) else ()


def _told_kind(text: str) -> str:
    """The kind of engineered cells that words beside tell: ``CD123CAR-41BB-expressing T cells``."""
    return next((key for key, told in _KINDS if told.search(text)), _ENGINEERED)


def _against(aimed: tuple[str, ...], key: str, dictionary: Dictionary) -> tuple[str, ...]:
    """The one product of a kind against all of some targets, in whatever order its key has them."""
    orders = permutations(aimed) if 0 < len(aimed) <= _MOST_TARGETS else ()
    keys = ("-".join((*order, key)) for order in orders)
    return tuple(f"agent/{one}" for one in keys if dictionary.has_agent(one))[:1]


def _aims(words: tuple[Token, ...], dictionary: Dictionary) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_targets(words, dictionary)))


def _targets(words: tuple[Token, ...], dictionary: Dictionary) -> Iterator[str]:
    """Targets that words name, but not the cells themselves."""
    for at in range(len(words)):
        for end in range(min(len(words), at + _LONGEST_TARGET), at, -1):
            names = dictionary.targets.get("".join(word.key for word in words[at:end]), ())
            if names and names[0].entity.startswith("target/") and not names[0].entity.endswith("-cell"):
                yield names[0].entity.partition("/")[2]
                break
