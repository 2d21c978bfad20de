"""A record before it is read: a mapping of the API's shape, and where it stands; and the limits that keep a bad file from harm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Raw:
    """One record. ``place`` is what a message calls it: ``folder/file:line``, or ``folder/file, member, study 12``."""

    study: Mapping[str, Any]
    place: str
    hint: str = ""
    """The ISO date that the file itself tells, as an export's name does; empty where it tells none."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of what is taken, so that memory stays bounded and an archive made to swell does no harm."""

    record: int = 128 * 2**20
    """Characters of one record, and of one line: some hundred times the longest record that was seen."""
    unpacked: int = 256 * 2**20
    """Bytes that any archive may unpack to, however small it is."""
    swelling: int = 200
    """How many times its own size a large archive may unpack to; records that were seen unpack to 4 to 19 times."""
    depth: int = 2
    """Archives within archives: a ``.zip`` of ``.gz`` files is 2."""


LIMITS = Limits()
