"""Comparable endpoints: those of different studies that measure the same, by the same states and the same criteria."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kb.anchors import is_registered
from kb.records import Comparable, Endpoint
from kb.sources import Holdings

_Definition = tuple[str, frozenset[str], str]


def _definition(endpoint: Endpoint) -> _Definition | None:
    """Outcome, component states and criteria; None where one of them is not stated, since silence is not agreement."""
    criteria = " ".join((endpoint.criteria or "").casefold().split())
    return (endpoint.outcome, frozenset(endpoint.components), criteria) if endpoint.components and criteria else None


MANY = 500
"""Endpoints defined alike, beyond which those of a trial registry are held against those of papers only: all their pairs are too many."""


def _of_registry(*endpoints: Endpoint) -> bool:
    """Whether all are told by records of a registry."""
    return all(endpoint.at and is_registered(endpoint.at[0]) for endpoint in endpoints)


def defined(holdings: Holdings) -> list[Endpoint]:
    """The endpoints whose definition is told, so that they can be compared."""
    return [endpoint for endpoint in holdings.all(Endpoint) if _definition(endpoint)]


def comparable(endpoints: Iterable[Endpoint]) -> list[Comparable]:
    """For each endpoint that another study defines alike, the endpoints of those other studies."""
    alike: dict[_Definition, list[Endpoint]] = defaultdict(list)
    for endpoint in endpoints:
        if definition := _definition(endpoint):
            alike[definition].append(endpoint)
    found = []
    for together in alike.values():
        many = len(together) > MANY
        for endpoint in together:
            others = sorted(
                other.key for other in together if other.study != endpoint.study and not (many and _of_registry(endpoint, other))
            )
            if others:
                found.append(Comparable(key=endpoint.key, comparable_with=tuple(others)))
    return found
