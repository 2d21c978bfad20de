"""Takes the README's picture: the answer to one question, in a real browser, from a release built for it.

Run with ``python -m tests.browser.picture`` when the page has changed.
"""

from __future__ import annotations

import sys
import tempfile
import threading
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import sync_playwright
from waitress.server import create_server

from kb.build import build
from kb.registry import read_sources
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from webui import create_app

QUESTION = "which trials combine HMA with anti-PD-1"
PICTURE = Path(__file__).with_name("answer.png")
SIZE = {"width": 1280, "height": 730}


def take(address: str) -> bytes:
    """What a visitor of the page sees first, as PNG."""
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.goto(f"{address}/ask?q={quote(QUESTION)}")
        page.wait_for_load_state("networkidle")
        picture = page.screenshot(type="png")
        browser.close()
    return picture


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        build(read_sources(), Path(folder))
        app = create_app(Path(folder))
        server = create_server(app, host="127.0.0.1", port=0)
        threading.Thread(target=server.run, daemon=True).start()
        try:
            picture = take(f"http://127.0.0.1:{server.effective_port}")
        finally:
            server.close()
            app.extensions["service"].close()
    PICTURE.write_bytes(picture)
    sys.stdout.write(f"{PICTURE}: {len(picture) // 1024} kB\n")


if __name__ == "__main__":
    main()
