"""Studies and regimens: arms with components and doses, records, endpoints, populations, statements, and claims that pull apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kb.answer_rows import in_order
from kb.base import Base
from kb.names import ID, mint
from kb.store import Cell, iri, values_clause
from kb.tables import Item, SheetRow
from kb.tables.wide import WideRow, pivot
from webui.facts import Told, told
from webui.naming import item
from webui.service import opened

_COMPONENTS = """
SELECT ?arm ?component ?named ?role ?option WHERE {{
  {arms}
  ?component aml:componentOf ?arm ; aml:agent|aml:agentClass ?named ;
    aml:componentRole/skos:prefLabel ?role ; aml:option/skos:prefLabel ?option .
}} ORDER BY ?arm ?component
"""
_LINKED = "SELECT ?it WHERE {{ ?it {predicate} {me} }} ORDER BY ?it"
_POPULATIONS = """
SELECT DISTINCT ?it WHERE {{ # its own, and those that its arms, records and statements name
  {{ ?it aml:populationOf {me} }} UNION {{ ?x aml:armOf|aml:recordOf|aml:study {me} ; aml:population ?it }}
}} ORDER BY ?it
"""
_OUT = "SELECT ?it ?p ?o WHERE {{ {those} ?it ?p ?o }} ORDER BY ?it ?p ?o"
_NEUTRAL, _SUPPORTS = "neutral", "supports"
DELIVERED = "delivered"


MOST_ARMS = 100
"""Arms of a regimen, and results of these, that its page shows; tables have them all."""


@dataclass(frozen=True)
class Component:
    """What an arm is given: the agent or class, its direct classes, how it takes part, and its doses."""

    own: str
    named: Item
    class_only: bool
    classes: tuple[Item, ...]
    role: str
    option: str
    doses: tuple[SheetRow, ...]

    @property
    def planned(self) -> tuple[SheetRow, ...]:
        """Doses that were planned, or of which the source does not say that they were given."""
        return tuple(dose for dose in self.doses if dose.text("basis") != DELIVERED)

    @property
    def delivered(self) -> tuple[SheetRow, ...]:
        """Doses that were given."""
        return tuple(dose for dose in self.doses if dose.text("basis") == DELIVERED)


@dataclass(frozen=True)
class ArmShown:
    """An arm with its components."""

    row: SheetRow
    components: tuple[Component, ...]


@dataclass(frozen=True)
class Part:
    """An entity that belongs to a study, with what is said of it."""

    item: Item
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Direction:
    """A claim on a timeline: when, at which phase, in which direction."""

    year: str
    phase: str
    direction: str
    claim: Item
    study: Item


@dataclass(frozen=True)
class StudyShown:
    """What the page of a study shows beside its facts."""

    row: SheetRow
    arms: tuple[ArmShown, ...]
    records: tuple[Part, ...]
    endpoints: tuple[Part, ...]
    populations: tuple[Part, ...]
    results: tuple[SheetRow, ...]
    baseline: tuple[SheetRow, ...]
    adverse_events: tuple[WideRow, ...]
    claims: tuple[tuple[str, tuple[SheetRow, ...]], ...]
    parameters: tuple[tuple[str, tuple[SheetRow, ...]], ...]
    directions: tuple[Direction, ...]


def study(base: Base, key: str) -> StudyShown:
    """The further facts of a study."""
    me = mint("study", key)
    (row,) = base.sheet("trials").rows_of([me])
    arms = _rows(base, "arms", "study", {me})
    regimens = {found.iri for arm in arms for found in arm.cells.get("regimen", ())}
    return StudyShown(
        row,
        _arms(base, arms),
        _parts(base, _LINKED.format(predicate="aml:recordOf", me=iri(me))),
        _parts(base, _LINKED.format(predicate="aml:endpointOf", me=iri(me))),
        _parts(base, _POPULATIONS.format(me=iri(me))),
        _results(base, me, row),
        _rows(base, "baseline", "study", {me}),
        tuple(pivot(_rows(base, "adverse-events", "study", {me}))),
        _grouped(claims_of(base, {me}), "topic"),
        _grouped(_rows(base, "parameters", "subject", {me}), "parameter"),
        directions(base, studies_alike(base, regimens) | {me}),
    )


def _results(base: Base, me: str, study: SheetRow) -> tuple[SheetRow, ...]:
    """What was reported of a study: its primary endpoint first, of each outcome the whole before its parts."""
    primary = frozenset(one.address for one in study.cells.get("endpoint", ()))
    return tuple(in_order(base, "results", base.sheet("results", listed=True).holding("study", [me]), primary))


def _rows(base: Base, table: str, column: str, iris: set[str]) -> tuple[SheetRow, ...]:
    return tuple(base.sheet(table).holding(column, iris))


def _holds(row: SheetRow, column: str, iris: set[str]) -> bool:
    return any(found.iri in iris for found in row.cells.get(column, ()))


def claims_of(base: Base, studies: set[str]) -> tuple[SheetRow, ...]:
    """Claims that come from studies, or are about them."""
    claims = {row.iri for column in ("study", "subject") for row in _rows(base, "claims", column, studies)}
    return base.sheet("claims").rows_of(claims)


def _arms(base: Base, arms: Iterable[SheetRow]) -> tuple[ArmShown, ...]:
    rows = tuple(arms)
    components: dict[str, list[Component]] = defaultdict(list)
    doses = _rows(base, "doses", "arm", {row.iri for row in rows})
    query = _COMPONENTS.format(arms=values_clause("arm", [iri(row.iri) for row in rows])) if rows else ""
    for arm, component, named, role, option in base.select(query).rows if query else ():
        if arm and component and named and role and option:
            given = tuple(dose for dose in doses if _holds(dose, "arm", {arm.text}) and _holds(dose, "agent", {named.text}))
            components[arm.text].append(_component(base, component.text, named.text, role.text, option.text, given))
    # By size, so that the whole study stands before its parts.
    ordered = sorted(rows, key=lambda row: -int(row.text("arm_size") or 0))
    return tuple(ArmShown(row, tuple(components[row.iri])) for row in ordered)


def _component(base: Base, own: str, named: str, role: str, option: str, doses: tuple[SheetRow, ...]) -> Component:
    address = named.removeprefix(ID)
    class_only = address.startswith("class/")
    above = [one for one in base.hierarchy.above.get(address, ()) if one.startswith("class/")]
    return Component(own, item(base, address), class_only, tuple(item(base, one) for one in above), role, option, doses)


def _parts(base: Base, query: str) -> tuple[Part, ...]:
    """The entities that a query finds, in its order, each with its own facts."""
    found = [row[0].text for row in base.select(query).rows if row[0]]
    out: dict[str, list[tuple[str, Cell]]] = defaultdict(list)
    for it, predicate, value in base.select(_OUT.format(those=values_clause("it", map(iri, found)))).rows if found else ():
        if it and predicate and value:
            out[it.text].append((predicate.text, value))
    return tuple(Part(item(base, one.removeprefix(ID)), told(base, out[one])) for one in found)


def _grouped(rows: Iterable[SheetRow], column: str) -> tuple[tuple[str, tuple[SheetRow, ...]], ...]:
    groups: dict[str, list[SheetRow]] = defaultdict(list)
    for row in rows:
        groups[row.text(column)].append(row)
    return tuple((name, tuple(groups[name])) for name in sorted(groups))


def studies_alike(base: Base, regimens: set[str]) -> set[str]:
    """Studies with claims that give one of some regimens, or one that differs from it by a single component.

    Claims come from documents that people read, and so are few, however many studies and regimens there are.
    """
    given, parts = opened().remember("regimens of studies with claims", lambda: _claimed(base))
    own = _parts_of(base, regimens).values()
    alike = {iri for iri, held in parts.items() if iri in regimens or any(_near(held, one) for one in own)}
    return {study for study, theirs in given.items() if theirs & alike}


def _claimed(base: Base) -> tuple[dict[str, set[str]], dict[str, frozenset[str]]]:
    """The regimens of each study that a claim comes from or is about, and the parts of these."""
    claimed = {value.item.iri for column in ("study", "subject") for value in base.sheet("claims").values(column)}
    given: dict[str, set[str]] = defaultdict(set)
    for arm in _rows(base, "arms", "study", claimed):
        for one in arm.cells.get("study", ()):
            given[one.iri] |= {regimen.iri for regimen in arm.cells.get("regimen", ())}
    return given, _parts_of(base, set().union(*given.values()))


def _parts_of(base: Base, regimens: set[str]) -> dict[str, frozenset[str]]:
    rows = base.sheet("regimens").rows_of(regimens)
    return {row.iri: frozenset(one.iri for name in ("agents", "classes") for one in row.cells.get(name, ())) for row in rows}


def _near(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two regimens share two parts or more, and one has a single part that the other lacks."""
    return len(one & other) >= 2 and (one < other or other < one) and len(one ^ other) == 1


