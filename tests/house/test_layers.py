"""Rooms know only the rooms below them: kb knows no loader and no page, loaders and pages never meet, and there are no circles."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import networkx
import pytest

from tests.conftest import ROOT
from tests.house.reading import functions, modules, parsed

FORBIDDEN = {"kb": {"loaders", "webui"}, "loaders": {"webui"}, "webui": {"loaders"}}

KEPT_TO = {
    "pyoxigraph": "kb.store",  # the only room that knows which triple store it is
    "SPARQLWrapper": "kb.store",
    "flask": "webui",
    "werkzeug": "webui",
    "jinja2": "webui",
    "waitress": "webui",
    "click": "kb.cli",
    "xlsxwriter": "kb.formats",
}
"""Packages that only one room may use, so that another can take their place there."""

SLOW = ("rdflib", "pandas", "networkx", "flask", "pyshacl", "SPARQLWrapper", "xlsxwriter")
"""Packages that a question of the command line never needs: each costs a part of the time to an answer."""


def imported(name: str, path: Path, known: set[str], *, lazy: bool) -> Iterator[str]:
    """Modules that a file imports: at its head, and, if ``lazy``, within functions too; not those for type checking only."""
    tree = parsed(path)
    typing_only = {
        inner for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test) for inner in ast.walk(node)
    }
    within = {inner for node in functions(tree) for inner in ast.walk(node)}
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(tree):
        if node in typing_only or (node in within and not lazy):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(node, package)
            yield from (full if (full := f"{origin}.{alias.name}") in known else origin for alias in node.names)


def _origin(node: ast.ImportFrom, package: str) -> str:
    """The module that names come from; dots before it count from the file's own package."""
    if not node.level:
        return node.module or ""
    above = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join(filter(None, (*above, node.module)))


@pytest.mark.parametrize(("name", "path"), list(modules()), ids=lambda value: value if isinstance(value, str) else "")
def test_a_room_imports_no_room_above_it(name: str, path: Path) -> None:
    tops = {module.split(".")[0] for module in imported(name, path, {module for module, _ in modules()}, lazy=True)}
    assert not tops & FORBIDDEN[name.partition(".")[0]]


@pytest.mark.parametrize("package", KEPT_TO)
def test_a_package_is_known_to_one_room_only(package: str) -> None:
    room = KEPT_TO[package]
    users = [name for name, path in modules() if package in {module.split(".")[0] for module in imported(name, path, set(), lazy=True)}]
    assert [name for name in users if name != room and not name.startswith(f"{room}.")] == []


def test_there_is_no_circle_of_imports() -> None:
    known = dict(modules())
    graph = networkx.DiGraph()
    for name, path in known.items():
        ours = set(imported(name, path, set(known), lazy=False)) & set(known) - {name}
        graph.add_edges_from((name, target) for target in ours)
    assert [sorted(circle) for circle in networkx.strongly_connected_components(graph) if len(circle) > 1] == []


def test_a_question_of_the_command_line_loads_no_slow_package(release_home: Path) -> None:
    code = (
        "import sys\nfrom kb.cli import command\n"
        "command.main(['ask', 'which trials combine HMA with anti-PD-1'], standalone_mode=False)\n"
        f"print('loaded:', *[name for name in {SLOW} if name in sys.modules])\n"
    )
    environment = os.environ | {"AML_EVIDENCE_HOME": str(release_home)}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1].split() == ["loaded:"]
    assert "NCT04284787" in done.stdout


def test_the_check_sees_what_it_looks_for(tmp_path: Path) -> None:
    one = tmp_path / "one.py"
    one.write_text("from kb.names import mint\nimport loaders.tables\nfrom . import two\ndef late() -> None:\n    import webui\n")
    assert list(imported("kb.one", one, {"kb.names", "kb.two", "loaders.tables"}, lazy=False)) == ["kb.names", "loaders.tables", "kb.two"]
    assert "webui" in list(imported("kb.one", one, set(), lazy=True))
