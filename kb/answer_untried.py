"""What is untried: pairs of a modality and a backbone that no clinical trial of the base gives together, by a question of the library."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kb.ask import bind, find, shipped
from kb.base import Base
from kb.combine import FILTERS, Chip
from kb.understand import Understood

QUESTION = "untried-combinations"
_SIDES = ("asked_modality", "asked_backbone")


def untried_sparql(base: Base, understood: Understood) -> str:
    """The library's question, asked of what a question names; where it names nothing, as shipped."""
    question = find(QUESTION)
    usual = {side: shipped(question, side) for side in _SIDES}
    bindings = {
        side: dict.fromkeys(one for entity in entities for one in _spread(base, entity, usual[side]))
        for side, entities in _sides(base, understood.combination.all_of, usual).items()
    }
    return bind(question, bindings)


def library_rows(base: Base, sparql: str) -> tuple[dict[str, Any], ...]:
    """The rows of a question of the library as flat objects."""
    found = base.select(sparql)
    names = found.variables
    rows = [{name: cell.text if cell else None for name, cell in zip(names, row, strict=True)} for row in found.rows]
    return tuple(row | {"release": base.release.version} for row in rows)


def _sides(base: Base, chips: Iterable[Chip], usual: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Which of the chips stand for modalities and which for backbones; two of one kind are each other's counterpart."""
    modality, backbone = _SIDES
    found: dict[str, list[tuple[str, ...]]] = {modality: [], backbone: []}
    for chip in chips:
        shared = {side: len(_members(base, chip.any_of) & _members(base, usual[side])) for side in _SIDES}
        found[modality if shared[modality] > shared[backbone] else backbone].append(chip.any_of)
    for side, other in ((modality, backbone), (backbone, modality)):
        if len(found[side]) > 1 and not found[other]:
            found[other] = found[side][1:]
            found[side] = found[side][:1]
    return {side: [entity for entities in several for entity in entities] for side, several in found.items() if several}


def _spread(base: Base, entity: str, usual: Iterable[str]) -> list[str]:
    """What stands above some of the usual modalities or backbones (immunotherapy) asks for all of them that share an agent with it."""
    below = _members(base, (entity,))
    usual = [one for one in usual if one != entity]
    if not below & {*usual}:
        return [entity]
    return [one for one in usual if any(agent.startswith("agent/") for agent in below & _members(base, (one,)))]


def _members(base: Base, entities: Iterable[str]) -> set[str]:
    return {one for entity in entities for one in (entity, *base.hierarchy.below(entity))}


def untried_left_out(understood: Understood) -> tuple[str, ...]:
    """What else the question asks, which pairs of treatments cannot tell."""
    filters = tuple(FILTERS[name].title.lower() for name in understood.combination.filters)
    things = tuple(", ".join(thing.entities) for thing in understood.things)
    without = tuple(", ".join(chip.any_of) for chip in understood.combination.none_of)
    return (*filters, *things, *without, *(scheme.replace("-", " ") for scheme in understood.terms))
