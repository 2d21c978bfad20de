"""A real Chromium before the application on this machine; every visit also holds that nothing foreign is asked for or refused."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from waitress.server import create_server

from tests.installed import served
from webui import create_app

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Visit:
    """A page of the browser, with what went wrong in it."""

    page: Any
    address: str
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> Any:
        response = self.page.goto(self.address + path)
        # A page of a fault is reported by the browser as a failed load; that is no complaint about what it holds.
        if response.status >= 400:
            self.complaints = [one for one in self.complaints if "Failed to load resource" not in one]
        return response


Serving = Callable[..., AbstractContextManager[str]]
"""From a folder of releases, and perhaps one of documents' texts, to the address of a server over them."""


@pytest.fixture(scope="session")
def serving(request: pytest.FixtureRequest) -> Serving:
    """The application as its users have it, from the built wheel; with AML_TEST_SERVER=checkout the code as it lies, for quick looks."""
    if os.environ.get("AML_TEST_SERVER") == "checkout":
        return of_the_checkout
    environment = request.getfixturevalue("environment")

    def of_the_wheel(home: Path, documents: Path | None = None) -> AbstractContextManager[str]:
        return served(environment, home, *(("--documents", str(documents)) if documents else ()))

    return of_the_wheel


@contextmanager
def of_the_checkout(home: Path, documents: Path | None = None) -> Iterator[str]:
    """A server of the code as it lies."""
    app = create_app(home, documents)
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        app.extensions["service"].close()


@pytest.fixture(scope="session")
def address(serving: Serving, request: pytest.FixtureRequest) -> Iterator[str]:
    """The server that most tests visit."""
    home = request.getfixturevalue("release_home") if serving is of_the_checkout else request.getfixturevalue("elsewhere") / "home"
    with serving(home) as found:
        yield found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the package playwright")
    if not shutil.which(CHROMIUM):
        pytest.skip(f"needs a browser at {CHROMIUM}")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any, address: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A visit with options of the browser's context given by ``@pytest.mark.parametrize(..., indirect=True)``."""
    context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **getattr(request, "param", {})})
    seen = Visit(context.new_page(), address)
    seen.page.on("request", lambda asked: None if asked.url.startswith(address) else seen.foreign.append(asked.url))
    seen.page.on("console", lambda said: seen.complaints.append(said.text) if said.type in ("error", "warning") else None)
    seen.page.on("pageerror", lambda fault: seen.complaints.append(str(fault)))
    yield seen
    context.close()
    assert seen.foreign == []
    assert seen.complaints == []
