"""The command in poor surroundings: a reader that goes, a full disk, a small character set, bytes that are no text."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

CODE = "from kb.cli import main; main()"
Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def run(release_home: Path) -> Run:
    """Runs the command in a process of its own, its output where ``stdout`` says."""

    def run(*arguments: str | bytes, stdout: int = subprocess.PIPE, **environment: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-c", CODE, *arguments],
            env=os.environ | {"AML_EVIDENCE_HOME": str(release_home)} | environment,
            stdout=stdout,
            stderr=subprocess.PIPE,
            check=False,
        )

    return run


@pytest.mark.parametrize("arguments", [["export", "adverse-events"], ["export", "adverse-events", "--format", "csv"], ["show", "vidaza"]])
def test_a_reader_that_has_gone_is_no_fault(run: Run, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = run(*arguments, stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("format_", ["text", "csv"])
def test_a_full_disk_is_one_sentence(run: Run, format_: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run("export", "classes", "--format", format_, stdout=full.fileno())
    assert (done.returncode, done.stderr) == (2, b"kb: the file system refused: No space left on device\n")


def test_signs_that_the_terminal_lacks_are_written_out(run: Run) -> None:
    done = run("ask", "HMA with anti-PD-1", PYTHONIOENCODING="latin-1")
    assert done.returncode == 0
    assert "hypomethylating agent \\u2190 decitabine" in done.stdout.decode("latin-1")
    told = run("ask", "HMA with anti-PD-1", "--format", "json", PYTHONIOENCODING="latin-1")
    assert json.loads(told.stdout.decode("latin-1"))["rows"][0]["why"]


def test_files_are_utf8_whatever_the_terminal(run: Run) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert run("export", "claims", "--format", "csv", **plain).stdout == run("export", "claims", "--format", "csv").stdout


@pytest.mark.parametrize(
    "arguments", [["show", b"caf\xe9"], ["export", "trials", "--where", b"phase=\xff", "--format", "json"], ["ask", b"\xff"]]
)
def test_bytes_that_are_no_text_are_refused(run: Run, arguments: list[str | bytes]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("kb: the argument '")
    assert line.endswith("is no text; write it in the terminal's encoding")


@pytest.mark.parametrize("columns", ["0", "1", "5", "-3", "x"])
def test_a_narrow_terminal_loses_nothing(run: Run, columns: str) -> None:
    told = run("export", "classes", "--columns", "label", COLUMNS=columns).stdout.decode()
    wide = run("export", "classes", "--columns", "label", COLUMNS="400").stdout.decode()
    assert set(wide.split()) == set(told.split())
