"""Qualifiers: words beside a name that make it another agent: an oral formulation, liposomes, a donor's stem cells."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass

from kb.errors import BadInput
from kb.places import resource
from kb.sources import Entity, Holdings
from kb.values import read_list, read_text
from loaders.registry.words import name_key

_COLUMNS = ["entities", "words", "stands_for", "source"]
_FILE = "registry/qualifiers.csv"


@dataclass(frozen=True, slots=True)
class Qualifier:
    """Where all ``entities`` (``kind/key``) are named and one of ``words`` stands beside them, ``stands_for`` is given instead."""

    entities: frozenset[str]
    words: frozenset[str]
    stands_for: str


def read_qualifiers(holdings: Holdings) -> tuple[Qualifier, ...]:
    """The curated table of qualifiers, those of several entities first. What the vocabulary does not have is refused with its line."""
    path = resource("data") / _FILE
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    if not rows or rows[0] != _COLUMNS:
        raise BadInput(f"the header is not {','.join(_COLUMNS)}", f"{_FILE}:1", "write it so")
    found = [_read(row, f"{_FILE}:{line}", holdings) for line, row in enumerate(rows[1:], start=2)]
    return tuple(sorted(found, key=lambda one: -len(one.entities)))


def _read(row: list[str], place: str, holdings: Holdings) -> Qualifier:
    if len(row) != len(_COLUMNS) or not all(row):
        raise BadInput("a cell is missing", place, f"give {', '.join(_COLUMNS)}")
    entities, stands_for = read_list(row[0], read_text), row[2]
    for one in (*entities, stands_for):
        if _entity(one) not in holdings.rows:
            raise BadInput(f"there is no '{one}' in the vocabulary", place, "add it there, or correct the key")
    return Qualifier(frozenset(entities), _keys(read_list(row[1], read_text)), stands_for)


def _entity(text: str) -> Entity:
    kind, _, key = text.partition("/")
    return kind, key


def _keys(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(name_key, words))
