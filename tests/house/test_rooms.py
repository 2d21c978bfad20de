"""Rooms are small and say what happens in them; nothing in the house speaks of how it was made or of the machine it was made on."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.house.reading import CODE, functions, name, parsed, public, tracked

LONGEST_FILE = 300
LONGEST_FUNCTION = 45
LISTS = ("kb/tables/catalogue.py",)
"""Files that declare, one after the other, and take no steps: they may be as long as the list is."""

SAYS_NOTHING = re.compile(r"(^|_)(utils?|helpers?|common|managers?|misc)($|_)")
NOT_HERE = re.compile(
    r"(?<![\w.:])/(?:work|farm|root|opt|home)/"  # folders of one machine
    r"|\bTODO\b|\bFIXME\b|\bXXX\b|NotImplementedError"
    r"|https?://(?:unpkg|cdn\.|cdnjs|ajax\.googleapis|fonts\.g|files\.pythonhosted|pypi\.org/simple)"
    r"|\b(?:issue|ticket) ?#?\d|\bsub-?agents?\b|\blanguage models?\b|\bchatbots?\b|\bLLMs?\b|\bas an AI\b"
    r"|\b(?:my|this|our|the|last|next|previous) (?:sessions?|briefs?|prompts?|helpers?|reviewers?)\b",
    re.I,
)
SHORTEST_DOCSTRING = 3


@pytest.mark.parametrize("path", CODE, ids=name)
def test_a_room_says_in_its_first_line_what_happens_in_it(path: Path) -> None:
    told = ast.get_docstring(parsed(path))
    assert told, "give the module a docstring of one line"
    assert len(told.splitlines()[0]) > 20, "say what happens here"


@pytest.mark.parametrize("path", CODE, ids=name)
def test_rooms_and_functions_are_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert name(path) in LISTS or text.count("\n") <= LONGEST_FILE
    assert [node.name for node in functions(ast.parse(text)) if (node.end_lineno or 0) - node.lineno > LONGEST_FUNCTION] == []


@pytest.mark.parametrize("path", CODE, ids=name)
def test_what_others_may_call_says_what_it_does(path: Path) -> None:
    silent = [
        f"{path.name}:{node.lineno} {called}"
        for called, node in public(parsed(path))
        if len((ast.get_docstring(node) or "").split()) < SHORTEST_DOCSTRING
    ]
    assert silent == [], "tell in a docstring what the name does not"


def test_no_room_has_a_name_that_says_nothing() -> None:
    assert [name(path) for path in tracked(".py") if SAYS_NOTHING.search(path.stem)] == []


def test_no_exception_is_swallowed_whole() -> None:
    found = [
        f"{name(path)}:{node.lineno}"
        for path in CODE
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ExceptHandler) and any(caught in ("", "Exception", "BaseException") for caught in _caught(node))
    ]
    assert found == []


def _caught(handler: ast.ExceptHandler) -> list[str]:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return [getattr(kind, "id", getattr(kind, "attr", "")) for kind in kinds]


def test_nothing_speaks_of_machines_or_of_how_it_was_made() -> None:
    found = []
    for path in tracked(".py", ".md", ".toml", ".ttl", ".tsv", ".csv", ".rq", ".html", ".css", ".js", ".svg", ".cfg", ""):
        if path == Path(__file__).resolve():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            if hit := NOT_HERE.search(line):
                found.append(f"{name(path)}:{number}: {hit.group()!r} in {line.strip()[:80]}")
    assert found == []


@pytest.mark.parametrize("line", ["see /home/somebody/x", "# TODO later", "as in issue 12", "written by a subagent", "in this session we"])
def test_the_search_finds_what_it_looks_for(line: str) -> None:
    assert NOT_HERE.search(line)


@pytest.mark.parametrize("line", ["an agent of a class", "a safety issue", "https://example.org/work/1", "scope='session'"])
def test_the_search_lets_the_words_of_the_field_be(line: str) -> None:
    assert not NOT_HERE.search(line)


def test_every_file_of_tests_is_run() -> None:
    """A folder that the runner skips by its name (such as 'build') would pass unseen."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-p", "no:cacheprovider"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    run = {line.partition("::")[0] for line in done.stdout.splitlines() if "::" in line}
    assert {name(path) for path in tracked(".py") if path.name.startswith("test_")} == run, done.stdout[-500:]
