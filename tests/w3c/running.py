"""Running a W3C test over HTTP: its data in a store of their own, its query sent to the endpoint, the answer compared."""

from __future__ import annotations

import io
import urllib.error
import urllib.request
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

import rdflib
from rdflib.compare import isomorphic
from rdflib.query import Result
from werkzeug.serving import WSGIRequestHandler, make_server

from kb.base import Base
from kb.releases import Release
from kb.store import build_embedded, open_embedded
from tests.w3c.comparing import by_value, difference, result_of_graph, table
from tests.w3c.suite import Case
from webui import create_app
from webui.service import Service

DEFAULT = "urn:default"
SYNTAXES = {".ttl": "turtle", ".n3": "turtle", ".rdf": "xml", ".nt": "nt"}
TABLES = {".csv": "text/csv", ".tsv": "text/tab-separated-values"}
FORMS = {".srx": "xml", ".srj": "json"}


class Endpoint:
    """The application on a free port of this machine, its store another one for each test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stores: dict[tuple[str, ...], Base] = {}
        self._app = create_app(self._base(()))
        self._server = make_server("127.0.0.1", 0, self._app, threaded=True, request_handler=_Silent)
        self.address = f"http://127.0.0.1:{self._server.port}/sparql"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """End the server and the stores."""
        self._server.shutdown()
        for base in self._stores.values():
            base.store.close()

    def hold(self, graphs: list[tuple[str, Path]]) -> None:
        """Have these graphs, and nothing else, answered from now on."""
        self._app.extensions["service"] = Service(self._base(tuple(sorted(f"{name} {path}" for name, path in graphs))))

    def _base(self, key: tuple[str, ...]) -> Base:
        if key not in self._stores:
            folder = self._folder / str(len(self._stores))
            folder.mkdir(parents=True)
            dump = folder / "dump.nq"
            with dump.open("wb") as stream:
                for one in key:
                    name, _, path = one.partition(" ")
                    stream.write(_quads(name, Path(path)))
            build_embedded(folder / "store", [dump])
            store = open_embedded(folder / "store", isolated=False)
            self._stores[key] = Base(Release(folder, {"version": str(len(self._stores))}), store)
        return self._stores[key]


class _Silent(WSGIRequestHandler):
    def log_request(self, *_: object) -> None:
        pass


def _quads(name: str, path: Path) -> bytes:
    graph = rdflib.Dataset()
    graph.graph(rdflib.URIRef(name)).parse(path, format=SYNTAXES[path.suffix], publicID=path.as_uri())
    return graph.serialize(format="nquads", encoding="utf-8")


def run(endpoint: Endpoint, case: Case) -> str:
    """Why the test fails; empty where it passes."""
    graphs = [(DEFAULT, one) for one in case.data] + list(case.graphs.items())
    query = case.query.read_text(encoding="utf-8")
    beside: list[tuple[str, str]] = []
    if graphs:
        beside = [("default-graph-uri", DEFAULT), *(("named-graph-uri", name) for name in case.graphs)]
    else:  # the query itself names files of its folder
        graphs = [(one.as_uri(), one) for one in sorted(case.query.parent.glob("data*.ttl"))] if "FROM" in query else []
    endpoint.hold(graphs)
    if case.kind != "answer":
        status, _, body = _ask(endpoint, query, [], "application/sparql-results+json, text/turtle;q=0.9")
        # 400 alone says that it is no query; another status, that it is one which is not run (a function that nobody knows).
        right = (status == 400) is (case.kind == "wrong")
        return "" if right else f"{case.kind} query answered with {status}: {body[:100]!r}"
    # Relative names in a query are those of files beside it.
    return _compared(endpoint, case, f"BASE <{case.query.as_uri()}>\n{query}", beside)


def _ask(endpoint: Endpoint, query: str, beside: list[tuple[str, str]], accept: str) -> tuple[int, str, bytes]:
    body = urlencode([("query", query), *beside]).encode()
    request = urllib.request.Request(endpoint.address, body, {"Accept": accept})  # noqa: S310 -- our own server
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 -- as above
            return answer.status, answer.headers.get_content_type(), answer.read()
    except urllib.error.HTTPError as fault:
        return fault.code, "", fault.read()


def _compared(endpoint: Endpoint, case: Case, query: str, beside: list[tuple[str, str]]) -> str:
    suffix = case.result.suffix if case.result else ""
    accept = TABLES.get(suffix, "application/sparql-results+xml, application/n-triples;q=0.9")
    status, media, body = _ask(endpoint, query, beside, accept)
    if status != 200:
        return f"{status}: {body[:100]!r}"
    if suffix in TABLES:
        expected, found = (table(written, suffix) for written in (case.result.read_bytes().decode(), body.decode()))
        return "" if expected == found else f"another table: {body[:200]!r}"
    if media == "application/n-triples":
        expected = rdflib.Graph().parse(case.result, format=SYNTAXES[suffix], publicID=case.query.as_uri())
        return "" if isomorphic(by_value(expected), by_value(rdflib.Graph().parse(data=body, format="nt"))) else "another graph"
    found = Result.parse(io.BytesIO(body), format="xml")
    if suffix in FORMS:
        expected = Result.parse(io.BytesIO(case.result.read_bytes()), format=FORMS[suffix])
    else:
        expected = result_of_graph(rdflib.Graph().parse(case.result, format=SYNTAXES[suffix], publicID=case.query.as_uri()))
    return difference(expected, found, ordered="ORDER BY" in query.upper())
