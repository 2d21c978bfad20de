"""Comparable endpoints: those of different studies that measure the same, by the same states and the same criteria."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from kb.anchors import is_registered
from kb.records import Comparable, Endpoint
from kb.sources import Holdings

MANY = 500
"""Endpoints defined alike, beyond which those of a trial registry are held against those of papers only: all their pairs are too many."""


class Definition(NamedTuple):
    """What an endpoint measures: outcome, component states and criteria, the latter without what spellings differ in."""

    outcome: str
    states: frozenset[str]
    criteria: str


class Defined(NamedTuple):
    """An endpoint whose definition is told, whether a registry's record tells it, and its study."""

    key: str
    study: str
    definition: Definition
    of_registry: bool


def definition_of(outcome: str, states: Iterable[str], criteria: str | None) -> Definition | None:
    """The definition; None where states or criteria are not stated, since silence is not agreement."""
    told = Definition(outcome, frozenset(states), " ".join((criteria or "").casefold().split()))
    return told if told.states and told.criteria else None


def defined(holdings: Holdings) -> list[Defined]:
    """The endpoints whose definition is told, so that they can be compared."""
    found = ((one, definition_of(one.outcome, one.components, one.criteria)) for one in holdings.all(Endpoint))
    return [Defined(one.key, one.study, definition, _of_registry(one)) for one, definition in found if definition]


def _of_registry(endpoint: Endpoint) -> bool:
    return bool(endpoint.at) and is_registered(endpoint.at[0])


def comparable(endpoints: Iterable[Defined]) -> list[Comparable]:
    """For each endpoint that another study defines alike, the endpoints of those other studies."""
    alike: dict[Definition, list[Defined]] = defaultdict(list)
    for endpoint in endpoints:
        alike[endpoint.definition].append(endpoint)
    found = []
    for together in alike.values():
        many = len(together) > MANY
        for endpoint in together:
            others = sorted(
                other.key
                for other in together
                if other.study != endpoint.study and not (many and endpoint.of_registry and other.of_registry)
            )
            if others:
                found.append(Comparable(key=endpoint.key, comparable_with=tuple(others)))
    return found
