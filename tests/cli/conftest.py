"""The command run as a user runs it: arguments in; exit code, output and messages out."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kb.cli import main


@dataclass(frozen=True)
class Done:
    """What a run of the command gave."""

    code: int
    raw: bytes
    told: str

    @property
    def out(self) -> str:
        return self.raw.decode()

    @property
    def fault(self) -> str:
        """The one sentence that a refused run says."""
        assert self.code == 2
        assert "Traceback" not in self.told
        (line,) = self.told.strip().splitlines()
        return line


Kb = Callable[..., Done]


@pytest.fixture
def kb_in(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Done]:
    """Runs the command with a folder of releases: ``kb_in(home, "ask", "HMA")``."""

    def run(home: Path, *arguments: str, stdin: str = "") -> Done:
        monkeypatch.setenv("AML_EVIDENCE_HOME", str(home))
        monkeypatch.setattr(sys, "argv", ["kb", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        capfdbinary.readouterr()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Done(code, out, err.decode())

    return run


@pytest.fixture
def kb(kb_in: Callable[..., Done], release_home: Path) -> Kb:
    """Runs the command on the release of the shipped data."""
    return lambda *arguments, stdin="": kb_in(release_home, *arguments, stdin=stdin)
