"""Comparable endpoints: those of different studies that measure the same, by the same states and the same criteria."""

from __future__ import annotations

from collections import defaultdict

from kb.records import Comparable, Endpoint
from kb.sources import Holdings

_Definition = tuple[str, frozenset[str], str]


def _definition(endpoint: Endpoint) -> _Definition | None:
    """Outcome, component states and criteria; None where one of them is not stated, since silence is not agreement."""
    criteria = " ".join((endpoint.criteria or "").casefold().split())
    return (endpoint.outcome, frozenset(endpoint.components), criteria) if endpoint.components and criteria else None


def comparable(holdings: Holdings) -> list[Comparable]:
    """For each endpoint that another study defines alike, the endpoints of those other studies."""
    alike: dict[_Definition, list[Endpoint]] = defaultdict(list)
    for endpoint in holdings.all(Endpoint):
        if definition := _definition(endpoint):
            alike[definition].append(endpoint)
    found = []
    for endpoints in alike.values():
        for endpoint in endpoints:
            others = sorted(other.key for other in endpoints if other.study != endpoint.study)
            if others:
                found.append(Comparable(key=endpoint.key, comparable_with=tuple(others)))
    return found
