"""Matching: the SPARQL of a combination, the studies it finds, and those that all chips but one would find."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from kb.combine.chips import Chip, Combination, absent_pattern, chip_pattern, iris
from kb.combine.filters import filter_pattern
from kb.combine.reasons import Hierarchy, Reason, short
from kb.combine.saying import Said, statements
from kb.names import sparql_prologue
from kb.store import Answer, Cell, Lane, Store, values_clause


@dataclass(frozen=True)
class Match:
    """An arm that holds the combination, with a reason for each component that meets a chip, chip by chip.

    ``arm`` is empty where a combination names no chip and the study has no arm.
    """

    study: str
    arm: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class NearMiss:
    """An arm that holds all chips but one. ``shared`` says that what meets that one is needed for another chip."""

    study: str
    arm: str
    missing: int
    reasons: tuple[Reason, ...]
    shared: bool = False


@dataclass(frozen=True)
class Matches:
    """Matches and near misses of a combination, with the SPARQL that found the matches, and what is said that filters ask for."""

    sparql: str
    matches: tuple[Match, ...]
    near_misses: tuple[NearMiss, ...]
    said: tuple[Said, ...] = ()


def combination_sparql(combination: Combination, missing: int | None = None) -> str:
    """The query of a combination; with ``missing`` (a chip's place), that of arms with every other chip."""
    wanted = [spot for spot in range(len(combination.all_of)) if spot != missing]
    variables = " ".join(f"?c{spot} ?thing{spot}" for spot in wanted)
    lines = [f"SELECT DISTINCT ?study ?arm {variables} WHERE {{"]
    lines += [chip_pattern(combination.all_of[spot], spot) for spot in wanted]
    lines += [f"  FILTER(?c{one} != ?c{other})" for one, other in combinations(wanted, 2)]
    if combination.all_of or combination.none_of:
        lines.append("  ?arm a aml:Arm ; aml:armOf ?study .")
    else:
        lines += ["  ?study a aml:Study .", "  OPTIONAL { ?arm a aml:Arm ; aml:armOf ?study . }"]
    lines += [filter_pattern(name, tuple(values)) for name, values in combination.filters.items() if values]
    lines += [absent_pattern(chip, 100 + spot) for spot, chip in enumerate(combination.none_of)]
    lines += ["}", "ORDER BY ?study ?arm"]
    return sparql_prologue() + "\n".join(lines) + "\n"


_COMPONENTS = """
SELECT ?component ?named ?option ?anchor WHERE {{
  {values}
  ?component aml:agent|aml:agentClass ?named ; aml:option ?option .
  OPTIONAL {{ ?component aml:anchor ?anchor . }}
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
        anchors[component] += [anchor] if anchor else []
    return {key: _Part(*value, tuple(sorted(set(anchors[key])))) for key, value in said.items()}


def _found(answer: Answer) -> Iterator[tuple[str, str, dict[int, tuple[str, str]]]]:
    """Study, arm, and for each chip the component and the thing it answered to, row by row."""
    for row in answer.rows:
        cells: dict[str, Cell] = {name: cell for name, cell in zip(answer.variables, row, strict=True) if cell}
        spots = sorted(int(name[1:]) for name in cells if name[0] == "c" and name[1:].isdigit())
        chips = {spot: (short(cells[f"c{spot}"].text), short(cells[f"thing{spot}"].text)) for spot in spots}
        yield short(cells["study"].text), short(cells["arm"].text) if "arm" in cells else "", chips


def _run(
    store: Store, combination: Combination, hierarchy: Hierarchy, lane: Lane, missing: int | None
) -> Iterator[tuple[str, str, tuple[Reason, ...]]]:
    """Arms once each, with every component that meets a chip in any of the ways in which the arm holds them all."""
    ways = list(_found(store.select(combination_sparql(combination, missing), lane)))
    parts = _read_parts(store, {component for _, _, chips in ways for component, _ in chips.values()}, lane)
    met: dict[tuple[str, str], dict[tuple[int, str], Reason]] = defaultdict(dict)
    for study, arm, chips in ways:
        reasons = met[study, arm]
        for spot, (component, thing) in chips.items():
            reason = _reason(hierarchy, spot, thing, component, parts)
            known = reasons.setdefault((spot, component), reason)
            # A chip of several things may be met in several ways; the shortest explains best.
            if len(reason.path) < len(known.path):
                reasons[spot, component] = reason
    for (study, arm), found in met.items():
        yield study, arm, tuple(found[key] for key in sorted(found))


def _reason(hierarchy: Hierarchy, chip: int, asked: str, component: str, parts: dict[str, _Part]) -> Reason:
    part = parts[component]
    path = hierarchy.path(part.named, asked)
    class_only = part.named.startswith("class/")
    return Reason(asked, path, component, class_only, part.option, part.anchors, chip)


def match(store: Store, combination: Combination, hierarchy: Hierarchy, lane: Lane = Lane.OWN) -> Matches:
    """The arms that hold a combination, and those that all chips but one would find, which miss the whole."""
    found = [Match(*row) for row in _run(store, combination, hierarchy, lane, None)]
    near: dict[str, NearMiss] = {}
    studies = {one.study for one in found}
    chips = combination.all_of
    for missing in range(len(chips)) if len(chips) > 1 else ():
        # An arm that holds that chip too is of a study that matches, and so is none of these.
        rows = [row for row in _run(store, combination, hierarchy, lane, missing) if row[0] not in studies]
        held = _holding(store, chips[missing], [arm for _, arm, _ in rows], lane)
        for study, arm, reasons in rows:
            near.setdefault(arm, NearMiss(study, arm, missing, reasons, arm in held))
    said = statements(store, combination.filters, studies, lane)
    return Matches(combination_sparql(combination), tuple(found), tuple(near.values()), said)


def _holding(store: Store, chip: Chip, arms: list[str], lane: Lane) -> set[str]:
    """Of these arms, those with a component that answers to the chip."""
    if not arms:
        return set()
    query = f"{sparql_prologue()}SELECT DISTINCT ?arm WHERE {{ {values_clause('arm', iris(tuple(arms)))}\n{chip_pattern(chip, 0)}\n}}"
    return {short(row[0].text) for row in store.select(query, lane).rows if row[0]}
