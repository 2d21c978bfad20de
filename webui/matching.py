"""Matching, as a page shows it: studies with their reasons, near misses by what they lack, and what dropping a chip would give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kb.answer import UNKNOWN_PART, StudyFacts, chip_words
from kb.answer_words import filter_words, tie
from kb.base import Base, entity
from kb.combine import FILTERS, Chip, Combination, Match, Matches, NearMiss, Reason, Said, studies_of
from kb.combine.arms import Arms
from kb.errors import NotFound
from kb.names import ID
from kb.tables import Item
from webui import combining
from webui.naming import item

MOST = 120
"""Studies on one page of a combination, and of the near misses that lack one chip."""


@dataclass(frozen=True)
class Why:
    """Why a chip was met: from what was asked for, down the classes, to what the source names; and where."""

    path: tuple[Item, ...]
    remark: str
    anchors: tuple[Item, ...]
    beside: tuple[tuple[Item, ...], ...] = ()


@dataclass(frozen=True)
class SaidShown:
    """A statement for the sake of which a study passed a filter."""

    title: str
    statement: Item
    anchors: tuple[Item, ...]


@dataclass(frozen=True)
class Found:
    """A study that matched, or nearly."""

    study: Item
    arm: Item | None
    facts: dict[str, Any]
    why: tuple[Why, ...]
    further: tuple[Item, ...]
    said: tuple[SaidShown, ...] = ()


@dataclass(frozen=True)
class Several:
    """A page of studies, with how many there are in all, and how many pages they fill."""

    studies: tuple[Found, ...]
    count: int
    page: int = 1

    @property
    def pages(self) -> int:
        """How many pages they fill; one at least."""
        return max(1, -(-self.count // MOST))


@dataclass(frozen=True)
class Near:
    """Studies that lack one chip, or a part that nobody knows, and the address of the combination without it."""

    missing: str
    link: str
    found: Several


@dataclass(frozen=True)
class ChipShown:
    """A chip of a combination: its entities, the agents it takes in, and the addresses without it or without one agent.

    ``also`` is what its component must be too, each with the word that ties it.
    """

    entities: tuple[Item, ...]
    unless: tuple[Item, ...]
    members: tuple[tuple[Item, str], ...]
    negative: bool
    drop: str
    also: tuple[tuple[str, tuple[Item, ...]], ...] = ()


@dataclass(frozen=True)
class FilterShown:
    """A value of a filter, the address without it, and what the filter's values cover."""

    title: str
    text: str
    drop: str
    rule: str


@dataclass(frozen=True)
class DropShown:
    """What a combination that finds nothing would find with one part less."""

    text: str
    count: int
    link: str


def several(base: Base, found: Sequence[Match] | Sequence[NearMiss], said: Iterable[Said] = (), page: int = 1) -> Several:
    """A page of the studies of some arms, in the order in which lists show trials."""
    every = studies_of(found)
    if len(every) <= MOST and page == 1:
        return Several(studies(base, found, said), len(every))
    listed = base.sheet("trials", listed=True).within(base.study_facets.rows_of(every))
    shown = [entity(row.iri) for row in listed[(page - 1) * MOST : page * MOST]]
    arms = found.of(shown) if isinstance(found, Arms) else [one for one in found if one.study in set(shown)]
    made = Several(studies(base, arms, (one for one in said if one.study in set(shown))), len(every), page)
    if page > made.pages:
        raise NotFound(f"there is no page {page}: these studies fill {made.pages}")
    return made


def studies(base: Base, found: Iterable[Match | NearMiss], said: Iterable[Said] = ()) -> tuple[Found, ...]:
    """Matches by study, numbered trials first, with what is said of each that a filter asked for."""
    matches = list(found)
    facts = StudyFacts(base, {one.study for one in matches})
    base.all_labels.take(f"{ID}{named}" for one in matches for named in _named(one))
    arms: dict[str, list[Match | NearMiss]] = {}
    for one in matches:
        arms.setdefault(one.study, []).append(one)
    told: dict[str, list[Said]] = {}
    for statement in said:
        told.setdefault(statement.study, []).append(statement)
    made = [_found(base, facts, several, told.get(study, [])) for study, several in arms.items()]
    return tuple(sorted(made, key=lambda one: (one.facts["nct_id"] is None, one.facts["nct_id"] or one.facts["study"])))


def _named(one: Match | NearMiss) -> Iterable[str]:
    """All that is named where an arm is shown."""
    return filter(None, (one.study, one.arm, *(thing for reason in one.reasons for thing in (*reason.path, reason.asked, *reason.anchors))))


