"""Releases that are kept and removed, killed at any moment, on disks that are full or only read: one is always in service, whole."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from kb import build as building
from kb import releases
from kb.base import open_base
from kb.build import build
from kb.cli import command
from kb.disk import exchange
from kb.errors import KbError, NotFound
from kb.keeping import kept, prune
from tests.build.test_release import small
from tests.conftest import ROOT

ROUNDS = int(os.environ.get("AML_TEST_KILLS", "4"))

LIBRARY = """
import sys
from pathlib import Path
from kb.build import build
from kb.registry import read_source
data = Path(sys.argv[2])
print("begun", flush=True)
words = read_source("vocabulary", data / "vocabulary")
paper = read_source("evidence", data / "evidence" / "lu-2025")
while True:
    for sources in ([words], [words, paper]):
        build(sources, Path(sys.argv[1]))
"""

USER = """
import sys, time
from pathlib import Path
from kb.base import open_base
base = open_base(Path(sys.argv[1]), sys.argv[2], isolated=True)
base.select("ASK {}")
print("open", flush=True)
time.sleep(600)
"""


def renamed(number: int):
    """Sources of a release of their own for each number."""
    return small(label=f"HMA {number}")


def test_the_newest_those_in_use_and_the_one_in_service_stay(tmp_path: Path) -> None:
    versions = [aged(build(renamed(number), tmp_path).folder, number) for number in range(5)]
    with open_base(tmp_path, versions[1]) as in_use:
        point(tmp_path, versions[0])
        assert [one.release.version for one in prune(tmp_path, 1)] == [versions[3], versions[2]]
        assert in_use.select("ASK { ?s ?p ?o }").rows
        told = {one.release.version: (one.in_service, one.in_use) for one in kept(tmp_path)}
        assert told == {versions[4]: (False, False), versions[1]: (False, True), versions[0]: (True, False)}
    assert [one.release.version for one in prune(tmp_path, 1)] == [versions[1]]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == sorted([versions[0], versions[4], releases.POINTER])


def aged(folder: Path, number: int) -> str:
    os.utime(folder / releases.MANIFEST, (1e9 + number, 1e9 + number))
    return folder.name


def point(home: Path, version: str) -> None:
    (home / "new").write_text(version + "\n")
    (home / "new").replace(home / releases.POINTER)


def test_another_process_that_uses_a_release_keeps_it_until_it_is_killed(tmp_path: Path) -> None:
    old, new = (aged(build(renamed(number), tmp_path).folder, number) for number in range(2))
    call = [sys.executable, "-c", USER, str(tmp_path), old]
    with subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, text=True) as user:
        assert user.stdout
        assert user.stdout.readline() == "open\n"
        assert prune(tmp_path, 1) == []
        user.kill()
    assert [one.release.version for one in prune(tmp_path, 1)] == [old]
    assert releases.current(tmp_path).version == new


def test_the_command_lists_and_prunes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AML_EVIDENCE_HOME", str(tmp_path))
    assert isinstance(CliRunner().invoke(command, ["releases"]).exception, NotFound)
    old, new = (aged(build(renamed(number), tmp_path).folder, number) for number in range(2))
    lines = [line.split("\t") for line in CliRunner().invoke(command, ["releases"]).stdout.splitlines()]
    assert [(line[0], line[-1]) for line in lines] == [(new, "in service"), (old, "")]
    done = CliRunner().invoke(command, ["releases", "--prune", "1"])
    assert f"removed {old}" in done.stderr
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == [new]


def test_two_folders_change_places(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    exchange(tmp_path / "one", tmp_path / "other", tmp_path / "aside")
    assert (tmp_path / "one" / "other").exists()
    assert (tmp_path / "other" / "one").exists()
    assert not (tmp_path / "aside").exists()


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_build_killed_at_any_moment_leaves_a_whole_release_in_service(tmp_path: Path, _round: int) -> None:
    """Two releases take turns; the moment is chosen anew each time. Set AML_TEST_KILLS for more rounds."""
    build(small(), tmp_path)
    call = [sys.executable, "-c", LIBRARY, str(tmp_path), str(ROOT / "data")]
    with subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, text=True) as builder:
        assert builder.stdout
        assert builder.stdout.readline() == "begun\n"
        time.sleep(random.uniform(0, 4))  # noqa: S311 -- any moment will do
        builder.send_signal(signal.SIGKILL)
    release = releases.current(tmp_path)
    releases.verify(release)
    assert release.version in releases.all_versions(tmp_path)
    with open_base(tmp_path) as base:
        assert base.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows[0][0].text == str(release.manifest["quads"])
    build(small(), tmp_path)
    assert not [entry for entry in tmp_path.iterdir() if entry.name.startswith(".")], "what it left is cleared away"


STEPS = ("merged", "build_embedded", "build_names", "build_tables")


@pytest.mark.parametrize("fault", [OSError(errno.ENOSPC, "No space left on device"), OSError(errno.EROFS, "Read-only file system")])
@pytest.mark.parametrize("step", STEPS)
def test_a_disk_that_fails_at_any_step_leaves_no_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, fault: OSError) -> None:
    before = build(small(), tmp_path).version

    def fail(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(building, step, fail)
    with pytest.raises(KbError, match=rf"cannot be written to .*{fault.strerror}.*stays as it was"):
        build(renamed(1), tmp_path)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == sorted([before, releases.POINTER])


@pytest.mark.parametrize("kib", [16, 100, 200, 300, 400, 800, 1200])
def test_a_full_disk_is_told_and_leaves_the_old_release(tmp_path: Path, kib: int) -> None:
    """A file that may not grow further fails as on a full disk, in whatever library writes it."""
    before = build(small(), tmp_path).version
    script = (
        "import resource, signal, sys; from pathlib import Path; from kb.build import build; from kb.registry import read_source\n"
        "from kb.errors import KbError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "sources = [read_source('vocabulary', Path(sys.argv[2]) / 'vocabulary')]\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]) << 10,) * 2)\n"
        "try:\n    build(sources, Path(sys.argv[1]))\nexcept KbError as fault:\n    sys.exit(str(fault))\n"
    )
    call = [sys.executable, "-c", script, str(tmp_path), str(ROOT / "data"), str(kib)]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "cannot be written to" in done.stderr, done.stderr[-600:]
    assert "Traceback" not in done.stderr
    assert releases.current(tmp_path).version == before
    assert sorted(entry.name for entry in tmp_path.iterdir()) == sorted([before, releases.POINTER])
