"""Facets of studies: which studies have which value of a filter, wider terms included, as sets of rows of the table of trials."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from itertools import accumulate
from operator import or_
from threading import Lock

from kb.combine.filters import BOTH, FILTERS, NOT
from kb.names import ID, mint, sparql_prologue
from kb.postings import set_of
from kb.store import Store
from kb.tables import Sheet
from kb.tables.schema import short_iri

COLUMNS: Mapping[str, str] = {
    "phase": "phase",
    "status": "status",
    "country": "country",
    "kind": "study_kind",
    "line": "line",
    "setting": "disease_setting",
    "age": "age_group",
    "fitness": "fitness_group",
}
"""Filters of combinations whose values a column of the table of trials tells, and that column."""

_WITHIN = f"""
SELECT ?term ?wide WHERE {{ ?term aml:withinTerm ?wide . FILTER(STRSTARTS(STR(?term), "{ID}concept/")) }}
"""
_NARROWER = "SELECT ?wide ?term WHERE { ?term skos:broader ?wide }"

_KEPT = 16


class StudyFacets:
    """The values of studies by filter. A set of studies is an integer, as in ``kb.postings``: bit r stands for row r of the table."""

    def __init__(self, sheet: Sheet, store: Store) -> None:
        self.sheet, self._store = sheet, store
        self._lock = Lock()
        self._made: dict[str, Mapping[str, int]] = {}
        self._counted: dict[str, Mapping[str, frozenset[str]]] = {}
        self.counts = lru_cache(_KEPT * len(COLUMNS))(self._counts)

    def holding(self, name: str) -> Mapping[str, int]:
        """The studies that each value (its key, without the list) of a filter finds."""
        with self._lock:
            if name not in self._made:
                self._made[name] = self._read(name)
            return self._made[name]

    def _read(self, name: str) -> Mapping[str, int]:
        found: dict[str, int] = defaultdict(int)
        prefix = f"{FILTERS[name].kind}/{FILTERS[name].scheme}."
        for value in self.sheet.values(COLUMNS[name]):
            rows = self.sheet.index.with_value(value)
            for term in self._answers(name, value.item.address):
                if term.startswith(prefix):
                    found[term.removeprefix(prefix)] |= rows
        return dict(found)

    def _answers(self, name: str, term: str) -> frozenset[str]:
        """What a term that a study has answers to: itself and wider terms; a setting also to those directly under it (``kb.combine``)."""
        within = self._ties("within", _WITHIN).get(term, frozenset())
        return within | self._ties("narrower", _NARROWER).get(term, frozenset()) if name == "setting" else within

    def _ties(self, name: str, query: str) -> Mapping[str, frozenset[str]]:
        if name not in self._counted:
            found: dict[str, set[str]] = defaultdict(set)
            for one, other in self._store.select(sparql_prologue() + query).rows:
                if one and other:
                    found[short_iri(one.text)].add(short_iri(other.text))
            self._counted[name] = {one: frozenset(others) for one, others in found.items()}
        return self._counted[name]

    def completion_years(self, among: int) -> list[tuple[int, int]]:
        """Years in which any of some studies is or was complete, with how many are neither complete before it only nor after it only.

        A study may have several dates, of its records; it counts for each year between the first and the last.
        """
        held = sorted((year, rows & among) for year, rows in self._completed.items() if rows & among)
        until, since = list(accumulate((rows for _, rows in held), or_)), list(accumulate((rows for _, rows in reversed(held)), or_))[::-1]
        return [(year, (before & after).bit_count()) for (year, _), before, after in zip(held, until, since, strict=True)]

    @cached_property
    def _completed(self) -> Mapping[int, int]:
        found: dict[int, int] = defaultdict(int)
        for value in self.sheet.values("completion_date"):
            found[int(value.item.text[:4])] |= self.sheet.index.with_value(value)
        return found

    def rows_of(self, studies: Iterable[str]) -> int:
        """The set of some studies ``study/key``."""
        return set_of(self._places(studies).values(), self.sheet.index.room)

    def _places(self, studies: Iterable[str]) -> Mapping[str, int]:
        places = self.sheet.index.places(mint(*study.split("/", 1)) for study in studies)
        return {short_iri(iri): place for iri, place in places.items()}

    def passing(self, studies: Iterable[str], filters: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
        """Those of some studies ``study/key`` that pass some filters."""
        index = self.sheet.index
        held = self.fitting(filters).to_bytes(-(-index.room // 8), "little")
        return frozenset(study for study, place in self._places(studies).items() if held[place >> 3] >> (place & 7) & 1)

    def _counts(self, name: str, among: int | None = None) -> tuple[tuple[str, int], ...]:
        """The values of a filter with the number of studies that each finds, of all or of some: the most frequent first, then by key."""
        counted = ((value, (rows if among is None else rows & among).bit_count()) for value, rows in self.holding(name).items())
        return tuple(sorted(((value, count) for value, count in counted if count), key=lambda pair: (-pair[1], pair[0])))

    def fitting(self, filters: Mapping[str, tuple[str, ...]]) -> int:
        """The studies that pass some filters, each of which a column tells, as a combination reads their values."""
        rows = self.sheet.index.every
        for name, values in filters.items():
            if values:
                rows &= self._passing(name, values)
        return rows

    def _passing(self, name: str, values: tuple[str, ...]) -> int:
        held = self.holding(name)
        wanted = [value for value in values if not value.startswith(NOT)]
        avoided = [value.removeprefix(NOT) for value in values if value.startswith(NOT)]
        rows = _any(held, wanted) if wanted else self.sheet.index.every
        # A study of which nothing is told is not one that is told to be otherwise.
        return rows & _any(held, held) & ~_any(held, avoided) if avoided else rows


def _any(held: Mapping[str, int], values: Iterable[str]) -> int:
    """The studies with one of some values, or with all that ``BOTH`` ties together."""
    found = 0
    for value in values:
        parts = [held.get(part, 0) for part in value.split(BOTH)]
        together = parts[0]
        for part in parts[1:]:
            together &= part
        found |= together
    return found