def _found(base: Base, facts: StudyFacts, arms: list[Match | NearMiss], said: list[Said]) -> Found:
    first = arms[0]
    why = tuple(_why(base, reason) for reason in first.reasons)
    further = tuple(item(base, one.arm) for one in arms[1:])
    arm = item(base, first.arm) if first.arm else None
    told = tuple(
        SaidShown(FILTERS[one.filter].title, item(base, one.statement), tuple(item(base, anchor) for anchor in one.anchors)) for one in said
    )
    return Found(item(base, first.study), arm, facts.row(first.study, first.arm), why, further, told)


def _why(base: Base, reason: Reason) -> Why:
    remarks = ["class stated, agent not named"] if reason.class_only else []
    remarks += [f"{reason.option} component"] if reason.option != "required" else []
    path = tuple(item(base, entity) for entity in reversed(reason.path)) or (item(base, reason.asked),)
    places = {place.text: place for place in (item(base, anchor) for anchor in reversed(reason.anchors))}
    beside = tuple(tuple(item(base, entity) for entity in reversed(way)) for way in reason.beside)
    return Why(path, "; ".join(remarks), tuple(reversed(places.values())), beside)


def near(base: Base, found: Matches, combination: Combination, unknown: Iterable[str] = ()) -> tuple[Near, ...]:
    """Near misses, chip by chip; those of the combination without a part that nobody knows first."""
    without = [one for one in found.near_misses if one.missing == UNKNOWN_PART] if unknown else []
    made = [Near(", ".join(unknown), combining.address(combination), several(base, without))] if without else []
    for spot, chip in enumerate(combination.all_of):
        for shared in (False, True):
            if held := found.lacking.get((spot, shared)):
                missing = ("a second component that is " if shared else "") + chip_words(base, chip)
                made.append(Near(missing, combining.address(combining.without_chip(combination, chip)), several(base, held)))
    return tuple(made)


def chips(base: Base, combination: Combination) -> tuple[ChipShown, ...]:
    """The chips of a combination, those that exclude last."""
    return tuple(
        _chip(base, combination, chip, negative)
        for several, negative in ((combination.all_of, False), (combination.none_of, True))
        for chip in several
    )


def _chip(base: Base, combination: Combination, chip: Chip, negative: bool) -> ChipShown:
    members = []
    for agent in agents_of(base, chip) if not negative else ():
        fewer = replace(chip, unless=(*chip.unless, agent))
        members.append((item(base, agent), combining.address(combining.with_chip(combination, chip, fewer))))
    drop = combining.address(combining.without_chip(combination, chip))
    named, unless, *also = (tuple(item(base, one) for one in some) for some in (chip.any_of, chip.unless, *chip.also))
    tied = tuple(zip(map(tie, chip.also), also, strict=True))
    return ChipShown(named, unless, tuple(members), negative, drop, tied)


def agents_of(base: Base, chip: Chip) -> tuple[str, ...]:
    """The agents that a chip of classes or targets takes in, apart from those it leaves out."""
    below = [entity for one in chip.any_of for entity in base.hierarchy.below(one) if entity.startswith("agent/")]
    also = [{under for one in choice for under in base.hierarchy.below(one)} for choice in chip.also]
    return tuple(entity for entity in dict.fromkeys(below) if entity not in chip.unless and all(entity in one for one in also))


def filters(base: Base, combination: Combination) -> tuple[FilterShown, ...]:
    """The filters of a combination, value by value."""
    made = []
    for name, values in combination.filters.items():
        for value in values:
            drop = combining.address(combining.without_filter(combination, name, value))
            made.append(FilterShown(FILTERS[name].title, filter_words(base, name, value), drop, FILTERS[name].rule))
    return tuple(made)


def drops(base: Base, combination: Combination) -> tuple[DropShown, ...]:
    """For a combination that finds nothing: how many studies each part, left out, would give."""
    fewer = [(f"without the chip {chip_words(base, chip)}", combining.without_chip(combination, chip)) for chip in combination.all_of]
    fewer += [(f"without excluding {chip_words(base, chip)}", combining.without_chip(combination, chip)) for chip in combination.none_of]
    for name, values in combination.filters.items():
        told = " or ".join(filter_words(base, name, value) for value in values)
        fewer.append((f"without the filter {FILTERS[name].title.lower()}: {told}", combining.without_filter(combination, name)))
    return tuple(DropShown(text, len(studies_of(base.match(less).matches)), combining.address(less)) for text, less in fewer)
