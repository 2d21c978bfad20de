"""The Graph Store Protocol for reading: a whole graph of the base by its IRI, or all of them together."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from kb.errors import BadInput, NotFound
from kb.names import GRAPH
from kb.store import GRAPH_MEDIA_TYPES, Graphs, Lane, iri
from webui.addresses import with_query
from webui.protocol import FORMATS, HTML, Asked, media_type, read_format, wants_page
from webui.service import base

page = Blueprint("graph_store", __name__)

_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_ANY = "SELECT ?s WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }} LIMIT 1"
_NAMES = f"SELECT (IRI(CONCAT('{GRAPH}', STRAFTER(STR(?it), '/graph/'))) AS ?graph) WHERE {{ ?it a aml:NamedGraph }} ORDER BY ?it LIMIT 40"
_SHOWN = "SELECT ?subject ?predicate ?object WHERE {{ GRAPH {graph} {{ ?subject ?predicate ?object }} }} LIMIT 1000"


@page.get("/store")
def named() -> Response:
    """The graph that the parameter ``graph`` names; with ``default``, all graphs together."""
    graphs = request.args.getlist("graph")
    if len(graphs) + ("default" in request.args) != 1:
        raise BadInput("this address takes one graph", "graph", "give ?graph= with the IRI of a graph, or ?default for all of them")
    return _sent(graphs[0] if graphs else None)


@page.get("/graph/<key>")
def direct(key: str) -> ResponseReturnValue:
    """A graph by its own IRI: as data, or for people its statements as a table. An ending such as ``.ttl`` names a form."""
    name, _, ending = key.rpartition(".")
    if name and ending in _ENDINGS:
        return _sent(GRAPH + name, _ENDINGS[ending])
    if wants_page(request.accept_mimetypes):
        _check(GRAPH + key)
        response = redirect(with_query("/sparql", [("query", _SHOWN.format(graph=iri(GRAPH + key)))]), 303)
        response.vary.add("Accept")
        return response
    return _sent(GRAPH + key)


_ENDINGS = {"ttl": FORMATS["turtle"], "nt": FORMATS["ntriples"], "rdf": FORMATS["rdfxml"], "jsonld": FORMATS["jsonld"]}


def _sent(graph: str | None, media: str = "") -> Response:
    """A graph in the form that is named or accepted; Turtle for browsers, which have no form of their own for it."""
    if graph is not None:
        _check(graph)
    chosen = media or media_type(Asked("", format_=read_format(request.args)), "CONSTRUCT", request)
    if chosen == HTML:
        chosen = GRAPH_MEDIA_TYPES[0]
    within = None if graph is None else Graphs((graph,))
    # A HEAD asks for no body, and a large graph need not be read for it.
    body = b"" if request.method == "HEAD" else base().store.serialize(_ALL, chosen, Lane.VISITOR, within)
    response = Response(body, content_type=chosen if chosen.startswith("application/") else f"{chosen}; charset=utf-8")
    if not media:
        response.vary.add("Accept")
    return response


def _check(graph: str) -> None:
    """Refuse what is no IRI, and an IRI that no graph has."""
    if not base().store.select(_ANY.format(graph=iri(graph))).rows:
        known = ", ".join(f"<{row[0].text}>" for row in base().select(_NAMES).rows if row[0])
        raise NotFound(f"there is no graph <{graph[:200]}>; there are {known}")
