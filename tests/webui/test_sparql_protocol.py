"""The SPARQL 1.1 Protocol, rule by rule: each test names the section of the recommendation (W3C, 21 March 2013) or the W3C test it follows.

The data are the shipped release: its graphs are those of two papers, which share no statement.
"""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
import rdflib

from kb.names import GRAPH, ID
from tests.webui.conftest import BROWSER

LU, GUO = f"{GRAPH}lu-2025", f"{GRAPH}guo-2026"
IN_LU, IN_GUO = f"<{ID}result/lu-2025-crc-overall>", f"<{ID}study/NCT04913922>"
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
JSON = {"Accept": "application/sparql-results+json"}
DOORS = ("get", "form", "direct")
GRAPHS = {"default": (("default-graph-uri", LU),), "named": (("named-graph-uri", LU),)}

# A recommendation's own names of formats: SPARQL Query Results XML, JSON, CSV and TSV; RDF syntaxes.
TABLES = ("application/sparql-results+xml", "application/sparql-results+json", "text/csv", "text/tab-separated-values")
SYNTAXES = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/trig": "trig",
    "application/n-quads": "nquads",
}


def ask(client, door: str, query: str, beside=(), headers=JSON, where: str = "/sparql"):
    """Send a query in one of the three ways of section 2.1."""
    if door == "get":
        return client.get(f"{where}?" + urlencode([("query", query), *beside]), headers=headers)
    if door == "form":
        return client.post(where, data=urlencode([("query", query), *beside]), content_type=FORM, headers=headers)
    return client.post(f"{where}?" + urlencode(beside), data=query.encode(), content_type=DIRECT, headers=headers)


def told(response) -> bool:
    assert response.status_code == 200, response.get_data(as_text=True)
    return json.loads(response.data)["boolean"]


@pytest.mark.parametrize("door", DOORS)
def test_2_1_each_way_of_asking_is_answered_alike(client, door: str) -> None:
    """2.1.1 to 2.1.3; query_get, query_post_form, query_post_direct."""
    response = ask(client, door, "ASK { ?s ?p 'ü' }")
    assert not told(response)
    assert response.data == b'{"head":{},"boolean":false}'
    assert told(ask(client, door, "ASK {}", where="/sparql/"))


@pytest.mark.parametrize("door", DOORS)
def test_2_1_4_the_default_graph_is_the_merge_of_those_named(client, door: str) -> None:
    """query_dataset_default_graphs_get and _post."""
    both = f"ASK {{ {IN_LU} a ?a . {IN_GUO} rdfs:label ?b }}"
    assert told(ask(client, door, both, [("default-graph-uri", LU), ("default-graph-uri", GUO)]))
    assert not told(ask(client, door, both, [("default-graph-uri", LU)]))
    assert told(ask(client, door, f"ASK {{ {IN_LU} a ?a }}", [("default-graph-uri", LU)]))


@pytest.mark.parametrize("door", DOORS)
def test_2_1_4_named_graphs_are_those_named_and_no_others(client, door: str) -> None:
    """query_dataset_named_graphs_get and _post, query_dataset_full."""
    both = f"ASK {{ GRAPH ?g1 {{ {IN_LU} a ?a }} GRAPH ?g2 {{ {IN_GUO} rdfs:label ?b }} }}"
    lu, guo = ("named-graph-uri", LU), ("named-graph-uri", GUO)
    assert told(ask(client, door, both, [lu, guo]))
    assert not told(ask(client, door, both, [lu]))
    assert not told(ask(client, door, f"ASK {{ {IN_LU} a ?a }}", [lu])), "nothing is in the default graph that nobody named"
    full = f"ASK {{ {IN_GUO} rdfs:label ?b GRAPH ?g {{ {IN_LU} a ?a }} }}"
    assert told(ask(client, door, full, [("default-graph-uri", GUO), lu]))


@pytest.mark.parametrize("door", DOORS)
def test_2_1_4_the_dataset_of_the_request_comes_before_that_of_the_query(client, door: str) -> None:
    """query_multiple_dataset: FROM and default-graph-uri differ; the protocol's dataset is used."""
    query = f"ASK FROM <{GUO}> {{ {IN_LU} a ?a }}"
    assert not told(ask(client, door, query))
    assert told(ask(client, door, query, [("default-graph-uri", LU)]))


