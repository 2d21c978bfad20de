"""Spelling: which known texts are spelt much like a given one, found by the letters in threes that they share.

Comparing a text with every name of a registry takes seconds; here only the few hundred texts that share its rarest threes are compared.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter, defaultdict
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
            known[text] = len(known) + 1
            base.execute("INSERT INTO spelt VALUES (?, ?, ?)", (known[text], text, len(text)))
            for three in threes(text):
                gathering.add((0, three, ""), known[text])
        base.execute("INSERT OR IGNORE INTO spelling VALUES (?, ?, ?)", (known[text], part, name))
    for (_, three, _), held in gathering.taken():
        base.execute("INSERT INTO three VALUES (?, ?, ?)", (three, len(held), bytes_of(held)))
    base.execute("CREATE INDEX spelt_letters ON spelt (letters, text)")


def change_spellings(base: sqlite3.Connection, gone: Iterable[tuple[str, int, int]], come: Iterable[tuple[str, int, int]]) -> None:
    """Take texts of names out of a file, and write others, as ``write_spellings`` has them."""
    lost, found = _Threes(base), _Threes(base)
    for text, part, name in gone:
        if known := _known(base, text):
            base.execute("DELETE FROM spelling WHERE (spelt, part, name) = (?, ?, ?)", (known, part, name))
            if not base.execute("SELECT 1 FROM spelling WHERE spelt = ? LIMIT 1", (known,)).fetchone():
                base.execute("DELETE FROM spelt WHERE id = ?", (known,))
                lost.add(text, known)
    lost.put(out=True)
    for text, part, name in come:
        if 0 < len(text) <= LONGEST:
            known = _known(base, text) or found.new(text)
            base.execute("INSERT OR IGNORE INTO spelling VALUES (?, ?, ?)", (known, part, name))
    found.put()


def _known(base: sqlite3.Connection, text: str) -> int:
    """The number of a text; 0 where it is not known."""
    row = base.execute("SELECT id FROM spelt WHERE letters = ? AND text = ?", (len(text), text)).fetchone()
    return int(row[0]) if row else 0


class _Threes:
    """Texts that come or go, gathered by their threes, so that each three is written once."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self._held: dict[str, set[int]] = defaultdict(set)

    def new(self, text: str) -> int:
        """Write a text that was not known; its number."""
        cursor = self._base.execute("INSERT INTO spelt (text, letters) VALUES (?, ?)", (text, len(text)))
        number = int(cursor.lastrowid or 0)
        self.add(text, number)
        return number

    def add(self, text: str, number: int) -> None:
        """Note the threes of a text."""
        for three in threes(text):
            self._held[three].add(number)

    def put(self, *, out: bool = False) -> None:
        """Write the threes, with these texts or ``out`` of them."""
        for three, numbers in sorted(self._held.items()):
            row = self._base.execute("SELECT held FROM three WHERE text = ?", (three,)).fetchone()
            known = set(numbers_of(row[0])) if row else set()
            left = array("I", sorted(known - numbers if out else known | numbers))
            if left:
                self._base.execute("INSERT OR REPLACE INTO three VALUES (?, ?, ?)", (three, len(left), bytes_of(left)))
            else:
                self._base.execute("DELETE FROM three WHERE text = ?", (three,))


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
