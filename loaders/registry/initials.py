"""Initials: whether an acronym is made of the beginnings of names, ``VAH`` of venetoclax, azacitidine and homoharringtonine."""

from __future__ import annotations

import re
from collections.abc import Sequence

_FEWEST = 3
"""Names that an acronym must be made of: two letters fit too much else."""

_LONGEST_PIECE = 4
"""Letters that a name may give to an acronym: ``clad`` of cladribine, at most."""


def spells(acronym: str, names: Sequence[frozenset[str]]) -> bool:
    """Whether the letters of an acronym are one beginning of each name, in any order; each name is given by the ways to write it."""
    letters = re.sub(r"[^a-z]", "", acronym.lower())
    enough = _FEWEST <= len(names) <= len(letters) <= len(names) + _LONGEST_PIECE
    return enough and _made_of(letters, [frozenset(map(_bare, one)) for one in names])


def _bare(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _made_of(letters: str, names: list[frozenset[str]]) -> bool:
    if not names:
        return not letters
    for at, ways in enumerate(names):
        for size in range(1, min(_LONGEST_PIECE, len(letters)) + 1):
            if any(way.startswith(letters[:size]) for way in ways) and _made_of(letters[size:], names[:at] + names[at + 1 :]):
                return True
    return False
