"""Spelling: which known texts are spelt much like a given one, found by the letters in threes that they share.

Comparing a text with every name of a registry takes seconds; here only the few hundred texts that share its rarest threes are compared.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from kb.postings import Gathering, bytes_of, numbers_of

SCHEMA = """
CREATE TABLE spelt (id INTEGER PRIMARY KEY, text TEXT NOT NULL, letters INTEGER NOT NULL);
CREATE TABLE three (text TEXT PRIMARY KEY, count INTEGER NOT NULL, held BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE spelling (spelt INTEGER, part INTEGER, name INTEGER, PRIMARY KEY (spelt, part, name)) WITHOUT ROWID;
"""
"""Texts with their threes, and the names that are spelt so; ``part`` tells that the text is but a word of the name."""

LONGEST = 60
"""Letters of the longest text that is looked after: a misspelt title is looked for by its words."""

LEAST = 75
"""How much alike two texts must be, in percent (``rapidfuzz.fuzz.ratio``)."""

_SHORT = 5
"""A text of so few letters may share no three with what it was meant to be: it is compared with those about as long."""

_LOOKED_AT = 60_000
_COMPARED = 400
_SHORT_COMPARED = 10_000

Select = Callable[..., list[tuple[Any, ...]]]


def threes(text: str) -> set[str]:
    """The letters of a text in threes, its beginning and end marked."""
    marked = f"^{text}$"
    return {marked[spot : spot + 3] for spot in range(len(marked) - 2)}


def write_spellings(base: sqlite3.Connection, texts: Iterable[tuple[str, int, int]]) -> None:
    """Write texts, each with whether it is but a part of a name (0 or 1) and that name's number."""
    known: dict[str, int] = {}
    gathering = Gathering(base)
    for text, part, name in texts:
        if not 0 < len(text) <= LONGEST:
            continue
        if text not in known:
            known[text] = len(known)
            base.execute("INSERT INTO spelt VALUES (?, ?, ?)", (known[text], text, len(text)))
            for three in threes(text):
                gathering.add((0, three, ""), known[text])
        base.execute("INSERT OR IGNORE INTO spelling VALUES (?, ?, ?)", (known[text], part, name))
    for (_, three, _), held in gathering.taken():
        base.execute("INSERT INTO three VALUES (?, ?, ?)", (three, len(held), bytes_of(held)))
    base.execute("CREATE INDEX spelt_letters ON spelt (letters)")


def alike(select: Select, text: str) -> list[tuple[str, int, float]]:
    """Texts spelt much like a given one, each with its number and how much alike they are, in percent."""
    from rapidfuzz import fuzz, process  # imported here: only a misspelt name needs it

    numbers = _sharing(select, text)
    if len(text) <= _SHORT:
        near = "SELECT id FROM spelt WHERE letters BETWEEN ? AND ? LIMIT ?"
        numbers += [number for (number,) in select(near, len(text) - 2, len(text) + 2, _SHORT_COMPARED)]
    texts: dict[int, str] = {}
    for start in range(0, len(numbers), 500):
        some = numbers[start : start + 500]
        texts |= dict(select(f"SELECT id, text FROM spelt WHERE id IN ({', '.join('?' * len(some))})", *some))
    found = process.extract(text, texts, scorer=fuzz.ratio, score_cutoff=LEAST, limit=None)
    return [(known, number, score) for known, score, number in found]


def _sharing(select: Select, text: str) -> list[int]:
    """Numbers of the texts that share most of the rarest threes of a text."""
    wanted = sorted(threes(text))
    marks = ", ".join("?" * len(wanted))
    shared: Counter[int] = Counter()
    left = _LOOKED_AT
    for count, three in select(f"SELECT count, text FROM three WHERE text IN ({marks}) ORDER BY count, text", *wanted):
        if count > left:
            break
        left -= count
        shared.update(numbers_of(select("SELECT held FROM three WHERE text = ?", three)[0][0]))
    return [number for number, _ in shared.most_common(_COMPARED)]
