"""Adverse events by grade: one row a term, one column a grade, each cell as printed; the same filters as the long table."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from kb.formats import FORMATS
from kb.tables.wide import NAME, TITLE, WideRow, pivot, wide
from webui.files import send_table
from webui.pages.lists import narrowed, view
from webui.service import base

page = Blueprint("wide", __name__)

_TABLE = "adverse-events"
_ENDING = f"any({', '.join(map(repr, FORMATS))})"


@page.get(f"/{NAME}")
def listing() -> str:
    """The wide table."""
    seen = view(_TABLE, f"/{NAME}")
    rows = pivot(seen.rows)
    groups: dict[tuple[str, str, str], list[WideRow]] = {}
    for row in rows:
        groups.setdefault((row.study[0].text if row.study else "", row.arm[0].text if row.arm else "", row.denominator), []).append(row)
    return render_template(
        "wide/page.html",
        title=TITLE,
        asked=seen.asked,
        groups=sorted(groups.values(), key=len, reverse=True),
        found=len(seen.rows),
        total=len(seen.sheet.rows),
        sentence=seen.sentence("figures"),
        spec=seen.sheet.spec,
        **narrowed(seen),
        formats=FORMATS.values(),
    )


@page.get(f"/{NAME}.<{_ENDING}:ending>")
def file(ending: str) -> Response:
    """The same rows as a file."""
    seen = view(_TABLE, f"/{NAME}")
    made = wide(seen.sheet, seen.rows, query=f"{TITLE}. {seen.sentence('figures')}", url=request.url)
    return send_table(made, ending, base().release.version)
