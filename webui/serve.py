"""Serving: the application in a small server of this machine, until it is told to stop."""

from __future__ import annotations

import re
import signal
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from types import FrameType

from flask import Flask

from kb import releases
from kb.errors import BadInput, Unavailable
from kb.store import Endpoint
from kb.tables import TABLES
from webui import create_app
from webui.service import Service

THREADS = 8
WARMED = 2
"""How many entities of a kind are asked for before anybody does: pages of a kind share nearly all that they need."""

_ENTITY = re.compile(r'href="(/id/([a-z-]+)/[^"#.]+)"')


def serve(home: Path, host: str = "127.0.0.1", port: int = 8000, documents: Path | None = None, endpoint: Endpoint | None = None) -> None:
    """Serve the release in service of a folder; SIGTERM and Ctrl-C end it after the requests under way.

    ``documents`` is a folder with the documents' texts, where the user has them; ``endpoint`` holds the release, where another
    engine is to be asked. That one may be away when the server starts: pages say so until it is there.
    """
    from waitress.server import create_server

    releases.current(home, stored_elsewhere=endpoint is not None)  # says at once what is missing
    app = create_app(home, documents, endpoint)
    service: Service = app.extensions["service"]
    try:
        server = create_server(app, host=host, port=port, threads=THREADS, ident=None, clear_untrusted_proxy_headers=True)
    except OSError as fault:
        raise BadInput(f"cannot serve on {host}:{port} ({fault.strerror or fault})", "port", "choose another port or host") from None

    def stop(*_: int | FrameType | None) -> None:
        raise SystemExit(0)

    for told in (signal.SIGTERM, signal.SIGINT):
        # Ctrl-C is set too: a program started in the background of a script inherits that it is ignored.
        signal.signal(told, stop)
    service.taken_up = lambda: warm(app)
    with suppress(Unavailable):
        service.give_back(service.take())
    print(f"serving on http://{host}:{server.effective_port}/ (Ctrl-C stops)", flush=True)  # noqa: T201 -- the address is this command's output
    try:
        server.run()
    finally:
        server.close()
        service.close()


def warm(app: Flask) -> None:
    """Ask for a page of each kind before anybody does, so that the first visitor waits no longer than the next."""
    client = app.test_client()
    asked: dict[str, set[str]] = defaultdict(set)
    for path in ("/about", "/", "/adverse-events-wide", *(f"/{name}" for name in TABLES)):
        page = client.get(path, headers={"Accept": "text/html"})
        # Links to entities lead on, so that names and drawings are ready too; the first are those of the papers, the longest pages.
        for link, kind in _ENTITY.findall(page.get_data(as_text=True)):
            if link not in asked[kind] and len(asked[kind]) < WARMED:
                asked[kind].add(link)
                client.get(link, headers={"Accept": "text/html"})
