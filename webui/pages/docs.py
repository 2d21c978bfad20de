"""Documentation for those who build on the base: the endpoint, graphs, linked data, descriptions, and recipes for clients of others."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from kb.names import AML, GRAPH
from kb.store import GRAPH_MEDIA_TYPES, RESULT_MEDIA_TYPES
from webui.distribution import CRATE_PATH, FILES
from webui.pages.entity import TWINS
from webui.protocol import FORMATS, GRAPH_FORMATS, TABLE_FORMATS
from webui.service import base, service, visitor_limits

page = Blueprint("docs", __name__)

_GRAPHS = """
SELECT ?label ?name WHERE {
  ?graph a aml:NamedGraph ; rdfs:label ?label . BIND(STRAFTER(STR(?graph), '/graph/') AS ?name)
} ORDER BY ?name LIMIT 50
"""
_EXAMPLE = "SELECT ?nct ?label WHERE { ?trial aml:nctId ?nct ; rdfs:label ?label } LIMIT 10"

_WHOLE = f"SELECT ?nct WHERE {{ ?trial <{AML}nctId> ?nct }} LIMIT 10"
"""For clients that read the query themselves, and so must be told each IRI."""

RECIPES: tuple[tuple[str, str], ...] = (
    ("curl", "curl -H 'Accept: text/csv' --data-urlencode 'query={query}' {root}sparql"),
    (
        "pandas",
        'import pandas\nfrom urllib.parse import urlencode\n\nquery = "{query}"\n'
        'rows = pandas.read_csv("{root}sparql?" + urlencode({{"query": query, "format": "csv"}}))',
    ),
    (
        "SPARQLWrapper",
        'from SPARQLWrapper import JSON, POST, SPARQLWrapper\n\nclient = SPARQLWrapper("{root}sparql")\nclient.setMethod(POST)\n'
        'client.setReturnFormat(JSON)\nclient.setQuery("{query}")\nrows = client.query().convert()["results"]["bindings"]',
    ),
    (
        "rdflib, a remote store",
        "from rdflib import Graph\nfrom rdflib.plugins.stores.sparqlstore import SPARQLStore\n\n"
        'graph = Graph(SPARQLStore("{root}sparql", returnFormat="json"))\nrows = list(graph.query("{query}"))',
    ),
    ("rdflib, one thing", 'from rdflib import Graph\n\ngraph = Graph().parse("{root}id/agent/azacitidine")'),
)
"""Programs, each run by a test against the endpoint as it stands here."""

COMMANDS: tuple[tuple[str, str], ...] = (
    ("Comunica", 'npx -p @comunica/query-sparql@4.5.0 comunica-sparql sparql@{root}sparql "{query}"'),
    ("Jena", 'rsparql --service {root}sparql --results CSV "{query}"'),
)
"""Commands of others, each run by a test where its program is installed."""


@page.get("/docs")
def docs() -> str:
    """The page for programs, with the addresses of this copy."""
    return render_template(
        "docs/page.html",
        recipes=[(name, text.format(root=request.url_root, query=_EXAMPLE)) for name, text in RECIPES],
        tables=[(name, media) for name, media in zip(TABLE_FORMATS, RESULT_MEDIA_TYPES, strict=False)],
        syntaxes=[(name, FORMATS[name]) for name in GRAPH_FORMATS if FORMATS[name] in GRAPH_MEDIA_TYPES],
        graphs=[(row[0].text, row[1].text) for row in base().select(_GRAPHS).rows if row[0] and row[1]],
        graph_space=GRAPH,
        twins=TWINS,
        files=FILES,
        crate=CRATE_PATH,
        commands=[(name, text.format(root=request.url_root, query=_WHOLE)) for name, text in COMMANDS],
        limits=visitor_limits(),
        body_kib=service().settings.body_kib,
    )
