"""The wide table of adverse events: one row a term, one column a grade, each cell as printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.formats import Cited, Column, Notes, Table
from kb.tables.rows import Item, SheetRow
from kb.tables.sheet import LICENCE, Sheet

NAME = "adverse-events-wide"
TITLE = "Adverse events by grade"

# In the order of printed tables: single grades, then grades together, then all.
GRADES: tuple[tuple[str, str, str], ...] = (
    ("1", "g1", "G1"),
    ("2", "g2", "G2"),
    ("1-2", "g1_2", "G1-2"),
    ("3", "g3", "G3"),
    ("4", "g4", "G4"),
    ("5", "g5", "G5"),
    ("3-4", "g3_4", "G3-4"),
    ("3-5", "g3_5", "G3-5"),
    ("not-stated", "not_stated", "Grade not stated"),
    ("any", "all", "All"),
)
"""Key of a grade's term, column and header."""

_HEAD = (
    Column("study", "Study", "the study"),
    Column("arm", "Arm", "the arm"),
    Column("denominator", "N", "number of whom", kind="integer"),
    Column("group", "Group", "the group the event is listed under"),
    Column("term", "Adverse event", "the adverse event or group"),
)
_SERIOUS = Column("seriousness", "Seriousness", "serious or not, where the source counts the two apart")
_TAIL = (
    Column("source", "Source", "document that states it"),
    Column("anchor", "Place", "where the document states the cells, in their order"),
    Column("release", "Release", "version of the base"),
)


@dataclass(frozen=True)
class WideRow:
    """An adverse event in one group of patients; ``cells`` holds the statements of each grade by the grade's key."""

    study: tuple[Item, ...]
    arm: tuple[Item, ...]
    denominator: str
    group: tuple[Item, ...]
    term: tuple[Item, ...]
    seriousness: tuple[Item, ...]
    """Serious or not, where the source counts the two apart."""
    level: str
    source: tuple[Item, ...]
    cells: dict[str, tuple[SheetRow, ...]]


def printed(row: SheetRow) -> str:
    """A count with its percentage as tables print it: ``13 (65.00)``, or what there is of the two."""
    n, percent = row.text("n"), row.text("percent")
    return f"{n} ({percent})" if n and percent else n or (f"{percent} %" if percent else row.text("value"))


def grade_of(row: SheetRow) -> str:
    """The key of a row's grade; ``not-stated`` where it names none."""
    items = row.cells.get("grade", ())
    return items[0].address.rpartition("grade.")[2] if items else "not-stated"


_SAME = ("study", "arm", "population", "denominator", "position", "group", "term", "seriousness", "source")
"""Columns of which all statements of one row say the same."""


def pivot(rows: Iterable[SheetRow]) -> list[WideRow]:
    """Rows of the table ``adverse-events``, brought together by study, arm, denominator and event, in printed order."""
    found: dict[tuple[str, ...], dict[str, list[SheetRow]]] = {}
    for row in sorted(rows, key=_order):
        key = tuple(row.text(name) for name in _SAME)
        found.setdefault(key, {}).setdefault(grade_of(row), []).append(row)
    return [_wide(cells) for cells in found.values()]


def _order(row: SheetRow) -> tuple[str, str, int, str]:
    position = row.text("position")
    return row.text("study"), row.text("arm"), int(position) if position else 10_000, row.iri


def _wide(cells: dict[str, list[SheetRow]]) -> WideRow:
    first = next(iter(cells.values()))[0]
    return WideRow(
        first.cells.get("study", ()),
        first.cells.get("arm", ()),
        first.text("denominator"),
        first.cells.get("group", ()),
        first.cells.get("term", ()),
        first.cells.get("seriousness", ()),
        first.cells["level"][0].address.rpartition("ae-level.")[2] if first.cells.get("level") else "",
        first.cells.get("source", ()),
        {grade: tuple(rows) for grade, rows in cells.items()},
    )


def grades_in(rows: Iterable[WideRow]) -> tuple[tuple[str, str, str], ...]:
    """The grades that any of the rows has, in printed order."""
    held = {grade for row in rows for grade in row.cells}
    return tuple(grade for grade in GRADES if grade[0] in held)


def wide(sheet: Sheet, rows: Iterable[SheetRow], query: str = "", url: str = "") -> Table:
    """The wide table as an export, of chosen rows of the sheet ``adverse-events``."""
    return wide_table(sheet, pivot(rows), query, url)


def wide_table(sheet: Sheet, pivoted: Sequence[WideRow], query: str = "", url: str = "") -> Table:
    """Wide rows as an export, in their order."""
    grades = grades_in(pivoted)
    apart = any(row.seriousness for row in pivoted)
    columns = (
        *_HEAD,
        *((_SERIOUS,) if apart else ()),
        *(Column(name, header, f"patients with the event, {header}, as printed: n (%)") for _, name, header in grades),
        *_TAIL,
    )
    cells = tuple(_cells(row, grades, sheet.release, apart) for row in pivoted)
    chosen = [statement for row in pivoted for statements in row.cells.values() for statement in statements]
    return Table(NAME, TITLE, columns, cells, Notes(sheet.release, LICENCE, query, url), "", Cited(lambda: sheet.cited(chosen)))


def _cells(row: WideRow, grades: tuple[tuple[str, str, str], ...], release: str, apart: bool) -> tuple[object, ...]:
    told: tuple[object, ...] = (
        _words(row.study),
        _words(row.arm),
        int(row.denominator) if row.denominator else None,
        _words(row.group),
        _words(row.term),
    )
    told = (*told, _words(row.seriousness)) if apart else told
    return (*told, *(_joined(row.cells.get(grade, ())) for grade, _, _ in grades), _words(row.source), _places(row, grades), release)


def _joined(rows: tuple[SheetRow, ...]) -> str | None:
    return "; ".join(filter(None, map(printed, rows))) or None


def _places(row: WideRow, grades: tuple[tuple[str, str, str], ...]) -> tuple[str, ...] | None:
    """Where the row's cells are stated, in their order, each place once."""
    stated = [statement for grade, _, _ in grades for statement in row.cells.get(grade, ())]
    return tuple(dict.fromkeys(item.text for statement in stated for item in statement.cells.get("anchor", ()))) or None


def _words(items: tuple[Item, ...]) -> str | None:
    return "; ".join(item.text for item in items) or None
