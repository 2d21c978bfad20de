"""The heat map of adverse events: what each cell shows and tells, and bars of two arms back to back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kb.base import entity
from kb.grades import ANY, SEVERE, Count, Pair, Placed, added, arranged, count_of
from kb.tables import Item, SheetRow
from kb.tables.wide import WideRow, grades_in, printed
from webui.addresses import entity_path

COMPUTED = "computed"
"""The column of counts that are added up here."""

MARK = "ᶜ"
"""The mark of a percentage that is computed here."""

SHADES = ("none", "up to 10 %", "over 10 to 25 %", "over 25 to 50 %", "over 50 to 75 %", "over 75 %")
"""What each shade stands for."""


@dataclass(frozen=True)
class Shown:
    """A figure of a cell: its words, what it tells when looked at closely, where it leads, and its shade."""

    text: str
    title: str
    path: str
    step: int
    flags: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Line:
    """A row of the map: the event, how deep it stands, and the figures of each column."""

    row: WideRow
    depth: int
    cells: tuple[tuple[Shown, ...], ...]


@dataclass(frozen=True)
class Heat:
    """One group of patients: the headers of the columns, and the rows."""

    first: WideRow
    tabulated: bool
    columns: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]


def heat(group: Sequence[WideRow], order: str) -> Heat:
    """The map of a group of patients; where no count of grade 3 and above is printed, one is added up where that is right."""
    columns = tuple((grade, header) for grade, _, header in grades_in(group))
    if not any(grade in SEVERE for grade, _ in columns) and any(added(row) for row in group):
        columns = tuple(sorted((*columns, (COMPUTED, "G≥3")), key=lambda column: column[0] == ANY))
    return Heat(group[0], in_table(group[0]), columns, tuple(_line(placed, columns) for placed in arranged(group, order)))


def event_of(row: WideRow) -> str:
    """What a row counts: the event, and whether it was serious, where the source counts the two apart."""
    name = row.term[0].text if row.term else "event"
    return f"{name} ({row.seriousness[0].text})" if row.seriousness else name


def in_table(row: WideRow) -> bool:
    """Whether a source prints the row in a table, and not in its text."""
    return any(statement.cells.get("position") for statements in row.cells.values() for statement in statements)


def _line(placed: Placed, columns: tuple[tuple[str, str], ...]) -> Line:
    return Line(placed.row, placed.depth, tuple(_cell(placed.row, grade, header) for grade, header in columns))


def _cell(row: WideRow, grade: str, header: str) -> tuple[Shown, ...]:
    event = event_of(row)
    if grade != COMPUTED:
        return tuple(_shown(statement, event, header) for statement in row.cells.get(grade, ()))
    found = added(row)
    title = f"{event}, grade 3 and above: {words(found)}, added up here from the single grades" if found else ""
    return (Shown(words(found), title, "", found.step),) if found else ()


def _shown(statement: SheetRow, event: str, header: str) -> Shown:
    found = count_of(statement)
    flags = statement.cells.get("discrepancy", ())
    told = [
        f"{event}, {header}: {words(found)}, printed as {printed(statement) or 'words'}",
        *(f"discrepancy: {flag.text}" for flag in flags),
    ]
    return Shown(words(found) or "stated", "; ".join(told), entity_path(entity(statement.iri)), found.step, flags)


def words(found: Count | None) -> str:
    """A count as people read it: ``13/20 (65 %)``; a percentage that is computed bears a mark."""
    if found is None:
        return "not reported"
    counted = f"{found.n}/{found.of}" if found.n is not None and found.of is not None else "" if found.n is None else str(found.n)
    if found.percent is None:
        return counted
    share = f"{plain(found.percent)} %{MARK if found.computed and not found.added else ''}"
    return f"{counted} ({share})" if counted else f"{share} of {found.of}" if found.of is not None else share


def plain(number: Decimal) -> str:
    """A number without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


WIDTH, FULL = 920, 210
"""Width of the bars' sheet, and the length of a bar of 100 per cent."""

ROW, TOP = 30, 46


@dataclass(frozen=True)
class Bar:
    """A side of an event: lengths of the bars of any grade and of grade 3 and above, with the words beside them."""

    any_: float
    severe: float
    text: str


@dataclass(frozen=True)
class Wing:
    """An event with both sides, at a height of the sheet."""

    address: str
    name: str
    title: str
    y: int
    left: Bar
    right: Bar
    level: str


@dataclass(frozen=True)
class Butterfly:
    """Two arms back to back."""

    width: int
    height: int
    wings: tuple[Wing, ...]


def butterfly(pairs: Sequence[Pair], left: str, right: str) -> Butterfly:
    """Bars of two arms, from the middle outwards; the arms are named in each bar's words."""
    wings = tuple(_wing(pair, TOP + ROW * spot, left, right) for spot, pair in enumerate(pairs))
    return Butterfly(WIDTH, TOP + ROW * len(wings) + 30, wings)


def _wing(pair: Pair, y: int, left: str, right: str) -> Wing:
    name = event_of(pair.row)
    sides = [
        f"{arm}: any grade {words(told[0])}, grade 3 and above {words(told[1])}" for arm, told in ((left, pair.left), (right, pair.right))
    ]
    address = pair.row.term[0].address if pair.row.term else ""
    return Wing(address, name, f"{name}. {'; '.join(sides)}", y, _bar(pair.left), _bar(pair.right), pair.row.level)


def _bar(told: tuple[Count | None, Count | None]) -> Bar:
    lengths = [round(float(found.percent) / 100 * FULL, 1) if found and found.percent is not None else 0.0 for found in told]
    share = [f"{plain(found.percent)} %" if found and found.percent is not None else "–" for found in told]
    return Bar(lengths[0], lengths[1], f"{share[0]} ({share[1]})" if told != (None, None) else "not reported")
