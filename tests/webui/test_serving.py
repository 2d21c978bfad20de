"""Serving: it says where it serves, answers, and ends cleanly when told to."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections import Counter
from pathlib import Path

import pytest
from flask import request

from kb.errors import BadInput, NotFound
from tests.conftest import ROOT
from webui import create_app
from webui.serve import WARMED, serve, warm

START = "import sys; from pathlib import Path; from webui.serve import serve; serve(Path(sys.argv[1]), port=0)"


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_told_to_stop(release_home: Path, told: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", START, str(release_home)], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            address = process.stdout.readline().split()[2]
            with urllib.request.urlopen(address + "healthz", timeout=60) as answer:  # noqa: S310 -- the address is our own
                assert json.load(answer)["status"] == "ok"
                assert "Server" not in answer.headers or "Python" not in answer.headers["Server"]
            process.send_signal(told)
            assert process.wait(timeout=60) == 0
        finally:
            process.kill()


def test_pages_of_each_kind_are_made_before_anybody_asks(release_home: Path) -> None:
    app = create_app(release_home)
    asked: list[str] = []
    app.before_request(lambda: asked.append(request.path))
    warm(app)
    app.extensions["service"].close()
    kinds = Counter(path.split("/")[2] for path in asked if path.startswith("/id/"))
    assert kinds.keys() >= {"study", "agent", "class", "target", "regimen", "arm", "result", "claim", "document", "discrepancy"}
    assert max(kinds.values()) <= WARMED
    assert {"/trials", "/id/document/lu-2025", "/id/document/guo-2026"} <= set(asked), "the papers have the longest pages"
    # What the first page leads to is ready too: its questions, the map, the graph; files are not made before somebody wants them.
    assert {"/", "/map", "/graph", "/outcomes", "/compare", "/coverage", "/ask"} <= set(asked)
    assert asked.count("/ask") >= 9
    assert not [path for path in asked if path.endswith((".xlsx", ".csv", ".ris"))]


def test_no_page_is_made_of_a_release_that_another_has_followed(release_home: Path) -> None:
    app = create_app(release_home)
    asked: list[str] = []
    app.before_request(lambda: asked.append(request.path))
    warm(app, lambda: len(asked) < 3)
    app.extensions["service"].close()
    assert len(asked) in (3, 4)


def test_a_port_in_use_is_a_clear_fault(release_home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(BadInput, match="choose another port"):
        serve(release_home, port=taken.getsockname()[1])


def test_without_a_release_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="kb build"):
        serve(tmp_path, port=0)
