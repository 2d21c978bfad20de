"""Both engines of this room, each started once, with the release that all tests share published to it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb import releases
from kb.base import Base, open_base
from kb.publish import publish
from kb.store import Endpoint
from tests.remote.engines import Engine, oxigraph, oxigraph_command, virtuoso

ENGINES = ("oxigraph", "virtuoso")


def start(name: str, folder: Path):
    """The engine of a name, in a folder of its own; the test that asks is skipped where it is not installed."""
    if name == "virtuoso":
        if not shutil.which("virtuoso-t"):
            pytest.skip("needs Virtuoso (Debian: virtuoso-opensource-7)")
        return virtuoso(folder)
    if not oxigraph_command():
        pytest.skip("needs the Oxigraph server (PyPI: oxigraph)")
    return oxigraph(folder)


def updating(engine: Engine) -> Endpoint:
    return Endpoint(engine.update, engine.authentication, engine.user, engine.secret)


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, release_home: Path) -> Iterator[Engine]:
    """A running engine that holds the release."""
    with start(request.param, tmp_path_factory.mktemp(request.param)) as running:
        publish(releases.current(release_home), updating(running), Endpoint(running.query), lambda _: None)
        yield running


@pytest.fixture(scope="session")
def remote(engine: Engine, release_home: Path) -> Iterator[Base]:
    """The release as that engine holds it. Virtuoso takes seconds to plan a long question, the more on a busy machine."""
    with open_base(release_home, seconds=60, endpoint=Endpoint(engine.query)) as opened:
        yield opened
