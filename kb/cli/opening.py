"""Opening: the release in service, for one command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.places import home

if TYPE_CHECKING:
    from kb.base import Base


def opened() -> Base:
    """The base of the release in service; to be used in a ``with`` block."""
    from kb.base import open_base  # imported on use: help and faults of the command line need no store

    return open_base(home())
