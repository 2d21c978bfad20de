"""Coverage: which works are in and how, what was taken from each, how full the tables are, and what is not here."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from kb.base import Base
from kb.coverage import STATEMENTS, filled, taken
from kb.store import iri
from kb.tables import TABLES, Item
from webui.addresses import with_query
from webui.service import base, opened

page = Blueprint("coverage", __name__)

FULLNESS = ("trials", "arms", "results", "adverse-events", "claims", "agents")
"""Tables whose columns the page tells the fullness of."""

_MOST_ANCHORS = 100_000
_ANCHORS = f"SELECT (COUNT(*) AS ?n) WHERE {{{{ SELECT ?anchor WHERE {{{{ ?anchor oa:hasSource {{me}} }}}} LIMIT {_MOST_ANCHORS + 1} }}}}"
_HASHES = "SELECT ?document ?hash WHERE { ?document aml:textHash ?hash }"


@dataclass(frozen=True)
class Box:
    """A box of the flow: what it counts, how many, and the list that shows exactly these."""

    title: str
    count: int
    path: str


@page.get("/coverage")
def coverage() -> str:
    """What is in and what is not; read once in the life of a release."""
    return render_template("coverage/page.html", **opened().remember("coverage", lambda: _read(base())))


def _read(told: Base) -> dict[str, object]:
    papers = papers_read(told)
    return {
        "known": Box("works known", len(told.sheet("documents").rows), "/documents"),
        "read": _boxes(told, "documents", "document_kind"),
        "cited": _boxes(told, "references", "source"),
        "papers": [(paper, anchors(told, paper), dict(_pairs(told, _HASHES)).get(paper.iri, "")) for paper in papers],
        "taken": [
            (sheet.spec, [(number, _by_source(told, sheet.spec.name, paper)) for number, paper in zip(numbers, papers, strict=True)])
            for sheet, numbers in taken(map(told.sheet, STATEMENTS), [paper.iri for paper in papers])
        ],
        "years": years(told),
        "fullness": [(TABLES[name], filled(told.sheet(name))) for name in FULLNESS],
        "severities": _boxes(told, "discrepancies", "severity"),
    }


def papers_read(told: Base) -> list[Item]:
    """The documents that were read: those of a kind of their own."""
    return [Item(row.text("label"), row.iri) for row in told.sheet("documents").filling("document_kind")]


def anchors(told: Base, paper: Item) -> str:
    """How many places of a document something rests on; of very many only that they are more than can be counted while one waits."""
    ((found,),) = told.select(_ANCHORS.format(me=iri(paper.iri))).rows
    count = int(found.text) if found else 0
    return f"more than {_MOST_ANCHORS:,}" if count > _MOST_ANCHORS else str(count)


def _boxes(told: Base, table: str, column: str) -> list[Box]:
    """The items of a column, each with the list of just its rows."""
    values = told.sheet(table).values(column)
    return [Box(value.item.text, value.count, with_query(f"/{table}", [(column, value.short)])) for value in values]


def _by_source(told: Base, table: str, paper: Item) -> str:
    return with_query(f"/{table}", [("source", told.sheet(table).short("source", paper))])


def _pairs(told: Base, query: str) -> list[tuple[str, str]]:
    return [(row[0].text, row[1].text) for row in told.select(query).rows if row[0] and row[1]]


@dataclass(frozen=True)
class Year:
    """A bar of the years: how many works are of it, and its height in the drawing's units."""

    year: str
    count: int
    height: float


def years(told: Base) -> list[Year]:
    """Works by year of publication, from the first to the last year, also those without any."""
    counts = {int(value.item.text): value.count for value in told.sheet("documents").values("year") if value.item.text.isdecimal()}
    most = max(counts.values(), default=1)
    every = range(min(counts), max(counts) + 1) if counts else ()
    return [Year(str(year), counts.get(year, 0), 70 * counts.get(year, 0) / most) for year in every]
