"""Downloads: the release as one file, what its terms mean and must have, mappings to other vocabularies, and the crate that lists them."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BufferedReader

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wsgi import wrap_file

from kb import names
from kb.places import resource
from kb.store.joined import Joined
from webui.description import SYNTAXES
from webui.distribution import CRATE_PATH, crate
from webui.pages.describe import ENDING, described
from webui.protocol import wants_page
from webui.service import base, hold

page = Blueprint("downloads", __name__)


@page.get("/dump.nq")
def dump() -> Response:
    """All statements of the release: N-Quads in a fixed order, in whole or by ranges of bytes."""
    release = base().release
    joined = Joined(release.files)
    lines, size = BufferedReader(joined), joined.size
    response = Response(wrap_file(request.environ, lines), mimetype="application/n-quads", direct_passthrough=True)
    response.content_length = size
    response.set_etag(f"{release.version}-dump")
    response.headers["Content-Disposition"] = f'attachment; filename="aml-evidence-{release.version}.nq"'
    response.call_on_close(lines.close)
    response.make_conditional(request, accept_ranges=True, complete_length=size)
    response.call_on_close(hold())
    return response


@page.get("/ontology")
@page.get(f"/ontology.<{ENDING}:ending>")
def ontology(ending: str = "") -> ResponseReturnValue:
    """What the terms mean: for people the list of terms, else the file in the form that is named or accepted."""
    if not ending and wants_page(request.accept_mimetypes):
        response = redirect("/sparql/terms", 303)
        response.headers["Vary"] = "Accept"
        return response
    return described(_shipped("aml.ttl"), ending)


@page.get("/shapes.ttl")
def shapes() -> Response:
    """What every record must have, as SHACL shapes."""
    return described(_shipped("shapes.ttl"), "ttl")


@page.get("/mappings.sssom.tsv")
def mappings() -> Response:
    """Terms mapped to other vocabularies (SSSOM)."""
    return Response(_text("mappings.sssom.tsv"), content_type="text/tab-separated-values; charset=utf-8")


@page.get(f"/{CRATE_PATH}")
def ro_crate() -> Response:
    """The release as a Research Object: its files, each with what it is."""
    told = crate(base().release, request.url_root)
    return Response(json.dumps(told, ensure_ascii=False, indent=1) + "\n", content_type="application/ld+json")


def _text(file: str) -> str:
    """A file that ships with the code, its names under the base IRI of this copy."""
    return (resource("ontology") / file).read_text(encoding="utf-8").replace(names.PUBLISHED_BASE, names.BASE)


def _shipped(file: str) -> Callable[[str, str], str]:
    def write(_: str, media: str) -> str:
        if media == "text/turtle":
            return _text(file)
        from rdflib import Graph  # imported here: only these forms need it, and it takes a quarter of a second

        return Graph().parse(data=_text(file), format="turtle").serialize(format=SYNTAXES[media])

    return write
