"""Serving: the application in a small server of this machine, until it is told to stop."""

from __future__ import annotations

import logging
import signal
import threading
from pathlib import Path
from types import FrameType

from kb import releases
from kb.errors import KbError
from kb.tables import TABLES
from webui import create_app
from webui.service import Service

THREADS = 8

log = logging.getLogger(__name__)


def serve(home: Path, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve the release in service of a folder; SIGTERM and Ctrl-C end it after the requests under way."""
    from waitress.server import create_server

    releases.current(home)  # says at once what is missing
    app = create_app(home)
    service: Service = app.extensions["service"]
    server = create_server(app, host=host, port=port, threads=THREADS, ident=None, clear_untrusted_proxy_headers=True)

    def stop(*_: int | FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    threading.Thread(target=_warm, args=(service,), daemon=True).start()
    print(f"serving on http://{host}:{server.effective_port}/ (Ctrl-C stops)", flush=True)  # noqa: T201 -- the address is this command's output
    try:
        server.run()
    finally:
        server.close()
        service.close()


def _warm(service: Service) -> None:
    """Read the tables before anybody asks, so that the first page is as fast as the others."""
    opened = service.take()
    try:
        for name in TABLES:
            opened.base.sheet(name)
        _ = opened.base.lexicon, opened.base.hierarchy
    except KbError as fault:
        log.warning("the tables could not be read beforehand: %s", fault)
    finally:
        service.give_back(opened)
