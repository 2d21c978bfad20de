"""A real Chromium before the application on this machine; every visit also holds that nothing foreign is asked for or refused."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
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


@pytest.fixture(scope="session")
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """The application as its users have it, from the built wheel; with AML_TEST_SERVER=checkout the code as it lies, for quick looks."""
    if os.environ.get("AML_TEST_SERVER") == "checkout":
        yield from _of_the_checkout(request.getfixturevalue("release_home"))
        return
    with served(request.getfixturevalue("environment"), request.getfixturevalue("elsewhere")) as found:
        yield found


def _of_the_checkout(release_home: Path) -> Iterator[str]:
    app = create_app(release_home)
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    app.extensions["service"].close()


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
