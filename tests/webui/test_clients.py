"""Clients of others against the endpoint, over HTTP: SPARQLWrapper, rdflib's store, pandas; each as the page for programs shows it."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
import subprocess
import urllib.request
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

import pandas
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, URLENCODED, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed
from werkzeug.serving import make_server

from kb.names import GRAPH
from kb.store import literal
from webui import create_app
from webui.pages.docs import RECIPES

TRIALS = "SELECT ?nct ?label WHERE { ?trial aml:nctId ?nct ; rdfs:label ?label } ORDER BY ?nct"
CONSTRUCT = "CONSTRUCT { ?trial aml:nctId ?nct } WHERE { ?trial aml:nctId ?nct }"


@pytest.fixture(scope="module")
def endpoint(release_home: Path) -> str:
    """The address of the endpoint on a free port of this machine."""
    app = create_app(release_home)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}/sparql"
    server.shutdown()
    app.extensions["service"].close()


@pytest.fixture(scope="module")
def numbers(endpoint: str) -> list[str]:
    """What the simplest of all readers finds: the first column of CSV."""
    return list(pandas.read_csv(_address(endpoint, TRIALS, format="csv"))["nct"])


def _address(endpoint: str, query: str, **more: str) -> str:
    return f"{endpoint}?{urlencode({'query': query, **more})}"


def asked(endpoint: str, query: str, form: str, method: str = GET, request: str = URLENCODED) -> object:
    client = SPARQLWrapper(endpoint)
    client.setQuery(query)
    client.setReturnFormat(form)
    client.setMethod(method)
    client.setRequestMethod(request)
    return client.query().convert()


def test_pandas_reads_csv_and_json(endpoint: str, numbers: list[str]) -> None:
    assert len(numbers) > 20 and all(one.startswith("NCT") for one in numbers)
    counts = pandas.read_csv(_address(endpoint, "SELECT (COUNT(*) AS ?n) (12.50 AS ?d) ('' AS ?e) {?s a aml:Trial}", format="csv"))
    assert counts["d"][0] == 12.5


@pytest.mark.parametrize(("method", "request_"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
def test_sparqlwrapper_reads_tables(endpoint: str, numbers: list[str], method: str, request_: str) -> None:
    found = asked(endpoint, TRIALS, JSON, method, request_)
    assert [row["nct"]["value"] for row in found["results"]["bindings"]] == numbers
    document = asked(endpoint, TRIALS, XML, method, request_)
    assert len(document.getElementsByTagName("result")) == len(numbers)
    rows = pandas.read_csv(io.BytesIO(asked(endpoint, TRIALS, CSV, method, request_)))
    assert list(rows["nct"]) == numbers
    lines = asked(endpoint, TRIALS, TSV, method, request_).decode().splitlines()
    assert lines[0] == "?nct\t?label" and len(lines) == len(numbers) + 1
    assert asked(endpoint, "ASK {}", JSON, method, request_)["boolean"] is True


@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML, JSONLD])
def test_sparqlwrapper_reads_graphs(endpoint: str, numbers: list[str], form: str) -> None:
    found = asked(endpoint, CONSTRUCT, form)
    graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found, format="turtle")
    assert {str(o) for o in graph.objects()} == set(numbers)


def test_sparqlwrapper_names_graphs_and_hears_of_faults(endpoint: str) -> None:
    client = SPARQLWrapper(endpoint)
    client.setReturnFormat(JSON)
    client.addDefaultGraph(f"{GRAPH}lu-2025")
    client.setQuery("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    some = int(client.query().convert()["results"]["bindings"][0]["n"]["value"])
    client.clearParameter("default-graph-uri")
    every = int(client.query().convert()["results"]["bindings"][0]["n"]["value"])
    assert 0 < some < every
    client.setQuery("SELECT {")
    with pytest.raises(QueryBadFormed, match="syntax error"):
        client.query()


@pytest.mark.parametrize("form", ["xml", "json", "csv"])
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_the_store_of_rdflib_reads(endpoint: str, numbers: list[str], form: str, method: str) -> None:
    graph = rdflib.Graph(SPARQLStore(endpoint, returnFormat=form, method=method))
    rows = list(graph.query(TRIALS))
    assert [str(row[0]) for row in rows] == numbers
    if form != "csv":
        assert bool(graph.query("ASK {}"))


def test_rdflib_reads_entities_and_graphs_by_their_address(endpoint: str) -> None:
    root = endpoint.removesuffix("/sparql")
    graph = rdflib.Graph().parse(f"{root}/id/agent/azacitidine")
    assert rdflib.Literal("azacitidine") in set(graph.objects(None, rdflib.RDFS.label))
    assert len(rdflib.Graph().parse(f"{root}/graph/lu-2025", format="turtle")) > 1000
    assert json.loads(rdflib.Graph().parse(f"{root}/.well-known/void").serialize(format="json-ld"))


@pytest.mark.parametrize(("name", "text"), RECIPES, ids=[name for name, _ in RECIPES])
def test_a_recipe_of_the_page_for_programs_runs(endpoint: str, name: str, text: str) -> None:
    root = endpoint.removesuffix("sparql")
    page = urllib.request.urlopen(f"{root}docs").read().decode()  # noqa: S310 -- our own server
    (shown,) = re.findall(rf"<h3>{name}</h3>\s*<pre[^>]*><code>(.*?)</code></pre>", page, re.S)
    code = html.unescape(shown)
    if name == "curl":
        if shutil.which("curl") is None:
            pytest.skip("needs curl")
        done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=True)  # noqa: S607
        assert len(list(csv.reader(io.StringIO(done.stdout)))) == 11
        return
    found: dict[str, object] = {}
    exec(code, found)  # noqa: S102 -- the documentation's own example
    assert len(found["rows"]) == 10 if "rows" in found else len(found["graph"]) > 20  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "program"), [("Comunica", "comunica-sparql"), ("Jena", "rsparql")])
def test_a_command_of_the_page_for_programs_runs(endpoint: str, numbers: list[str], name: str, program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"needs {program} on the PATH")
    page = urllib.request.urlopen(f"{endpoint.removesuffix('sparql')}docs").read().decode()  # noqa: S310 -- our own server
    (shown,) = re.findall(rf"<h3>{name}</h3>\s*<pre[^>]*><code>(.*?)</code></pre>", page, re.S)
    command = html.unescape(shown)
    assert program in command
    # What stands before the program's name fetches it; here it is there already.
    done = subprocess.run(["bash", "-c", command[command.index(program) :]], capture_output=True, text=True, check=True)  # noqa: S607
    found = re.findall(r"NCT\d{8}", done.stdout)
    assert len(found) == 10
    assert set(found) <= set(numbers)


HOSTILE = "a\rb\nc\td \"quoted\" 'single' \\back <&> ]]> ü 🧬 \u0085\u2028 "


def test_every_form_brings_hostile_text_back_whole(endpoint: str) -> None:
    """SPARQL results in XML, JSON, CSV and TSV, read by rdflib's parsers; RDF by the readers of each syntax."""
    written = f'VALUES ?text {{ {literal(HOSTILE)} {literal(" lead")} {literal("=1+1")} {literal("")} "x"@en-GB }}'
    expected = sorted([HOSTILE, " lead", "=1+1", "", "x"])
    for accept, form in (("application/sparql-results+xml", "xml"), ("application/sparql-results+json", "json")):
        body = _body(endpoint, f"SELECT ?text {{ {written} }}", accept)
        assert sorted(str(row[0]) for row in rdflib.query.Result.parse(io.BytesIO(body), format=form)) == expected, form
    written_csv = _body(endpoint, f"SELECT ?text (1 AS ?n) {{ {written} }}", "text/csv").decode()
    assert sorted(row["text"] for row in csv.DictReader(io.StringIO(written_csv, newline=""))) == expected
    _, *lines = (
        _body(endpoint, f"SELECT ?text (1 AS ?n) {{ {written} }}", "text/tab-separated-values").decode().removesuffix("\n").split("\n")
    )
    terms = (line.partition("\t")[0] for line in lines)
    read = [next(rdflib.Graph().parse(data=f"<urn:s> <urn:p> {term} .", format="turtle").objects()) for term in terms]
    assert sorted(map(str, read)) == expected
    for media in ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"):
        body = _body(endpoint, f"CONSTRUCT {{ <urn:s> <urn:x:p> ?text }} {{ {written} }}", media)
        assert sorted(str(o) for o in rdflib.Graph().parse(data=body, format=media).objects()) == expected, media


def _body(endpoint: str, query: str, accept: str) -> bytes:
    request = urllib.request.Request(_address(endpoint, query), headers={"Accept": accept})  # noqa: S310 -- our own server
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 -- as above
        return answer.read()
