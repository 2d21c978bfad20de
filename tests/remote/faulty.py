"""A small proxy on loopback between the application and an engine, that fails in the way that a test wants it to."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


class Proxy:
    """Passes requests on to ``target``, but for the next of them as ``faults`` say; counts them."""

    def __init__(self, target: str) -> None:
        self.target = urlsplit(target)
        self.faults: list[str] = []
        self.always = ""
        self.seen = 0
        self.url = ""

    def next_fault(self) -> str:
        self.seen += 1
        return self.faults.pop(0) if self.faults else self.always


class _Handler(BaseHTTPRequestHandler):
    proxy: Proxy

    def log_message(self, *_: Any) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        kind, _, detail = self.proxy.next_fault().partition(" ")
        match kind:
            case "status":
                self._send(int(detail), b"<p>engine says no</p>", "text/html", {"Retry-After": "0"})
            case "later":
                self._send(503, b"", "text/html", {"Retry-After": detail})
            case "cut":
                self.close_connection = True
                self.connection.close()
            case "silent":
                time.sleep(float(detail))
            case "text":
                self._send(200, detail.encode(), "application/sparql-results+json")
            case "page":
                self._send(200, b"<html>sign in</html>", "text/html")
            case "huge":
                self._send(200, b" " * int(detail), "application/sparql-results+json")
            case _:
                self._pass_on(kind, detail, body)

    def _pass_on(self, kind: str, detail: str, body: bytes) -> None:
        line = http.client.HTTPConnection(self.proxy.target.hostname or "", self.proxy.target.port)
        line.request("POST", self.proxy.target.path, body, {name: value for name, value in self.headers.items() if name != "Host"})
        answer = line.getresponse()
        content = answer.read()
        line.close()
        head = {detail.partition("=")[0]: detail.partition("=")[2]} if kind == "header" else {}
        head |= {name: value for name, value in answer.headers.items() if name == "WWW-Authenticate"}
        if kind == "truncated":
            self._send(answer.status, content[:-20], answer.headers["Content-Type"], {"Content-Length": str(len(content))})
        elif kind == "shortened":
            self._send(answer.status, content[:-20], answer.headers["Content-Type"])
        elif kind == "dribble":
            self._send(answer.status, content, answer.headers["Content-Type"], slowly=float(detail))
        else:
            self._send(answer.status, content, answer.headers["Content-Type"], head)

    def _send(self, status: int, content: bytes, kind: str, head: dict[str, str] | None = None, slowly: float = 0) -> None:
        try:
            self.send_response(status)
            for name, value in ({"Content-Type": kind, "Content-Length": str(len(content))} | (head or {})).items():
                self.send_header(name, value)
            self.end_headers()
            if slowly:
                for letter in content:
                    self.wfile.write(bytes([letter]))
                    time.sleep(slowly)
            else:
                self.wfile.write(content)
        except ConnectionError:
            self.close_connection = True


@contextmanager
def proxy(target: str) -> Iterator[Proxy]:
    """A running proxy before an engine."""
    made = Proxy(target)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"proxy": made}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}{urlsplit(target).path}"
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
