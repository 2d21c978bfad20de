"""Rooms are small and say what happens in them; nothing in the house speaks of how it was made or of the machine it was made on."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

LONGEST_FILE = 300
LONGEST_FUNCTION = 45
FORBIDDEN_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|managers?|misc)($|_)")
FORBIDDEN_WORDS = re.compile(r"/work/|/farm/|\bTODO\b|\bFIXME\b|NotImplementedError|https?://(?:unpkg|cdn\.|cdnjs|ajax\.googleapis|fonts\.g)")


def tracked(*endings: str) -> list[Path]:
    """Files under version control; in an unpacked source archive, all files of the folders that ship."""
    try:
        listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607
        files = [ROOT / name for name in listed.stdout.splitlines()]
    except (OSError, subprocess.CalledProcessError):
        files = [path for folder in ("kb", "loaders", "webui", "ontology", "tests") for path in (ROOT / folder).rglob("*")]
    return [path for path in files if path.is_file() and (not endings or path.suffix in endings)]


CODE = [path for path in tracked(".py") if path.relative_to(ROOT).parts[0] in ("kb", "loaders", "webui")]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", CODE, ids=name)
def test_a_room_says_in_its_first_line_what_happens_in_it(path: Path) -> None:
    told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert told, "give the module a docstring of one line"
    assert len(told.splitlines()[0]) > 20, "say what happens here"


@pytest.mark.parametrize("path", CODE, ids=name)
def test_rooms_and_functions_are_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    spec = path.name in ("catalogue.py",)  # a list of declarations, not of steps
    assert spec or text.count("\n") <= LONGEST_FILE
    long = [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_room_has_a_name_that_says_nothing() -> None:
    assert [name(path) for path in CODE if FORBIDDEN_NAMES.search(path.stem)] == []


def test_no_exception_is_swallowed_whole() -> None:
    found = [
        f"{name(path)}:{node.lineno}"
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))
    ]
    assert found == []


def test_nothing_speaks_of_machines_or_of_work_left_undone() -> None:
    found = []
    for path in tracked(".py", ".md", ".toml", ".ttl", ".rq", ".html", ".css", ".js", ".cfg", ""):
        if path == Path(__file__).resolve():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            if FORBIDDEN_WORDS.search(line):
                found.append(f"{name(path)}:{number}: {line.strip()[:80]}")
    assert found == []
