"""The graph: from one thing to what stands around it, or to another thing; as a drawing, in words, and as files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb.base import Base
from kb.errors import BadInput
from kb.formats import Column, Named, Notes, Table
from kb.graphs import HUBS, graphml
from kb.lookup import Hit
from kb.names import ID
from kb.tables.sheet import LICENCE
from webui.drawn import Line
from webui.faults import WrongAddress, wants_page
from webui.files import send_table
from webui.naming import name_of, take_names
from webui.outlines import corners, radius
from webui.pages.entity import near_names
from webui.relating import said
from webui.service import base, opened
from webui.views.graph import MOST, Seen, graph_of, see
from webui.views.graph_asked import PATH, Asked, read_asked
from webui.views.graph_data import as_json
from webui.wording import KINDS, kind_name

page = Blueprint("graph", __name__)

TABLES = ("csv", "tsv", "xlsx", "md", "tex")
"""Formats in which the ties are given as a table."""

STARTS = ("agent", "class", "target", "study", "regimen", "outcome")
OFFERED, SUGGESTED = 6, 400

_COLUMNS = (
    Column("start", "From", "where the tie starts", kind="text"),
    Column("relation", "Tie", "what ties the two"),
    Column("end", "To", "where the tie ends", kind="text"),
    Column("statements", "Statements", "the records that state it", kind="list"),
    Column("start_iri", "From (IRI)", "the IRI of the start", kind="iri"),
    Column("end_iri", "To (IRI)", "the IRI of the end", kind="iri"),
)


class Unclear(BadInput):
    """A name that several things bear."""

    def __init__(self, text: str, where: str, hits: tuple[Hit, ...]) -> None:
        self.text, self.where_asked, self.hits = text, where, hits
        addresses = ", ".join(f"{hit.kind}/{hit.key}" for hit in hits[:6])
        super().__init__(f"'{text}' is the name of {len(hits)} things", where, f"use one of {addresses}")


class Unknown(WrongAddress):
    """A name that nothing bears."""

    def __init__(self, text: str, where: str, near: tuple[tuple[str, str], ...]) -> None:
        self.where_asked = where
        super().__init__(text, near)


@page.get(PATH)
def graph() -> ResponseReturnValue:
    """The page: a form, and, where a start is named, what there is to see."""
    asked = read_asked(request.args)
    if not asked.start:
        return _page(asked, status=200 if not asked.to else 400)
    try:
        clear = _resolved(base(), asked)
    except Unclear as fault:
        return _page(asked, unclear=fault, status=300)
    except Unknown as fault:
        if not wants_page():
            raise
        return _page(asked, fault=fault, status=404)
    if clear != asked:
        return redirect(clear.link())
    return _page(asked, see(base(), asked))


@page.get(f"{PATH}.json")
def data() -> ResponseReturnValue:
    """Nodes with their places, ties with their statements, and ways, for programs and for the page's own script."""
    seen = _seen()
    return jsonify(as_json(seen, base().release.version))


@page.get(f"{PATH}.svg")
def svg() -> Response:
    """The drawing by itself, with its colours in it."""
    seen = _seen()
    response = make_response(render_template("graph/file.svg", drawing=seen.drawing, title=_title(seen), url=request.url))
    return _as_file(response, seen, "svg", "image/svg+xml; charset=utf-8")


@page.get(f"{PATH}.graphml")
def xml() -> Response:
    """What is drawn, as GraphML."""
    seen = _seen()
    return _as_file(make_response(graphml(seen.graph)), seen, "graphml", "application/graphml+xml; charset=utf-8")


@page.get(f"{PATH}.<any({', '.join(map(repr, TABLES))}):ending>")
def table(ending: str) -> Response:
    """The ties that are drawn, as a table."""
    seen = _seen()
    rows = tuple(_row(line) for line in (seen.drawing.ties if seen.drawing else ()))
    notes = Notes(base().release.version, LICENCE, _title(seen), request.url)
    return send_table(Table(_file_name(seen.asked), f"Ties: {_title(seen)}", _COLUMNS, rows, notes), ending, base().release.version)


def _seen() -> Seen:
    """What a file shows: it needs a start, and clear names."""
    asked = read_asked(request.args)
    if not asked.start:
        raise BadInput("nothing is named to start from", "start", "use such as start=agent/azacitidine")
    return see(base(), _resolved(base(), asked))


def _row(line: Line) -> tuple[object, ...]:
    one, other = (f"{ID}{box.address}" for box in (line.start, line.end))
    statements = tuple(f"{ID}{statement}" for statement in line.statements)
    return (Named(line.start.title, one), said(line.relation), Named(line.end.title, other), statements, one, other)


def _file_name(asked: Asked) -> str:
    return "-".join(["graph", *(end.partition("/")[2].replace("/", "-") for end in (asked.start, asked.to) if end)])[:80]


def _as_file(response: Response, seen: Seen, ending: str, media: str) -> Response:
    response.headers["Content-Type"] = media
    response.headers["Content-Disposition"] = f'inline; filename="{_file_name(seen.asked)}-{base().release.version}.{ending}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _resolved(told: Base, asked: Asked) -> Asked:
    """The same with both ends as ``kind/key``."""
    return replace(asked, start=_address(told, asked.start, "start"), to=_address(told, asked.to, "to") if asked.to else "")


