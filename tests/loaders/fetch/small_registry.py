"""A small registry that answers as the API's description says, page by page, with the faults that a test asks for.

What it holds to, from ``ctg-oas-v2.yaml``: the parameters of ``/studies`` and their patterns; the same parameters for every page but
``countTotal``, ``pageSize`` and ``pageToken``; ``totalCount`` on the first page only; no ``nextPageToken`` on the last; ``text/plain``
with 400; each study on a line of its own; ``apiVersion`` and ``dataTimestamp`` of ``/version``.
"""

from __future__ import annotations

import json
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

Fault = Callable[["Asked"], bool]
"""Does something to a request; True if it has answered it."""

FREE = ("countTotal", "pageSize", "pageToken")
PARAMETERS = ("format", "query.cond", "filter.ids", "filter.advanced", *FREE)


def study(number: int, condition: str = "acute myeloid leukemia", updated: str = "2025-03-01", aliases: tuple[str, ...] = ()) -> str:
    """The JSON text of a study, in spellings that a reader and writer of JSON would change."""
    alias = f', "nctIdAliases": {json.dumps(aliases)}' if aliases else ""
    return (
        f'{{"protocolSection":{{"identificationModule":{{"nctId":"NCT{number:08}"{alias}, "briefTitle":"Age \\u2265 18 – trial {number}"}},'
        f'"statusModule":{{"lastUpdatePostDateStruct":{{"date":"{updated}","type":"ACTUAL"}}}},'
        f'"conditionsModule":{{"conditions":[{json.dumps(condition)}]}}}},'
        f'"derivedSection":{{"lat": 41.50, "studies": [1]}},"hasResults":false}}'
    )


class SmallRegistry:
    """What the registry holds and what was asked of it. ``faults`` answer the next requests to ``/studies``, in turn; None answers well."""

    def __init__(self, studies: list[str], page_size: int = 3) -> None:
        self.studies, self.page_size = studies, page_size
        self.version = "2025-04-01T09:00:05"
        self.faults: list[Fault | None] = []
        self.asked: list[dict[str, str]] = []
        self.agents: set[str] = set()
        self.authorizations: set[str | None] = set()
        self.tokens: dict[str, tuple[int, dict[str, str]]] = {}
        self.layout = "\n"
        """What stands between the marks of the outer object."""
        self.prefix = "/api/v2"
        self.url = ""

    def select(self, asked: dict[str, str]) -> list[str]:
        """The studies that the parameters ask for."""
        found = [(text, json.loads(text)["protocolSection"]) for text in self.studies]
        if words := asked.get("query.cond"):
            found = [one for one in found if words in one[1]["conditionsModule"]["conditions"]]
        if since := re.fullmatch(r"AREA\[LastUpdatePostDate\]RANGE\[(\d{4}-\d\d-\d\d),MAX\]", asked.get("filter.advanced", "")):
            found = [one for one in found if one[1]["statusModule"]["lastUpdatePostDateStruct"]["date"] >= since[1]]
        if listed := asked.get("filter.ids"):
            wanted = set(re.split(r"[|,]", listed))
            found = [
                one
                for one in found
                if wanted & {one[1]["identificationModule"]["nctId"], *one[1]["identificationModule"].get("nctIdAliases", [])}
            ]
        return [text for text, _ in found]

    def page(self, asked: dict[str, str]) -> tuple[int, str]:
        """Status and text of an answer of ``/studies``."""
        question = {name: value for name, value in asked.items() if name not in FREE}
        if unknown := [name for name in asked if name not in PARAMETERS]:
            return 400, f"unknown parameter {unknown[0]}"
        if not all(re.fullmatch(r"(NCT|nct)\d{8}", one) for one in re.split(r"[|,]", asked.get("filter.ids", "NCT00000000"))):
            return 400, "`filter.ids` parameter has incorrect format"
        start, first = self.tokens.get(asked["pageToken"], (-1, {})) if "pageToken" in asked else (0, question)
        if start < 0 or first != question:
            return 400, "Incorrect page token"
        found = self.select(question)
        stop = start + min(self.page_size, int(asked.get("pageSize", "10")) or 10)
        told = [f'"studies":[{self.layout}' + f",{self.layout}".join(found[start:stop]) + f"{self.layout}]"]
        if stop < len(found):
            self.tokens[token := f"token-{len(self.tokens)}-{stop}"] = (stop, question)
            told.append(f'"nextPageToken":"{token}"')
        if asked.get("countTotal") == "true" and "pageToken" not in asked:
            told.insert(0, f'"totalCount":{len(found)}')
        return 200, "{" + self.layout + f",{self.layout}".join(told) + self.layout + "}"


class Asked(BaseHTTPRequestHandler):
    """One request."""

    registry: SmallRegistry
    server_version = "small"

    def do_GET(self) -> None:
        registry = self.registry
        path, asked = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
        registry.agents.add(self.headers["User-Agent"])
        registry.authorizations.add(self.headers["Authorization"])
        if path == f"{registry.prefix}/version":
            self.answer(200, json.dumps({"apiVersion": "2.0.3", "dataTimestamp": registry.version}))
            return
        if path != f"{registry.prefix}/studies":
            self.answer(404, "no such thing", "text/plain")
            return
        registry.asked.append(asked)
        fault = registry.faults.pop(0) if registry.faults else None
        if fault is None or not fault(self):
            status, text = registry.page(asked)
            self.answer(status, text, "application/json" if status == 200 else "text/plain")

    def answer(self, status: int, text: str, kind: str = "application/json", **headers: str) -> None:
        """Answer whole."""
        body = text.encode()
        self.send_response(status)
        for name, value in ({"Content-Type": kind, "Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Says nothing of readers that have gone."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Nobody reads this; a test sees that its answer does not come."""


@contextmanager
def serving(registry: SmallRegistry, secured: ssl.SSLContext | None = None) -> Iterator[SmallRegistry]:
    """The registry on a free port of this machine, by https where a context with a certificate is given."""
    server = Server(("127.0.0.1", 0), type("Bound", (Asked,), {"registry": registry}))
    if secured:
        server.socket = secured.wrap_socket(server.socket, server_side=True)
    registry.url = f"http{'s' if secured else ''}://127.0.0.1:{server.server_address[1]}{registry.prefix}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield registry
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
