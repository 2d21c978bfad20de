"""The forest plot as places on a sheet: rows with their words, marks on each panel's scale, and what is said of a pool."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from kb.base import entity
from kb.forest import PROPORTIONS, Group, Mark, Panel, Quantity, Row
from kb.tables import SheetRow
from webui import figures
from webui.addresses import entity_path


@dataclass(frozen=True)
class Layout:
    """Where things stand on a sheet: the scale, its columns, a row's lines above or below its mark, and how many letters fit them.

    ``stacked`` has a row's words above its mark, for a sheet as narrow as a telephone.
    """

    name: str
    width: int
    left: int
    right: int
    count: int
    figure: int
    row: int
    middle: int
    label_y: int
    detail_y: int
    figure_y: int
    further_y: int
    label: int
    detail: int
    figure_letters: int
    note: int
    heading: int
    stacked: bool = False


WIDE = Layout("wide", 1020, 452, 742, 428, 764, 40, 18, -2, 14, -2, 14, 47, 54, 36, 130, 90)
SLIM = Layout("slim", 340, 12, 322, 0, 62, 88, 70, -56, -41, -25, -11, 44, 52, 34, 48, 44, stacked=True)

HEAD, NOTE, SCALE = 30, 22, 34
"""Heights of a heading, a line of a note, and of the scale below a panel."""

SMALLEST, LARGEST = 6.0, 15.0
"""Sides of the squares of the smallest and the largest group."""

TOLD = ("outcome", "study", "time_point")
"""What is told once, in a panel's title, where it is the same for all its rows."""

_PARTS = {1: 5, 2: 4, 3: 3, 4: 4, 5: 5, 6: 3, 8: 4}
"""Parts of a scale, by the first digit of its end."""


@dataclass(frozen=True)
class Drawn:
    """A row: its words, and its mark in places of the sheet; ``side`` is 0 where no share of counted patients is drawn."""

    address: str
    path: str
    title: str
    label: str
    detail: str
    count: str
    figure: str
    further: str
    y: int
    own: bool
    side: float
    mark: Mark


@dataclass(frozen=True)
class Pool:
    """A pooled proportion: the corners of its diamond, and its words."""

    points: str
    figure: str
    further: str
    y: int


@dataclass(frozen=True)
class Block:
    """A group: its heading, rows, pool, and what is said of the pool, line by line."""

    heading: str
    y: int
    rows: tuple[Drawn, ...]
    notes: tuple[tuple[str, int], ...]
    pool: Pool | None = None


@dataclass(frozen=True)
class Section:
    """A panel: its title, blocks, the ticks of its scale, and where the scale stands."""

    title: str
    y: int
    unit: str
    blocks: tuple[Block, ...]
    ticks: tuple[tuple[float, str], ...]
    top: int
    bottom: int
    notes: tuple[tuple[str, int], ...]
    counted: bool


@dataclass(frozen=True)
class Plot:
    """All that the template draws."""

    layout: Layout
    height: int
    sections: tuple[Section, ...]

    @property
    def width(self) -> int:
        """The sheet's width."""
        return self.layout.width

    @property
    def count(self) -> int:
        """How many rows are drawn."""
        return sum(len(block.rows) for section in self.sections for block in section.blocks)

    @property
    def pooled(self) -> bool:
        """Whether any group has a pool."""
        return any(block.pool for section in self.sections for block in section.blocks)


def draw_forest(panels: Sequence[Panel], by: str, layout: Layout = WIDE) -> Plot:
    """The plot of panels, one below the other."""
    sections, y = [], 0
    for panel in panels:
        section = _section(panel, y, by, layout)
        sections.append(section)
        y = section.bottom + SCALE + 16
    return Plot(layout, max(y, 1), tuple(sections))


def _section(panel: Panel, top: int, by: str, layout: Layout) -> Section:
    found = {name: {_told(row.quantity.row, name) for row in panel.rows} - {""} for name in TOLD}
    varied = frozenset(name for name, told in found.items() if len(told) > 1 and name != by)
    shared = " · ".join(told.pop() for name, told in found.items() if len(told) == 1 and name != by)
    lines = [line for text in (shared, panel.note) for line in textwrap.wrap(text, layout.note)]
    y = top + HEAD + NOTE * len(lines) + 14
    scale_top, blocks = y, []
    most = max((row.quantity.counts[1] for row in panel.rows if row.quantity.counts), default=1)
    for group in panel.groups:
        block, y = _block(panel, group, y, most, varied, layout)
        blocks.append(block)
    ticks = _ticks(panel, layout) if panel.unit else ()
    notes = tuple((text, top + 20 + NOTE * line) for line, text in enumerate(lines, start=1))
    return Section(panel.title, top + 20, panel.unit, tuple(blocks), ticks, scale_top, y, notes, panel.name == PROPORTIONS)


def _block(panel: Panel, group: Group, y: int, most: int, varied: frozenset[str], layout: Layout) -> tuple[Block, int]:
    start = y + 20
    y += HEAD
    rows = []
    for row in group.rows:
        rows.append(_drawn(panel, row, y, most, varied, layout))
        y += layout.row
    pool, notes = None, []
    if group.decision and group.decision.pooled:
        pool = _pool(panel, group, y, layout)
        y += layout.row
    elif group.decision:
        for line in textwrap.wrap(group.decision.text, layout.note):
            notes.append((line, y + 14))
            y += NOTE
    return Block(textwrap.shorten(heading(group), layout.heading, placeholder=" …"), start, tuple(rows), tuple(notes), pool), y + 6


