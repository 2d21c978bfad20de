"""Adverse events by grade: a heat map, a row an event and a column a grade; two arms of a study side by side; the same as files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request

from kb.errors import BadInput, NotFound
from kb.formats import FORMATS
from kb.grades import ORDERS, Pair, arranged, is_severe, pairs
from kb.tables import TABLES, Item, SheetRow
from kb.tables.wide import NAME, TITLE, WideRow, pivot, wide_table
from webui.controls import Controlled, read_controlled
from webui.files import send_table
from webui.heat import MARK, SHADES, Butterfly, butterfly, heat, in_table, words
from webui.pages.lists import View, chosen, narrowed
from webui.service import base, opened

page = Blueprint("wide", __name__)

_TABLE = "adverse-events"
_ENDING = f"any({', '.join(map(repr, FORMATS))})"
CONTROLS = ("least", "order", "left", "right")


@dataclass(frozen=True)
class Wide:
    """What an address asks for: the one place where rows are chosen and put in order, for the page and for every file."""

    view: View
    asked: Controlled
    groups: tuple[tuple[WideRow, ...], ...]

    @property
    def order(self) -> str:
        """How events stand within their group."""
        return self.asked.control("order")

    @property
    def rows(self) -> list[WideRow]:
        """All rows as they stand."""
        return [placed.row for group in self.groups for placed in arranged(group, self.order)]

    @property
    def sentence(self) -> str:
        """What is shown, in words."""
        told = self.view.sentence("figures")[:-1]
        least = ", of events that somebody had at grade 3 or above" if self.asked.control("least") else ""
        return told + least + (f", in order of {ORDERS[self.order]}" if self.order else "") + "."


def seen() -> Wide:
    """The rows of this request's address, by group of patients; the group with most events first."""
    asked = read_controlled(TABLES[_TABLE], f"/{NAME}", request.args, CONTROLS)
    least, order = asked.control("least"), asked.control("order")
    if least not in ("", "3"):
        raise BadInput(f"'{least[:40]}' is not a grade to begin at", "least", "write least=3, or leave it out")
    if order not in ORDERS:
        raise BadInput(f"'{order[:40]}' is not an order", "order", f"use {', '.join(filter(None, ORDERS))}, or leave it out")
    view = chosen(base().sheet(_TABLE, listed=True), asked)
    groups: dict[tuple[object, ...], list[WideRow]] = {}
    for row in pivot(view.rows):
        if not least or is_severe(row):
            key = (row.study, row.arm, row.denominator, row.source, in_table(row))
            groups.setdefault(key, []).append(row)
    return Wide(view, asked, tuple(tuple(rows) for rows in sorted(groups.values(), key=len, reverse=True)))


@page.get(f"/{NAME}")
def listing() -> str:
    """The heat map, with the bars of two arms above it where two are chosen."""
    made = seen()
    two = two_arms(made)
    return render_template(
        "wide/page.html",
        title=TITLE,
        made=made,
        asked=made.asked,
        maps=[heat(group, made.order) for group in made.groups],
        two=two,
        drawing=drawn(two) if two else None,
        choices=opened().remember("arms with events", lambda: arms_to_compare(made.view.sheet.rows)),
        orders=ORDERS,
        shades=SHADES,
        words=words,
        mark=MARK,
        found=sum(len(group) for group in made.groups),
        total=len(made.view.sheet.rows),
        sentence=made.sentence,
        spec=made.view.sheet.spec,
        **narrowed(made.view),
        formats=FORMATS.values(),
    )


@page.get(f"/{NAME}.<{_ENDING}:ending>")
def file(ending: str) -> Response:
    """The same rows as a file, as printed."""
    made = seen()
    table = wide_table(made.view.sheet, made.rows, query=f"{TITLE}. {made.sentence}", url=request.url)
    return send_table(table, ending, base().release.version)


@page.get(f"/{NAME}.svg")
def figure() -> Response:
    """The bars of two arms alone, for a slide or a paper."""
    made = seen()
    two = two_arms(made)
    if two is None:
        raise NotFound("there is a figure of two arms only; choose them by left= and right=")
    release = base().release.version
    body = render_template(
        "wide/alone.svg", two=two, drawing=drawn(two), told=f"{made.sentence} Release {release}.", site=request.host_url[:-1]
    )
    name = f"{NAME}-{release}.svg"
    return Response(body, content_type="image/svg+xml; charset=utf-8", headers={"Content-Disposition": f'inline; filename="{name}"'})


@dataclass(frozen=True)
class TwoArms:
    """Two arms of one study with the events of both."""

    study: Item
    left: Item
    right: Item
    pairs: tuple[Pair, ...]


def drawn(two: TwoArms) -> Butterfly:
    """The drawing of two arms."""
    return butterfly(two.pairs, two.left.text, two.right.text)


def two_arms(made: Wide) -> TwoArms | None:
    """The arms that the address puts side by side; None where it names none. Arms of different studies are refused."""
    named = made.asked.control("left"), made.asked.control("right")
    if not any(named):
        return None
    if not all(named):
        raise BadInput("one arm is named, and it takes two", "left and right", "name another arm of the same study, or none")
    left, right = (_arm(made, name) for name in named)
    if left == right:
        raise BadInput("both sides are the same arm", "left and right", "name two different arms of one study")
    studies = [_study_of(made.view.sheet.rows, arm) for arm in (left, right)]
    if studies[0] != studies[1]:
        raise BadInput(
            f"'{left.text}' and '{right.text}' are arms of different studies, which no study compared",
            "left and right",
            "name two arms of one study",
        )
    rows = made.rows
    sides = [[row for row in rows if arm in row.arm] for arm in (left, right)]
    return TwoArms(studies[0], left, right, tuple(pairs(*sides)))


def _arm(made: Wide, name: str) -> Item:
    found = made.view.names.item("arm", name)
    if found is None:
        raise BadInput(f"no arm '{name[:80]}' has adverse events", "left and right", "take the name of an arm from the filters")
    return found


def _study_of(rows: Iterable[SheetRow], arm: Item) -> Item:
    return next(row.cells["study"][0] for row in rows if arm in row.cells.get("arm", ()))


def arms_to_compare(rows: Iterable[SheetRow]) -> dict[Item, list[Item]]:
    """Studies with adverse events of several arms, and these arms."""
    arms: dict[Item, dict[Item, None]] = {}
    for row in rows:
        for arm in row.cells.get("arm", ()):
            arms.setdefault(row.cells["study"][0], {})[arm] = None
    return {study: list(several) for study, several in arms.items() if len(several) > 1}
