"""What an address asks of the evidence map, and the addresses that ask for a little more or less."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict

from kb.base import Base
from kb.errors import BadInput
from kb.evidence_map import FACETS, EvidenceMap, MapAsked
from webui import combining
from webui.addresses import with_query
from webui.asked import LONGEST

CHOICES = ("rows", "columns", "level", "split")


def read_map_asked(base: Base, args: MultiDict[str, str]) -> MapAsked:
    """What the parameters of an address ask of the map; one that is unknown is refused."""
    for name, values in args.lists():
        if name not in (*CHOICES, *FACETS):
            raise BadInput(f"the map has no '{name[:60]}'", "address", f"use {', '.join((*CHOICES, *FACETS))}")
        if any(len(value) > LONGEST for value in values):
            raise BadInput(f"the value of '{name}' is longer than {LONGEST} characters", "address", "shorten it")
    chosen = {name: value for name in CHOICES if (value := args.get(name, "").strip())}
    filters = MultiDict([(name, value) for name in FACETS for value in args.getlist(name)])
    return MapAsked(**chosen, filters=combining.read_combination(base, filters).filters)


def map_address(asked: MapAsked, ending: str = "", **changes: Any) -> str:
    """The address that asks for a map, with changes; what is usual need not be said."""
    changed = replace(asked, **changes)
    usual = MapAsked()
    chosen = [(name, value) for name in CHOICES if (value := getattr(changed, name)) != getattr(usual, name)]
    filters = [(name, value) for name in FACETS for value in changed.filters.get(name, ())]
    return with_query("/map" + (f".{ending}" if ending else ""), [*chosen, *filters])


def toggled(asked: MapAsked, facet: str, value: str) -> dict[str, tuple[str, ...]]:
    """The filters with a value of a facet added, or taken away where it is there."""
    held = asked.filters.get(facet, ())
    changed = tuple(one for one in held if one != value) if value in held else (*held, value)
    return {name: values for name, values in (dict(asked.filters) | {facet: changed}).items() if values}


def cell_address(made: EvidenceMap, row: str, column: str = "", part: str = "") -> str:
    """The address of the combination that lists the studies of a cell, or of a part of it."""
    return combining.address(made.combination(row, column, part))
