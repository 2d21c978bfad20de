"""The SPARQL 1.1 Graph Store HTTP Protocol (W3C, 21 March 2013), for reading; each test names its section.

What a graph holds is counted in the release's own dump, read by rdflib.
"""

from __future__ import annotations

from urllib.parse import quote

import pytest
import rdflib

from kb.base import Base
from kb.names import GRAPH
from tests.webui.conftest import BROWSER

SYNTAXES = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/trig": "trig",
    "application/n-quads": "nquads",
}
NAMES = ("lu-2025", "guo-2026", "vocabulary", "derived", "ontology", "release")


@pytest.fixture(scope="module")
def dump(base: Base) -> rdflib.Dataset:
    return base.graph()


def at(name: str) -> str:
    return f"/store?graph={quote(GRAPH + name, safe='')}"


def parsed(response) -> rdflib.Dataset:
    assert response.status_code == 200, response.get_data(as_text=True)
    read = rdflib.Dataset(default_union=True)
    read.parse(data=response.data, format=SYNTAXES[response.mimetype])
    return read


@pytest.mark.parametrize("name", NAMES)
def test_4_1_and_4_2_a_graph_is_had_by_its_iri_directly_and_indirectly(client, dump: rdflib.Dataset, name: str) -> None:
    expected = {(s, p, str(o)) for s, p, o, _ in dump.quads((None, None, None, rdflib.URIRef(GRAPH + name)))}
    direct = client.get(f"/graph/{name}", headers={"Accept": "application/n-triples"})
    indirect = client.get(at(name), headers={"Accept": "application/n-triples"})
    assert direct.data == indirect.data
    found = parsed(indirect)
    # The store holds numbers by value, so that 66.70 is 66.7 there: what is said of what is compared, and how often.
    assert len(found) == len(expected) > 20
    assert {(s, p) for s, p, _, _ in found.quads()} == {(s, p) for s, p, _ in expected}


def test_4_2_the_default_graph_is_all_graphs_together(client, dump: rdflib.Dataset) -> None:
    found = parsed(client.get("/store?default", headers={"Accept": "application/n-triples"}))
    assert len(found) == len({quad[:3] for quad in dump.quads()})


@pytest.mark.parametrize(("media", "syntax"), SYNTAXES.items())
def test_5_2_the_reader_chooses_the_form(client, media: str, syntax: str) -> None:
    plain = parsed(client.get(at("release"), headers={"Accept": "application/n-triples"}))
    response = client.get(at("release"), headers={"Accept": f"image/png, {media};q=0.2"})
    assert response.mimetype == media
    assert "Accept" in response.headers["Vary"]
    assert {quad[:3] for quad in parsed(response).quads()} == {quad[:3] for quad in plain.quads()}
    assert client.get(f"{at('release')}&format={quote(media, safe='')}").mimetype == media


def test_5_2_without_a_wish_it_is_turtle_and_an_impossible_one_is_told(client) -> None:
    for accept in ("*/*", "", BROWSER["Accept"]):
        assert client.get(at("release"), headers={"Accept": accept}).mimetype == "text/turtle"
    assert client.get(at("release"), headers={"Accept": "image/png"}).status_code == 406
    assert client.get(f"{at('release')}&format=csv").status_code == 400


@pytest.mark.parametrize("where", [at("nowhere"), "/graph/nowhere", "/store?graph=http%3A%2F%2Fexample.org%2Fg"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_5_2_a_graph_that_is_not_there_is_not_found(client, where: str, method: str) -> None:
    response = client.open(where, method=method)
    assert response.status_code == 404
    assert method == "HEAD" or f"<{GRAPH}lu-2025>" in response.get_data(as_text=True), "it tells which graphs there are"


NO_ONE_GRAPH = ("", "?graph=", "?graph=relative", "?graph=http%3A%2F%2Fx%2F%3C%3E", "?graph=urn:a&default", "?graph=urn:a&graph=urn:b")


@pytest.mark.parametrize("query", NO_ONE_GRAPH)
def test_4_2_what_names_no_graph_or_two_is_refused(client, query: str) -> None:
    assert client.get(f"/store{query}").status_code == 400


@pytest.mark.parametrize("where", [at("lu-2025"), "/store?default", "/graph/lu-2025"])
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_5_3_to_5_7_writing_is_refused(client, method: str, where: str) -> None:
    """5.1: a server that does not do an operation answers 405, and tells what it does."""
    response = client.open(where, method=method, data=b"<urn:a> <urn:b> <urn:c> .", content_type="text/turtle")
    assert response.status_code == 405
    assert {one.strip() for one in response.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}


def test_5_6_head_tells_what_get_would(client) -> None:
    got, head = (client.open(at("release"), method=method) for method in ("GET", "HEAD"))
    assert head.data == b""
    assert (head.status_code, head.mimetype, head.headers["ETag"]) == (200, got.mimetype, got.headers["ETag"])
    assert client.get(at("release"), headers={"If-None-Match": got.headers["ETag"]}).status_code == 304


def test_people_see_a_graph_as_a_table_and_an_ending_names_a_form(client, read) -> None:
    response = client.get("/graph/release", headers=BROWSER)
    assert response.status_code == 303
    assert "rows" in read(response.headers["Location"]).text
    assert client.get("/graph/nowhere", headers=BROWSER).status_code == 404
    for ending, media in zip(("ttl", "nt", "rdf", "jsonld"), SYNTAXES, strict=False):
        response = client.get(f"/graph/release.{ending}", headers=BROWSER)
        assert (response.status_code, response.mimetype) == (200, media)
