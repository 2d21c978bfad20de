"""Side by side: what was given and what was reported for two to six arms, regimens or regimen families, measure by measure.

Nothing is pooled or tested here: figures of one measure stand beside one another as their documents report them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.base import Base, entity
from kb.errors import BadInput, NotFound
from kb.names import mint
from kb.store import iri, values_clause
from kb.tables import Item, SheetRow

KINDS = ("family", "regimen", "arm")
FEWEST, MOST = 2, 6
_MEASURED = ("arm", "family")
TABLES = {"results": ("outcome", "endpoint"), "adverse-events": ("term", "grade", "level")}
"""Tables of figures, with the columns that say what was measured."""

_GIVEN = """
SELECT DISTINCT ?me ?how ?part WHERE {{
  {values}
  {{ ?me aml:includesAgent ?part . BIND("given" AS ?how) }}
  UNION {{ ?me aml:excludesAgent ?part . BIND("without" AS ?how) }}
  UNION {{ ?me aml:hasAgent|aml:hasClass ?part . BIND("given" AS ?how) }}
  UNION {{ ?me aml:hasOptionalAgent|aml:hasOptionalClass ?part . BIND("optional" AS ?how) }}
  UNION {{ ?me aml:regimen/(aml:hasAgent|aml:hasClass) ?part . BIND("given" AS ?how) }}
  UNION {{ ?me aml:regimen/(aml:hasOptionalAgent|aml:hasOptionalClass) ?part . BIND("optional" AS ?how) }}
}} ORDER BY ?me ?how ?part
"""


@dataclass(frozen=True)
class Subject:
    """Something that is compared: itself, what is given in it, by how (``given``, ``optional``, ``without``), and its arms."""

    item: Item
    parts: Mapping[str, tuple[Item, ...]]
    arms: tuple[SheetRow, ...]


@dataclass(frozen=True)
class Measure:
    """One measure: the items that say what was measured, in whom and when, and the figures of each subject (none: not reported)."""

    table: str
    what: tuple[Item, ...]
    whom: tuple[Item, ...]
    when: str
    figures: tuple[tuple[SheetRow, ...], ...]


@dataclass(frozen=True)
class Comparison:
    """The subjects in the order they were asked for, and every measure that is reported for one of them at least."""

    subjects: tuple[Subject, ...]
    measures: tuple[Measure, ...]

    def shared(self, how: str = "given") -> frozenset[Item]:
        """What is given in all of them."""
        held = [frozenset(subject.parts.get(how, ())) for subject in self.subjects]
        return frozenset.intersection(*held) if held else frozenset()


def compare(base: Base, addresses: Sequence[str]) -> Comparison:
    """The comparison of ``kind/key`` of arms, regimens and families; two to six, each once."""
    wanted = list(dict.fromkeys(addresses))
    if not FEWEST <= len(wanted) <= MOST:
        raise BadInput(f"{len(wanted)} can not be set side by side", "of", f"give {FEWEST} to {MOST} different regimens, families or arms")
    subjects = tuple(_subjects(base, wanted))
    return Comparison(subjects, tuple(_measures(base, subjects)))


def check(base: Base, address: str) -> None:
    """Refuse what is no arm, regimen or family of the base."""
    kind, _, key = address.partition("/")
    if kind not in KINDS:
        raise BadInput(f"'{address[:80]}' cannot be compared", "of", f"give one of {', '.join(f'{kind}/...' for kind in KINDS)}")
    if _iri_of(kind, key) not in base.all_labels:
        raise NotFound(f"the base holds no {kind} '{key[:80]}'")


def _iri_of(kind: str, key: str) -> str:
    """The IRI of a kind and key; empty where the key is none."""
    try:
        return mint(kind, key)
    except BadInput:
        return ""


def comparable(base: Base) -> list[Item]:
    """Everything that can be compared: families, then regimens, then arms for which some figure is reported, by name."""
    sheets = [base.sheet(name) for name in TABLES]
    pairs = [(sheet, column) for sheet in sheets for column in _MEASURED if sheet.spec.column(column)]
    measured = {value.item.iri for sheet, column in pairs for value in sheet.values(column)}
    given = {item for row in base.sheet("arms").rows_of(measured) for item in row.cells.get("regimen", ())}
    arms = {Item(base.all_labels.get(one, entity(one)), one) for one in measured}
    return sorted(arms | given, key=lambda item: (KINDS.index(item.address.partition("/")[0]), item.text.casefold()))


def _subjects(base: Base, addresses: Sequence[str]) -> Iterable[Subject]:
    for address in addresses:
        check(base, address)
    iris = [mint(*address.split("/", 1)) for address in addresses]
    parts: dict[str, dict[str, list[Item]]] = {one: {} for one in iris}
    for me, how, part in base.select(_GIVEN.format(values=values_clause("me", map(iri, iris)))).rows:
        if me and how and part:
            parts[me.text].setdefault(how.text, []).append(Item(base.all_labels.get(part.text, entity(part.text)), part.text))
    for one in iris:
        told = {how: tuple(dict.fromkeys(items)) for how, items in parts[one].items()}
        yield Subject(Item(base.all_labels[one], one), told, tuple(_arms(base, one)))


def _arms(base: Base, one: str) -> Iterable[SheetRow]:
    """The arm itself, or the arms that get the regimen. A family's figures are reported for it as a whole: it has no arms of its own."""
    arms = base.sheet("arms")
    own = arms.row(one)
    return (own,) if own else arms.holding("regimen", [one])


def _measures(base: Base, subjects: Sequence[Subject]) -> Iterable[Measure]:
    found: dict[tuple[str, tuple[Item, ...], tuple[Item, ...], str], list[list[SheetRow]]] = {}
    owners = [{subject.item.iri, *(arm.iri for arm in subject.arms)} for subject in subjects]
    for table in TABLES:
        sheet = base.sheet(table)
        for row in sheet.holding_in(filter(sheet.spec.column, _MEASURED), set[str]().union(*owners)):
            held = {item.iri for item in _measured(row)}
            for spot, owner in enumerate(owners):
                if held & owner:
                    found.setdefault(_key(table, row), [[] for _ in subjects])[spot].append(row)
    for (table, what, whom, when), figures in found.items():
        yield Measure(table, what, whom, when, tuple(tuple(sorted(several, key=_fullest)) for several in figures))


def _measured(row: SheetRow) -> Iterable[Item]:
    """The arm or family that a figure is of."""
    return (item for column in _MEASURED for item in row.cells.get(column, ()))


def _key(table: str, row: SheetRow) -> tuple[str, tuple[Item, ...], tuple[Item, ...], str]:
    """What was measured, in whom and when: only figures that agree in all three stand in one line."""
    what = tuple(item for column in TABLES[table] for item in row.cells.get(column, ()) if column != "endpoint")
    return table, what, row.cells.get("population", ()), row.text("time_point")


def _fullest(row: SheetRow) -> tuple[bool, int]:
    """Of several that print one figure, the document's own and the one with most of its parts comes first."""
    parts = sum(1 for column in ("n", "denominator", "percent", "value", "ci_low", "range_low") if row.cells.get(column))
    return bool(row.cells.get("references")), -parts
