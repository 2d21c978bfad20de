"""SPARQL: the protocol for reading, in every form; faults with place and status; people keep their query."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
import rdflib

from kb.ask import questions
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
    ("query", "words", "status"),
    [
        ("SELECT ?s WHERE {\n  ?s a aml:Study ;\n  }}", "3:", 400),
        ("SELECT * WHERE { ?s ?p }", "1:", 400),
        ("DELETE WHERE { ?s ?p ?o }", "only reads", 400),
        ("SELECT * WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }", "SERVICE is refused", 403),
        ("nonsense", "start", 400),
        ("SELECT ?s WHERE { ?s ?p ?o } LIMIT -1", "1:", 400),
        (f"ASK {'{' * 201}{'}' * 201}", "deeper than 200", 403),
    ],
)
def test_faults_of_a_query_are_told_with_their_place(client, query: str, words: str, status: int) -> None:
    text = get(client, query)
    assert text.status_code == status
    assert text.mimetype == "text/plain"
    assert words in text.get_data(as_text=True)
    page = get(client, query, BROWSER["Accept"])
    assert page.status_code == status
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
    assert client.post("/sparql", data={"update": "INSERT DATA {}"}).status_code == 403
    assert client.post("/sparql", data="INSERT DATA {}", content_type="application/sparql-update").status_code == 415
    assert client.post("/sparql", data={}).status_code == 400
    assert client.get("/sparql?query=ASK{}&query=ASK{}").status_code == 400
    assert get(client, QUERY, format="pdf").status_code == 400
    assert get(client, QUERY, format="turtle").status_code == 400
    assert client.get("/sparql", query_string={"query": QUERY, "question": "partner-drugs"}).status_code == 400
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


def test_who_names_no_page_gets_the_description(client) -> None:
    for accept in ("*/*", "application/ld+json", "application/rdf+xml", "application/n-triples"):
        response = client.get("/sparql", headers={"Accept": accept})
        form = {"text/turtle": "turtle", "application/ld+json": "json-ld", "application/rdf+xml": "xml", "application/n-triples": "nt"}
        graph = rdflib.Graph().parse(data=response.data, format=form[response.mimetype])
        description = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
        (service,) = graph.subjects(rdflib.RDF.type, description.Service)
        assert graph.value(service, description.endpoint) == rdflib.URIRef("http://localhost/sparql")
        assert description.SPARQL11Query in set(graph.objects(service, description.supportedLanguage))


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("application/sparql-results+json", "application/problem+json"),
        ("application/json", "application/problem+json"),
        ("application/sparql-results+json,*/*;q=0.9", "application/problem+json"),
        ("application/sparql-results+xml", "text/plain"),
        ("text/turtle", "text/plain"),
        (BROWSER["Accept"], "text/html"),
    ],
)
def test_each_reader_is_refused_in_its_own_form(client, accept: str, expected: str) -> None:
    headers = {"Accept": accept}
    wrong = client.get("/sparql?" + urlencode({"query": "SELECT * WHERE {\n?s ?p ?o }\n}"}), headers=headers)
    kind = client.post("/sparql", data="x", content_type="text/plain", headers=headers)
    large = client.post("/sparql", data=b"x" * (1 << 20) + b"x", content_type="application/sparql-query", headers=headers)
    form = client.post("/sparql", data=b"query=" + b"x" * (1 << 20), content_type="application/x-www-form-urlencoded", headers=headers)
    assert [one.status_code for one in (wrong, kind, large, form)] == [400, 415, 413, 413]
    assert {one.mimetype for one in (wrong, kind, large, form)} == {expected}
    if expected == "application/problem+json":
        told = json.loads(wrong.data)
        assert (told["status"], told["line"], told["column"]) == (400, 3, 1)
        assert "closes nothing" in told["detail"]


def test_what_no_form_can_satisfy_is_not_acceptable(client) -> None:
    assert get(client, QUERY, "image/png").status_code == 406
    assert get(client, QUERY, "text/turtle").status_code == 406
    assert "text/turtle" in get(client, TRIPLES, "text/csv").get_data(as_text=True)
    assert get(client, TRIPLES, "text/csv, text/turtle;q=0.1").mimetype == "text/turtle"


@pytest.mark.parametrize("name", ["format", "output"])
def test_a_form_may_be_named_in_words_or_by_its_media_type(client, name: str) -> None:
    for wanted in ("csv", "CSV", "text/csv"):
        assert get(client, QUERY, **{name: wanted}).mimetype == "text/csv"
    assert get(client, TRIPLES, **{name: "json"}).mimetype == "application/ld+json"
    assert get(client, QUERY, **{name: "xml"}).mimetype == "application/sparql-results+xml"
    assert get(client, QUERY, **{name: "html"}).mimetype == "text/html"
    assert get(client, QUERY, **{name: ""}).mimetype == "application/sparql-results+json"


def test_a_fault_on_the_page_shows_its_line_and_keeps_the_query(client) -> None:
    response = get(client, "SELECT * WHERE {\n?s ?p ?o }\n  <b>}", BROWSER["Accept"])
    html = response.get_data(as_text=True)
    assert response.status_code == 400
    assert 'data-line="3"' in html and 'data-column="' in html
    assert "Line 3, column" in Page(html).text
    assert "<b>" not in html and "&lt;b&gt;" in html


def test_a_huge_query_is_not_printed_twice(client) -> None:
    response = get(client, "SELECT * WHERE { " + "x" * 100_000, BROWSER["Accept"])
    assert response.status_code == 400
    field, answer = response.get_data(as_text=True).split('id="answer"')
    assert "x" * 100_000 in field
    assert "x" * 1000 not in answer.partition("</section>")[0]


def test_a_worked_query_has_an_address_of_its_own(client, read) -> None:
    page = read("/sparql?question=trials-combining-two")
    assert page.texts["h2"][0] == questions()["trials-combining-two"].title
    assert "6 rows" in page.text
    found = client.get("/sparql?question=trials-combining-two&format=csv")
    rows = list(csv.DictReader(io.StringIO(found.get_data(as_text=True))))
    assert {row["nct_id"] for row in rows} == {"", "NCT04284787", "NCT04913922", "NCT06536959", "NCT03358719"}
    assert len(rows) == 6
    other = client.get("/sparql?question=trials-combining-two&asked_first=agent/decitabine&asked_second=agent/ny-eso-1-vaccine&format=csv")
    assert "NCT01834248" in other.get_data(as_text=True)
    assert "/questions/trials-combining-two" in page.links
    assert "no parameter 'colour'" in read("/sparql?question=trials-combining-two&colour=red", 400).text
    assert "there is no question" in read("/sparql?question=none", 404).text


def test_every_question_is_among_the_worked_queries(read) -> None:
    assert {f"/sparql?question={name}" for name in questions()} <= set(read("/sparql").links)


def test_long_answers_say_that_they_are_cut_on_the_page(client) -> None:
    page = get(client, "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1500", BROWSER["Accept"]).get_data(as_text=True)
    assert "first 1,000 rows" in page
    assert page.count("<tr>") < 1100
