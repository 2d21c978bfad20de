"""The SPARQL Protocol for reading: what a request asks, and in which form it wants its answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from flask import Request
from werkzeug.datastructures import CombinedMultiDict, MIMEAccept, MultiDict
from werkzeug.exceptions import NotAcceptable, UnsupportedMediaType

from kb.errors import BadInput, KbError, QueryForbidden, QueryRefused
from kb.prefixed import with_prefixes
from kb.store import GRAPH_MEDIA_TYPES, RESULT_MEDIA_TYPES, Graphs, StoppedAt
from webui.library import Bound, bound
from webui.templating import bare

HTML = "text/html"
FORMATS = {
    "html": HTML,
    "json": "application/json",
    "xml": "application/xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "trig": "application/trig",
    "nquads": "application/n-quads",
}
"""Values of ``format`` and ``output``, and their media types; a media type itself will do as well."""

_OTHERWISE = {
    "json-ld": "jsonld",
    "rdf+xml": "rdfxml",
    "rdf": "rdfxml",
    "n3": "turtle",
    "ttl": "turtle",
    "nt": "ntriples",
    "nq": "nquads",
}
"""Names that clients and other endpoints have for the same (SPARQLWrapper sends the first four); Turtle is N3."""

TABLE_FORMATS = ("json", "xml", "csv", "tsv")
GRAPH_FORMATS = ("turtle", "ntriples", "rdfxml", "jsonld", "trig", "nquads")

_ALIASES = {
    "application/json": ("application/sparql-results+json", "application/ld+json"),
    "application/xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "text/xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "text/plain": ("text/csv", "application/n-triples"),
}
"""Media types that people ask for, and what is meant for a table and for a graph."""

DESCRIPTIONS = ("text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples")
"""What a description of the endpoint can be written in."""

_CONTROLS = frozenset(
    ("query", "update", "question", "format", "output", "default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri")
)
Given = MultiDict[str, str] | CombinedMultiDict[str, str]
AROUND = 120
"""Characters of a faulty line that are shown before and after the fault."""

_READING = "updates are refused: this endpoint only reads; send a query"
_NO_QUERY = ("there is no query", "query", "send one as the parameter 'query', or as the body")

_PLACE = re.compile(r"(\d+):(\d+): ")


@dataclass(frozen=True)
class Asked:
    """A query as it was sent or as the library has it, the dataset named beside it, and the media type that ``format`` names."""

    query: str
    graphs: Graphs | None = None
    format_: str = ""
    bound: Bound | None = None

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What to ask again with, without a format."""
        beside = [("default-graph-uri", name) for name in self.graphs.default] if self.graphs else []
        beside += [("named-graph-uri", name) for name in self.graphs.named] if self.graphs else []
        named = [("question", self.bound.question.name), *self.bound.pairs] if self.bound else [("query", self.query)]
        return [*named, *beside]


@dataclass(frozen=True)
class Place:
    """Where in a query a fault is: line and column, both from 1, the fault in words, and what stands before and after it in its line."""

    line: int
    column: int
    text: str
    before: str
    after: str


def read_request(request: Request) -> Asked:
    """What a request asks; an empty query asks for the page with the form."""
    _check_utf8(request.query_string, "address")
    if request.method == "POST":
        return _posted(request)
    if name := request.args.get("question", "").strip():
        return _from_library(name, request.args)
    asked = _asked(request.args, request.args)
    if not asked.query.strip() and ("query" in request.args or asked.graphs):
        raise BadInput(*_NO_QUERY)
    return asked


def _check_utf8(encoded: bytes, place: str) -> None:
    """Refuse what would be read with a mark in the place of each byte that is no text."""
    try:
        unquote_to_bytes(encoded).decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput("the query is not UTF-8", place, "send it as UTF-8") from None


def _from_library(name: str, args: MultiDict[str, str]) -> Asked:
    if args.get("query", "").strip():
        raise BadInput("there is a query and a question", "question", "send one of them")
    beside = _asked(MultiDict(), args)
    given = MultiDict((key, value) for key, value in args.items(multi=True) if key not in _CONTROLS)
    found = bound(name, given)
    return Asked(bare(found.sparql), beside.graphs, beside.format_, found)


