"""Outcomes: how each study defines one, whether two definitions may be compared, and what was reported, by study."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from kb.base import Base
from kb.names import ID, expand, mint
from kb.store import Cell, iri, values_clause
from kb.tables import Item, SheetRow
from webui.facts import Told, told
from webui.naming import item, take_names

MOST = 200
"""Endpoints of one outcome whose definitions its page tells."""

_ENDPOINTS = """
SELECT ?it ?study ?p ?o WHERE {{
  {{ SELECT ?it ?study WHERE {{ ?it aml:outcome {me} ; aml:endpointOf ?study }} LIMIT {most} }}
  OPTIONAL {{ {defining} ?it ?p ?o }}
}} ORDER BY ?study ?it ?p ?o
"""
_MEASURING = "SELECT (COUNT(*) AS ?n) WHERE {{ ?it aml:outcome {me} }}"
"""Endpoints and results; to ask which of very many are endpoints would take the store many seconds."""

_ALIKE = "SELECT ?it ?other WHERE {{ ?it aml:outcome {me} ; aml:comparableWith ?other }}"
_WIDER = "SELECT ?it ?broader WHERE { ?it a aml:Outcome ; aml:broaderOutcome ?broader }"
_DEFINING = ("aml:endpointRole", "aml:componentState", "aml:criteria", "aml:analysisPopulation", "aml:method")
_STATES, _CRITERIA = expand("aml:componentState"), expand("aml:criteria")


@dataclass(frozen=True)
class Defined:
    """A study's endpoint of this outcome, with its definition; ``lacking`` names what a comparison would need and is not stated."""

    study: Item
    endpoint: Item
    told: tuple[Told, ...]
    lacking: str
    alike: int


@dataclass(frozen=True)
class Reported:
    """What one study reported of the outcome."""

    study: Item
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True)
class Outcome:
    """What the page of an outcome shows beside its facts."""

    path: tuple[Item, ...]
    narrower: tuple[Item, ...]
    definitions: tuple[Defined, ...]
    reported: tuple[Reported, ...]
    count: int
    defined: int

    @property
    def comparable(self) -> str:
        """In words, whether figures of different studies may be set side by side."""
        studies = len({one.study.iri for one in self.definitions})
        if studies < 2:
            only = "One study" if studies else "No study"
            return f"{only} of this release defines it as an endpoint, so there is nothing to compare it with."
        if self.defined > len(self.definitions):
            return f"{self.defined:,} endpoints are this outcome; the page of each study says how it defines it."
        told, alike = len(self.definitions), sum(one.alike > 0 for one in self.definitions)
        if alike:
            return (
                f"{alike} of {told} endpoints are defined alike by another study (same outcome, states and criteria); only those compare."
            )
        silent = sum(bool(one.lacking) for one in self.definitions)
        why = f"{silent} of {told} definitions do not state which states count or by which criteria" if silent else "they differ"
        return f"No two of the {studies} studies define it alike: {why}. Set side by side, their figures do not compare."


def outcome(base: Base, key: str) -> Outcome:
    """The further facts of an outcome."""
    me = mint("outcome", key)
    rows = base.sheet("results", listed=True).holding("outcome", [me])
    by_study: dict[Item, list[SheetRow]] = defaultdict(list)
    for row in rows:
        by_study[row.cells["study"][0]].append(row)
    wider = {row[0].text: row[1].text for row in base.select(_WIDER).rows if row[0] and row[1]}
    ((measuring,),) = base.select(_MEASURING.format(me=iri(me))).rows
    return Outcome(
        tuple(item(base, one.removeprefix(ID)) for one in _up(wider, me)),
        tuple(item(base, one.removeprefix(ID)) for one in sorted(wider) if wider[one] == me),
        _definitions(base, me),
        tuple(Reported(study, tuple(several)) for study, several in by_study.items()),
        len(rows),
        int(measuring.text) - len(rows) if measuring else 0,
    )


def _up(wider: dict[str, str], me: str) -> tuple[str, ...]:
    """The way from the widest outcome down to this one; empty where it stands alone."""
    path = [me]
    while (above := wider.get(path[0])) and above not in path:
        path.insert(0, above)
    return tuple(path) if len(path) > 1 else ()


def _definitions(base: Base, me: str) -> tuple[Defined, ...]:
    defining = values_clause("p", [iri(expand(name)) for name in _DEFINING])
    out: dict[tuple[str, str], list[tuple[str, Cell]]] = defaultdict(list)
    found = base.select(_ENDPOINTS.format(me=iri(me), defining=defining, most=MOST)).rows
    take_names(base, (cell.text for row in found for cell in row if cell and cell.kind == "iri"))
    for it, study, predicate, value in found:
        if it and study:
            facts = out[study.text, it.text]
            facts += [(predicate.text, value)] if predicate and value else []
    alike: dict[str, set[str]] = defaultdict(set)
    for it, other in base.select(_ALIKE.format(me=iri(me))).rows if len(out) < MOST else ():  # what is cut is not compared
        if it and other:
            alike[it.text].add(other.text)
    made = [_defined(base, study, it, facts, len(alike[it])) for (study, it), facts in out.items()]
    return tuple(sorted(made, key=lambda one: (not one.told, one.study.text)))


def _defined(base: Base, study: str, endpoint: str, facts: list[tuple[str, Cell]], alike: int) -> Defined:
    stated = {predicate for predicate, _ in facts}
    lacking = " and ".join(
        words for words, needed in (("the states that count", _STATES), ("the criteria", _CRITERIA)) if needed not in stated
    )
    return Defined(item(base, study.removeprefix(ID)), item(base, endpoint.removeprefix(ID)), told(base, facts), lacking, alike)
