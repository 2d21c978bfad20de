"""Releases that change under load: every request is answered, by the old release or by the new, and old ones are let go."""

from __future__ import annotations

import shutil
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from kb.keeping import prune
from kb.releases import MANIFEST, POINTER
from tests.webui.serving import Served, served

SWAPS = 4
PATHS = ("/version.json", "/id/agent/azacitidine.json", "/trials?phase=Phase+2", "/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D&format=json")


def put_in_service(release_home: Path, home: Path, name: str) -> None:
    """The shared release under another name."""
    version = (release_home / POINTER).read_text().strip()
    shutil.copytree(release_home / version, home / name)
    manifest = home / name / MANIFEST
    manifest.write_text(manifest.read_text().replace(version, name))
    (home / "new").write_text(name + "\n")
    (home / "new").replace(home / POINTER)


def ask_until(done: threading.Event, server: Served, path: str, answered: list[int], seen: set[str]) -> None:
    while not done.is_set():
        try:
            with urllib.request.urlopen(server.address.rstrip("/") + path, timeout=120) as answer:  # noqa: S310 -- our own server
                body = answer.read()
                answered.append(answer.status)
                if path == "/version.json":
                    seen.add(body.decode())
        except urllib.error.HTTPError as fault:
            answered.append(fault.code)


def test_no_request_fails_while_releases_change(release_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    names = [f"copy{number}" for number in range(SWAPS + 1)]
    put_in_service(release_home, home, names[0])
    answered: list[int] = []
    seen: set[str] = set()
    with served(home, tmp_path) as server:
        done = threading.Event()
        asking = [threading.Thread(target=ask_until, args=(done, server, path, answered, seen)) for path in PATHS * 2]
        for thread in asking:
            thread.start()
        for name in names[1:]:
            put_in_service(release_home, home, name)
            while not any(f'"{name}"' in told for told in tuple(seen)):  # others add to it meanwhile
                assert any(thread.is_alive() for thread in asking)
                time.sleep(0.05)
            prune(home, 1)
        done.set()
        for thread in asking:
            thread.join(120)
        assert set(answered) == {200}, server.log.read_text()[-2000:]
        assert len(seen) == len(names)
        assert server.get("/readyz").startswith(b"HTTP/1.1 200 ")
        prune(home, 1)
        assert (home / names[-1]).is_dir(), "the one in service is never pruned"
