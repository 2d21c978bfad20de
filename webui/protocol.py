"""The SPARQL Protocol for reading: what a request asks, and in which form it wants its answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnsupportedMediaType

from kb.base import with_prefixes
from kb.errors import BadInput, KbError, QueryRefused
from kb.store import GRAPH_MEDIA_TYPES, RESULT_MEDIA_TYPES, Graphs, StoppedAt

HTML = "text/html"
FORMATS = {
    "html": HTML,
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "trig": "application/trig",
    "nquads": "application/n-quads",
}
"""Values of ``format``, and their media types."""

_ALIASES = {
    "application/json": ("application/sparql-results+json", "application/ld+json"),
    "application/xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "text/xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "text/plain": ("text/csv", "application/n-triples"),
}
"""Media types that people ask for, and what is meant for a table and for a graph."""

_PLACE = re.compile(r"(\d+):(\d+): ")


@dataclass(frozen=True)
class Asked:
    """A query as it was sent, the dataset named beside it, and the value of ``format``."""

    query: str
    graphs: Graphs | None
    format_: str


def read_request(request: Request) -> Asked:
    """What a request asks; an empty query asks for the page with the form."""
    if request.method == "POST":
        return _posted(request)
    return _asked(request.args, request.args)


def _posted(request: Request) -> Asked:
    if not request.mimetype and not request.content_length:
        raise BadInput("there is no query", "query", "send one as the parameter 'query', or as the body")
    if request.mimetype == "application/x-www-form-urlencoded":
        asked = _asked(request.form, request.form)
    elif request.mimetype == "application/sparql-query":
        try:
            query = request.get_data().decode("utf-8")
        except UnicodeDecodeError:
            raise BadInput("the query is not UTF-8", "body", "send it as UTF-8") from None
        asked = _asked(MultiDict({"query": query}), request.args)
    elif request.mimetype == "application/sparql-update":
        raise QueryRefused("updates are refused: this endpoint only reads; send a query")
    else:
        raise UnsupportedMediaType("Send a query as application/x-www-form-urlencoded or as application/sparql-query.")
    if not asked.query.strip():
        raise BadInput("there is no query", "query", "send one as the parameter 'query', or as the body")
    return asked


def _asked(form: MultiDict[str, str], beside: MultiDict[str, str]) -> Asked:
    if "update" in form or any(name in beside for name in ("using-graph-uri", "using-named-graph-uri")):
        raise QueryRefused("updates are refused: this endpoint only reads; send a query")
    if len(form.getlist("query")) > 1:
        raise BadInput("there is more than one query", "query", "send them one by one")
    format_ = beside.get("format", "")
    if format_ and format_ not in FORMATS:
        raise BadInput(f"'{format_[:40]}' is not a format", "format", f"use {', '.join(FORMATS)}")
    default, named = (tuple(beside.getlist(name)) for name in ("default-graph-uri", "named-graph-uri"))
    return Asked(form.get("query", ""), Graphs(default, named) if default or named else None, format_)


def media_type(asked: Asked, form: str, request: Request) -> str:
    """The media type of the answer: as ``format`` says, else the best of those accepted, else the first that there is."""
    table = form in ("SELECT", "ASK")
    possible = RESULT_MEDIA_TYPES if table else GRAPH_MEDIA_TYPES
    if asked.format_:
        chosen = FORMATS[asked.format_]
        if chosen not in (HTML, *possible):
            known = ", ".join(name for name, media in FORMATS.items() if media in (HTML, *possible))
            raise BadInput(f"a {form} query has no form '{asked.format_}'", "format", f"use {known}")
        return chosen
    offered = [*possible, HTML, *_ALIASES]
    best = request.accept_mimetypes.best_match(offered, possible[0])
    return _ALIASES[best][0 if table else 1] if best in _ALIASES else str(best)


def prepared(query: str) -> str:
    """The query with our prefixes before it."""
    return with_prefixes(query)


def placed(fault: KbError, query: str) -> KbError:
    """A fault with line and column of the query as it was sent, not as it was run with prefixes before it."""
    found = _PLACE.match(str(fault))
    if not found or isinstance(fault, StoppedAt):
        return fault
    before = prepared(query).count("\n") - query.count("\n")
    line = max(1, int(found[1]) - before)
    return QueryRefused(f"{line}:{found[2]}: {str(fault)[found.end() :]}")
