"""Lists: every named table, filtered, searched, sorted and paged by its address; as a page and as files by the same steps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from kb.formats import FORMATS, csvw
from kb.tables import TABLES, Choice, Chosen, Sheet, SheetRow
from kb.tables.sparql import query_of
from webui import layout, narrowing
from webui.asked import SIZES, Asked, pages_of, read_asked
from webui.combining import asks_for_combination
from webui.files import send_table
from webui.pages import ask
from webui.programs import programs
from webui.service import base

page = Blueprint("lists", __name__)

_TABLE = f"any({', '.join(map(repr, TABLES))})"
_ENDING = f"any({', '.join(map(repr, FORMATS))})"


@dataclass(frozen=True)
class View:
    """A table as an address asks for it: the one place where rows are chosen, for the page and for every file."""

    sheet: Sheet
    asked: Asked
    names: narrowing.Names
    choice: Choice
    rows: Sequence[SheetRow]

    def sentence(self, of: str = "rows") -> str:
        """What is shown, in words; ``of`` is what the page calls a row."""
        return narrowing.sentence(self.sheet.spec, self.asked, self.names, len(self.rows), len(self.sheet.rows), of)

    def sparql(self) -> str:
        """A query for these rows and the columns that the page shows of them."""
        columns = self.asked.columns or tuple(layout.shown_at_first(self.sheet.spec))
        return query_of(self.sheet.spec, replace(self.choice, columns=columns))


def view(table: str, path: str) -> View:
    """The view of this request's address."""
    asked = read_asked(TABLES[table], path, request.args)
    return chosen(base().sheet(table, listed=True), asked)


def chosen(sheet: Sheet, asked: Asked) -> View:
    """The view of a sheet that is asked for."""
    names = narrowing.Names(sheet)
    choice = narrowing.choice_of(asked, names)
    return View(sheet, asked, names, choice, sheet.choose(choice))


@page.get(f"/<{_TABLE}:table>")
def listing(table: str) -> ResponseReturnValue:
    """A page of a table; for trials, also the page of a combination."""
    if table == "trials" and asks_for_combination(request.args, {column.name for column in TABLES[table].columns}):
        return ask.combination_page()
    seen = view(table, f"/{table}")
    pages = pages_of(len(seen.rows), seen.asked)
    first = (seen.asked.page - 1) * seen.asked.size
    rows = seen.rows[first : first + seen.asked.size]
    return render_template(
        "lists/page.html",
        spec=seen.sheet.spec,
        asked=seen.asked,
        shown=layout.columns(seen.sheet.spec, seen.asked.columns, telling(seen.rows)),
        rows=rows,
        total=len(seen.sheet.rows),
        found=len(seen.rows),
        first=first,
        pages=pages,
        offered=[number for number in sorted({1, *range(seen.asked.page - 2, seen.asked.page + 3), pages}) if 1 <= number <= pages],
        sizes=SIZES,
        ticked=seen.asked.columns or tuple(layout.shown_at_first(seen.sheet.spec)),
        sparql=seen.sparql(),
        sentence=seen.sentence(),
        **narrowed(seen),
        formats=FORMATS.values(),
        programs=programs(request.host_url.rstrip("/") + seen.asked.twin("csv")),
    )


def telling(rows: Sequence[SheetRow]) -> Sequence[SheetRow]:
    """Rows that show which columns hold anything, without all rows being read."""
    return rows.telling() if isinstance(rows, Chosen) else rows


def narrowed(seen: View) -> dict[str, object]:
    """What a page shows of the filters in force and of those on offer."""
    return {
        "facets": narrowing.facets(seen.sheet, seen.asked, seen.names),
        "pills": narrowing.pills(seen.sheet.spec, seen.asked, seen.names),
        "drops": narrowing.drops(seen.sheet, seen.asked, seen.names) if seen.sheet.rows and not seen.rows else (),
    }


@page.get(f"/<{_TABLE}:table>.<{_ENDING}:ending>")
def file(table: str, ending: str) -> Response:
    """The same rows as a file."""
    if table == "trials" and asks_for_combination(request.args, {column.name for column in TABLES[table].columns}):
        return ask.combination_file(ending)
    seen = view(table, f"/{table}")
    made = seen.sheet.table(seen.rows, seen.choice, query=f"{TABLES[table].title}. {seen.sentence()}", url=request.url)
    response = send_table(made, ending, base().release.version, seen.asked.slug)
    if ending == "csv":
        response.headers["Link"] = f'<{seen.asked.twin(csvw.ENDING)}>; rel="describedby"; type="{csvw.MEDIA_TYPE}"'
    return response


@page.get(f"/<{_TABLE}:table>.{csvw.ENDING}")
def dictionary(table: str) -> Response:
    """The data dictionary of the CSV file of the same address."""
    seen = view(table, f"/{table}")
    of = seen.sheet.table((), seen.choice, query=f"{TABLES[table].title}. {seen.sentence()}")
    several = [column.name for column in TABLES[table].columns if column.many]
    told = csvw.metadata(of, seen.asked.twin("csv").rpartition("/")[2], several)
    return Response(json.dumps(told, ensure_ascii=False, indent=1) + "\n", content_type=csvw.MEDIA_TYPE)
