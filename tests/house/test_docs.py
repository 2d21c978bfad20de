"""Every command and example in the documentation runs."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from kb.cli import command
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^( *)```(sh|python)\n(.*?)^ *```", README, flags=re.M | re.S)


def commands() -> list[str]:
    lines = [line.strip() for _, language, text in BLOCKS if language == "sh" for line in text.splitlines()]
    return [line.split("  #")[0].strip() for line in lines if "kb " in line and not line.startswith(("make", "pip", "kb serve"))]


def run(line: str, home: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    script = "from kb.cli import main; main()"
    call = f"{shlex.quote(sys.executable)} -c {shlex.quote(script)}"
    return subprocess.run(
        ["bash", "-c", re.sub(r"(^|\| )kb\b", rf"\1{call}", line)],  # noqa: S607
        cwd=folder,
        env=os.environ | {"AML_EVIDENCE_HOME": str(home), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("line", [line for line in commands() if "FOLDER" not in line])
def test_a_command_of_the_readme_runs(line: str, release_home: Path, tmp_path: Path) -> None:
    done = run(line, release_home, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout or list(tmp_path.iterdir())


def test_the_anchors_are_checked_as_the_readme_says(release_home: Path, tmp_path: Path, shared_folder: Path) -> None:
    (line,) = [line for line in commands() if "FOLDER" in line]
    done = run(line.replace("FOLDER", str(shared_folder / "documents")), release_home, tmp_path)
    assert done.returncode == 0, done.stderr
    assert ", 0 broken; " in done.stdout


def test_the_notebook_example_runs(release_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AML_EVIDENCE_HOME", str(release_home))
    (code,) = [text for _, language, text in BLOCKS if language == "python"]
    found: dict[str, object] = {}
    exec(re.sub(r"^   ", "", code, flags=re.M), found)  # noqa: S102 - the documentation's own example
    assert len(found["base"].ask("which trials combine HMA with anti-PD-1")) == 6  # type: ignore[attr-defined]


def test_every_command_and_every_option_is_explained() -> None:
    for name, one in command.commands.items():
        assert one.help, f"explain kb {name}"
        assert name in README, f"show kb {name} in the README"
        for parameter in one.params:
            assert getattr(parameter, "help", None) or parameter.param_type_name == "argument", f"explain {parameter.name} of kb {name}"


def test_no_table_or_folder_that_the_readme_names_is_missing() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), f"README points at {target}, which is not there"


@pytest.mark.parametrize("setting", ["AML_EVIDENCE_HOME"])
def test_settings_are_documented(setting: str) -> None:
    assert setting in README
