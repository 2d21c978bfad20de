"""Drugs, classes and targets: where they stand in the hierarchy, other names, identifiers, and the studies that give them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

from kb.base import Base
from kb.combine import Chip, Combination, studies_of
from kb.combine.arm_sets import Given
from kb.names import ID, mint
from kb.postings import set_of
from kb.store import Cell, iri
from kb.tables import Item
from webui import combining, matching
from webui.naming import item, take_names
from webui.service import opened

MOST_PATHS = 8

BROAD = 12
"""Studies that a page lists openly; of more, it tells the groups with their numbers first."""

_NAMES = """
SELECT ?label ?kind ?source WHERE {{
  ?name aml:names {me} ; rdfs:label ?label ; aml:synonymKind/skos:prefLabel ?kind ; dcterms:source ?source
}} ORDER BY ?kind ?label
"""
_IDENTIFIERS = """
SELECT ?system ?id ?label ?match ?source WHERE {{
  ?identifier aml:identifies {me} ; aml:identifierSystem ?system ; aml:localIdentifier ?id ;
    aml:match/skos:prefLabel ?match ; dcterms:source ?source .
  OPTIONAL {{ ?identifier aml:labelInSource ?label }}
}} ORDER BY ?system ?id
"""
_AXES = "SELECT ?class ?axis WHERE { ?class a aml:AgentClass ; aml:axis/skos:prefLabel ?axis }"
_CLASS_ONLY = "SELECT DISTINCT ?class ?study WHERE { ?component aml:agentClass ?class ; aml:componentOf ?arm . ?arm aml:armOf ?study }"
_TELLING = ("mechanism", "use")
"""Axes of classes that tell what a partner does; what a partner is made of (its modality) stands in where neither is stated."""


@dataclass(frozen=True)
class Partner:
    """An agent given together with this one, with the number of studies and the address that lists them."""

    agent: Item
    count: int
    link: str


@dataclass(frozen=True)
class Together:
    """How many studies give this together with something of a class (none: given alone), the address of that combination, and the
    studies themselves, or of very many those on the first page of all."""

    partner: Item | None
    axis: str
    count: int
    studies: tuple[matching.Found, ...]
    link: str


@dataclass(frozen=True)
class Member:
    """Something under a class or target: how many studies give it, the address that lists them, and what stands below it."""

    entity: Item
    studies: int
    link: str
    below: tuple[Member, ...]


@dataclass(frozen=True)
class Thing:
    """What the page of a drug, class or target shows beside its facts."""

    paths: tuple[tuple[Item, ...], ...]
    members: tuple[Member, ...]
    agents: int
    names: tuple[tuple[str, ...], ...]
    identifiers: tuple[tuple[str, ...], ...]
    studies: matching.Several
    studies_link: str
    together: tuple[Together, ...]
    partners: tuple[Partner, ...]

    @property
    def broad(self) -> bool:
        """Whether so many studies give it that its page folds them away by group."""
        return self.studies.count > BROAD


def thing(base: Base, kind: str, key: str) -> Thing:
    """The further facts of ``kind/key``."""
    address = f"{kind}/{key}"
    me = iri(mint(kind, key))
    chip = Chip((address,))
    combination = Combination((chip,))
    matches = base.match(combination).matches
    studies = matching.several(base, matches)
    given = base.arm_sets.given(base.arm_sets.meeting(chip))
    return Thing(
        tuple(tuple(item(base, one) for one in path) for path in paths_up(base, address)),
        members(base, address),
        sum(one.startswith("agent/") for one in base.hierarchy.below(address)),
        tuple(_texts(row) for row in base.select(_NAMES.format(me=me)).rows),
        tuple(_texts(row) for row in base.select(_IDENTIFIERS.format(me=me)).rows),
        studies,
        combining.address(combination),
        together(base, address, studies.studies, studies_of(matches), given),
        partners(base, address, given) if kind == "agent" else (),
    )


def _texts(row: tuple[Cell | None, ...]) -> tuple[str, ...]:
    return tuple(cell.text if cell else "" for cell in row)


def paths_up(base: Base, address: str) -> list[tuple[str, ...]]:
    """Every way up through classes, from the top down to the entity itself; the first few where there are many."""
    ready: list[tuple[str, ...]] = []
    growing: list[tuple[str, ...]] = [(address,)]
    while growing and len(ready) < MOST_PATHS:
        path = growing.pop(0)
        above = [one for one in base.hierarchy.above.get(path[0], ()) if one.startswith("class/") and one not in path]
        if above:
            growing += [(one, *path) for one in above]
        elif len(path) > 1:
            ready.append(path)
    return ready


def members(base: Base, address: str, seen: frozenset[str] = frozenset()) -> tuple[Member, ...]:
    """What stands directly under a class or target, each with what stands under it; by name."""
    below = opened().remember("directly below", lambda: _below(base))
    if address not in below:
        return ()
    given = opened().remember("studies giving", lambda: studies_giving(base))
    return tuple(
        Member(
            item(base, one),
            given.get(one, 0),
            combining.address(Combination((Chip((one,)),))),
            members(base, one, seen | {address}) if one not in seen else (),
        )
        for one in sorted(below.get(address, ()), key=base.hierarchy.label)
    )


def _below(base: Base) -> Mapping[str, set[str]]:
    """What stands directly under each class and target. An agent with a class that is under the target too stands only there."""
    found: dict[str, set[str]] = defaultdict(set)
    for entity, above in base.hierarchy.above.items():
        for one in above:
            nearer = any(other != one and base.hierarchy.path(other, one) for other in above)
            if not nearer:
                found[one].add(entity)
    return found


def studies_giving(base: Base) -> Mapping[str, int]:
    """How many studies give each agent, class and target, itself or by what is below it.

    Told from the sets of studies that the table of trials holds for each drug: to count them in a store of a whole registry takes minutes.
    """
    trials = base.sheet("trials")
    named = {value.item.address: trials.index.with_value(value) for value in trials.values("agent")}
    only: dict[str, set[str]] = defaultdict(set)
    for class_, study in base.select(_CLASS_ONLY).rows:
        if class_ and study:
            only[class_.text.removeprefix(ID)].add(study.text)
    for one, studies in only.items():
        named[one] = named.get(one, 0) | set_of(trials.index.places(studies).values(), trials.index.room)
    below = {one: (one, *base.hierarchy.below(one)) for one in base.hierarchy.labels}
    return {one: reduce(or_, (named.get(each, 0) for each in under)).bit_count() for one, under in below.items()}


def together(
    base: Base, address: str, studies: tuple[matching.Found, ...], every: tuple[str, ...], given: Mapping[Given, frozenset[str]]
) -> tuple[Together, ...]:
    """The studies by the class of what is given in the same arm; a study stands under each such class, those of one drug alone last.

    ``studies`` are those that the page shows, ``every`` all; ``given`` tells what their arms are given.
    """
    axes = opened().remember("axes", lambda: {row[0].text: row[1].text for row in base.select(_AXES).rows if row[0] and row[1]})
    held: dict[str, set[str]] = defaultdict(set)
    beside = studies_beside(base, address, given)
    for partner, found in beside.items():
        for class_ in _classes(base, partner):
            held[f"{ID}{class_}"] |= found
    shown = {f"{ID}{one}" for partner in beside for one in _telling(base, partner, axes)}
    order = sorted(shown, key=lambda one: (_rank(axes.get(one, "")), -len(held[one]), base.hierarchy.label(one.removeprefix(ID))))
    groups = [
        _together(
            base, address, one, axes.get(one, ""), len(held[one]), tuple(found for found in studies if found.study.address in held[one])
        )
        for one in order
    ]
    accompanied = {study for one in shown for study in held[one]}
    alone = tuple(found for found in studies if found.study.address not in accompanied)
    count = sum(study not in accompanied for study in every)
    return (*groups, Together(None, "", count, alone, "")) if count else tuple(groups)


def studies_beside(base: Base, address: str, given: Mapping[Given, frozenset[str]]) -> Mapping[str, set[str]]:
    """What is named in an arm beside something that answers to a drug, class or target, each with the studies of such arms."""
    answering = base.arm_sets.answering(Chip((address,)))
    found: dict[str, set[str]] = defaultdict(set)
    for (_, names), studies in given.items():
        own = answering.intersection(names)
        for one in names:
            if own - {one}:
                found[one] |= studies
    return found


def _classes(base: Base, named: str) -> tuple[str, ...]:
    """The classes that a drug or class answers to, itself among them."""
    above = opened().remember(("classes above", named), lambda: _climb(base, named))
    return tuple(one for one in above if one.startswith("class/"))


def _climb(base: Base, start: str) -> tuple[str, ...]:
    found, waiting = dict[str, None](), [start]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found[one] = None
            waiting += base.hierarchy.above.get(one, ())
    return tuple(found)


def _rank(axis: str) -> int:
    return _TELLING.index(axis) if axis in _TELLING else len(_TELLING)


def _telling(base: Base, partner: str, axes: Mapping[str, str]) -> list[str]:
    """The classes that tell what a partner does, the nearest ones; one that is stated as a class stands for itself."""
    if partner.startswith("class/"):
        return [partner]
    direct = [one for one in base.hierarchy.above.get(partner, ()) if one.startswith("class/")]
    return [one for one in direct if axes.get(f"{ID}{one}") in _TELLING] or direct


def _together(base: Base, address: str, partner: str, axis: str, count: int, studies: tuple[matching.Found, ...]) -> Together:
    own = partner.removeprefix(ID)
    return Together(item(base, own), axis, count, studies, combining.address(Combination((Chip((address,)), Chip((own,))))))


def partners(base: Base, address: str, given: Mapping[Given, frozenset[str]]) -> tuple[Partner, ...]:
    """Agents given in the same arm, the most frequent first."""
    counts = {one: len(studies) for one, studies in studies_beside(base, address, given).items() if one.startswith("agent/")}
    held = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    take_names(base, (f"{ID}{other}" for other in counts))
    return tuple(
        Partner(item(base, other), count, combining.address(Combination((Chip((address,)), Chip((other,)))))) for other, count in held
    )
