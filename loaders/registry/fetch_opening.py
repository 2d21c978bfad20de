"""Opening an address by http or https only, with a limit to the whole of an answer: whoever trickles is cut off when it is reached."""

from __future__ import annotations

import socket
import ssl
import urllib.request
from contextlib import suppress
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from threading import Timer
from types import TracebackType
from typing import Any, cast


class TimeLimit:
    """Within a ``with`` block: cuts the watched connection when the seconds are over.

    The time limit of a socket counts from byte to byte only, so that an answer of one byte a minute would never meet it.
    """

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._socket: socket.socket | None = None
        self._timer = Timer(seconds, self._cut)
        self._timer.daemon = True

    def watch(self, connection: socket.socket) -> None:
        """Take a connection under the limit."""
        self._socket = connection

    def _cut(self) -> None:
        self.over = True
        if self._socket:
            with suppress(OSError):  # it has ended by itself meanwhile
                self._socket.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> TimeLimit:
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self._timer.cancel()


class _Http(urllib.request.HTTPHandler):
    """Opens by http, through a proxy if the environment names one."""

    def __init__(self, limit: TimeLimit) -> None:
        super().__init__()
        self._limit = limit

    def http_open(self, req: urllib.request.Request) -> HTTPResponse:
        """What urllib calls for an address of http."""
        return self.do_open(cast(Any, _watched(HTTPConnection, self._limit)), req)


class _Https(urllib.request.HTTPSHandler):
    """Opens by https; certificates are checked."""

    def __init__(self, limit: TimeLimit, trust: ssl.SSLContext) -> None:
        super().__init__(context=trust)
        self._limit, self._trust = limit, trust

    def https_open(self, req: urllib.request.Request) -> HTTPResponse:
        """What urllib calls for an address of https."""
        return self.do_open(cast(Any, _watched(HTTPSConnection, self._limit)), req, context=self._trust)


def _watched(kind: type[HTTPConnection], limit: TimeLimit) -> type[HTTPConnection]:
    """A kind of connection that puts itself under the limit when it is made."""

    class Watched(kind):  # type: ignore[misc, valid-type] # one of two classes, known when it runs
        def connect(self) -> None:
            super().connect()
            limit.watch(self.sock)

    return Watched


def opener(limit: TimeLimit, trust: ssl.SSLContext) -> urllib.request.OpenerDirector:
    """Opens addresses of http and https under a limit: no files, no FTP, and a redirect is an answer like any other."""
    made = urllib.request.OpenerDirector()
    for handler in (urllib.request.ProxyHandler(), _Http(limit), _Https(limit, trust)):
        made.add_handler(handler)
    return made
