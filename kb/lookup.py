"""Look-up by name: an SQLite file beside the store that knows every name, number and identifier of every entity."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from kb.errors import KbError
from kb.reading_order import Places
from kb.records import Arm, BaselineResult, Claim, Population, RegimenName
from kb.spelling import alike

_FURTHER_OFF = 10
"""By how much less alike than the nearest name one may be, in percent, and still be what was meant: 'pembrolizumb' is no 'nemolizumab'."""

_WITHIN = frozenset(kind.kind for kind in (Population, Arm, Claim, BaselineResult, RegimenName))
"""Kinds that only tell of something else (the groups of a study, what is said of a drug): their names give way to that thing's own."""

# British to American, so that either spelling finds the other: the differences that occur in words of the field. Each pattern begins
# with a letter, what must stand before it told after: texts that hold none are then passed over in a quarter of the time.
_SPELLINGS = tuple(
    (re.compile(pattern), american)
    for pattern, american in (
        (r"aem", "em"), (r"oea", "ea"), (r"oed", "ed"), (r"paed", "ped"), (r"our(?<=[a-z]{3}our)\b", "or"), (r"logue", "log"),
        (r"sulph", "sulf"), (r"tre\b", "ter"), (r"is(?<=[a-z]{3}is)(?=(?:e|ed|es|ing|ation)\b)", "iz"),
    )
)  # fmt: skip

_BRITISH = re.compile("|".join(pattern.pattern for pattern, _ in _SPELLINGS))
"""Whether a text holds any of these: few do."""

_MARKS = {sign: " " for sign in range(128) if not chr(sign).isalnum() and chr(sign) != "+"}
"""What blanks take the place of, as ``str.translate`` takes it."""

_IDENTIFIER = re.compile(
    r"^\s*(?:https?://(?:dx\.)?doi\.org/|doi:\s*|pmid:?\s*|https?://pubmed\.ncbi\.nlm\.nih\.gov/|https?://(?:www\.)?clinicaltrials\.gov/\S*/(?=NCT))",
    re.I,
)
"""What may stand before a DOI, PubMed or NCT number in a text that names a work or a trial by it."""


class Hit(NamedTuple):
    """An entity and the name it was found by."""

    kind: str
    key: str
    label: str
    name: str


