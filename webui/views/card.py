"""The evidence card of a reported number: as printed, recomputed, in whom, when, in whose voice, and what does not agree with it."""

from __future__ import annotations

from dataclasses import dataclass

from kb.base import Base
from kb.names import mint
from kb.store import iri
from kb.tables import Item, SheetRow
from webui import figures

TABLE_OF = {"result": "results", "adverse-event": "adverse-events", "baseline": "baseline"}
"""The table that holds the statements of a kind."""

_OTHERS = "SELECT DISTINCT ?other WHERE {{ ?quantity aml:reports {me}, ?other . FILTER(?other != {me}) }} ORDER BY ?other"
_DEFINITION = "SELECT ?text WHERE {{ {me} skos:definition ?text }}"


@dataclass(frozen=True)
class Conflict:
    """A discrepancy that a statement is part of."""

    finding: Item
    severity: str
    rule: str
    expected: str
    found: str
    verdict: str


@dataclass(frozen=True)
class Card:
    """A reported number with all that is needed to trust it or not."""

    row: SheetRow
    title: tuple[Item, ...]
    reported: str
    computed: str
    method: str
    population_definition: str
    printed: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    others: tuple[tuple[Item, str, tuple[Item, ...]], ...]


def card(base: Base, kind: str, key: str) -> Card:
    """The card of a statement."""
    rows = {row.iri: row for row in base.sheet(TABLE_OF[kind]).rows}
    row = rows[mint(kind, key)]
    me = iri(row.iri)
    others = [rows[cell[0].text] for cell in base.select(_OTHERS.format(me=me)).rows if cell[0] and cell[0].text in rows]
    return Card(
        row,
        title(row),
        figures.reported(row),
        figures.computed(row),
        row.text("computed_method"),
        _definition(base, row),
        tuple(item.text for item in row.cells.get("fragment", ())),
        conflicts(base, row.cells.get("discrepancy", ())),
        tuple(
            (Item(figures.reported(other) or "as stated", other.iri), other.text("voice"), other.cells.get("anchor", ()))
            for other in others
        ),
    )


def title(row: SheetRow) -> tuple[Item, ...]:
    """What was measured: outcome, event with grade, or characteristic with category."""
    return tuple(item for name in ("outcome", "term", "grade", "characteristic", "category") for item in row.cells.get(name, ()))


def _definition(base: Base, row: SheetRow) -> str:
    for item in row.cells.get("population", ()):
        for (cell,) in base.select(_DEFINITION.format(me=iri(item.iri))).rows:
            if cell:
                return cell.text
    return ""


def conflicts(base: Base, findings: tuple[Item, ...]) -> tuple[Conflict, ...]:
    """The discrepancies of these IRIs, with what their table says of them."""
    if not findings:
        return ()
    wanted = {finding.iri for finding in findings}
    rows = (row for row in base.sheet("discrepancies").rows if row.iri in wanted)
    return tuple(
        Conflict(Item(row.text("label"), row.iri), *(row.text(name) for name in ("severity", "rule", "expected", "found", "verdict")))
        for row in rows
    )
