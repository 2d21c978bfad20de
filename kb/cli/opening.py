"""Opening: the release in service, for one command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kb.places import home

if TYPE_CHECKING:
    from kb.base import Base
    from kb.store import Endpoint


def endpoint() -> Endpoint | None:
    """The endpoint of ``kb --endpoint``, else of the settings; None where queries go to the store of the release itself."""
    from kb.endpoints import chosen

    context = click.get_current_context(silent=True)
    return chosen(context.find_root().params.get("endpoint") if context else None)


def opened(seconds: float | None = None) -> Base:
    """The base of the release in service; to be used in a ``with`` block.

    With ``seconds``, a query runs in a process of its own, which is ended at that limit, or at once on Ctrl-C.
    """
    from kb.base import open_base  # imported on use: help and faults of the command line need no store

    return open_base(home(), isolated=seconds is not None, seconds=seconds, endpoint=endpoint())
