"""Matching: the studies that hold a combination, each with its reasons, and those that all chips but one would find."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kb.combine.arms import Arms, Listed, Place
from kb.combine.assigning import read_parts, reasons_of
from kb.combine.chips import Combination
from kb.combine.finding import BySparql, Finder, Lack, combination_sparql
from kb.combine.reasons import Hierarchy, Reason
from kb.combine.saying import Said, statements
from kb.store import Lane, Store


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
    """Matches and near misses of a combination, with the SPARQL that finds the matches, and what is said that filters ask for."""

    sparql: str
    matches: Sequence[Match]
    near_misses: Sequence[NearMiss]
    said: tuple[Said, ...] = ()
    lacking: Mapping[Lack, Sequence[NearMiss]] = field(default_factory=dict)
    """The near misses by the chip that they lack, and whether what meets it is needed for another."""


def match(store: Store, combination: Combination, hierarchy: Hierarchy, lane: Lane = Lane.OWN, finder: Finder | None = None) -> Matches:
    """The arms that hold a combination, and those that all chips but one would find, which miss the whole.

    The ``finder`` finds them, or the queries of the combination do. Reasons are read when they are looked at, some hundred arms at a time.
    """
    finder = finder or BySparql(store, hierarchy, lane)
    found = finder.found(combination)
    near: dict[str, tuple[Place, Lack]] = {}
    for place, lack in finder.lacking(combination, found.studies) if len(combination.all_of) > 1 else ():
        near.setdefault(place[1], (place, lack))
    chips = dict(enumerate(combination.all_of))

    def reasons(places: Sequence[Place], lacks: Sequence[int | None]) -> list[tuple[Reason, ...]]:
        parts = read_parts(store, {arm for _, arm in places}, lane) if chips else {}
        wanted = [{spot: chip for spot, chip in chips.items() if spot != lack} for lack in lacks]
        return [reasons_of(hierarchy, held, parts.get(arm, ())) for (_, arm), held in zip(places, wanted, strict=True)]

    def matches(places: Sequence[Place]) -> list[Match]:
        told = reasons(places, [None] * len(places))
        return [Match(*place, why) for place, why in zip(places, told, strict=True)]

    def misses(places: Sequence[Place]) -> list[NearMiss]:
        lacks = [near[arm][1] for _, arm in places]
        told = reasons(places, [missing for missing, _ in lacks])
        return [NearMiss(*place, missing, why, shared) for place, (missing, shared), why in zip(places, lacks, told, strict=True)]

    said = statements(store, combination.filters, found.studies, lane)
    lacking: dict[Lack, list[Place]] = defaultdict(list)
    for place, lack in near.values():
        lacking[lack].append(place)
    groups = {lack: Arms(Listed(places), misses) for lack, places in lacking.items()}
    every = Arms(Listed([place for place, _ in near.values()]), misses)
    return Matches(combination_sparql(combination), Arms(found, matches), every, said, groups)
