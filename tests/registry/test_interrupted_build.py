"""A build with a registry that is killed, at any step down to the swap itself: the old release stays in service, the next run works."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kb import releases
from kb.build import build
from kb.registry import open_registry, read_sources
from kb.sources import Source
from tests.conftest import ROOT
from tests.registry.small import write as write_all

SIDE_BY_SIDE = "kb.assembly.portions.assemble"
MEANWHILE = ("kb.build.merged", "kb.build.build_names", "kb.build.build_tables")

STEPS = (
    "kb.build.assemble_all",
    SIDE_BY_SIDE,
    *MEANWHILE,
    "kb.build.build_embedded",
    "kb.releases._is_whole",
    "kb.releases.put_in_service",
    "os.fsync",
    "pathlib.Path.replace",
)
"""Steps of a build, in their order; the last two stand within the change of the pointer, which is the swap."""

SCRIPT = """
import os, signal, sys
from importlib import import_module
from pathlib import Path
from kb import registry
from kb.assembly import running
from kb.build import build
from kb.errors import KbError
home, files, step, whom = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]
sources = [one for one in registry.read_sources() if not one.is_document]
opened = registry.open_registry((files,), sources)
owner, _, name = step.rpartition(".")
def end(*given, **named):
    # Of what is used on other files too, only its use on the pointer is the swap.
    if name == "replace" and given[-1].name != "current":
        return was(*given, **named)
    os.kill(os.getppid() if whom == "parent" else os.getpid(), signal.SIGKILL)
    signal.pause()
if owner == "pathlib.Path":
    was, Path.replace = Path.replace, end
else:
    setattr(import_module(owner), name, end)
    if owner == "kb.assembly.portions":
        running.assemble = end
try:
    build(sources, home, registry=opened)
except KbError as fault:
    sys.exit(str(fault))
"""


@pytest.fixture(scope="module")
def vocabulary() -> list[Source]:
    return [source for source in read_sources() if not source.is_document]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_all(tmp_path_factory.mktemp("registry") / "files")


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory, vocabulary: list[Source]) -> Path:
    """A folder with a release in service."""
    home = tmp_path_factory.mktemp("ground") / "home"
    build(vocabulary, home)
    return home


def killed(home: Path, files: Path, step: str, whom: str) -> subprocess.CompletedProcess[str]:
    """A build that is killed at a step, or in which the process that does the step is."""
    call = [sys.executable, "-c", SCRIPT, str(home), str(files), step, whom]
    return subprocess.run(call, cwd=ROOT, check=False, stderr=subprocess.PIPE, text=True)


def assert_goes_on(home: Path, files: Path, vocabulary: list[Source]) -> None:
    """The release in service is whole, and the next build takes its place and leaves nothing else."""
    before = releases.current(home)
    releases.verify(before)
    after = build(vocabulary, home, registry=open_registry((files,), vocabulary))
    assert after.version != before.version
    assert releases.current(home).version == after.version
    releases.verify(after)
    assert sorted(entry.name for entry in home.iterdir()) == sorted([before.version, after.version, releases.POINTER])


@pytest.fixture
def home(ground: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ground, tmp_path / "home"))


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_build_leaves_the_old_release_and_the_next_one_works(step: str, home: Path, files: Path, vocabulary: list[Source]) -> None:
    before = releases.current(home).version
    # Some is done by processes of its own, which end with the build: else reading standard error would not end here.
    done = killed(home, files, step, "parent" if step in (SIDE_BY_SIDE, *MEANWHILE) else "itself")
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert releases.current(home).version == before
    assert_goes_on(home, files, vocabulary)


@pytest.mark.parametrize("step", [SIDE_BY_SIDE, *MEANWHILE])
def test_a_build_whose_worker_is_killed_says_so_and_leaves_the_old_release(
    step: str, home: Path, files: Path, vocabulary: list[Source]
) -> None:
    before = releases.current(home).version
    done = killed(home, files, step, "itself")
    assert done.returncode == 1
    assert "no memory left" in done.stderr
    assert "Traceback" not in done.stderr
    assert releases.current(home).version == before
    assert_goes_on(home, files, vocabulary)
