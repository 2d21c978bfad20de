"""Watching: each request gets an identifier, and is told once it is answered, with its status, time and size."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from flask import Flask, Response, g, has_request_context, request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER = "X-Request-ID"
UNWATCHED = "aml.unwatched"
"""Key of the environment of a request that the server asks of itself."""

_KEY = "aml.exchange"
_IDENTIFIER = re.compile(r"[A-Za-z0-9._-]{1,64}")


@dataclass(slots=True)
class Exchange:
    """A request and its answer. ``path`` is without the query, which may hold what nobody else should read."""

    method: str
    path: str
    identifier: str
    route: str = ""
    """The rule of the address, such as ``/id/<kind>/<key>``; empty where there is none."""
    release: str = ""
    status: int = 0
    size: int = 0
    """Bytes of the body that were handed to the server."""
    begun: float = field(default_factory=time.perf_counter)
    seconds: float = 0.0


Tell = Callable[[Exchange], None]


def register(app: Flask, tells: Iterable[Tell], *, trusts_identifiers: bool = False) -> None:
    """Have every exchange of the application told; a request's own identifier is kept where those who send it are trusted."""
    app.wsgi_app = _Watched(app.wsgi_app, tuple(tells), trusts_identifiers)  # type: ignore[method-assign]
    app.after_request(_named)


def identifier() -> str:
    """The identifier of the request under way; empty outside one."""
    found = request.environ.get(_KEY) if has_request_context() else None
    return found.identifier if isinstance(found, Exchange) else ""


def _named(response: Response) -> Response:
    exchange = request.environ.get(_KEY)
    if isinstance(exchange, Exchange):
        exchange.route = request.url_rule.rule if request.url_rule else ""
        exchange.release = g.opened.base.release.version if "opened" in g else ""
        response.headers[HEADER] = exchange.identifier
    return response


class _Watched:
    """The application, with each exchange told when its answer was handed over."""

    def __init__(self, inner: WSGIApplication, tells: tuple[Tell, ...], trusts: bool) -> None:
        self._inner, self._tells, self._trusts = inner, tells, trusts

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get(UNWATCHED):
            return self._inner(environ, start_response)
        given = environ.get("HTTP_X_REQUEST_ID", "") if self._trusts else ""
        name = given if _IDENTIFIER.fullmatch(given) else uuid4().hex
        exchange = Exchange(environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""), name)
        environ[_KEY] = exchange

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Callable[[bytes], object]:
            exchange.status = int(status[:3])
            exchange.size = next((int(value) for key, value in headers if key.lower() == "content-length"), 0)
            return start_response(status, headers, *more)

        body = self._inner(environ, start)
        wrapper = environ.get("wsgi.file_wrapper")
        if isinstance(wrapper, type) and isinstance(body, wrapper):
            # The server sends a file by itself, which costs no thread: that must stay so.
            self._tell(exchange)
            return body
        return _Body(body, exchange, self._tell)

    def _tell(self, exchange: Exchange) -> None:
        exchange.seconds = time.perf_counter() - exchange.begun
        for tell in self._tells:
            tell(exchange)


class _Body:
    """An answer's body, measured while it is handed over."""

    def __init__(self, inner: Iterable[bytes], exchange: Exchange, tell: Tell) -> None:
        self._inner, self._exchange, self._tell = inner, exchange, tell
        exchange.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for part in self._inner:
            self._exchange.size += len(part)
            yield part

    def close(self) -> None:
        try:
            if close := getattr(self._inner, "close", None):
                close()
        finally:
            self._tell(self._exchange)
