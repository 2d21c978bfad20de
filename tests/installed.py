"""The package as its users have it: built as a wheel from the source archive, installed in a fresh environment, run from elsewhere."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
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


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source archive, and the wheel made from it as a package index would have it made."""
    folder = tmp_path_factory.mktemp("dist")
    from_index(sys.executable, "-m", "build", "--outdir", folder / "made", ROOT, cwd=folder)
    return folder / "made"


@pytest.fixture(scope="session")
def environment(dist: Path) -> Path:
    """A fresh environment that holds the wheel and what it needs, and nothing else."""
    (wheel,) = dist.glob("*.whl")
    folder = dist.parent / "environment"
    said(sys.executable, "-m", "venv", folder, cwd=dist)
    from_index(folder / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=dist.parent)
    return folder


@pytest.fixture(scope="session")
def elsewhere(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder far from the checkout, with a release built there by the installed command."""
    folder = tmp_path_factory.mktemp("another folder")
    said(environment / "bin/kb", "build", cwd=folder, AML_EVIDENCE_HOME=str(folder / "home"))
    return folder


@contextmanager
def served(environment: Path, home: Path, *options: str) -> Iterator[str]:
    """The address of the installed command's server over a folder of releases, started away from the checkout, while the block runs."""
    command = [str(environment / "bin/kb"), "serve", "--port", str(_free_port()), *options]
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"AML_EVIDENCE_HOME": str(home)}
    with subprocess.Popen(command, cwd=home, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            told = next((line for line in server.stdout if "serving on" in line), "")
            (address,) = re.findall(r"http://[\d.:]+", told)
            yield address
        finally:
            server.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
