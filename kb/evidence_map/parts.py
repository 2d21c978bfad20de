"""Parts: the components that answer to a row or column, and which claims on a study speak of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.base import Base, entity
from kb.evidence_map.directions import Pointing
from kb.names import mint
from kb.store import in_parts, iri, values_clause
from kb.tables import SheetRow


@dataclass(frozen=True)
class Part:
    """A component: whether only its class is stated, whether it may be left out, and, where its study has claims, all that it is."""

    class_only: bool
    optional: bool
    things: frozenset[str] = frozenset()


def read_parts(base: Base, components: Collection[str], told: Collection[str]) -> Mapping[str, Part]:
    """Components by ``kind/key``; what they are is read of those that are ``told`` of only."""
    things: dict[str, set[str]] = {}
    for some in _terms(told):
        rows = base.select(f"SELECT ?component ?thing WHERE {{ {values_clause('component', some)} ?component aml:matches ?thing }}").rows
        for component, thing in ((entity(row[0].text), entity(row[1].text)) for row in rows if row[0] and row[1]):
            things.setdefault(component, set()).add(thing)
    found = {}
    for some in _terms(components):
        query = f"""SELECT ?component ?class ?option WHERE {{
  {values_clause("component", some)} ?component aml:option ?option . OPTIONAL {{ ?component aml:agentClass ?class }}
}}"""
        for row in base.select(query).rows:
            if row[0] and row[2]:
                one = entity(row[0].text)
                found[one] = Part(row[1] is not None, not row[2].text.endswith("option.required"), frozenset(things.get(one, ())))
    return found


def _terms(components: Collection[str]) -> Iterable[Sequence[str]]:
    return in_parts([iri(mint(*one.split("/", 1))) for one in sorted(components)])


def spoken_of(study: str, pointing: Pointing, parts: Collection[Part]) -> Pointing:
    """The claims that speak of some components of a study: that name one of them, or the study where one is never left out."""
    things = frozenset[str]().union(*(part.things for part in parts))
    whole = any(not part.optional for part in parts)

    def speaks(row: SheetRow) -> bool:
        subjects = {one.address for one in row.cells.get("subject", ())}
        told = subjects | {one.address for one in row.cells.get("study", ())}
        return study in told and bool((whole and study in subjects) or subjects & things)

    kept = {direction: tuple(row for row in rows if speaks(row)) for direction, rows in pointing.claims.items()}
    return Pointing({direction: rows for direction, rows in kept.items() if rows})