def directions(base: Base, studies: set[str]) -> tuple[Direction, ...]:
    """Claims of studies in time order, where some support and others do not; else nothing."""
    trials = {row.iri: row for row in base.sheet("trials").rows_of(studies)}
    claims = claims_of(base, studies)
    named = {one.iri for claim in claims for column in ("references", "source") for one in claim.cells.get(column, ())}
    years = {row.iri: row.text("year") for row in base.sheet("documents").rows_of(named)}
    found = []
    for claim in claims:
        direction = claim.text("direction")
        home = next((one for name in ("study", "subject") for one in claim.cells.get(name, ()) if one.iri in studies), None)
        if home and direction != _NEUTRAL:
            told_in = [years[one.iri] for one in claim.cells.get("references", ()) if years.get(one.iri)]
            year = min(told_in, default="") or max((years.get(one.iri, "") for one in claim.cells.get("source", ())), default="")
            found.append(Direction(year, trials[home.iri].text("phase"), direction, Item(claim.text("label"), claim.iri), home))
    apart = {one.direction for one in found} > {_SUPPORTS}
    return tuple(sorted(found, key=lambda one: (one.year, one.phase, one.claim.text))) if apart else ()


@dataclass(frozen=True)
class RegimenShown:
    """What the page of a regimen shows beside its facts: the first arms of ``count``, and the first results of ``figures``."""

    count: int
    figures: int
    arms: tuple[ArmShown, ...]
    results: tuple[SheetRow, ...]
    directions: tuple[Direction, ...]


def regimen(base: Base, key: str) -> RegimenShown:
    """The further facts of a regimen."""
    me = mint("regimen", key)
    arms = base.sheet("arms").holding("regimen", [me])
    results = base.sheet("results").holding("arm", [row.iri for row in arms[:MOST_ARMS]])
    shown = _arms(base, arms[:MOST_ARMS])
    return RegimenShown(len(arms), len(results), shown, results[:MOST_ARMS], directions(base, studies_alike(base, {me})))
