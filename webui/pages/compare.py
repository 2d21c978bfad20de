"""Comparing: two to six regimens, families or arms side by side, as a page and as files by the same steps."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from kb.compare import FEWEST, KINDS, MOST, Comparison, Measure, check, comparable, compare
from kb.formats import FORMATS, Column, Notes, Table
from kb.names import ID
from kb.tables import SheetRow
from kb.tables.sheet import LICENCE
from webui import figures
from webui.addresses import with_query
from webui.files import send_table
from webui.service import base, opened
from webui.wording import kind_name

page = Blueprint("compare", __name__)

NOT_REPORTED = "not reported"
_ENDING = f"any({', '.join(map(repr, FORMATS))})"
EXAMPLE = ("family/lu-2025-mac-based", "family/lu-2025-ma-based")
"""What the empty page offers, where the base holds it."""


@dataclass(frozen=True)
class Line:
    """A line of the comparison: what it tells, small words beside it, a cell for each subject, and whether they differ."""

    title: str
    small: str
    cells: tuple[tuple[str, ...], ...]
    differs: bool
    measure: Measure | None = None


@page.get("/compare")
def comparison() -> ResponseReturnValue:
    """The page; with fewer than two things it offers what can be compared."""
    asked = _asked()
    offered = opened().remember("comparable", lambda: comparable(base()))
    for address in asked:
        check(base(), address)
    chosen = [(base().all_labels[f"{ID}{address}"], _link([one for one in asked if one != address])) for address in asked]
    groups = [(kind_name(kind, True), [item for item in offered if item.address.startswith(f"{kind}/")]) for kind in KINDS]
    found = compare(base(), asked) if len(asked) >= FEWEST else None
    example = _link(list(EXAMPLE)) if {*EXAMPLE} <= {item.address for item in offered} else ""
    return render_template(
        "compare/page.html",
        asked=asked,
        chosen=chosen,
        groups=groups,
        found=found,
        about=about(found) if found else (),
        lines=[_line(measure) for measure in found.measures] if found else (),
        most=MOST,
        example=example,
        formats=[(format_, with_query(f"/compare.{format_.name}", [("of", address) for address in asked])) for format_ in FORMATS.values()],
    )


@page.get(f"/compare.<{_ENDING}:ending>")
def file(ending: str) -> Response:
    """The same lines as a file, one column for each thing that is compared."""
    found = compare(base(), _asked())
    return send_table(_table(found), ending, base().release.version)


def _asked() -> list[str]:
    """What is compared, each once, in the order of the address."""
    return list(dict.fromkeys(value.strip() for value in request.args.getlist("of") if value.strip()))


def _link(addresses: list[str]) -> str:
    return with_query("/compare", [("of", address) for address in addresses])


def about(found: Comparison) -> list[Line]:
    """Lines on what is compared: drugs, studies, patients."""
    shared = found.shared()
    made = []
    for title, how in (("Given", "given"), ("May be added", "optional"), ("Without", "without")):
        parts = [subject.parts.get(how, ()) for subject in found.subjects]
        if any(parts):
            cells = tuple(tuple(item.text + ("" if item in shared or how != "given" else " *") for item in several) for several in parts)
            made.append(Line(title, "* not in all of them" if how == "given" else "", cells, len({frozenset(one) for one in parts}) > 1))
    for title, column in (("Study", "study"), ("Patients in the arm", "size")):
        cells = tuple(tuple(dict.fromkeys(arm.text(column) for arm in subject.arms if arm.text(column))) for subject in found.subjects)
        if any(cells):
            made.append(Line(title, "", cells, len(set(cells)) > 1))
    return made


def _line(measure: Measure) -> Line:
    cells = tuple(tuple(_told(row) for row in several) for several in measure.figures)
    small = ", ".join(filter(None, ("; ".join(item.text for item in measure.whom), measure.when)))
    first = {several[0] if several else "" for several in cells}
    return Line(", ".join(item.text for item in measure.what), small, cells, len(first) > 1, measure)


def _told(row: SheetRow) -> str:
    """A figure as reported, with the interval that was computed for it."""
    text, computed = figures.told(row), figures.computed(row)
    restated = " (restated)" if row.cells.get("references") else ""
    return f"{text}{restated}" + (f"; computed {computed}" if computed else "")


def _table(found: Comparison) -> Table:
    columns = (
        Column("measure", "Measure", "what was given or measured"),
        Column("of", "In whom and when", "population and time point"),
        *(Column(f"subject_{number}", subject.item.text) for number, subject in enumerate(found.subjects, start=1)),
    )
    rows = [
        (line.title, line.small or None, *(" | ".join(several) or NOT_REPORTED for several in line.cells))
        for line in (*about(found), *map(_line, found.measures))
    ]
    title = "Comparison of " + " with ".join(subject.item.text for subject in found.subjects)
    notes = Notes(base().release.version, LICENCE, title, request.url)
    rested = [row for measure in found.measures for several in measure.figures for row in several]
    return Table("compare", title, columns, tuple(rows), notes, citations=base().sheet("results").cited(rested))
