"""SPARQL: the endpoint for programs, and for people a form with worked queries and the answer as a table."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from kb import store
from kb.ask import questions
from kb.errors import KbError
from kb.names import ID, shorten
from kb.store import Lane, query_form
from kb.tables import Item
from webui.addresses import with_query
from webui.faults import RETRY_SECONDS, respond, status_of
from webui.naming import name_of
from webui.protocol import FORMATS, HTML, Asked, media_type, placed, prepared, read_request
from webui.service import base

page = Blueprint("sparql", __name__)

SHOWN = 1000
"""Rows that a page shows; files hold all."""

START = """SELECT ?study ?label WHERE {
  ?study a aml:Study ; rdfs:label ?label .
}
ORDER BY ?label
LIMIT 20"""

_DESCRIPTION = """@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix formats: <http://www.w3.org/ns/formats/> .
[] a sd:Service ;
  sd:endpoint <{endpoint}> ;
  sd:supportedLanguage sd:SPARQL11Query ;
  sd:feature sd:UnionDefaultGraph ;
  sd:resultFormat formats:SPARQL_Results_JSON, formats:SPARQL_Results_XML, formats:SPARQL_Results_CSV, formats:SPARQL_Results_TSV,
    formats:Turtle, formats:N-Triples, formats:RDF_XML .
"""


@page.route("/sparql", methods=["GET", "POST"])
def endpoint() -> ResponseReturnValue:
    """A query and its answer."""
    try:
        asked = read_request(request)
    except KbError as fault:
        return _refused(fault, request.values.get("query", ""))
    if not asked.query.strip():
        return _without_query()
    try:
        return _answered(asked)
    except KbError as fault:
        return _refused(placed(fault, asked.query), asked.query)


@page.after_request
def open_to_all(response: Response) -> Response:
    """Let pages of other sites ask too."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
    response.vary.add("Accept")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _without_query() -> ResponseReturnValue:
    """The form; for a program that accepts no page, what the endpoint can do."""
    if request.accept_mimetypes.best_match([HTML, "text/turtle"], HTML) == "text/turtle":
        return Response(_DESCRIPTION.format(endpoint=request.base_url), content_type="text/turtle; charset=utf-8")
    return render_template("sparql/page.html", query=START, answer=None, questions=questions().values(), fault="")


def _answered(asked: Asked) -> ResponseReturnValue:
    sparql = prepared(asked.query)
    kind = media_type(asked, query_form(sparql), request)
    if kind != HTML:
        body = base().store.serialize(sparql, kind, Lane.VISITOR, asked.graphs)
        return Response(body, content_type=kind if kind.startswith("application/") else f"{kind}; charset=utf-8")
    found = base().store.select(sparql, Lane.VISITOR, asked.graphs)
    return render_template(
        "sparql/page.html",
        query=asked.query,
        answer=found,
        rows=[tuple(shown(cell) for cell in row) for row in found.rows[:SHOWN]],
        limit=SHOWN,
        files=_files(asked, query_form(sparql)),
        questions=questions().values(),
        fault="",
    )


def _files(asked: Asked, form: str) -> list[tuple[str, str]]:
    """The same answer as files: name of the format, address."""
    wanted = ("json", "xml", "csv", "tsv") if form in ("SELECT", "ASK") else ("turtle", "ntriples", "rdfxml", "jsonld")
    beside = [("default-graph-uri", name) for name in asked.graphs.default] if asked.graphs else []
    beside += [("named-graph-uri", name) for name in asked.graphs.named] if asked.graphs else []
    return [(name, with_query("/sparql", [("query", asked.query), *beside, ("format", name)])) for name in wanted]


def shown(cell: store.Cell | None) -> Item:
    """A cell as an item: entities by name, other IRIs by CURIE."""
    if cell is None:
        return Item("")
    if cell.kind == "iri":
        return Item(name_of(base(), cell.text) if cell.text.startswith(ID) else shorten(cell.text), cell.text)
    return Item(f"_:{cell.text}" if cell.kind == "bnode" else cell.text)


def _refused(fault: KbError, query: str) -> Response:
    """A fault as text for programs, and for people above the form with their query kept."""
    status = status_of(fault)
    wants = request.accept_mimetypes.best_match(["text/plain", *FORMATS.values()], "text/plain")
    if wants != HTML:
        response = make_response(f"{fault}\n", status, {"Content-Type": "text/plain; charset=utf-8"})
    elif query:
        text = render_template("sparql/page.html", query=query, answer=None, questions=questions().values(), fault=str(fault))
        response = make_response(text, status)
    else:
        response = respond(str(fault), status)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
