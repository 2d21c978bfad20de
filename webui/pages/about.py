"""About: what this is and is not, what it rests on, and the release."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

import kb
from kb.tables import TABLES
from webui.distribution import schema_org
from webui.libraries import NOTICE, libraries
from webui.service import base, opened

page = Blueprint("about", __name__)

_GRAPHS = "SELECT ?graph ?label ?quads WHERE { ?graph a aml:NamedGraph ; rdfs:label ?label ; aml:quadCount ?quads } ORDER BY ?graph"
_PAPERS = """
SELECT ?document ?label ?title ?kind ?licence ?doi WHERE {
  ?document a aml:Document ; rdfs:label ?label ; dcterms:title ?title ; aml:documentKind/skos:prefLabel ?kind ; aml:textHash ?hash .
  OPTIONAL { ?document dcterms:license ?licence } OPTIONAL { ?document bibo:doi ?doi }
} ORDER BY ?label
"""


@page.get("/about")
def about() -> str:
    """The page with sources, graphs and files of the release."""
    told = base()
    return render_template(
        "about/page.html",
        papers=opened().remember("papers", lambda: texts(_PAPERS)),
        graphs=opened().remember("graphs", lambda: texts(_GRAPHS)),
        manifest=told.release.manifest,
        software=kb.__version__,
        specs=TABLES.values(),
        libraries=libraries(),
        data_set=schema_org(told.release, request.url_root),
    )


@page.get("/third-party.txt")
def third_party() -> Response:
    """Copyright and licences of what travels with the package."""
    return Response(NOTICE.read_text(encoding="utf-8"), content_type="text/plain; charset=utf-8")


def texts(query: str) -> list[list[str]]:
    """The rows of a query as texts."""
    return [[cell.text if cell else "" for cell in row] for row in base().select(query).rows]