def test_2_1_4_a_graph_named_in_the_address_of_a_form_counts(client) -> None:
    """query_post_form names its default graph in the address, beside a form with the query."""
    body = urlencode([("query", f"ASK {{ {IN_GUO} rdfs:label ?b }}")])
    for graph, expected in ((GUO, True), (LU, False)):
        response = client.post(f"/sparql?default-graph-uri={quote(graph, safe='')}", data=body, content_type=FORM, headers=JSON)
        assert told(response) is expected


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", ["not an iri", "relative", "http://x/<>"])
def test_2_1_4_what_is_no_name_of_a_graph_is_refused(client, door: str, name: str) -> None:
    assert ask(client, door, "ASK {}", [("default-graph-uri", name)]).status_code == 400


@pytest.mark.parametrize("media", TABLES)
@pytest.mark.parametrize("query", ["SELECT ?s WHERE { ?s a aml:Study } LIMIT 2", "ASK {}"])
def test_2_1_5_tables_come_in_the_media_type_accepted(client, media: str, query: str) -> None:
    """query_content_type_select, query_content_type_ask."""
    for door in DOORS:
        response = ask(client, door, query, headers={"Accept": media})
        assert (response.status_code, response.mimetype) == (200, media)
        assert "Accept" in response.headers["Vary"]


@pytest.mark.parametrize(("media", "syntax"), SYNTAXES.items())
@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ?s aml:nctId ?o }", f"DESCRIBE {IN_GUO}"])
def test_2_1_5_graphs_come_in_the_media_type_accepted(client, media: str, syntax: str, query: str) -> None:
    """query_content_type_construct, query_content_type_describe."""
    response = ask(client, "get", query, headers={"Accept": media})
    assert (response.status_code, response.mimetype) == (200, media)
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=response.data, format=syntax)
    plain = ask(client, "get", query, headers={"Accept": "application/n-triples"}).data
    assert len(dataset) == len(rdflib.Graph().parse(data=plain, format="nt")) > 3


SELECT, CONSTRUCT = "SELECT ?s WHERE { ?s a aml:Study } LIMIT 1", "CONSTRUCT WHERE { ?s aml:nctId ?o } LIMIT 1"


@pytest.mark.parametrize(
    ("accept", "table", "graph"),
    [
        ("", "application/sparql-results+json", "text/turtle"),
        ("*/*", "application/sparql-results+json", "text/turtle"),
        ("application/*", "application/sparql-results+json", "application/n-triples"),
        ("text/csv;q=0.3, application/sparql-results+xml;q=0.7", "application/sparql-results+xml", ""),
        ("text/turtle;q=0.5, application/rdf+xml;q=0.4, text/csv;q=0.1", "text/csv", "text/turtle"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "application/sparql-results+xml", "text/turtle"),
        ("application/json", "application/sparql-results+json", "application/ld+json"),
        ("application/xml", "application/sparql-results+xml", "application/rdf+xml"),
        ("image/png, application/n-triples;q=0.01, text/csv;q=0.01", "text/csv", "application/n-triples"),
        ("image/png", "", ""),
        (BROWSER["Accept"], "text/html", "text/html"),
    ],
)
def test_2_1_5_the_best_of_those_accepted_is_chosen(client, accept: str, table: str, graph: str) -> None:
    """RFC 9110, 12.5.1: quality values, wildcards, none, what a browser sends."""
    headers = {"Accept": accept} if accept else {}
    for query, expected in ((SELECT, table), (CONSTRUCT, graph)):
        response = ask(client, "get", query, headers=headers)
        assert response.status_code == (200 if expected else 406), (accept, query)
        if expected:
            assert response.mimetype == expected


