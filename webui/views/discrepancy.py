"""Discrepancies: what the rules found, with the statements in conflict side by side, each with its places and what stands there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.base import Base
from kb.names import ID, mint
from kb.store import iri
from kb.tables import Item, SheetRow
from webui.naming import name_of
from webui.views.quotes import Quote, quotes_of

SEVERITIES = ("major", "minor", "rounding")
"""Worst first."""

_ABOUT = """
SELECT DISTINCT ?it WHERE {{
  ?it aml:inConflict/(aml:study|aml:recordOf|aml:armOf|aml:endpointOf|aml:populationOf) {me}
}} ORDER BY ?it
"""
_RULE = "SELECT ?text WHERE {{ {me} aml:rule/skos:definition ?text }}"
_WHO = ("study", "arm", "family", "population", "time_point")
TABLE_OF = {"result": "results", "adverse-event": "adverse-events", "baseline": "baseline"}
"""The table that holds the reported numbers of a kind."""


@dataclass(frozen=True)
class Side:
    """A statement in conflict: what it says, of whom, and where it is printed."""

    statement: Item
    who: tuple[Item, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Conflict:
    """A discrepancy, and the statements that it is about."""

    finding: Item
    severity: str
    rule: str
    expected: str
    found: str
    verdict: str
    sides: tuple[Side, ...]

    @property
    def words(self) -> str:
        """What would agree, and what stands there."""
        expected = f"Expected {self.expected}" if self.expected else ""
        found = f"found {self.found}" if expected else f"Found {self.found}"
        return "; ".join(filter(None, (expected, found if self.found else ""))) + ("." if expected or self.found else "")


def conflicts(base: Base, findings: Iterable[str]) -> tuple[Conflict, ...]:
    """The discrepancies of some IRIs, the worst first."""
    rows = base.sheet("discrepancies").rows_of(findings)
    printed = quotes_of(base, (one.iri for row in rows for one in row.cells.get("statements", ())))
    made = [_conflict(base, row, printed) for row in rows]
    return tuple(sorted(made, key=lambda one: SEVERITIES.index(one.severity) if one.severity in SEVERITIES else len(SEVERITIES)))


def of_study(base: Base, key: str) -> tuple[Conflict, ...]:
    """The discrepancies about what is said of a study."""
    rows = base.select(_ABOUT.format(me=iri(mint("study", key)))).rows
    return conflicts(base, (row[0].text for row in rows if row[0]))


def of_document(base: Base, key: str) -> tuple[Conflict, ...]:
    """The discrepancies that a document takes part in."""
    return conflicts(base, (row.iri for row in base.sheet("discrepancies").holding("source", [mint("document", key)])))


def rule_meaning(base: Base, key: str) -> str:
    """What the rule of a discrepancy looks for."""
    rows = base.select(_RULE.format(me=iri(mint("discrepancy", key)))).rows
    return rows[0][0].text if rows and rows[0][0] else ""


def _conflict(base: Base, row: SheetRow, printed: Mapping[str, tuple[Quote, ...]]) -> Conflict:
    return Conflict(
        Item(row.text("label"), row.iri),
        row.text("severity"),
        row.text("rule"),
        row.text("expected"),
        row.text("found"),
        row.text("verdict"),
        tuple(_side(base, one.iri, printed[one.iri]) for one in row.cells.get("statements", ())),
    )


def _side(base: Base, statement: str, quotes: tuple[Quote, ...]) -> Side:
    row = _row(base, statement)
    who = tuple(item for name in _WHO for item in row.cells.get(name, ())) if row else ()
    return Side(Item(name_of(base, statement), statement), who, quotes)


def _row(base: Base, statement: str) -> SheetRow | None:
    kind = statement.removeprefix(ID).partition("/")[0]
    return base.sheet(TABLE_OF[kind]).row(statement) if kind in TABLE_OF else None
