"""The rows of an answer that stand in tables of statements: flat, and the most telling first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, overload

from kb.base import Base, entity
from kb.names import mint
from kb.store import in_parts, iri, values_clause
from kb.tables import TABLES, SheetRow

_COURSE = frozenset({"disposition", "exposure"})
"""Kinds of outcome that tell how a study went and not what came of it: who was given what, and for how long."""


ORDERS = {
    "results": "A document's own figures before those it restates; of each, whole groups and larger denominators before parts of a group.",
    "adverse-events": "A document's own figures first; of each, what befell most patients before the rest.",
}
"""How the rows of a table follow each other in an answer, in words."""

_AT_ONCE = 500


class Later(Sequence[Mapping[str, Any]]):
    """Rows that are made when they are first looked at: a page of some of many matches has no need of all of them."""

    def __init__(self, make: Callable[[], Sequence[Mapping[str, Any]]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Sequence[Mapping[str, Any]]:
        return self._make()

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, spot: int) -> Mapping[str, Any]: ...
    @overload
    def __getitem__(self, spot: slice) -> Sequence[Mapping[str, Any]]: ...
    def __getitem__(self, spot: int | slice) -> Mapping[str, Any] | Sequence[Mapping[str, Any]]:
        return self._made[spot]


def in_order(
    base: Base, table: str, rows: Iterable[SheetRow], named: frozenset[str] = frozenset(), counting: bool = False
) -> list[SheetRow]:
    """Rows that name most of what was asked for first, each kind of them in the order of reading.

    Adverse events come by how many had them, a document's own before those it restates; results by what was measured: response,
    survival and harm before what patients were given, unless the question is for ``counting`` these; of each, as ``ORDERS`` says.
    """
    last = len(base.places)
    ordered = sorted(rows, key=lambda row: base.places.get(entity(row.iri), last))
    if table == "adverse-events":
        own = base.all_labels.get(mint("concept", "voice.own"))
        return sorted(ordered, key=lambda row: (row.text("voice") != own, _frequency(row)))
    if table == "results" and not counting:
        kinds = _outcome_kinds(base)
        weight = _weighing(base, ordered)
        return sorted(ordered, key=lambda row: (*_telling(row, named, kinds), *weight(row)))
    return sorted(ordered, key=lambda row: -_naming(row, named))


def _naming(row: SheetRow, named: frozenset[str]) -> int:
    """How much of what was asked for a row names."""
    return len(named & {item.address for items in row.cells.values() for item in items})


def _telling(row: SheetRow, named: frozenset[str], kinds: Mapping[str, tuple[bool, int]]) -> tuple[bool, int, int]:
    """Outcomes before the course of a study, then what names most, then in the vocabulary's order of kinds."""
    course, rank = min((kinds[item.address] for item in row.cells.get("outcome", ()) if item.address in kinds), default=(True, len(kinds)))
    return course, -_naming(row, named), rank


def _weighing(base: Base, rows: Iterable[SheetRow]) -> Callable[[SheetRow], tuple[bool, bool, int, bool]]:
    """A key: own figures first, of these rows of a whole group, then those of more patients, then those that print of how many."""
    own = base.all_labels.get(mint("concept", "voice.own"))
    groups = sorted({item.iri for row in rows for item in row.cells.get("population", ())})
    parts: set[str] = set()
    for some in in_parts(groups, _AT_ONCE):
        found = base.select(f"SELECT ?part WHERE {{ {values_clause('part', map(iri, some))} ?part aml:partOf ?whole }}").rows
        parts |= {row[0].text for row in found if row[0]}

    def weight(row: SheetRow) -> tuple[bool, bool, int, bool]:
        whole, arm, printed = (_number(row, column) for column in ("population_size", "arm_size", "denominator"))
        # Of an arm, or of regimens alike, of unknown size the population does not tell how many they are.
        group = min(filter(None, (whole, arm)), default=0) if arm or not (row.cells.get("arm") or row.cells.get("family")) else 0
        told = printed or group
        of_part = any(item.iri in parts for item in row.cells.get("population", ()))
        return row.text("voice") != own, of_part or 0 < told < whole, -told, not printed

    return weight


def _number(row: SheetRow, column: str) -> int:
    """The number in a column; nought where there is none."""
    text = row.text(column)
    return int(text) if text.isdecimal() else 0


def _outcome_kinds(base: Base) -> dict[str, tuple[bool, int]]:
    """Of each outcome, whether it is about the course of a study, and the rank of its kind."""
    found = base.select("SELECT ?outcome ?kind WHERE { ?outcome aml:outcomeKind ?kind }").rows
    pairs = [(entity(outcome.text), entity(kind.text)) for outcome, kind in found if outcome and kind]
    return {outcome: (kind.rpartition(".")[2] in _COURSE, base.places.get(kind, len(base.places))) for outcome, kind in pairs}


def _frequency(row: SheetRow) -> tuple[int, float]:
    """Shares before bare numbers, and those that are nought last, so that they do not hide the others."""
    share, number = row.text("percent") or row.text("computed_percent"), row.text("n")
    if share and float(share):
        return 0, -float(share)
    if number and int(number):
        return 1, -float(number)
    return 2, 0.0


def flat(row: SheetRow, table: str, release: str) -> dict[str, Any]:
    """A sheet's row as a flat object: its columns, and where it comes from."""
    found: dict[str, Any] = {"id": entity(row.iri), "table": table}
    for spec in TABLES[table].columns:
        found[spec.name] = row.text(spec.name) or None
    return found | {"release": release}
