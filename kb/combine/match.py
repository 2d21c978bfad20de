"""Matching: the SPARQL of a combination, the studies it finds, and those that all chips but one would find."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from kb.combine.arms import Arms
from kb.combine.chips import Chip, Combination, absent_pattern, chip_pattern, iris_of
from kb.combine.filters import filter_pattern
from kb.combine.reasons import Hierarchy, Reason, short
from kb.combine.saying import Said, statements
from kb.names import sparql_prologue
from kb.store import Answer, Cell, Lane, Store, in_parts, iri, values_clause


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
    matches: Sequence[Match]
    near_misses: Sequence[NearMiss]
    said: tuple[Said, ...] = ()
    lacking: Mapping[tuple[int, bool], Sequence[NearMiss]] = field(default_factory=dict)
    """The near misses by the chip that they lack, and whether what meets it is needed for another."""


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
    anchors: dict[str, list[str]] = defaultdict(list)
    said: dict[str, tuple[str, str]] = {}
    for some in in_parts(iris_of(sorted(components))):
        query = sparql_prologue() + _COMPONENTS.format(values=values_clause("component", map(iri, some)))
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


Ways = dict[tuple[str, str], list[dict[int, tuple[str, str]]]]
"""For each study and arm the ways in which it holds the chips: by chip the component, and the thing that this answers to."""


def _ways(store: Store, combination: Combination, lane: Lane, missing: int | None) -> Ways:
    """The arms that hold a combination, once each."""
    ways: Ways = defaultdict(list)
    for study, arm, chips in _found(store.select(combination_sparql(combination, missing), lane)):
        ways[study, arm].append(chips)
    return ways


def _reasons(store: Store, hierarchy: Hierarchy, ways: Iterable[list[dict[int, tuple[str, str]]]], lane: Lane) -> list[tuple[Reason, ...]]:
    """For each of some arms, every component that meets a chip in any of the ways in which the arm holds them all."""
    arms = list(ways)
    parts = _read_parts(store, {component for several in arms for chips in several for component, _ in chips.values()}, lane)
    return [_reasons_of_arm(hierarchy, several, parts) for several in arms]


def _reasons_of_arm(hierarchy: Hierarchy, ways: list[dict[int, tuple[str, str]]], parts: dict[str, _Part]) -> tuple[Reason, ...]:
    reasons: dict[tuple[int, str], Reason] = {}
    for chips in ways:
        for spot, (component, thing) in chips.items():
            reason = _reason(hierarchy, spot, thing, component, parts)
            known = reasons.setdefault((spot, component), reason)
            # A chip of several things may be met in several ways; the shortest explains best.
            if len(reason.path) < len(known.path):
                reasons[spot, component] = reason
    return tuple(reasons[key] for key in sorted(reasons))


def _reason(hierarchy: Hierarchy, chip: int, asked: str, component: str, parts: dict[str, _Part]) -> Reason:
    part = parts[component]
    path = hierarchy.path(part.named, asked)
    class_only = part.named.startswith("class/")
    return Reason(asked, path, component, class_only, part.option, part.anchors, chip)


def match(store: Store, combination: Combination, hierarchy: Hierarchy, lane: Lane = Lane.OWN) -> Matches:
    """The arms that hold a combination, and those that all chips but one would find, which miss the whole.

    Reasons are read when they are looked at, some hundred arms at a time.
    """
    found = _ways(store, combination, lane, None)
    studies = {study for study, _ in found}
    near: dict[str, tuple[tuple[str, str], int, bool, list[dict[int, tuple[str, str]]]]] = {}
    chips = combination.all_of
    for missing in range(len(chips)) if len(chips) > 1 else ():
        # An arm that holds that chip too is of a study that matches, and so is none of these.
        rows = {place: ways for place, ways in _ways(store, combination, lane, missing).items() if place[0] not in studies}
        others = (chip for spot, chip in enumerate(chips) if spot != missing)
        shared = any(_answering(hierarchy, chips[missing]) & _answering(hierarchy, other) for other in others)
        held = _holding(store, chips[missing], [arm for _, arm in rows], lane) if shared else set()
        for place, ways in rows.items():
            near.setdefault(place[1], (place, missing, place[1] in held, ways))

    def matches(places: Sequence[tuple[str, str]]) -> list[Match]:
        reasons = _reasons(store, hierarchy, (found[place] for place in places), lane)
        return [Match(*place, told) for place, told in zip(places, reasons, strict=True)]

    def misses(places: Sequence[tuple[str, str]]) -> list[NearMiss]:
        held = [near[arm] for _, arm in places]
        reasons = _reasons(store, hierarchy, (ways for *_, ways in held), lane)
        return [NearMiss(*place, missing, told, shared) for (place, missing, shared, _), told in zip(held, reasons, strict=True)]

    said = statements(store, combination.filters, studies, lane)
    sparql = combination_sparql(combination)
    lacking: dict[tuple[int, bool], list[tuple[str, str]]] = defaultdict(list)
    for place, missing, shared, _ in near.values():
        lacking[missing, shared].append(place)
    groups = {lack: Arms(places, misses) for lack, places in lacking.items()}
    return Matches(sparql, Arms(list(found), matches), Arms([place for place, *_ in near.values()], misses), said, groups)


def _answering(hierarchy: Hierarchy, chip: Chip) -> set[str]:
    """What a component may name to answer to a chip. Where no name answers to two chips, no component is needed for both."""
    return {one for asked in chip.any_of for one in (asked, *hierarchy.below(asked))}


def _holding(store: Store, chip: Chip, arms: list[str], lane: Lane) -> set[str]:
    """Of these arms, those with a component that answers to the chip."""
    found: set[str] = set()
    for some in in_parts(iris_of(arms)):
        query = f"{sparql_prologue()}SELECT DISTINCT ?arm WHERE {{ {values_clause('arm', map(iri, some))}\n{chip_pattern(chip, 0)}\n}}"
        found |= {short(row[0].text) for row in store.select(query, lane).rows if row[0]}
    return found
