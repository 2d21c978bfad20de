"""Endpoints that come and go with some trials: which others they are comparable with, told anew for each definition concerned."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from kb.adding.making import Making
from kb.assembly import Assembled
from kb.dump import marked
from kb.ground import computed_quads
from kb.infer.comparable import Defined, Definition, comparable, definition_of
from kb.names import parts
from kb.triples import DERIVED, entity, line, term, term_of

WITH = "aml:comparableWith"


def change_endpoints(making: Making, before: Iterable[Assembled], after: Iterable[Assembled]) -> int:
    """Bring what is comparable in a release in the making up to its endpoints; how many more endpoints now have comparable ones."""
    old, new = ({endpoint for one in several for endpoint in one.endpoints} for several in (before, after))
    lookup = _Lookup(making)
    together = [endpoint for definition in sorted({one.definition for one in old ^ new}, key=str) for endpoint in lookup.alike(definition)]
    told = {key: [_line(key, other) for other in lookup.told(key)] for key in {one.key for one in (*(old - new), *together)}}
    found = comparable(together)
    making.replace(
        sorted(one for lines in told.values() for one in lines),
        sorted(marked(line(quad)) for quad in computed_quads(found)),
    )
    return len(found) - sum(1 for lines in told.values() if lines)


def _line(endpoint: str, other: str) -> str:
    return marked(line((entity("endpoint", endpoint), term(WITH), entity("endpoint", other), term_of(DERIVED))))


class _Lookup:
    """Looks up endpoints in the store of a release in the making."""

    def __init__(self, making: Making) -> None:
        self._store = making.store
        self._of_state = lru_cache(64)(self._read)

    def alike(self, definition: Definition) -> list[Defined]:
        """All endpoints of a definition."""
        return [one for one in self._of_state(min(definition.states)) if one.definition == definition]

    def told(self, endpoint: str) -> list[str]:
        """Keys of the endpoints that one is said to be comparable with."""
        return self._keys(entity("endpoint", endpoint), WITH)

    def _read(self, state: str) -> list[Defined]:
        """The endpoints that a state counts for."""
        found = (_key(one) for one in self._store.subjects(term("aml:componentState"), entity("outcome", state)))
        return sorted(filter(None, map(self._endpoint, found)))

    def _endpoint(self, key: str) -> Defined | None:
        me = entity("endpoint", key)
        (outcome,), (study,) = self._keys(me, "aml:outcome"), self._keys(me, "aml:endpointOf")
        definition = definition_of(
            outcome, self._keys(me, "aml:componentState"), next(iter(self._store.values(me, term("aml:criteria"))), None)
        )
        return Defined(key, study, definition, self._of_registry(me)) if definition else None

    def _of_registry(self, endpoint: str) -> bool:
        kinds = (self._keys(entity("document", document), "aml:documentKind") for document in self._keys(endpoint, "aml:statedIn"))
        return any(kind == ["document-kind.registry"] for kind in kinds)

    def _keys(self, subject: str, predicate: str) -> list[str]:
        return [_key(one) for one in self._store.values(subject, term(predicate))]


def _key(address: str) -> str:
    found = parts(address.strip("<>"))
    return found[1] if found else ""
