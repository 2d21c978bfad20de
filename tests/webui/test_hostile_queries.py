"""Hostile queries sent as visitors would: each is refused or ended with its limit and what to do, and the server stays well."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.webui.serving import Served, served

REFUSED = {
    "SELECT * { SERVICE <TRAP> { ?s ?p ?o } }": (403, "SERVICE"),
    "SELECT * { ?a ?b ?c SERVICE SILENT ?c { ?s ?p ?o } }": (403, "SERVICE"),
    r"SELECT * { SE\u0052VICE <TRAP> { ?s ?p ?o } }": (403, "SERVICE"),
    "LOAD <TRAP>": (400, "update"),
    "LOAD <file:///etc/passwd>": (400, "update"),
    "INSERT DATA { <a:a> <a:b> <a:c> }": (400, "update"),
    "SELECT * " + "{" * 5000 + "}" * 5000: (403, "200 brackets"),
    "SELECT * {" + " UNION ".join(["{ ?a ?b ?c }"] * 1000) + "}": (403, "2000 operators"),
    "SELECT (" + "!" * 2500 + "true AS ?x) {}": (403, "2000 operators"),
    "SELECT * { ?s ?p ?o } #" + "a" * (1 << 20): (413, "1024 kB"),
}
STOPPED = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f",
    "SELECT ?c ?f (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?c ?f ?a ?d",
    "SELECT (COUNT(*) AS ?n) { ?a (<urn:p>|!<urn:p>)+ ?b }",
    "SELECT * { ?a " + "/".join(["<a:p>"] * 1900) + " ?b }",
    "SELECT * {" + " ".join(f"OPTIONAL {{ ?a ?b{number} ?c{number} }}" for number in range(600)) + "}",
    'SELECT * { ?s ?p ?o FILTER regex(STR(?o), "((((a{1,100}){1,100}){1,100}){1,100}){1,100}") }',
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "CONSTRUCT { ?a ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f }",
)


@pytest.fixture(scope="module")
def server(release_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(release_home, tmp_path_factory.mktemp("server"), VISITOR_SECONDS="2", VISITOR_MEMORY_MIB="1024") as started:
        yield started


@pytest.fixture(scope="module")
def trap() -> Iterator[tuple[str, list[str]]]:
    """A server that must never be asked, and what it was asked."""
    asked: list[str] = []

    class Trap(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(500)

        do_POST = do_GET  # noqa: N815 -- as the library calls it

    with ThreadingHTTPServer(("127.0.0.1", 0), Trap) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}/", asked
        listening.shutdown()


def ask(server: Served, query: str) -> tuple[int, str, str]:
    """Status, text and ``Retry-After``."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    line.request("POST", "/sparql", query.encode(), {"Content-Type": "application/sparql-query"})
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    return answer.status, text, answer.getheader("Retry-After") or ""


def well(server: Served) -> bool:
    return server.get("/healthz").startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("query", REFUSED, ids=lambda query: query[:30])
def test_what_must_not_run_is_refused(server: Served, trap: tuple[str, list[str]], query: str) -> None:
    status, words = REFUSED[query]
    found, text, _ = ask(server, query.replace("TRAP", trap[0]))
    assert (found, words in text) == (status, True), text
    assert trap[1] == []
    assert well(server)


@pytest.mark.parametrize("query", STOPPED, ids=lambda query: query[:40])
def test_what_needs_too_much_is_ended_at_its_limit(server: Served, query: str) -> None:
    status, text, again = ask(server, query)
    assert status == 503, text
    assert again
    assert "limit" in text or "larger than 64 MiB" in text
    assert len(text.splitlines()) == 1
    assert well(server)


def test_graphs_of_other_servers_are_not_fetched(server: Served, trap: tuple[str, list[str]]) -> None:
    for clause in ("FROM", "FROM NAMED"):
        assert ask(server, f"SELECT * {clause} <{trap[0]}> {{ ?s ?p ?o }}")[0] == 200
    assert trap[1] == []
