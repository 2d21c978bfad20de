"""Event terms: the words in which records post adverse events, as terms; those that the vocabulary lacks are shared by snapshots."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from kb.lookup import fold
from kb.names import slug
from kb.places import resource
from kb.records import AdverseEventTerm
from loaders.tables import read_table

CURATED = "vocabulary/terms.csv"
POSTED_MARK = "posted-"
"""What the keys of terms begin with that are known from posted results only."""

SOURCE = "ClinicalTrials.gov, as posted with a trial's results"


class EventTerms:
    """Terms of adverse events: the vocabulary's own, found by name in either spelling, and those that records post besides.

    A name that the vocabulary has only as a CTCAE term makes a term of its own that bears it: a table may list ``Neutropenia`` and
    ``Neutrophil count decreased`` side by side, and their patients are not the same.
    """

    def __init__(self, known: Iterable[AdverseEventTerm]) -> None:
        self._keys: dict[str, str] = {}
        self._posted: dict[str, AdverseEventTerm] = {}
        by_ctcae: dict[str, set[str]] = defaultdict(set)
        for term in known:
            self._keys.setdefault(fold(term.label), term.key)
            if term.ctcae_term:
                by_ctcae[fold(term.ctcae_term)].add(term.ctcae_term)
        self._ctcae = {folded: names.pop() for folded, names in by_ctcae.items() if len(names) == 1}

    @property
    def posted(self) -> tuple[AdverseEventTerm, ...]:
        """The terms that only the records have, each once, in the order of their keys."""
        return tuple(self._posted[key] for key in sorted(self._posted))

    def key_of(self, words: str) -> str | None:
        """The key of the term that words name; a new term is made where none is known. None for words without letters.

        A new term is called by its folded words, so that it is the same whichever record, snapshot or spelling is met first.
        """
        folded = fold(words)
        if not re.search(r"[a-z]", folded):
            return None
        if folded not in self._keys:
            key = POSTED_MARK + slug(folded)
            self._keys[folded] = key
            term = AdverseEventTerm(key=key, label=folded.capitalize(), ctcae_term=self._ctcae.get(folded), source=SOURCE)
            self._posted.setdefault(key, term)
        return self._keys[folded]


def curated_terms() -> tuple[AdverseEventTerm, ...]:
    """The terms of the vocabulary that ships with the code."""
    rows = read_table(AdverseEventTerm, resource("data") / CURATED)
    return tuple(row.record for row in rows if isinstance(row.record, AdverseEventTerm))
