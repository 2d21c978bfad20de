"""Matching: the SPARQL of a combination, the studies it finds, and those that all chips but one would find."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from kb.combine.chips import Chip, Combination, absent_pattern, chip_pattern, iris
from kb.combine.filters import filter_pattern
from kb.combine.reasons import Hierarchy, Reason, short
from kb.names import sparql_prologue
from kb.store import Answer, Cell, Lane, Store, values_clause


@dataclass(frozen=True)
class Match:
    """An arm that holds the combination, with a reason for each chip."""

    study: str
    arm: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class NearMiss:
    """An arm that holds all chips but one."""

    study: str
    arm: str
    missing: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Matches:
    """Matches and near misses of a combination, with the SPARQL that found the matches."""

    sparql: str
    matches: tuple[Match, ...]
    near_misses: tuple[NearMiss, ...]


def combination_sparql(combination: Combination, missing: int | None = None) -> str:
    """The query of a combination; with ``missing`` (a chip's place), that of arms with every other chip and not that one."""
    wanted = [spot for spot in range(len(combination.all_of)) if spot != missing]
    variables = " ".join(f"?c{spot} ?thing{spot}" for spot in wanted)
    lines = [f"SELECT DISTINCT ?study ?arm {variables} WHERE {{"]
    lines += [chip_pattern(combination.all_of[spot], spot) for spot in wanted]
    lines += [f"  FILTER(?c{one} != ?c{other})" for one, other in combinations(wanted, 2)]
    if not wanted:
        lines.append("  ?arm a aml:Arm .")
    lines.append("  ?arm aml:armOf ?study .")
    lines += [filter_pattern(name, tuple(values)) for name, values in combination.filters.items() if values]
    lines += [absent_pattern(chip, 100 + spot) for spot, chip in enumerate(combination.none_of)]
    if missing is not None:
        lines += [f"  FILTER NOT EXISTS {{\n{_all_chips(combination.all_of)}\n  }}"]
    lines += ["}", "ORDER BY ?study ?arm"]
    return sparql_prologue() + "\n".join(lines) + "\n"


def _all_chips(chips: tuple[Chip, ...]) -> str:
    """The pattern of all chips at once, on variables of its own, for the arm at hand."""
    offset = 200
    lines = [chip_pattern(chip, offset + spot) for spot, chip in enumerate(chips)]
    lines += [f"  FILTER(?c{one} != ?c{other})" for one, other in combinations(range(offset, offset + len(chips)), 2)]
    return "\n".join(lines)


_COMPONENTS = """
SELECT ?component ?named ?option ?anchor WHERE {{
  {values}
  ?component aml:agent|aml:agentClass ?named ; aml:option ?option ; aml:anchor ?anchor .
}}
"""


@dataclass(frozen=True)
class _Part:
    named: str
    option: str
    anchors: tuple[str, ...]


def _read_parts(store: Store, components: set[str], lane: Lane) -> dict[str, _Part]:
    """What each component names, and where."""
    if not components:
        return {}
    query = sparql_prologue() + _COMPONENTS.format(values=values_clause("component", iris(tuple(sorted(components)))))
    anchors: dict[str, list[str]] = defaultdict(list)
    said: dict[str, tuple[str, str]] = {}
    for row in store.select(query, lane).rows:
        component, named, option, anchor = (short(cell.text) if cell else "" for cell in row)
        said[component] = (named, option.removeprefix("concept/option."))
        anchors[component].append(anchor)
    return {key: _Part(*value, tuple(sorted(set(anchors[key])))) for key, value in said.items()}


def _found(answer: Answer) -> Iterator[tuple[str, str, dict[int, tuple[str, str]]]]:
    """Study, arm, and for each chip the component and the thing it answered to, row by row."""
    for row in answer.rows:
        cells: dict[str, Cell] = {name: cell for name, cell in zip(answer.variables, row, strict=True) if cell}
        spots = sorted(int(name[1:]) for name in cells if name[0] == "c" and name[1:].isdigit())
        chips = {spot: (short(cells[f"c{spot}"].text), short(cells[f"thing{spot}"].text)) for spot in spots}
        yield short(cells["study"].text), short(cells["arm"].text), chips


def _run(
    store: Store, combination: Combination, hierarchy: Hierarchy, lane: Lane, missing: int | None
) -> Iterator[tuple[str, str, tuple[Reason, ...]]]:
    """Arms once each, with the reasons of the first way in which the arm meets the chips."""
    rows = list(_found(store.select(combination_sparql(combination, missing), lane)))
    parts = _read_parts(store, {component for _, _, chips in rows for component, _ in chips.values()}, lane)
    seen: set[str] = set()
    for study, arm, chips in rows:
        if arm not in seen:
            seen.add(arm)
            yield study, arm, tuple(_reason(hierarchy, thing, component, parts) for component, thing in chips.values())


def _reason(hierarchy: Hierarchy, asked: str, component: str, parts: dict[str, _Part]) -> Reason:
    part = parts[component]
    path = hierarchy.path(part.named, asked)
    class_only = part.named.startswith("class/")
    return Reason(asked, path, component, class_only, part.option, part.anchors)


def match(store: Store, combination: Combination, hierarchy: Hierarchy, lane: Lane = Lane.OWN) -> Matches:
    """The arms that hold a combination, and those that all chips but one would find, which miss the whole."""
    found = [Match(*row) for row in _run(store, combination, hierarchy, lane, None)]
    near: list[NearMiss] = []
    studies = {one.study for one in found}
    if len(combination.all_of) > 1:
        for missing in range(len(combination.all_of)):
            rows = _run(store, combination, hierarchy, lane, missing)
            near += [NearMiss(study, arm, missing, reasons) for study, arm, reasons in rows if study not in studies]
    return Matches(combination_sparql(combination), tuple(found), tuple(near))
