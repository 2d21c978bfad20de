"""Serving: the application in a small server of this machine, until it is told to stop."""

from __future__ import annotations

import ctypes
import logging
import os
import re
import signal
import sys
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack, suppress
from html import unescape
from pathlib import Path

from flask import Flask

from kb import releases
from kb.errors import Unavailable
from kb.store import Endpoint
from kb.tables import TABLES
from webui import create_app, logs
from webui.listening import Listener
from webui.metrics import Metrics
from webui.service import Service
from webui.settings import read_settings
from webui.watching import UNWATCHED

WARMED = 2
"""How many entities of a kind are asked for before anybody does: pages of a kind share nearly all that they need."""

SWITCH_SECONDS = 0.0001
"""How long a thread may run before another gets its turn. In Python's 5 ms each of many threads that wait for short things waits long."""

ARENAS = 2
_M_ARENA_MAX = -8
"""The number of this setting in glibc's ``malloc.h``."""

log = logging.getLogger(__name__)

_ENTITY = re.compile(r'href="(/id/([a-z-]+)/[^"#.]+)"')
_PAGE = re.compile(r'href="(/(?!id/)[^"#.]*)["#]')


def serve(home: Path, host: str = "127.0.0.1", port: int = 8000, documents: Path | None = None, endpoint: Endpoint | None = None) -> None:
    """Serve the release in service of a folder; SIGTERM and Ctrl-C end it after the requests under way.

    ``documents`` is a folder with the documents' texts, where the user has them; ``endpoint`` holds the release, where another
    engine is to be asked. That one may be away when the server starts: pages say so until it is there. The rest is set by the
    environment (``webui.settings``). Raises BadInput for a setting that cannot be, and for an address that cannot be had.
    """
    settings = read_settings(os.environ)
    logs.set_up(settings.log_level, settings.log_format)
    sys.setswitchinterval(SWITCH_SECONDS)
    _share_memory()
    releases.current(home, stored_elsewhere=endpoint is not None)  # says at once what is missing
    app = create_app(home, documents, endpoint, settings)
    service: Service = app.extensions["service"]
    metrics: Metrics = app.extensions["metrics"]
    with ExitStack() as ends:
        ends.callback(service.close)
        listener = Listener(app, host, port, settings)
        ends.callback(listener.close)
        metrics.connections = lambda: len(listener.connections())
        if address := settings.metrics_address():
            ends.callback(metrics.serve(*address))
        for told in (signal.SIGTERM, signal.SIGINT):
            # Ctrl-C is set too: a program started in the background of a script inherits that it is ignored.
            signal.signal(told, listener.stop)
        service.taken_up = lambda still: warm(app, still)
        with suppress(Unavailable):
            service.give_back(service.take())
        print(f"serving on http://{host}:{listener.port}/ (Ctrl-C stops)", flush=True)  # noqa: T201 -- the address is this command's output
        if cut := listener.run():
            log.warning("stopped with %d requests still under way after %d s", cut, settings.stop_seconds)
        else:
            log.info("stopped; nothing was under way")


def _share_memory() -> None:
    """Have all threads take memory from two places instead of one for nearly each of them, where the C library can do that.

    Else each release that is taken up leaves holes in all of these, and the memory of the process grows with every one.
    """
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        mallopt(_M_ARENA_MAX, ARENAS)


def warm(app: Flask, still: Callable[[], bool] = lambda: True) -> None:
    """Ask for a page of each kind, and for all that the first page leads to, so that the first visitor waits no longer than the next.

    That ends where ``still`` says that the release is in service no more: pages of the next are made by the next.
    """
    client = app.test_client()
    client.environ_base[UNWATCHED] = "yes"
    asked: dict[str, set[str]] = defaultdict(set)
    first = client.get("/", headers={"Accept": "text/html"}).get_data(as_text=True)
    # Lists stand before questions and drawings: each is quick, and what a registry makes slow shall not keep the others back.
    lists = ("/about", "/", "/adverse-events-wide", *(f"/{name}" for name in TABLES))
    for path in dict.fromkeys((*lists, *map(unescape, _PAGE.findall(first)))):
        if not still():
            return
        page = client.get(path, headers={"Accept": "text/html"})
        # Links to entities lead on, so that names and drawings are ready too; the first are those of the papers, the longest pages.
        for link, kind in _ENTITY.findall(page.get_data(as_text=True)):
            if link not in asked[kind] and len(asked[kind]) < WARMED:
                asked[kind].add(link)
                client.get(link, headers={"Accept": "text/html"})
