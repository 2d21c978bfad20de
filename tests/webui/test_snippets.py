"""Snippets: the code that a page shows for a query is run as it stands against the served application."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from flask import Flask
from waitress.server import create_server

from webui.snippets import snippets

TRICKY = """SELECT ?label WHERE { # it's "quoted"
  ?s a aml:Agent ; rdfs:label ?label .
  FILTER(REGEX(?label, "^aza.*\\\\w$") && ?label != 'it''' || ?label = \"\"\"azacitidine\"\"\")
}"""
PLAIN = "SELECT ?label WHERE { ?s a aml:Agent ; rdfs:label ?label . FILTER(STRSTARTS(?label, 'azac')) }"


class Code(HTMLParser):
    """The texts of a page's copyable code, by what their button says."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._now = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if said := dict(attrs).get("data-code"):
            self._now = said.removeprefix("Copy the code for ")
            self.found[self._now] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "code":
            self._now = ""

    def handle_data(self, data: str) -> None:
        if self._now:
            self.found[self._now] += data


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    server = create_server(app, host="127.0.0.1", port=0, threads=2)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


def code(address: str, query: str) -> dict[str, str]:
    asked = urllib.request.Request(f"{address}/sparql?{urlencode({'query': query})}", headers={"Accept": "text/html"})  # noqa: S310 -- our own
    with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310 -- as above
        return Code(answer.read().decode()).found


def ran(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


@pytest.mark.parametrize("query", [PLAIN, PLAIN.replace("STRSTARTS(?label, 'azac')", 'REGEX(?label, "^aza\\\\w+$")')])
def test_curl(address: str, query: str) -> None:
    if not shutil.which("curl"):
        pytest.skip("needs curl")
    rows = list(csv.reader(io.StringIO(ran("sh", "-c", code(address, query)["curl"]))))
    assert rows[0] == ["label"] and ["azacitidine"] in rows


@pytest.mark.parametrize("title", ["Python, pandas", "Python, SPARQLWrapper"])
@pytest.mark.parametrize("query", [PLAIN, PLAIN.replace("STRSTARTS(?label, 'azac')", 'REGEX(?label, "^aza\\\\w+$")')])
def test_python(address: str, title: str, query: str) -> None:
    assert "azacitidine" in ran(sys.executable, "-c", code(address, query)[title])


def test_graphs_and_answers(address: str) -> None:
    graph = code(address, "CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s a aml:Agent ; rdfs:label ?l } LIMIT 4")
    assert ran(sys.executable, "-c", graph["Python, SPARQLWrapper"]).strip() == "4 triples"
    assert set(graph) == {"curl", "Python, SPARQLWrapper"}
    asked = code(address, "ASK { ?s a aml:Agent }")
    assert ran(sys.executable, "-c", asked["Python, SPARQLWrapper"]).strip() == "True"
    if shutil.which("curl"):
        assert "aml" in ran("sh", "-c", graph["curl"])
        assert "true" in ran("sh", "-c", asked["curl"])


@pytest.mark.parametrize("query", [TRICKY, 'ASK { ?s ?p "\\\\" }', "ASK { ?s ?p 'it' }", 'SELECT * { ?s ?p "x" } #"'])
def test_no_quote_of_a_query_ends_a_string_of_the_code(query: str) -> None:
    made = {one.title: one.code for one in snippets(query, "http://localhost/sparql", "SELECT")}
    scope: dict[str, str] = {}
    exec(made["Python, pandas"].partition("query = ")[1] + made["Python, pandas"].partition("query = ")[2].partition("\nrows")[0], scope)  # noqa: S102
    assert scope["query"] == query
    shell = made["curl"].replace("curl --get", "printf '%s|'")
    assert f"query={query}|" in ran("sh", "-c", shell)
    text = made["R"].partition('"')[2].rpartition('"\nrows')[0]
    assert text.replace("\\\\", "\0").replace('\\"', '"').replace("\0", "\\") == query
    assert '"' not in text.replace("\\\\", "").replace('\\"', "")
