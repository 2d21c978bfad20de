"""Outcomes: every reported quantity of an outcome as a forest plot, a table and files, chosen by the same steps."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from flask import Blueprint, Response, render_template, request

from kb.errors import NotFound
from kb.forest import BY, SPEC, Group, Panel, Quantities, largest_first, panels, read_quantities
from kb.formats import FORMATS
from kb.pooling import METHOD
from kb.tables import TABLES, Item, SheetRow
from webui import layout, narrowing
from webui.asked import Asked
from webui.controls import Controlled, read_controlled
from webui.files import send_table
from webui.forest_drawing import SLIM, Plot, draw_forest, heading
from webui.pages.lists import View, narrowed
from webui.service import base, opened

page = Blueprint("outcomes", __name__)

PATH = "/outcomes"
CONTROLS = ("by",)
MOST_DRAWN = 250
"""Rows of one drawing; files hold all."""

SORTS = (("", "largest group"), ("percent", "percentage"), ("value", "median"), ("denominator", "N"), ("study", "study"))
TABLE = ("outcome", "study", "group", "time_point", "reported", "computed", "anchor")
"""Columns of the table beside a drawing; one that says the same in every row is told once, above."""

_ENDING = f"any({', '.join(map(repr, FORMATS))})"


@dataclass(frozen=True)
class Forest:
    """What an address asks for: the one place where quantities are chosen, grouped and cut, for page, drawing and files."""

    view: View
    asked: Controlled
    panels: tuple[Panel, ...]

    @property
    def sentence(self) -> str:
        """What is shown, in words."""
        by = self.asked.control("by")
        told = self.view.sentence("reported quantities")
        return f"{told[:-1]}, grouped by {BY[by][1]}." if by else told

    @property
    def narrow(self) -> bool:
        """Whether anything was asked for."""
        return bool(self.asked.filters or self.asked.words)


def held() -> Quantities:
    """The quantities of the release in service."""
    return opened().remember("quantities", lambda: read_quantities(base()))


def forest() -> Forest:
    """The forest of this request's address."""
    asked = read_controlled(SPEC, PATH, request.args, CONTROLS)
    quantities = held()
    names = narrowing.Names(quantities.sheet)
    choice = narrowing.choice_of(asked, names)
    chosen = quantities.chosen(quantities.sheet.choose(choice))
    ordered = chosen if asked.sort else tuple(largest_first(chosen))
    rows = tuple(quantity.row for quantity in ordered)
    return Forest(View(quantities.sheet, asked, names, choice, rows), asked, panels(quantities, ordered, asked.control("by")))


@page.get(PATH)
def listing() -> str:
    """The outcomes on offer, or the plot of those asked for."""
    made = forest()
    drawn, left = cut(made.panels, MOST_DRAWN)
    rows = tuple(row.quantity.row for panel in drawn for row in panel.rows)
    alone = shared(rows)
    return render_template(
        "outcomes/page.html",
        made=made,
        asked=made.asked,
        panels=drawn,
        left=left,
        plot=draw_forest(drawn, made.asked.control("by")) if made.narrow else None,
        slim=draw_forest(drawn, made.asked.control("by"), SLIM) if made.narrow else None,
        shown=layout.some(SPEC, [name for name in TABLE if name not in alone], rows),
        heading=heading,
        alone=alone,
        sentence=made.sentence,
        total=len(made.view.sheet.rows),
        offered=opened().remember("offered outcomes", lambda: offered(held())),
        statements=statements(made.asked),
        tally=lambda standing: Counter(standing).most_common(),
        method=METHOD,
        ways=BY,
        sorts=SORTS,
        **narrowed(made.view),
        formats=FORMATS.values(),
    )


def shared(rows: tuple[SheetRow, ...]) -> dict[str, Item | None]:
    """Columns that say the same in every row, with what they say; None where they say nothing."""
    found = {name: {row.cells.get(name, ()) for row in rows} for name in ("outcome", "study", "time_point")}
    return {name: next(iter(next(iter(cells))), None) for name, cells in found.items() if len(cells) == 1}


def statements(asked: Controlled) -> str:
    """The address of every single statement that the filters leave; the list of results has fewer columns to filter by."""
    filters = {name: values for name, values in asked.filters.items() if TABLES["results"].column(name)}
    return Asked("/results", filters, asked.words).link()


@page.get(f"{PATH}.svg")
def figure() -> Response:
    """The figure alone, for a slide or a paper; the statement on pooling is part of it."""
    made = forest()
    drawn, left = cut(made.panels, MOST_DRAWN)
    if not drawn:
        raise NotFound("there is no figure of nothing: no quantity is left by these filters")
    plot: Plot = draw_forest(drawn, made.asked.control("by"))
    release = base().release.version
    told = f"{made.sentence} Release {release}." + (f" The first {plot.count} rows are drawn, {left} are not." if left else "")
    body = render_template("outcomes/alone.svg", plot=plot, told=told, method=METHOD, site=request.host_url.rstrip("/"))
    name = f"outcomes-{release}.svg"
    return Response(body, content_type="image/svg+xml; charset=utf-8", headers={"Content-Disposition": f'inline; filename="{name}"'})


@page.get(f"{PATH}.<{_ENDING}:ending>")
def file(ending: str) -> Response:
    """The same rows as a file, each quantity once."""
    made = forest()
    view = made.view
    table = view.sheet.table(view.rows, view.choice, query=f"{SPEC.title}. {made.sentence}", url=request.url)
    return send_table(table, ending, base().release.version)


def cut(several: tuple[Panel, ...], most: int) -> tuple[tuple[Panel, ...], int]:
    """The first rows of panels, and how many are left out; what was decided on all rows stays."""
    left, kept = most, []
    for panel in several:
        groups: list[Group] = []
        for group in panel.groups:
            rows = group.rows[:left]
            left -= len(rows)
            if rows:
                groups.append(replace(group, rows=rows))
        if groups:
            kept.append(replace(panel, groups=tuple(groups)))
    return tuple(kept), sum(len(panel.rows) for panel in several) - (most - left)


@dataclass(frozen=True)
class Offer:
    """An outcome on offer: what it is called, in what kind it belongs, and how many quantities of it were reported, or restated."""

    item: Item
    short: str
    kind: str
    own: int
    restated: int
    link: str


def offered(quantities: Quantities) -> dict[str, list[Offer]]:
    """The outcomes that something was reported of, by kind, those with most figures first."""
    rows: dict[Item, list[SheetRow]] = {}
    for row in quantities.sheet.rows:
        for item in row.cells.get("outcome", ()):
            rows.setdefault(item, []).append(row)
    names = narrowing.Names(quantities.sheet)
    kinds: dict[str, list[Offer]] = {}
    for item, held_rows in sorted(rows.items(), key=lambda entry: (-len(entry[1]), entry[0].text)):
        voices = Counter(quantities.of[row.iri].own for row in held_rows)
        short, kind = names.of("outcome", item), held_rows[0].text("outcome_kind") or "other"
        link = Asked(PATH, {"outcome": (short,)}).link()
        kinds.setdefault(kind, []).append(Offer(item, short, kind, voices[True], voices[False], link))
    return kinds
