"""HTTP with a deadline for the whole exchange: a server that answers a byte at a time is left as surely as one that is silent."""

from __future__ import annotations

import http.client
import io
import socket
import time
import urllib.request
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

CONNECT_SECONDS = 3.0
"""How long a server may take to accept a connection: one that is there does so at once, however busy it is."""

_LEAST = 0.001  # a timeout of 0 would mean "do not block" instead of "no time left"


def opener(deadline: float, further: Iterable[urllib.request.BaseHandler] = ()) -> urllib.request.OpenerDirector:
    """What sends requests that end by ``deadline`` (of ``time.monotonic``); it follows no redirection and knows no proxy.

    A request past its deadline raises TimeoutError, in whichever part of the exchange it then is.
    """
    director = urllib.request.OpenerDirector()
    kinds = (_Handler(deadline), _SecureHandler(deadline), urllib.request.HTTPDefaultErrorHandler(), urllib.request.HTTPErrorProcessor())
    for handler in (*kinds, *further):
        director.add_handler(handler)
    return director


class _Line:
    """A connected socket, each of whose calls is given the time that is left, and no more."""

    def __init__(self, line: socket.socket, deadline: float) -> None:
        self._line, self._deadline = line, deadline
        self._read_from = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)

    def sendall(self, data: ReadableBuffer) -> None:
        self.allow()
        self._line.sendall(data)

    def makefile(self, *_: object, **__: object) -> io.BufferedReader:
        self._read_from = True
        return io.BufferedReader(_Reader(self))

    def close(self) -> None:
        """Close what nothing reads from; else that is for the reader to do, as with sockets of the library."""
        if not self._read_from:
            self._line.close()

    def end(self) -> None:
        self._line.close()

    def receive(self, into: WriteableBuffer) -> int:
        self.allow()
        return self._line.recv_into(into)

    def allow(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self._line.settimeout(max(_LEAST, left))


class _Reader(io.RawIOBase):
    """What comes in over a line."""

    def __init__(self, line: _Line) -> None:
        self._line = line

    def readable(self) -> bool:
        return True

    def readinto(self, into: WriteableBuffer) -> int:
        return self._line.receive(into)

    def close(self) -> None:
        if not self.closed:
            self._line.end()
        super().close()


def _limited(made: http.client.HTTPConnection, deadline: float) -> http.client.HTTPConnection:
    """The connection, with a line that keeps to the deadline once it stands."""
    made.timeout = max(_LEAST, min(CONNECT_SECONDS, deadline - time.monotonic()))
    connect = made.connect

    def connect_and_limit() -> None:
        connect()
        made.sock = _Line(made.sock, deadline)

    made.connect = connect_and_limit  # type: ignore[method-assign] # the one place where the socket of a connection is to be had
    return made


def _connection(kind: Callable[..., http.client.HTTPConnection], deadline: float, host: str, **more: Any) -> http.client.HTTPConnection:
    return _limited(kind(host, **more), deadline)


class _Handler(urllib.request.HTTPHandler):
    def __init__(self, deadline: float) -> None:
        super().__init__()
        self._deadline = deadline

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_connection, http.client.HTTPConnection, self._deadline), req)


class _SecureHandler(urllib.request.HTTPSHandler):
    def __init__(self, deadline: float) -> None:
        super().__init__()
        self._deadline = deadline

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_connection, http.client.HTTPSConnection, self._deadline), req)
