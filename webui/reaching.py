"""Reaching: the graphs of a release too large to be held in memory, read as far as a page looks."""

from __future__ import annotations

from math import inf

from kb.base import Base
from kb.graphs import VIEWS, Reach


def reach_of(base: Base, name: str, claims: bool = True) -> Reach:
    """A graph by name; what papers tell, which stands first in the order of reading, comes before what only registries do."""
    reach = Reach(base.store, VIEWS[name], lambda node: base.places.get(node, inf))
    return reach if claims else reach.without_claims()
