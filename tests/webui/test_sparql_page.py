"""SPARQL: the protocol for reading, in every form; faults with place and status; people keep their query."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
import rdflib

from kb.store import Limit, StoppedAt
from tests.webui.conftest import BROWSER, Page

QUERY = "SELECT ?label WHERE { <https://w3id.org/aml-evidence/id/agent/azacitidine> rdfs:label ?label }"
TRIPLES = "CONSTRUCT { ?s rdfs:label ?label } WHERE { ?s rdfs:label ?label } LIMIT 3"


def get(client, query: str, accept: str = "*/*", **more: str):
    return client.get("/sparql?" + urlencode({"query": query, **more}), headers={"Accept": accept})


@pytest.mark.parametrize("accept", ["*/*", "application/sparql-results+json", "application/json"])
def test_json_is_the_form_for_programs(client, accept: str) -> None:
    response = get(client, QUERY, accept)
    assert response.mimetype == "application/sparql-results+json"
    assert json.loads(response.data)["results"]["bindings"] == [{"label": {"type": "literal", "value": "azacitidine"}}]
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_the_other_forms_of_a_table(client) -> None:
    assert ElementTree.fromstring(get(client, QUERY, "application/sparql-results+xml").data).tag.endswith("sparql")  # noqa: S314
    assert list(csv.reader(io.StringIO(get(client, QUERY, format="csv").get_data(as_text=True)))) == [["label"], ["azacitidine"]]
    assert get(client, QUERY, "text/tab-separated-values").get_data(as_text=True).splitlines()[0] == "?label"


@pytest.mark.parametrize(("name", "form"), [("turtle", "turtle"), ("ntriples", "nt"), ("rdfxml", "xml"), ("jsonld", "json-ld")])
def test_the_forms_of_a_graph(client, name: str, form: str) -> None:
    assert len(rdflib.Graph().parse(data=get(client, TRIPLES, format=name).data, format=form)) == 3


def test_a_query_may_be_posted_as_form_or_as_body(client) -> None:
    expected = get(client, QUERY).data
    assert client.post("/sparql", data={"query": QUERY}, headers={"Accept": "application/json"}).data == expected
    assert (
        client.post("/sparql", data=QUERY, content_type="application/sparql-query", headers={"Accept": "application/json"}).data == expected
    )


def test_people_get_a_table_with_links(client) -> None:
    response = get(client, "SELECT ?s WHERE { ?s a aml:Agent ; rdfs:label 'azacitidine' }", BROWSER["Accept"])
    page = Page(response.get_data(as_text=True))
    assert "/id/agent/azacitidine" in page.links
    assert "1 row" in page.text


def test_a_dataset_may_be_named_beside_the_query(client) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s a aml:Result }"
    all_, one = (
        int(json.loads(get(client, count, **more).data)["results"]["bindings"][0]["n"]["value"])
        for more in ({}, {"default-graph-uri": "https://w3id.org/aml-evidence/graph/guo-2026"})
    )
    assert 0 < one < all_


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT ?s WHERE {\n  ?s a aml:Study ;\n  }}", "3:"),
        ("SELECT * WHERE { ?s ?p }", "1:"),
        ("DELETE WHERE { ?s ?p ?o }", "only reads"),
        ("SELECT * WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }", "SERVICE is refused"),
        ("nonsense", "start"),
        ("SELECT ?s WHERE { ?s ?p ?o } LIMIT -1", "1:"),
    ],
)
def test_faults_of_a_query_are_told_with_their_place(client, query: str, words: str) -> None:
    text = get(client, query)
    assert text.status_code == 400
    assert text.mimetype == "text/plain"
    assert words in text.get_data(as_text=True)
    page = get(client, query, BROWSER["Accept"])
    assert page.status_code == 400
    assert query.split(maxsplit=1)[0] in Page(page.get_data(as_text=True)).text


def test_the_place_of_a_fault_counts_the_lines_that_were_sent(client) -> None:
    # The third line holds one brace too many, in column 1.
    assert get(client, "SELECT * WHERE {\n?s ?p ?o }\n}").get_data(as_text=True).startswith("3:1:")


@pytest.mark.parametrize("limit", [Limit.TIME, Limit.MEMORY, Limit.BUSY])
def test_a_query_at_its_limit_is_answered_with_503(client, app, monkeypatch, limit: Limit) -> None:
    client.get("/healthz")
    store = app.extensions["service"]._opened.base.store

    def stopped(*_: object) -> bytes:
        raise StoppedAt(limit, "the query was stopped after 10 s, the limit")

    monkeypatch.setattr(store, "serialize", stopped)
    monkeypatch.setattr(store, "select", stopped)
    response = get(client, QUERY)
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    page = get(client, QUERY, BROWSER["Accept"])
    assert page.status_code == 503
    assert "stopped after 10 s" in page.get_data(as_text=True)
    assert QUERY in Page(page.get_data(as_text=True)).text


def test_the_protocol_s_other_refusals(client) -> None:
    assert client.post("/sparql", data="x", content_type="text/plain").status_code == 415
    assert client.post("/sparql", data=b"x" * (1 << 20) + b"x", content_type="application/sparql-query").status_code == 413
    assert client.post("/sparql", data=b"\xff\xfe", content_type="application/sparql-query").status_code == 400
    assert client.post("/sparql", data={"update": "INSERT DATA {}"}).status_code == 400
    assert client.post("/sparql", data="INSERT DATA {}", content_type="application/sparql-update").status_code == 400
    assert client.post("/sparql", data={}).status_code == 400
    assert client.get("/sparql?query=ASK{}&query=ASK{}").status_code == 400
    assert get(client, QUERY, format="pdf").status_code == 400
    assert get(client, QUERY, format="turtle").status_code == 400
    refused = client.put("/sparql", data="x")
    assert refused.status_code == 405
    assert {"GET", "POST"} <= {one.strip() for one in refused.headers["Allow"].split(",")}


def test_other_sites_may_ask(client) -> None:
    response = client.options("/sparql", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST"})
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in response.headers["Access-Control-Allow-Methods"]


def test_without_a_query_there_is_a_form_or_a_description(client, read) -> None:
    page = read("/sparql")
    assert "query" in page.all("name")
    graph = rdflib.Graph().parse(data=client.get("/sparql", headers={"Accept": "text/turtle"}).data, format="turtle")
    assert rdflib.URIRef("http://www.w3.org/ns/sparql-service-description#Service") in set(graph.objects())


def test_long_answers_say_that_they_are_cut_on_the_page(client) -> None:
    page = get(client, "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1500", BROWSER["Accept"]).get_data(as_text=True)
    assert "first 1,000 rows" in page
    assert page.count("<tr>") < 1100