_GREEK = str.maketrans({"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "κ": "kappa"})


def fold(text: str) -> str:
    """Text for comparison: lower case, no accents, marks to blanks; Greek letters spelt out, British spelling made American."""
    plain = text.lower()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain).lower()  # a raised capital has a lower case only now
        plain = plain.translate(_GREEK).encode("ascii", "ignore").decode()
    plain = plain.translate(_MARKS)
    while _BRITISH.search(plain):  # again while there is any: what is left of one may make another with its neighbour ("aaem")
        for british, american in _SPELLINGS:
            plain = british.sub(american, plain)
    return " ".join(plain.split())


def identifier(text: str) -> str:
    """The text without what introduces a DOI, PubMed or NCT number: ``doi:10.1007/x`` as ``10.1007/x``."""
    return _IDENTIFIER.sub("", text)


_LAST = 2**62
"""Beyond the number of any name."""


class Names:
    """The index of a release, read-only."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            # One connection for all threads is safe: it only reads, and SQLite serialises its use.
            self._base = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        except sqlite3.DatabaseError as fault:
            raise self._unreadable(fault) from None

    def _select(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._base.execute(query, values).fetchall()
        except sqlite3.DatabaseError as fault:
            raise self._unreadable(fault) from None

    def _unreadable(self, fault: sqlite3.DatabaseError) -> KbError:
        release = self._path.parent.name
        return KbError(f"the index of names of release '{release}' cannot be read ({fault}); delete its folder and run 'kb build'")

    def all(self, kinds: Iterable[str] = ()) -> list[Hit]:
        """Every name of some kinds, else of all, best kinds first; name the kinds, since all the names of a registry are many."""
        wanted = tuple(kinds)
        where = f"WHERE kind IN ({', '.join('?' * len(wanted))})" if wanted else ""
        return [Hit(*row) for row in self._select(f"SELECT kind, key, label, name FROM name {where} ORDER BY id", *wanted)]

    def called(self, texts: Sequence[str], kinds: tuple[str, ...]) -> list[Hit]:
        """Names of some kinds that are one of these folded texts, best first."""
        texts_, kinds_ = (", ".join("?" * len(several)) for several in (texts, kinds))
        where = f"folded IN ({texts_}) AND +kind IN ({kinds_})"  # the plus keeps SQLite from going through all of a kind
        return [Hit(*row) for row in self._select(f"SELECT kind, key, label, name FROM name WHERE {where} ORDER BY id", *texts, *kinds)]

    def begun(self, word: str) -> list[Hit]:
        """Names of drugs whose first word this is, as questions are cut into words, best first."""
        query = "SELECT kind, key, label, name.name FROM opening JOIN name ON name.id = opening.name WHERE word = ? ORDER BY name.id"
        return [Hit(*row) for row in self._select(query, word)]

    def kinds(self) -> dict[str, int]:
        """How many names there are of each kind."""
        return dict(self._select("SELECT kind, count(*) FROM name GROUP BY kind"))

    def places(self) -> Places:
        """Where each entity ``kind/key`` stands in the order of reading."""
        return Places(self._select)

    def exact(self, text: str) -> list[Hit]:
        """Entities of exactly this name, apart from case, marks and spelling, one hit an entity.

        Things come before what is told of them, those that the name labels before those that are also called so, then the kinds
        most sought after. Blanks are left out of account where no name has them as given.
        """
        folded = fold(identifier(text))
        if not folded:
            return []
        query = "SELECT kind, key, label, name FROM name WHERE {} = ? ORDER BY id"
        rows = self._select(query.format("folded"), folded)
        rows = rows or self._select(query.format("replace(folded, ' ', '')"), folded.replace(" ", ""))
        hits = _distinct(Hit(*row) for row in rows)
        return sorted(hits, key=lambda hit: (hit.kind in _WITHIN, fold(hit.label) != folded))

    def search(self, text: str, limit: int = 20) -> list[Hit]:
        """Entities with a name that holds these words, the last of them perhaps only begun; exact names first."""
        words = [word for word in fold(identifier(text)).replace("+", " ").split() if word]
        if not words:
            return []
        return _distinct([*self.exact(text), *self._holding(words, (0, _LAST), limit * 8)])[:limit]

    def search_each(self, text: str, limit: int = 20) -> dict[str, list[Hit]]:
        """The same, but up to ``limit`` of each kind, so that no kind hides another; kinds in the order of their first name."""
        words = [word for word in fold(identifier(text)).replace("+", " ").split() if word]
        found: dict[str, list[Hit]] = {}
        for one in self.exact(text) if words else ():
            found.setdefault(one.kind, []).append(one)
        for span in self._spans if words else ():
            for hit in self._holding(words, span, limit * 8):
                found.setdefault(hit.kind, []).append(hit)
        return {kind: _distinct(hits)[:limit] for kind, hits in found.items()}

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        """First and last number of the names of each rank: they stand together in the file."""
        return [(low, high) for low, high in self._select("SELECT min(id), max(id) FROM name GROUP BY rank ORDER BY rank")]

    def _holding(self, words: list[str], span: tuple[int, int], limit: int) -> list[Hit]:
        query = " ".join(f'"{word}"' for word in words[:-1]) + f' "{words[-1]}"*'
        rows = self._select(
            "SELECT kind, key, label, name FROM words JOIN name ON name.id = words.rowid"
            " WHERE words MATCH ? AND words.rowid BETWEEN ? AND ? ORDER BY words.rowid LIMIT ?",
            query, *span, limit,
        )  # fmt: skip
        return [Hit(*row) for row in rows]

    def alike(self, text: str, kinds: tuple[str, ...] = (), limit: int = 15) -> list[Hit]:
        """Entities with a name spelt much like this, nearest first. One word may be a misspelt part of a longer name."""
        sought = fold(text)
        scores = {number: score for _, number, score in alike(self._select, sought)} if sought else {}
        if not scores:
            return []
        marks, wanted = ", ".join("?" * len(scores)), (f"AND kind IN ({', '.join('?' * len(kinds))})" if kinds else "")
        query = (
            "SELECT spelt, part, name.id, kind, key, label, name.name FROM spelling JOIN name ON name.id = spelling.name"
            f" WHERE spelt IN ({marks}) AND part <= ? {wanted}"
        )
        rows = self._select(query, *scores, 0 if " " in sought else 1, *kinds)
        best = max((scores[row[0]] for row in rows), default=0.0)
        rows = [row for row in rows if scores[row[0]] >= best - _FURTHER_OFF]
        return [Hit(*row[3:]) for row in sorted(rows, key=lambda row: (-scores[row[0]], row[1], row[2]))][:limit]

    def near(self, text: str, kinds: tuple[str, ...] = (), limit: int = 3) -> list[str]:
        """Labels of entities with a name spelt much like this, nearest first."""
        return list(dict.fromkeys(hit.label for hit in self.alike(text, kinds, limit * 5)))[:limit]

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()


def _distinct(hits: Iterable[Hit]) -> list[Hit]:
    """The first hit of each entity."""
    first: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        first.setdefault((hit.kind, hit.key), hit)
    return list(first.values())
