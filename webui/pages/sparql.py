"""SPARQL: the endpoint for programs, and for people an editor with worked queries and the answer as a table."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, NotAcceptable

from kb import store
from kb.ask import questions
from kb.errors import BadInput, KbError
from kb.names import ID, PREFIXES, shorten
from kb.store import Lane, check_query, query_form
from kb.tables import Item
from webui.addresses import with_query
from webui.description import service
from webui.faults import RETRY_SECONDS, status_of, told
from webui.library import topics
from webui.naming import name_of
from webui.pages.describe import ENDINGS, described
from webui.protocol import (
    GRAPH_FORMATS,
    HTML,
    TABLE_FORMATS,
    Asked,
    description_type,
    media_type,
    place_of,
    placed,
    prepared,
    read_request,
    wants_page,
)
from webui.service import base, visitor_limits
from webui.service import service as in_service
from webui.snippets import Snippet, snippets

page = Blueprint("sparql", __name__)

SHOWN = 1000
"""Rows that a page shows; files hold all."""

START = """SELECT ?study ?label WHERE {
  ?study a aml:Study ; rdfs:label ?label .
}
ORDER BY ?label
LIMIT 20"""

_JSON = ("application/problem+json", "application/json", "application/sparql-results+json", "application/ld+json")


@page.route("/sparql", methods=["GET", "POST"])
def endpoint() -> ResponseReturnValue:
    """A query and its answer."""
    query = ""
    try:
        asked = read_request(request)
        query = asked.query
        return _answered(asked) if query.strip() else _without_query(asked.format_)
    except KbError as fault:
        return _refused(placed(fault, query), status_of(fault), query or _sent())
    except HTTPException as fault:
        text = _too_large() if fault.code == 413 else str(fault.description)
        return _refused(KbError(text), fault.code or 500, query)


@page.after_request
def open_to_all(response: Response) -> Response:
    """Let pages of other sites ask too."""
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
        response.headers["Access-Control-Max-Age"] = "86400"
    response.vary.add("Accept")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _without_query(format_: str) -> ResponseReturnValue:
    """The form; for a program, or where a format is named, what the endpoint can do."""
    ending = next((ending for ending, media in ENDINGS.items() if media == format_), "")
    if not ending and (format_ == HTML or description_type(request.accept_mimetypes) in ("", HTML)):
        return _page(START)
    return described(service, ending)


def _page(query: str, **more: Any) -> str:
    shown = {"asked": None, "answer": None, "fault": "", "place": None} | more
    return render_template(
        "sparql/page.html",
        query=query,
        topics=topics(questions().values()),
        prefixes=PREFIXES,
        limits=visitor_limits(),
        limit=SHOWN,
        formats=(*TABLE_FORMATS, *GRAPH_FORMATS),
        **shown,
    )


def _answered(asked: Asked) -> ResponseReturnValue:
    sparql = prepared(asked.query)
    form = query_form(sparql)
    kind = _media_type(asked, form, sparql)
    if kind != HTML:
        body = base().store.serialize(sparql, kind, Lane.VISITOR, asked.graphs)
        return Response(body, content_type=kind if kind.startswith("application/") else f"{kind}; charset=utf-8")
    found = base().store.select(sparql, Lane.VISITOR, asked.graphs)
    return _page(
        asked.query,
        asked=asked,
        answer=found,
        rows=[tuple(shown(cell) for cell in row) for row in found.rows[:SHOWN]],
        files=files(asked, form),
        snippets=code(asked.query, form),
    )


def _media_type(asked: Asked, form: str, sparql: str) -> str:
    try:
        return media_type(asked, form, request)
    except (BadInput, NotAcceptable):
        check_query(sparql)  # what is no query is told so, whatever form was asked for
        raise


def files(asked: Asked, form: str) -> list[tuple[str, str]]:
    """The same answer as files: name of the format, address."""
    wanted = TABLE_FORMATS if form in ("SELECT", "ASK") else GRAPH_FORMATS
    return [(name, with_query("/sparql", [*asked.pairs, ("format", name)])) for name in wanted]


def code(query: str, form: str) -> list[Snippet]:
    """A query to this endpoint as code."""
    return snippets(query, f"{request.url_root}sparql", form)


def shown(cell: store.Cell | None) -> Item:
    """A cell as an item: entities by name, other IRIs by CURIE."""
    if cell is None:
        return Item("")
    if cell.kind == "iri":
        return Item(name_of(base(), cell.text) if cell.text.startswith(ID) else shorten(cell.text), cell.text)
    return Item(f"_:{cell.text}" if cell.kind == "bnode" else cell.text)


def _too_large() -> str:
    return f"what was sent is larger than {in_service().settings.body_kib} kB; send a shorter query"


def _sent() -> str:
    """The query of a request that could not be read."""
    return request.args.get("query", "")


def _refused(fault: KbError, status: int, query: str) -> Response:
    """A fault in the reader's form: as a page with the query kept, as JSON (RFC 9457), or as text."""
    text, place = told(fault), place_of(fault, query)
    accepted = request.accept_mimetypes
    if wants_page(accepted):
        response = make_response(_page(query or START, fault=text, place=place), status)
    elif accepted.best_match(["text/plain", *_JSON], "text/plain") in _JSON:
        where = {"line": place.line, "column": place.column} if place else {}
        response = jsonify(type="about:blank", title="The query was not answered", status=status, detail=text, **where)
        response.status_code, response.mimetype = status, _JSON[0]
    else:
        response = make_response(f"{text}\n", status, {"Content-Type": "text/plain; charset=utf-8"})
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
