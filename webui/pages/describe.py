"""Descriptions for machines and their tools: VoID, worked queries, and the vocabulary with counts; the latter for people too."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from kb.errors import NotFound
from kb.names import PREFIXES
from webui.description import EXAMPLES_PATH, SYNTAXES, VOID_PATH, examples, void
from webui.protocol import description_type
from webui.vocabulary import Term, Vocabulary, vocabulary

page = Blueprint("describe", __name__)

ENDINGS = {"ttl": "text/turtle", "jsonld": "application/ld+json", "rdf": "application/rdf+xml", "nt": "application/n-triples"}
ENDING = f"any({', '.join(ENDINGS)})"


@page.get(f"/{VOID_PATH}")
@page.get(f"/{VOID_PATH}.<{ENDING}:ending>")
def dataset(ending: str = "") -> Response:
    """What the base holds, by numbers."""
    return described(void, ending)


@page.get(f"/{EXAMPLES_PATH}")
@page.get(f"/{EXAMPLES_PATH}.<{ENDING}:ending>")
def library(ending: str = "") -> Response:
    """The library of questions."""
    return described(examples, ending)


@page.get("/sparql/terms")
def terms() -> str:
    """Classes and properties with what they mean."""
    return render_template("sparql/terms.html", told=vocabulary())


@page.get("/sparql/terms.<ending>")
def terms_file(ending: str) -> ResponseReturnValue:
    """The same for the editor and for programs."""
    if ending != "json":
        raise NotFound(f"there are no terms as '{ending[:40]}'; there are /sparql/terms.json and, in RDF, /{VOID_PATH}")
    told = vocabulary()
    return jsonify(
        prefixes=PREFIXES, classes=[_told(term, told) for term in told.classes], properties=[_told(term, told) for term in told.properties]
    )


def described(write: Callable[[str, str], str], ending: str = "") -> Response:
    """A description in the syntax of an ending, or in one that the reader accepts; Turtle where it accepts none of them."""
    accepted = description_type(request.accept_mimetypes)
    media = ENDINGS[ending] if ending else accepted if accepted in SYNTAXES else "text/turtle"
    response = Response(write(request.url_root, media), content_type=f"{media}; charset=utf-8")
    if not ending:
        response.vary.add("Accept")
    return response


def _told(term: Term, of: Vocabulary) -> dict[str, str | int | None]:
    """A term; its count is null where it was not counted."""
    count = None if of.whole and not term.count else term.count
    return {"iri": term.iri, "curie": term.curie, "label": term.label, "definition": term.definition, "count": count}
