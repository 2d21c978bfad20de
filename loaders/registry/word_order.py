"""Word order: names that a text turns round, ``infusion of donor lymphocytes`` for ``donor lymphocyte infusion``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, takewhile

from loaders.registry.dictionary import Dictionary
from loaders.registry.words import tokens

_ACT = re.compile(
    r"\b(transplant(?:ation|s)?|infusions?|transfusions?|injections?|irradiation|vaccination|depletion)\s+of\s+(?:the\s+)?", re.IGNORECASE
)
_WORKED_ON = frozenset("depleted selected replete mobilized mobilised harvested cryopreserved manipulated".split())
"""Words that tell what was done with cells; what stands before them says no more."""

_MOST_WORDS = 8
"""Words after the act that may belong to its name."""


def turned(text: str, dictionary: Dictionary) -> Iterator[tuple[str, int, int]]:
    """What a text names by an act and, after it, what the act is done with: the entity and where its words begin and end."""
    for found in _ACT.finditer(text):
        (act,) = (token.key for token in tokens(found[1]))
        words = [token for token in tokens(text) if token.start >= found.end()][:_MOST_WORDS]
        beside = list(takewhile(lambda pair: not re.search(r"[;,()\[\]:]", text[pair[0].end : pair[1].start]), pairwise(words)))
        words = words[: len(beside) + 1]
        worked_on = max((at + 1 for at, word in enumerate(words) if word.key in _WORKED_ON), default=0)
        words = words[worked_on:]
        for size in range(len(words), 0, -1):
            names = dictionary.names.get("".join(word.key for word in words[:size]) + act, ())
            if names and not names[0].whole:
                yield names[0].entity, found.start(), words[size - 1].end
                break
