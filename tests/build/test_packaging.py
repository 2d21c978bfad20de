"""The wheel, built from the source archive, gives the same base in a fresh environment and from another folder."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import tarfile
import urllib.request
import zipfile
from pathlib import Path

import pytest

from build_libraries import PLACE, missing, read_lock
from kb.answer import answer
from kb.base import Base
from tests.conftest import ROOT
from tests.house.reading import tracked
from tests.installed import said

LIBRARIES = {f"{PLACE}/{library.name}/{Path(path).name}" for library in read_lock(ROOT) for path in library.files}
"""Files that the build fetches: not under version control."""

QUESTION = "which trials combine HMA with anti-PD-1"


def test_the_source_archive_holds_all_that_is_under_version_control(dist: Path) -> None:
    (archive,) = dist.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        held = {name.partition("/")[2] for name in opened.getnames()}
    expected = {path.relative_to(ROOT).as_posix() for path in tracked()}
    assert sorted(path for path in expected - held if not path.startswith(".ci/")) == []


def test_the_wheel_holds_what_the_checkout_holds_each_file_once(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    names = [name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name]
    expected = set()
    for path in tracked():
        top, _, rest = path.relative_to(ROOT).as_posix().partition("/")
        if rest and top in ("kb", "loaders", "webui"):
            expected.add(f"{top}/{rest}")
        elif rest and top in ("ontology", "data"):
            expected.add(f"kb/{top}/{rest}")
    assert sorted(set(names) - LIBRARIES) == sorted(expected)
    assert len(names) == len(set(names))
    assert {"webui/templates/base.html", "webui/THIRD_PARTY.txt", "kb/ontology/aml.ttl", "kb/data/vocabulary/agents.csv"} <= expected


def test_the_wheel_and_the_source_archive_hold_the_browser_libraries(dist: Path) -> None:
    if missing(ROOT):
        pytest.skip("needs the browser libraries, which npm did not give when the source archive was made")
    (wheel,) = dist.glob("*.whl")
    assert set(zipfile.ZipFile(wheel).namelist()) >= LIBRARIES
    (archive,) = dist.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        assert {name.partition("/")[2] for name in opened.getnames()} >= LIBRARIES


def test_its_files_are_those_of_the_wheel(environment: Path, elsewhere: Path) -> None:
    code = "import kb.places as p; print(p.resource('data'), p.resource('ontology'), sep='\\n')"
    found = said(environment / "bin/python", "-c", code, cwd=elsewhere).splitlines()
    assert [Path(line).is_relative_to(environment) for line in found] == [True, True]


def test_it_answers_as_the_checkout_does(environment: Path, elsewhere: Path, base: Base) -> None:
    told = said(environment / "bin/kb", "ask", QUESTION, "--format", "json", cwd=elsewhere, AML_EVIDENCE_HOME=str(elsewhere / "home"))
    assert json.loads(told) == json.loads(json.dumps(answer(base, QUESTION).as_json()))


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def fetched(address: str, kind: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answered:  # noqa: S310 - an address of this machine
        assert answered.headers.get_content_type() == kind
        return str(answered.read().decode())


def test_it_serves_its_pages_and_stops_when_told(environment: Path, elsewhere: Path) -> None:
    command = [str(environment / "bin/kb"), "serve", "--port", str(free_port())]
    setting = os.environ | {"AML_EVIDENCE_HOME": str(elsewhere / "home")}
    with subprocess.Popen(command, cwd=elsewhere, env=setting, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout
            address = next(word for word in server.stdout.readline().split() if word.startswith("http://127.0.0.1:"))
            home = fetched(address, "text/html")
            (style,) = re.findall(r'href="/(static/style[^"]+)"', home)
            for path, kind in ((style, "text/css"), ("trials.csv", "text/csv"), ("third-party.txt", "text/plain")):
                assert len(fetched(address + path, kind)) > 500
            server.terminate()
            assert server.wait(timeout=30) == 0
        finally:
            server.kill()
