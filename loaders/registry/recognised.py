"""Recognised: what a printed entry was found to name, and how."""

from __future__ import annotations

from dataclasses import dataclass

WHOLE, PART, MISSPELT, OTHER_NAME, PLACEBO, NONE = "whole-name", "part-of-name", "misspelling", "other-name", "placebo", "none"
"""How an entry was recognised: terms of the list ``recognition``."""

RADIATION = "agent/radiotherapy"
"""Radiation, whatever of."""

CHEMOTHERAPY = "class/chemotherapy"
"""Chemotherapy, whatever drugs."""

INTRATHECAL = "class/intrathecal-chemotherapy"
"""Chemotherapy by a route of its own, whatever is given by others."""

RADIATIONS = "class/radiation-therapy"
"""The class of all radiation."""


@dataclass(frozen=True, slots=True)
class Given:
    """Something that is given: an entity (``agent/…`` or ``class/…``), whether all get it, and the words that name it."""

    entity: str
    option: str
    fragment: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """What an entry names, how it was recognised, and whether it ``lists`` several things and says nothing else."""

    given: tuple[Given, ...]
    how: str
    lists: bool = False