NOTHING = (
    ("GET", "/sparql?query=", None, b"", 400),
    ("GET", "/sparql?query=%20%0A", None, b"", 400),
    ("GET", f"/sparql?default-graph-uri={quote(LU, safe='')}", None, b"", 400),
    ("POST", "/sparql", None, b"", 400),
    ("POST", "/sparql", FORM, b"", 400),
    ("POST", "/sparql", FORM, b"query=", 400),
    ("POST", "/sparql", DIRECT, b"", 400),
)
TWO = (  # bad_multiple_queries
    ("GET", "/sparql?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D", None, b"", 400),
    ("POST", "/sparql", FORM, b"query=ASK%7B%7D&query=ASK%7B%7D", 400),
    ("POST", "/sparql?query=SELECT%20%2A%20%7B%7D", FORM, b"query=ASK%7B%7D", 400),
    ("POST", "/sparql?query=SELECT%20%2A%20%7B%7D", DIRECT, b"ASK{}", 400),
)
KINDS = (
    ("POST", "/sparql", "text/plain", b"ASK {}", 415),  # bad_query_wrong_media_type
    ("POST", "/sparql", None, b"query=ASK%20%7B%7D", 415),  # bad_query_missing_form_type
    ("POST", "/sparql", None, b"ASK {}", 415),  # bad_query_missing_direct_type
    ("POST", "/sparql", "multipart/form-data; boundary=x", b"--x--", 415),
    ("POST", "/sparql", "application/sparql-query; charset=UTF-16", "ASK {}".encode("utf-16"), 415),  # bad_query_non_utf8
)
NOT_UTF8 = (
    ("GET", "/sparql?query=ASK%7B%3Fs%20%3Fp%20%22%FF%22%7D", None, b"", 400),
    ("POST", "/sparql", FORM, b"query=ASK%7B%3Fs%20%3Fp%20%22%FF%22%7D", 400),
    ("POST", "/sparql", DIRECT, b'ASK { ?s ?p "\xff" }', 400),
    ("POST", "/sparql", DIRECT, "ASK {}".encode("utf-16"), 400),
)
WRONG = (
    ("GET", "/sparql?query=ASK%20%7B", None, b"", 400),  # bad_query_syntax
    ("POST", "/sparql", FORM, b"query=ASK%20%7B", 400),
    ("POST", "/sparql", DIRECT, b"ASK {", 400),
    ("GET", "/sparql?query=ASK%7B%7D&format=pdf", None, b"", 400),
)
UPDATES = (
    ("GET", "/sparql?update=CLEAR%20ALL", None, b"", 403),  # bad_update_get
    ("GET", "/sparql?query=CLEAR%20ALL", None, b"", 400),
    ("POST", "/sparql", FORM, b"update=CLEAR%20ALL", 403),
    ("POST", "/sparql", FORM, b"query=ASK%7B%7D&update=CLEAR%20ALL", 403),
    ("POST", "/sparql?update=CLEAR%20ALL", DIRECT, b"ASK {}", 403),
    ("POST", "/sparql", "application/sparql-update", b"CLEAR ALL", 415),
    ("POST", "/sparql", DIRECT, b"CLEAR ALL", 400),
    ("POST", "/sparql", DIRECT, b"ASK {} ; CLEAR ALL", 400),
    ("POST", f"/sparql?using-graph-uri={quote(LU, safe='')}", DIRECT, b"ASK {}", 403),
    ("GET", f"/sparql?query=ASK%7B%7D&using-named-graph-uri={quote(LU, safe='')}", None, b"", 403),
)
METHODS = tuple((method, "/sparql?query=ASK%20%7B%7D", FORM, b"", 405) for method in ("PUT", "DELETE", "PATCH"))  # bad_query_method


