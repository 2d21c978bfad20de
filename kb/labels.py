"""Labels: what entities are called, by IRI; the store is asked for them all where they are few, else for each when it is needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

from kb.errors import BadInput
from kb.names import sparql_prologue
from kb.store import Store, in_parts, iri, values_clause

FEW_QUADS = 1_000_000
"""A release of no more quads has few labels."""

_REMEMBERED = 50_000

_EVERY = "SELECT ?it ?label WHERE { ?it rdfs:label|skos:prefLabel ?label }"


def read_labels(store: Store, iris: Iterable[str]) -> dict[str, str]:
    """Labels of entities by IRI; those without one are left out."""
    wanted = sorted(set(iris))
    found: dict[str, str] = {}
    for some in in_parts(wanted):
        asked = values_clause("it", map(iri, some))
        found |= _read(store, f"SELECT ?it ?label WHERE {{ {asked} ?it rdfs:label|skos:prefLabel ?label . }}")
    return found


def _read(store: Store, query: str) -> dict[str, str]:
    return {row[0].text: row[1].text for row in store.select(sparql_prologue() + query).rows if row[0] and row[1]}


class Labels(Mapping[str, str]):
    """The labels of a store."""

    def __init__(self, store: Store, *, few: bool) -> None:
        self._store, self._few = store, few
        self._one = lru_cache(_REMEMBERED)(self._label)

    @cached_property
    def _whole(self) -> dict[str, str]:
        return _read(self._store, _EVERY)

    def _label(self, it: str) -> str | None:
        try:
            return read_labels(self._store, [it]).get(it)
        except BadInput:  # no IRI at all
            return None

    def __getitem__(self, it: str) -> str:
        if self._few:
            return self._whole[it]
        if (found := self._one(it)) is None:
            raise KeyError(it)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)
