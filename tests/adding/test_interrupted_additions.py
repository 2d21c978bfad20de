"""An addition that is killed, or for which the disk has no room, loses nothing: the old release stays in service, the next run works."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import kb.adding.adding
from kb import releases
from kb.errors import KbError
from kb.sources import Source
from tests.adding.conftest import added, built
from tests.adding.records import write
from tests.conftest import ROOT
from tests.registry.small import given, record

STEPS = (
    "kb.adding.making.ChangingStore",
    "kb.adding.adding.merged",
    "kb.dump.Dump.put",
    "kb.adding.adding.change_regimens",
    "kb.dump.Dump.finish",
    "kb.store.changing.ChangingStore.close",
    "kb.adding.adding.tables_of_changes",
    "kb.releases._is_whole",
    "kb.releases.put_in_service",
)
"""Steps of an addition, in their order; the last stands between the new release and the pointer to it."""

SCRIPT = """
import os, signal, sys
from importlib import import_module
from pathlib import Path
import kb.adding
from kb import registry, releases
home, file, step = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
owner, _, name = step.rpartition(".")
try:
    place = import_module(owner)
except ModuleNotFoundError:
    module, _, kind = owner.rpartition(".")
    place = getattr(import_module(module), kind)
setattr(place, name, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
sources = [one for one in registry.read_sources() if not one.is_document]
kb.adding.add(releases.current(home), sources, home, registry.open_registry((file,), sources))
"""


@pytest.fixture(scope="module")
def vocabulary(sources: list[Source]) -> list[Source]:
    return [source for source in sources if not source.is_document]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    drugs = given("Azacitidine", "Venetoclax")
    return write(tmp_path_factory.mktemp("new") / "new.ndjson", [record("NCT90000001", "2025-04-02", "b", armsInterventionsModule=drugs)])


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory, vocabulary: list[Source]) -> Path:
    """A folder with a release to add to."""
    folder = tmp_path_factory.mktemp("ground")
    old = record("NCT90000001", "2025-04-01", "a", armsInterventionsModule=given("Azacitidine"))
    built(folder / "home", [write(folder / "old.ndjson", [old])], vocabulary)
    return folder / "home"


@pytest.fixture(scope="module")
def meant(ground: Path, file: Path, vocabulary: list[Source], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The version that the addition makes when nothing comes between."""
    home = tmp_path_factory.mktemp("meant") / "home"
    shutil.copytree(ground, home)
    return added(home, file, vocabulary).version


def assert_nothing_lost(home: Path, before: str) -> None:
    assert releases.current(home).version == before
    releases.verify(releases.current(home))


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_addition_loses_nothing_and_the_next_one_works(
    step: str, ground: Path, file: Path, meant: str, vocabulary: list[Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    shutil.copytree(ground, home)
    before = releases.current(home).version
    done = subprocess.run([sys.executable, "-c", SCRIPT, str(home), str(file), step], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert_nothing_lost(home, before)
    # The tables were compared once; here they need not be made again and again.
    if step != STEPS[-1]:
        monkeypatch.setattr(kb.adding.adding, "tables_of_changes", lambda path, *_: path.write_bytes(b""))
    assert added(home, file, vocabulary).version == meant
    assert not list(home.glob(".building-*"))


@pytest.mark.parametrize("step", ["Dump.put", "Dump.finish"])
def test_a_full_disk_is_told_and_loses_nothing(
    step: str, ground: Path, file: Path, vocabulary: list[Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    shutil.copytree(ground, home)
    before = releases.current(home).version
    monkeypatch.setattr(f"kb.dump.{step}", _full)
    with pytest.raises(KbError, match=os.strerror(errno.ENOSPC)):
        added(home, file, vocabulary)
    assert_nothing_lost(home, before)
    assert not list(home.glob(".building-*"))


def _full(*_: object) -> Callable[..., None]:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
