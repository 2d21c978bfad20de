"""Listening: waitress with limits for connections and requests, and an end that lets requests under way be answered."""

from __future__ import annotations

import resource
import time
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.server import BaseWSGIServer, create_server

from kb.errors import BadInput
from webui.connections import Connection, make_room
from webui.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HEAD_BYTES = 128 * 1024
"""Largest head of a request: longer queries are sent as a body."""

_BODY_FACTOR = 4
"""Bodies larger than allowed, but not by more, are read and then refused by the application, in the form that was asked for."""

_ANSWER_BYTES = 512 << 20
"""What is written and not yet sent of one answer; beyond a megabyte of it lies on disk, so that no thread waits for a slow reader."""

_RESERVED_FILES = 200
"""Descriptors kept for files, workers and the like."""


class Listener:
    """The server's side of all connections, on every address of the host."""

    def __init__(self, application: WSGIApplication, host: str, port: int, settings: Settings) -> None:
        self._settings = settings
        self._map: dict[int, Any] = {}
        self._stopping = False
        self._most = _raise_descriptors(settings.connections)
        try:
            self._server = create_server(
                application,
                map=self._map,
                host=host,
                port=port,
                threads=settings.threads,
                ident=None,
                asyncore_use_poll=True,  # select() knows no descriptor above 1023
                connection_limit=self._most + _RESERVED_FILES,
                channel_timeout=1 << 30,  # connections look after themselves
                max_request_header_size=HEAD_BYTES,
                max_request_body_size=settings.body_bytes * _BODY_FACTOR,
                outbuf_high_watermark=_ANSWER_BYTES,
                log_socket_errors=False,
                **_proxy(settings),
            )
        except OSError as fault:
            raise BadInput(f"cannot serve on {host}:{port} ({fault.strerror or fault})", "port", "choose another port or host") from None
        for server in self._servers():
            server.channel_class = self._connect

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self._servers()[0].effective_port)

    def connections(self) -> list[Connection]:
        """Those that are open."""
        return [one for one in list(self._map.values()) if isinstance(one, Connection)]

    def stop(self, *_: object) -> None:
        """Have ``run`` end; may be called from a signal's handler."""
        self._stopping = True
        self._servers()[0].pull_trigger()

    def run(self) -> int:
        """Answer until told to stop, then end what is under way within the limit; the number of requests that were cut off."""
        listening = self._servers()
        while not self._stopping:
            self._round()
        for server in listening:
            wasyncore.dispatcher.close(server)  # not its own close, which would also end what wakes this loop
        deadline = time.monotonic() + self._settings.stop_seconds
        while (busy := self._busy()) and time.monotonic() < deadline:
            self._round()
        listening[0].task_dispatcher.shutdown(timeout=0.5)
        wasyncore.close_all(self._map)
        return len(busy)

    def close(self) -> None:
        """Let go of everything; for a listener that was never run."""
        wasyncore.close_all(self._map)

    def _round(self) -> None:
        wasyncore.loop(timeout=0.5, use_poll=True, map=self._map, count=1)

    def _busy(self) -> list[Connection]:
        """Connections with a request or an answer under way; the others are ended."""
        found = []
        for one in self.connections():
            if not one.waits or one.request is not None:
                found.append(one)
            else:
                one.drop()
        return found

    def _servers(self) -> list[BaseWSGIServer]:
        return [one for one in self._map.values() if isinstance(one, BaseWSGIServer)]

    def _connect(self, *arguments: Any, **named: Any) -> None:
        make_room(self.connections(), self._most)
        made = Connection(*arguments, **named)
        made.request_seconds, made.idle_seconds = self._settings.request_seconds, self._settings.idle_seconds


def _proxy(settings: Settings) -> dict[str, Any]:
    """What is believed of the headers that proxies set: without a trusted one, nothing."""
    if not settings.trusted_proxy:
        return {"clear_untrusted_proxy_headers": True}
    return {
        "trusted_proxy": settings.trusted_proxy,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"},
        "clear_untrusted_proxy_headers": True,
    }


def _raise_descriptors(wanted: int) -> int:
    """How many connections can be had: each takes a descriptor, and another two where much is received or sent."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = 3 * wanted + _RESERVED_FILES
    if soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(hard, needed)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(10, min(wanted, (soft - _RESERVED_FILES) // 3))
