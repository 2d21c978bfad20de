"""Assigning: which components of an arm meet which chips, each chip by a component of its own, and where the source names them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kb.combine.chips import Chip, iris_of
from kb.combine.reasons import Hierarchy, Reason, short
from kb.names import sparql_prologue
from kb.store import Lane, Store, in_parts, iri, values_clause

_COMPONENTS = """
SELECT ?arm ?component ?named ?option ?anchor WHERE {{
  {values}
  ?component aml:componentOf ?arm ; aml:agent|aml:agentClass ?named ; aml:option ?option .
  OPTIONAL {{ ?component aml:anchor ?anchor . }}
}}
"""


@dataclass(frozen=True)
class Part:
    """A component: what it names, whether it must be given, and where."""

    component: str
    named: str
    option: str
    anchors: tuple[str, ...]


def read_parts(store: Store, arms: Collection[str], lane: Lane) -> dict[str, tuple[Part, ...]]:
    """The components of some arms ``arm/key``."""
    anchors: dict[str, set[str]] = defaultdict(set)
    said: dict[str, tuple[str, str, str]] = {}
    for some in in_parts(iris_of(sorted(filter(None, arms)))):
        query = sparql_prologue() + _COMPONENTS.format(values=values_clause("arm", map(iri, some)))
        for row in store.select(query, lane).rows:
            arm, component, named, option, anchor = (short(cell.text) if cell else "" for cell in row)
            said[component] = (arm, named, option.removeprefix("concept/option."))
            anchors[component] |= {anchor} if anchor else set()
    found: dict[str, list[Part]] = defaultdict(list)
    for component, (arm, named, option) in sorted(said.items()):
        found[arm].append(Part(component, named, option, tuple(sorted(anchors[component]))))
    return {arm: tuple(parts) for arm, parts in found.items()}


def reasons_of(hierarchy: Hierarchy, chips: Mapping[int, Chip], parts: Sequence[Part]) -> tuple[Reason, ...]:
    """Every component that meets a chip in any of the ways in which an arm with these parts holds all the chips (by place)."""
    meeting = {
        spot: {part.component: reason for part in parts if (reason := _reason(hierarchy, spot, chip, part))} for spot, chip in chips.items()
    }
    reasons = []
    for spot in sorted(meeting):
        others = [meeting[other].keys() for other in meeting if other != spot]
        reasons += [reason for component, reason in sorted(meeting[spot].items()) if _assignable(others, frozenset((component,)))]
    return tuple(reasons)


def _assignable(options: Sequence[Collection[str]], taken: frozenset[str]) -> bool:
    """Whether each of several can have one of its options that no other has, and that is not taken."""
    return not options or any(_assignable(options[1:], taken | {one}) for one in options[0] if one not in taken)


def _reason(hierarchy: Hierarchy, spot: int, chip: Chip, part: Part) -> Reason | None:
    """Why a component meets a chip, by the shortest way up; None where it does not."""
    if any(hierarchy.path(part.named, other) for other in chip.unless):
        return None
    ways = [(path, asked) for asked in chip.any_of if (path := hierarchy.path(part.named, asked)) and not (chip.exactly and len(path) > 1)]
    if not ways:
        return None
    beside = [_shortest(hierarchy, part.named, choice) for choice in chip.also]
    if not all(beside):
        return None
    # A chip of several things may be met in several ways; the shortest explains best.
    path, asked = min(ways, key=lambda way: len(way[0]))
    return Reason(asked, path, part.component, part.named.startswith("class/"), part.option, part.anchors, spot, tuple(beside))


def _shortest(hierarchy: Hierarchy, named: str, choice: Sequence[str]) -> tuple[str, ...]:
    """The shortest way up from what a component names to one of several things; empty where there is none."""
    return min(filter(None, (hierarchy.path(named, asked) for asked in choice)), key=len, default=())