def _address(told: Base, text: str, where: str) -> str:
    """``kind/key`` of what a text names; refused where it names several, and with near names where it names nothing."""
    kind, slash, key = text.partition("/")
    addressed = bool(slash) and kind in KINDS
    if addressed and told.has(kind, key):
        return text
    hits = tuple(told.names.exact(text))
    if len(hits) > 1:
        raise Unclear(text, where, hits)
    if hits:
        return f"{hits[0].kind}/{hits[0].key}"
    what = f"there is no {kind_name(kind).lower()} '{key}' in the base" if addressed else f"nothing in the base is called '{text}'"
    raise Unknown(what, where, near_names(told, key if addressed else text))


def _name(address: str) -> str:
    return name_of(base(), f"{ID}{address}") if "/" in address else address


def _study_name(address: str) -> str:
    """A study by its number, else by its name."""
    return address.removeprefix("study/") if address.startswith("study/NCT") else _name(address)


def _typed(address: str) -> str:
    """What to type for a thing: its name where that names nothing else."""
    name = _name(address)
    return name if [f"{hit.kind}/{hit.key}" for hit in base().names.exact(name)] == [address] else address


def _title(seen: Seen) -> str:
    start, end = _name(seen.asked.start), _name(seen.asked.to)
    return f"Ways from {start} to {end}" if seen.asked.to else f"What stands around {start}"


def _page(
    asked: Asked, seen: Seen | None = None, unclear: Unclear | None = None, fault: Unknown | None = None, status: int = 200
) -> Response:
    data = as_json(seen, base().release.version) if seen and seen.drawing else None
    html = render_template(
        "graph/page.html",
        asked=asked,
        seen=seen,
        unclear=unclear,
        fault=fault,
        title=_title(seen) if seen else "Graph",
        data=data,
        start_name=_name(asked.start) if seen else asked.start,
        to_name=_name(asked.to) if seen else asked.to,
        typed=_typed,
        starts=opened().remember("graph starts", lambda: _starts(base())) if not seen else (),
        names=opened().remember("graph names", lambda: _suggested(base())),
        tables=TABLES,
        said=said,
        outline=corners,
        roundness=radius,
        statement_name=_name,
        study_name=_study_name,
        directions=opened().remember("directions of claims", lambda: _directions(base())),
        hubs=HUBS,
        most=MOST,
    )
    return make_response(html, status)


def in_words(start: str, to: str, through: tuple[str, ...] = ()) -> dict[str, object]:
    """Ways between two things as another page shows them: in words, with the address of their drawing."""
    asked = Asked(start, to, through=through)
    directions = opened().remember("directions of claims", lambda: _directions(base()))
    names = {"statement_name": _name, "study_name": _study_name, "directions": directions}
    return {"ways": see(base(), asked).ways, "drawn": asked.link(), **names}


def _directions(told: Base) -> dict[str, str]:
    """What each claim ``claim/key`` comes to: supports, harm …"""
    return {row.iri.removeprefix(ID): row.text("direction") for row in told.sheet("claims").rows}


def _starts(told: Base) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """For each kind, the things that most is tied to; in a large base, those of most studies."""
    if not told.few:
        return tuple((kind, tuple((node, _name(node)) for node in _frequent(told, kind, OFFERED))) for kind in STARTS)
    degree = dict(graph_of(told, "surroundings").degree())
    best = sorted(degree, key=lambda node: (-degree[node], node))
    return tuple((kind, tuple((node, _name(node)) for node in _of_kind(best, kind)[:OFFERED])) for kind in STARTS)


_TOLD_BY = {
    "agent": ("trials", "agent"),
    "class": ("trials", "agent_class"),
    "outcome": ("trials", "endpoint"),
    "regimen": ("arms", "regimen"),
    "study": ("claims", "study"),
}
"""The column of a table that tells which things of a kind are met most often."""


def _frequent(told: Base, kind: str, most: int) -> list[str]:
    table, column = _TOLD_BY.get(kind, ("", ""))
    if not table:
        return [hit for hit in told.hierarchy.labels if hit.startswith(f"{kind}/")][:most]
    found = told.sheet(table).values(column, most)
    take_names(told, (value.item.iri for value in found))
    return [value.item.address for value in found]


def _of_kind(nodes: Iterable[str], *kinds: str) -> list[str]:
    return [node for node in nodes if node.partition("/")[0] in kinds]


def _suggested(told: Base) -> tuple[str, ...]:
    """Names that a field offers while it is filled."""
    if not told.few:
        frequent = [node for kind in STARTS for node in _frequent(told, kind, SUGGESTED // len(STARTS))]
        return tuple(sorted({_name(node) for node in frequent}, key=str.casefold))
    nodes = list(graph_of(told, "surroundings"))
    names = {_name(node) for node in _of_kind(nodes, "agent", "class", "target", "outcome", "regimen")}
    numbers = {node.removeprefix("study/") for node in nodes if node.startswith("study/NCT")}
    return tuple(sorted(names | numbers, key=str.casefold))[:SUGGESTED]
