"""Faults of a small registry: each answers one request in its own bad way."""

from __future__ import annotations

import gzip
from collections.abc import Callable

from tests.loaders.fetch.small_registry import Asked, Fault


def status(code: int, **headers: str) -> Fault:
    def fault(request: Asked) -> bool:
        request.answer(code, "<b>no</b>", "text/html", **headers)
        return True

    return fault


def text(body: str, kind: str = "application/json") -> Fault:
    def fault(request: Asked) -> bool:
        request.answer(200, body, kind)
        return True

    return fault


def cut(request: Asked) -> bool:
    body = request.registry.page(request.registry.asked[-1])[1].encode()
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body[:100])
    return True


def cut_gzip(request: Asked) -> bool:
    body = gzip.compress(request.registry.page(request.registry.asked[-1])[1].encode())[:-20]
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Encoding", "gzip")
    request.end_headers()
    request.wfile.write(body)
    return True


def hang_up(request: Asked) -> bool:
    request.close_connection = True
    return True


def no_http(request: Asked) -> bool:
    request.wfile.write(b"SSH-2.0-x\r\n\r\n")
    return True


def redirect(place: Callable[[Asked], str]) -> Fault:
    def fault(request: Asked) -> bool:
        request.answer(302, "", "text/plain", Location=place(request))
        return True

    return fault
