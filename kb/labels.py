"""Labels: what entities are called, by IRI; the store is asked for them all where they are few, else for each when it is needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from threading import Lock

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


def _is_iri(text: str) -> bool:
    try:
        iri(text)
    except BadInput:
        return False
    return True


class Labels(Mapping[str, str]):
    """The labels of a store."""

    def __init__(self, store: Store, *, few: bool) -> None:
        self._store, self._few = store, few
        self._known: dict[str, str | None] = {}
        self._lock = Lock()

    @cached_property
    def _whole(self) -> dict[str, str]:
        return _read(self._store, _EVERY)

    def take(self, iris: Iterable[str]) -> None:
        """Read the labels of some entities at once, as a page that names many of them should before it names the first."""
        wanted = () if self._few else [one for one in dict.fromkeys(iris) if one not in self._known and _is_iri(one)]
        if not wanted:
            return
        found = read_labels(self._store, wanted)
        with self._lock:
            self._known |= {one: found.get(one) for one in wanted}
            for oldest in list(self._known)[: max(0, len(self._known) - max(_REMEMBERED, len(wanted)))]:
                del self._known[oldest]

    def __getitem__(self, it: str) -> str:
        if self._few:
            return self._whole[it]
        self.take([it])
        if (found := self._known.get(it)) is None:
            raise KeyError(it)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)
