"""What is untried and what failed, by questions of the library, as the evidence map defines both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kb.ask import bind, find, shipped
from kb.base import Base
from kb.combine import FILTERS, Chip, Combination, studies_of
from kb.evidence_map import MapAsked, StudyBook, evidence_map, gaps, read_book
from kb.evidence_map.pairs import pairs_of, read_mixtures
from kb.evidence_map.studies import STOPPED, WITHDRAWN
from kb.names import mint
from kb.store import iri, values_clause
from kb.understand import Understood

QUESTION = "untried-combinations"
FAILED_STUDIES = "failed-studies"
_SIDES = ("asked_modality", "asked_backbone")
_TREATMENT = "asked_treatment"
_STUDIES = "# the studies"
"""Where the question on what failed may be told which studies it is about."""


@dataclass(frozen=True)
class Found:
    """The SPARQL that was run, its rows, and what must be said beside them."""

    sparql: str
    rows: tuple[dict[str, Any], ...]
    remark: str = ""


def untried(base: Base, understood: Understood) -> Found:
    """The untried pairs of what a question names, or of the most specific lines of the map, each with the wider pairs that were tried.

    They are found as sets of arms, as the map finds its pairs; the SPARQL finds the same, which a whole registry makes slow.
    """
    book = read_book(base)
    question, made = find(QUESTION), evidence_map(base, book, MapAsked())
    usual = {
        side: tuple(line.address for line in lines) for side, lines in zip(_SIDES, (made.specific.rows, made.specific.columns), strict=True)
    }
    named = {
        side: list(dict.fromkeys(one for entity in entities for one in _spread(base, entity, usual[side])))
        for side, entities in _sides(base, understood.combination.all_of, usual).items()
    }
    sides = {side: named.get(side) or usual[side] for side in _SIDES}
    sparql = bind(question, {side: asked for side, asked in sides.items() if asked})
    wider = {(gap.row.label, gap.column.label): gap.wider_words for gap in gaps(base, made)}
    rows = [row | {"tried_more_widely": wider.get((row["modality"], row["backbone"]))} for row in _pairs(base, book, *sides.values())]
    unused = ", ".join(line.label for line in made.specific.unused)
    remark = f"In no patient at all, with whatever else: {unused}." if unused and "asked_modality" not in named else ""
    return Found(sparql, tuple(rows), remark)


def _pairs(base: Base, book: StudyBook, modalities: Sequence[str], backbones: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of the question on what is untried: pairs that no study in patients gives, with the other studies that do."""
    given = pairs_of(base, read_mixtures(base, modalities), modalities, backbones).together
    book.take({study for ways in given.values() for study in ways.studies})
    rows: list[dict[str, Any]] = []
    for one in modalities:
        for other in backbones:
            studies = [book.studies[study] for study in given[one, other].studies] if (one, other) in given else []
            if one != other and not any(study.in_patients for study in studies):
                told = " | ".join(sorted(study.label for study in studies)) or None
                pair = {"modality": base.hierarchy.label(one), "backbone": base.hierarchy.label(other)}
                rows.append(pair | {"other_studies": str(len(studies)), "study": told, "release": base.release.version})
    return sorted(rows, key=lambda row: (row["modality"], row["backbone"]))


def failed_studies(base: Base, understood: Understood) -> Found:
    """The studies in patients in which an immunotherapy failed, or what a question names; only those that fit the rest of it.

    The query is told which studies it may find, wherever it looks for them: a whole registry has too many to go through.
    """
    asked, question = understood.combination, find(FAILED_STUDIES)
    usual = shipped(question, _TREATMENT)
    of_map = [chip for chip in asked.all_of if _members(base, usual) & {*chip.any_of}]
    treatments = [entity for chip in of_map or asked.all_of for entity in chip.any_of] or usual
    studies = _failing(base, tuple(dict.fromkeys(treatments)))
    if len(asked.all_of) > 1 or asked.none_of or asked.filters:
        studies &= {*studies_of(base.match(asked).matches)}
    told = values_clause("iri", [iri(mint(*one.split("/", 1))) for one in sorted(studies)])
    sparql = bind(question, {_TREATMENT: dict.fromkeys(treatments)}).replace(_STUDIES, told)
    return Found(sparql, library_rows(base, sparql))


def _failing(base: Base, treatments: tuple[str, ...]) -> set[str]:
    """The studies of some treatments that ended before their time, or of whose results a claim tells: others cannot have failed."""
    giving = Combination((Chip(treatments),))
    ended = base.match(replace(giving, filters={"status": tuple(sorted((*STOPPED, WITHDRAWN)))})).matches
    return {*studies_of(ended), *(read_book(base).claimed & {*studies_of(base.match(giving).matches)})}


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
    if understood.intent == "failed":
        return tuple(", ".join(thing.entities) for thing in understood.things)
    filters = tuple(FILTERS[name].title.lower() for name in understood.combination.filters)
    things = tuple(", ".join(thing.entities) for thing in understood.things)
    without = tuple(", ".join(chip.any_of) for chip in understood.combination.none_of)
    return (*filters, *things, *without, *(scheme.replace("-", " ") for scheme in understood.terms))