def _posted(request: Request) -> Asked:
    if not request.mimetype and not request.content_length:
        raise BadInput(*_NO_QUERY)
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMediaType("send a query as UTF-8")
    if request.mimetype == "application/x-www-form-urlencoded":
        _check_utf8(request.get_data(), "body")
        # What stands in the address counts too: clients name graphs and the format there beside a form, and it must not be passed over.
        asked = _asked(request.form, CombinedMultiDict([request.args, request.form]))
    elif request.mimetype == "application/sparql-query":
        _check_utf8(request.get_data().replace(b"%", b"%25"), "body")
        asked = _asked(MultiDict({"query": request.get_data().decode("utf-8")}), request.args)
    elif request.mimetype == "application/sparql-update":
        raise UnsupportedMediaType(_READING)
    else:
        raise UnsupportedMediaType("send a query as application/x-www-form-urlencoded or as application/sparql-query")
    if not asked.query.strip():
        raise BadInput(*_NO_QUERY)
    return asked


def _asked(form: Given, beside: Given) -> Asked:
    if any(name in one for one in (form, beside) for name in ("update", "using-graph-uri", "using-named-graph-uri")):
        raise QueryForbidden(_READING)
    if len({*form.getlist("query"), *beside.getlist("query")}) > 1 or len(form.getlist("query")) > 1:
        raise BadInput("there is more than one query", "query", "send them one by one")
    default, named = (tuple(beside.getlist(name)) for name in ("default-graph-uri", "named-graph-uri"))
    return Asked(form.get("query", ""), Graphs(default, named) if default or named else None, read_format(beside))


def read_format(args: Given) -> str:
    """The media type that ``format`` or ``output`` names; empty where neither does."""
    name = next((key for key in ("format", "output") if args.get(key)), "format")
    wanted = args.get(name, "").strip()
    name_here = wanted.lower().replace(" ", "+")  # a plus in an address is a blank
    media = FORMATS.get(_OTHERWISE.get(name_here, name_here), name_here)
    if media and media not in (HTML, *RESULT_MEDIA_TYPES, *GRAPH_MEDIA_TYPES, *_ALIASES):
        raise BadInput(f"'{wanted[:40]}' is not a format", name, f"use {', '.join(FORMATS)}")
    return media


def media_type(asked: Asked, form: str, request: Request) -> str:
    """The media type of the answer: as ``format`` says, else the best of those accepted."""
    table = form in ("SELECT", "ASK")
    possible = RESULT_MEDIA_TYPES if table else GRAPH_MEDIA_TYPES
    if asked.format_:
        chosen = _plain(asked.format_, table)
        if chosen not in (HTML, *possible):
            raise BadInput(
                f"the answer of {form} has no form '{asked.format_}'",
                "format",
                f"use {', '.join(('html', *(TABLE_FORMATS if table else GRAPH_FORMATS)))}",
            )
        return chosen
    accepted = request.accept_mimetypes
    if not accepted:
        return possible[0]
    best = accepted.best_match([*possible, HTML, *_ALIASES])
    if best is None:
        raise NotAcceptable(f"the answer of {form} comes as {', '.join((*possible, HTML))}; accept one of these, or name one by 'format'")
    return _plain(best, table)


def _plain(media: str, table: bool) -> str:
    return _ALIASES[media][0 if table else 1] if media in _ALIASES else media


def wants_page(accepted: MIMEAccept) -> bool:
    """Whether a reader names pages among what it accepts, and likes nothing else better."""
    named = any(media in (HTML, "application/xhtml+xml") for media, quality in accepted if quality > 0)
    others = [media for media in (*RESULT_MEDIA_TYPES, *GRAPH_MEDIA_TYPES, *_ALIASES) if media not in ("application/xml", "text/xml")]
    return named and accepted.best_match([HTML, *others, "application/problem+json"]) == HTML


def description_type(accepted: MIMEAccept) -> str:
    """The media type in which a reader without a query gets the description of the endpoint; empty where it gets the page."""
    if wants_page(accepted):
        return ""
    return accepted.best_match([*DESCRIPTIONS, HTML], DESCRIPTIONS[0]) if accepted else DESCRIPTIONS[0]


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
    kind = type(fault) if isinstance(fault, QueryRefused) else QueryRefused
    return kind(f"{line}:{found[2]}: {str(fault)[found.end() :]}")


def place_of(fault: KbError, query: str) -> Place | None:
    """Where in the query a fault says that it is, where it says so."""
    found = _PLACE.match(str(fault))
    if not found or isinstance(fault, StoppedAt):
        return None
    line, column = int(found[1]), int(found[2])
    row = [*query.split("\n"), *[""] * line][line - 1]
    return Place(
        line, column, str(fault)[found.end() :], row[max(0, column - 1 - AROUND) : column - 1], row[column - 1 : column - 1 + AROUND]
    )
