"""The wheel, built from the source archive, gives the same base in a fresh environment and from another folder."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
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

LIBRARIES = {f"{PLACE}/{library.name}/{Path(path).name}" for library in read_lock(ROOT) for path in library.files}
"""Files that the build fetches: not under version control."""

QUESTION = "which trials combine HMA with anti-PD-1"
BUILD_TOOL = "hatchling"


def run(*command: str | Path, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | env
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=600
    )


def said(*command: str | Path, cwd: Path, **env: str) -> str:
    done = run(*command, cwd=cwd, **env)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def from_index(*command: str | Path, cwd: Path) -> None:
    """Run a command that needs the package index; where that fails and the index gives nothing else either, the test is skipped."""
    done = run(*command, cwd=cwd)
    if done.returncode:
        pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--retries", "1")
        if run(*pip, "download", "--no-deps", "--no-cache-dir", "--dest", cwd / "probe", BUILD_TOOL, cwd=cwd).returncode:
            pytest.skip("needs the package index, which gives no package at all")
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source archive, and the wheel made from it as a package index would have it made."""
    folder = tmp_path_factory.mktemp("dist")
    from_index(sys.executable, "-m", "build", "--outdir", folder / "made", ROOT, cwd=folder)
    return folder / "made"


@pytest.fixture(scope="module")
def environment(dist: Path) -> Path:
    """A fresh environment that holds the wheel and what it needs, and nothing else."""
    (wheel,) = dist.glob("*.whl")
    folder = dist.parent / "environment"
    said(sys.executable, "-m", "venv", folder, cwd=dist)
    from_index(folder / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=dist.parent)
    return folder


@pytest.fixture(scope="module")
def elsewhere(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder far from the checkout, with a release built there by the installed command."""
    folder = tmp_path_factory.mktemp("another folder")
    said(environment / "bin/kb", "build", cwd=folder, AML_EVIDENCE_HOME=str(folder / "home"))
    return folder


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