REFUSED = [*NOTHING, *TWO, *KINDS, *NOT_UTF8, *WRONG, *UPDATES, *METHODS]


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/sparql-results+xml", "text/turtle", BROWSER["Accept"]])
@pytest.mark.parametrize(("method", "where", "kind", "body", "status"), REFUSED, ids=lambda one: str(one)[:60])
def test_2_1_7_what_is_no_query_is_refused_with_its_status(client, method, where, kind, body, status, accept: str) -> None:
    """2.1.7: 400 for what is no query; other statuses as HTTP defines them; a body for people or machines; never 200."""
    response = client.open(where, method=method, data=body, content_type=kind, headers={"Accept": accept})
    assert response.status_code == status
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert len(response.get_data()) > 10
    assert "Traceback" not in response.get_data(as_text=True)
    if status == 405:
        assert {one.strip() for one in response.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS", "POST"}


def test_2_1_7_a_syntax_error_is_told_with_line_and_column_in_each_form(client) -> None:
    query = "SELECT * WHERE {\n  ?s ?p ?o }\n}"  # one brace too many: line 3, column 1
    found = ask(client, "direct", query, headers={"Accept": "application/json"})
    assert found.mimetype == "application/problem+json"
    assert (found.get_json()["line"], found.get_json()["column"]) == (3, 1)
    assert ask(client, "form", query, headers={"Accept": "text/csv"}).get_data(as_text=True).startswith("3:1: ")
    assert "Line 3, column 1" in ask(client, "get", query, headers=BROWSER).get_data(as_text=True)


def test_a_query_larger_than_any_that_is_read_is_refused(client) -> None:
    """RFC 9110, 15.5.14."""
    assert client.post("/sparql", data=b"#" * ((1 << 20) + 1), content_type=DIRECT).status_code == 413
    assert client.post("/sparql", data=b"#" * (300 * 1024) + b"\nASK {}", content_type=DIRECT).status_code == 403


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples", "*/*"])
def test_without_a_query_the_endpoint_describes_itself(client, accept: str) -> None:
    """SPARQL 1.1 Service Description, section 2."""
    response = client.get("/sparql", headers={"Accept": accept})
    assert response.status_code == 200
    graph = rdflib.Graph().parse(data=response.data, format=SYNTAXES[response.mimetype])
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    (service,) = graph.subjects(rdflib.RDF.type, sd.Service)
    assert graph.value(service, sd.endpoint) == rdflib.URIRef("http://localhost/sparql")
    assert set(graph.objects(service, sd.supportedLanguage)) == {sd.SPARQL11Query}
    assert client.get("/sparql", headers=BROWSER).mimetype == "text/html"
    assert client.get("/sparql?format=rdfxml", headers=BROWSER).mimetype == "application/rdf+xml"


@pytest.mark.parametrize("query", ["ASK {}", "CONSTRUCT WHERE { ?s aml:nctId ?o }", "ASK {"])
def test_head_tells_what_get_would(client, query: str) -> None:
    """RFC 9110, 9.3.2."""
    where = f"/sparql?{urlencode({'query': query})}"
    got, head = client.get(where), client.head(where)
    assert head.data == b""
    assert (head.status_code, head.mimetype) == (got.status_code, got.mimetype)


def test_pages_of_other_sites_may_ask_in_every_way(client) -> None:
    """Fetch standard: a POST with the query as its body is asked for beforehand."""
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    response = client.options("/sparql", headers=asked)
    assert response.status_code == 200
    assert {"GET", "POST"} <= {one.strip() for one in response.headers["Access-Control-Allow-Methods"].split(",")}
    assert "content-type" in response.headers["Access-Control-Allow-Headers"].lower()
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_a_failing_query_is_never_answered_with_200(client) -> None:
    """A query that is lawful, but whose answer no form can carry or which may not run."""
    control = "SELECT ('a\\u0008b' AS ?x) {}"
    assert ask(client, "get", control, headers={"Accept": "application/sparql-results+xml"}).status_code == 406
    assert ask(client, "get", control, headers={"Accept": "application/sparql-results+json"}).status_code == 200
    unnamed = "CONSTRUCT { <urn:s> <http://example.org/1> 'x' } {}"
    assert ask(client, "get", unnamed, headers={"Accept": "application/rdf+xml"}).status_code == 406
    named = ask(
        client, "get", "CONSTRUCT { <urn:s> <http://example.org/p1> 'a\\rb<oxprefix: ' } {}", headers={"Accept": "application/rdf+xml"}
    )
    assert [str(o) for o in rdflib.Graph().parse(data=named.data, format="xml").objects()] == ["a\rb<oxprefix: "]
    assert ElementTree.fromstring(named.data) is not None  # noqa: S314 -- our own answer
    assert ask(client, "get", "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }").status_code == 403