def heading(group: Group) -> str:
    """What stands above a group."""
    return ("Own results" if group.own else "Restated from other works, never pooled") + (f" · {group.title}" if group.title else "")


def _drawn(panel: Panel, row: Row, y: int, most: int, varied: frozenset[str], layout: Layout) -> Drawn:
    quantity, found = row.quantity, row.mark
    counts = quantity.counts
    label, detail = label_of(quantity, varied), detail_of(quantity, varied)
    figure, interval, exact = parts_of(quantity)
    size = figures.group_size(quantity.row)
    further = exact or "; ".join(filter(None, (interval, size)))
    first = f"{figure} {interval}" if exact else figure
    count = counted_of(quantity) if panel.name == PROPORTIONS else ""
    told = [
        label,
        detail,
        f"n/N {count}" if counts else "",
        figure,
        interval,
        exact,
        size,
        "" if quantity.own else "restated",
        row.standing,
    ]
    return Drawn(
        entity(quantity.row.iri),
        entity_path(entity(quantity.row.iri)),
        "; ".join(filter(None, told)),
        textwrap.shorten(label, layout.label, placeholder=" …"),
        textwrap.shorten(detail, layout.detail, placeholder=" …"),
        count,
        textwrap.shorten(first, layout.figure_letters, placeholder=" …"),
        further,
        y + layout.middle,
        quantity.own,
        SMALLEST + (LARGEST - SMALLEST) * (counts[1] / most) ** 0.5 if counts and panel.name == PROPORTIONS else 0.0,
        _placed(found, panel, layout),
    )


def label_of(quantity: Quantity, varied: frozenset[str]) -> str:
    """What a row is called: what was given, by its shorter name; after the outcome where the panel holds several."""
    row = quantity.row
    names = [text for text in (row.text("regimen_printed"), row.text("arm")) if text]
    given = min(names, key=len) if names else row.text("family") or row.text("study")
    return f"{row.text('outcome')}: {given}" if "outcome" in varied else given


def detail_of(quantity: Quantity, varied: frozenset[str]) -> str:
    """What tells a row from others: the study, when it was measured, and the population."""
    row = quantity.row
    study = _told(row, "study") if row.text("nct_id") or row.text("arm") or row.text("family") else ""
    told = (study if "study" in varied else "", row.text("time_point") if "time_point" in varied else "", row.text("population"))
    return " · ".join(filter(None, told))


def _told(row: SheetRow, name: str) -> str:
    """A column's text; a study by its number, where it has one."""
    return (row.text("nct_id") if name == "study" else "") or row.text(name)


def counted_of(quantity: Quantity) -> str:
    """n/N with a dash for what is not reported; one dash where neither is."""
    n, of = quantity.row.text("n"), quantity.row.text("denominator")
    return f"{n or '–'}/{of or '–'}" if n or of else "–"


def parts_of(quantity: Quantity) -> tuple[str, str, str]:
    """The figure as reported without n and N, its reported interval, and the figure with the exact interval as computed here."""
    row = quantity.row
    interval = ("ci_low", "ci_high", "ci_level")
    figure = figures.reported(_only(row, set(row.cells) - {"n", "denominator", *interval}))
    exact = f"{computed}, computed" if quantity.counts and (computed := figures.computed(row)) else ""
    return figure or ("no percentage printed" if row.cells.get("n") else "not a number"), figures.reported(_only(row, set(interval))), exact


def _only(row: SheetRow, names: set[str]) -> SheetRow:
    return SheetRow(row.iri, {name: items for name, items in row.cells.items() if name in names})


def _pool(panel: Panel, group: Group, y: int, layout: Layout) -> Pool | None:
    pooled = group.decision.pooled if group.decision else None
    if pooled is None:
        return None
    middle = y + layout.middle
    low, at, high = (_at(value, panel, layout) for value in (pooled.low, pooled.percent, pooled.high))
    points = f"{low},{middle} {at},{middle - 8} {high},{middle} {at},{middle + 8}"
    figure = f"{pooled.percent:.1f} % [{pooled.low:.1f}–{pooled.high:.1f}], computed"
    return Pool(points, figure, f"{pooled.groups} groups, {pooled.patients} patients; τ² {pooled.tau2:.2f}", middle)


def _placed(found: Mark, panel: Panel, layout: Layout) -> Mark:
    """A mark in places of the sheet."""
    ends = (found.at, found.low, found.high, found.range_low, found.range_high)
    at, low, high, range_low, range_high = (None if end is None else _at(end, panel, layout) for end in ends)
    return Mark(at, low, high, range_low, range_high, found.beyond)


def _at(value: float, panel: Panel, layout: Layout) -> float:
    share = min(1.0, max(0.0, value / panel.end)) if panel.end else 0.0
    return round(layout.left + share * (layout.right - layout.left), 1)


def _ticks(panel: Panel, layout: Layout) -> tuple[tuple[float, str], ...]:
    parts = 4 if panel.unit == "%" else _PARTS.get(int(f"{panel.end:e}"[0]), 4)
    return tuple((_at(panel.end * part / parts, panel, layout), f"{panel.end * part / parts:g}") for part in range(parts + 1))
