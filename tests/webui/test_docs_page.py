"""The page for programs: every address, form and status that it names is there and does what it says."""

from __future__ import annotations

import re

import pytest

from kb.store import GRAPH_MEDIA_TYPES, RESULT_MEDIA_TYPES
from tests.webui.conftest import BROWSER, Page


@pytest.fixture
def page(read) -> Page:
    return read("/docs")


def test_every_address_that_it_names_answers(client, page: Page) -> None:
    for link in {link.partition("#")[0] for link in page.links if link.startswith("/")}:
        assert client.head(link, headers=BROWSER).status_code in (200, 303), link


def test_it_names_every_form(page: Page) -> None:
    assert all(media in page.text for media in (*RESULT_MEDIA_TYPES, *GRAPH_MEDIA_TYPES))


def test_every_status_that_it_names_is_a_status_of_the_endpoint(client, page: Page) -> None:
    control = "SELECT ('a\\u0008b' AS ?x) {}"
    found = {
        client.get("/sparql", query_string={"query": "SELECT {"}).status_code,
        client.get("/sparql", query_string={"query": "ASK { SERVICE <http://127.0.0.1:9/> {} }"}).status_code,
        client.get("/sparql", query_string={"query": "SELECT (<urn:unknown>(1) AS ?x) {}"}).status_code,
        client.get("/sparql", query_string={"query": control, "format": "xml"}).status_code,
        client.post("/sparql", data=b"#" * ((1 << 20) + 1), content_type="application/sparql-query").status_code,
        client.post("/sparql", data="x", content_type="text/plain").status_code,
    }
    assert found == {400, 403, 406, 413, 415}
    errors = page.text[page.text.index("Errors:") : page.text.index("Literals are held")]
    assert {int(number) for number in re.findall(r"\b4\d\d\b", errors)} == found


def test_it_lists_the_graphs_and_the_limits(client, page: Page) -> None:
    for name in ("lu-2025", "guo-2026", "vocabulary", "derived", "ontology", "questions"):
        assert f"/graph/{name}" in page.links
    assert "10 seconds" in page.text and "64 MiB" in page.text
