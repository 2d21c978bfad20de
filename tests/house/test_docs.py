"""Every command and example of the documentation runs; every command, option, table, format and setting is documented."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from kb.cli import command
from kb.formats import FORMATS
from kb.tables import TABLES
from tests.conftest import ROOT
from tests.house.reading import name, parsed, tracked

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^( *)```(sh|python)\n(.*?)^ *```", README, flags=re.M | re.S)
NOTES = [path for path in tracked(".md") if path.name in ("README.md", "CHANGELOG.md")]
SETTING = re.compile(r"(?:AML|XDG)_[A-Z_]+")


def told(pattern: str) -> bool:
    """Whether the README has a line or a part of one like this."""
    return re.search(pattern, README, flags=re.M) is not None


def commands() -> list[str]:
    """Lines of the README that a shell can run within a test: neither the setting up nor the server, which have tests of their own."""
    lines = [line.strip() for _, language, text in BLOCKS if language == "sh" for line in text.splitlines()]
    return [
        line.split("  #")[0].strip()
        for line in lines
        if "kb " in line and not line.startswith(("make", "pip", "python", "kb serve", "kb publish", "kb --endpoint"))
    ]


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
    assert done.returncode == (1 if line == "kb check" else 0), done.stderr  # 1: the papers hold figures that do not agree
    assert done.stdout or list(tmp_path.iterdir())


def test_the_anchors_are_checked_as_the_readme_says(release_home: Path, tmp_path: Path, shared_folder: Path) -> None:
    (line,) = [line for line in commands() if "FOLDER" in line]
    done = run(line.replace("FOLDER", str(shared_folder / "documents")), release_home, tmp_path)
    assert done.returncode == 1, done.stderr
    assert ", 0 broken; " in done.stdout


def test_the_notebook_example_runs(release_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AML_EVIDENCE_HOME", str(release_home))
    (code,) = [text for _, language, text in BLOCKS if language == "python"]
    found: dict[str, object] = {}
    exec(re.sub(r"^   ", "", code, flags=re.M), found)  # noqa: S102 - the documentation's own example
    assert len(found["base"].ask("which trials combine HMA with anti-PD-1")) == 6  # type: ignore[attr-defined]


@pytest.mark.parametrize("one", command.commands)
def test_every_command_and_every_option_is_explained(one: str) -> None:
    help_ = command.commands[one].help or ""
    assert help_, f"explain kb {one}"
    assert told(rf"\bkb {one}\b"), f"show kb {one} in the README"
    for parameter in command.commands[one].params:
        if parameter.param_type_name == "argument":
            assert parameter.human_readable_name in help_, f"say what {parameter.human_readable_name} is in kb {one}"
        else:
            words = (getattr(parameter, "help", None) or "").rstrip(".")
            assert len(words.split()) > 1 or words.lower() == parameter.name, f"explain {parameter.name} of kb {one}"


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_table_and_every_column_is_explained(table) -> None:
    assert told(rf"^\| `{table.name}` \|"), f"list the table {table.name} in the README"
    assert table.intro, f"say what the rows of {table.name} are"
    assert [column.name for column in table.columns if not column.column.meaning] == []


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_named(form: str) -> None:
    assert told(f"`{form}`"), f"name the format {form} in the README"


def settings() -> dict[str, str]:
    """What can be set from outside, and where it is read: names of our own, whatever is asked of the environment, variables of make."""
    found = {}
    for path in tracked(".py"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SETTING.fullmatch(node.value):
                found[node.value] = name(path)
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) in ("os.environ.get", "os.getenv")
                and isinstance(node.args[0], ast.Constant)
            ):
                found[str(node.args[0].value)] = name(path)
    for variable in re.findall(r"^(?:export )?([A-Z_]+) \?=", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M):
        found[variable] = "Makefile"
    return found


@pytest.mark.parametrize(("setting", "where"), sorted(settings().items()))
def test_every_setting_is_documented(setting: str, where: str) -> None:
    assert told(rf"^\| `{setting}` \|"), f"{where} reads {setting}: add it to the README's table of settings"


def test_no_setting_is_documented_that_nothing_reads() -> None:
    (table,) = re.findall(r"^## Settings\n(.*?)^## ", README, flags=re.M | re.S)
    assert set(re.findall(r"^\| `(\w+)` \|", table, flags=re.M)) == set(settings())


@pytest.mark.parametrize("note", NOTES, ids=name)
def test_what_a_note_points_at_is_there(note: Path) -> None:
    text = note.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (note.parent / target).exists(), f"{name(note)} points at {target}, which is not there"
    for target in re.findall(r"`((?:kb|data|tests|ontology|loaders|webui|vocabulary|evidence)/[\w./-]*)`", text):
        assert (ROOT / target).exists() or (note.parent / target).exists(), f"{name(note)} speaks of {target}, which is not there"
