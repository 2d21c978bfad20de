"""Whether a query parses, and if not, where: the engine's parser asked without running anything, its answer made plain."""

from __future__ import annotations

import re
from typing import Any, cast

import pyoxigraph as ox

from kb.errors import QueryRefused
from kb.names import BASE
from kb.store.screen import place_of, screen

_FAULT = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_KEYWORDS_ONLY = re.compile(r"(?:[A-Za-z][\w ]*|\[_\])(?:, (?:[A-Za-z][\w ]*|\[_\]))*")
_REASON = re.compile(r"[A-Z][\w*]* [\w* ]{6,}")
_PADDING = " " * 24  # longer than any keyword


def check_query(sparql: str) -> None:
    """Raises QueryRefused, with line and column, for a query that would not be run; runs nothing."""
    screen(sparql)
    if _fault(sparql):
        raise refusal(sparql)


def refusal(sparql: str) -> QueryRefused:
    """One sentence on a query that does not parse.

    The engine reports the furthest character it looked at. Trying a keyword it looks at as many characters as the keyword has, past
    the word in question and over line ends. So it is asked again with every space widened: then it cannot look past a word.
    """
    widened = re.sub(r"\s+", lambda blank: blank[0] + _PADDING, sparql) + _PADDING
    found = _FAULT.match(_fault(widened))
    if not found:
        return QueryRefused("the query has a syntax error; check it clause by clause")
    offset = sum(len(line) + 1 for line in widened.split("\n")[: int(found[1]) - 1]) + int(found[2]) - 1
    start = _place_in_query(sparql, offset, bool(_KEYWORDS_ONLY.fullmatch(found[3])))
    near = re.match(r"\S{0,40}", sparql[start:])
    where = f"near '{near[0]}'" if near and near[0] else "at the end"
    reason = next((f": {item.strip()}" for item in found[3].split(",") if _REASON.fullmatch(item.strip())), "")
    return QueryRefused(f"{place_of(sparql, start)}: syntax error {where}{reason}")


def _fault(sparql: str) -> str:
    """What the parser says against the query; empty when it parses."""
    try:
        # The engine has no call that only parses. A default graph that is no graph is refused after parsing and before planning:
        # so nothing is planned or evaluated here, whatever the query would cost.
        ox.Store().query(sparql, base_iri=BASE, default_graph=cast(Any, 0))
    except SyntaxError as fault:
        return str(fault)
    except ValueError:
        return ""
    return ""


def _place_in_query(sparql: str, widened_offset: int, whole_word: bool) -> int:
    """The offset in the query for one in its widened text; of the word's start, where the parser only missed keywords."""
    gaps = int(sparql[:1].isspace())
    offset = 0
    for word in re.finditer(r"\S+", sparql):
        inside = widened_offset - word.start() - gaps * len(_PADDING)
        if inside < 0:
            break
        offset = word.start() + (0 if whole_word or inside >= len(word[0]) else inside)
        gaps += 1
    return offset
