"""Rooms know only the rooms below them: kb knows no loader and no page, loaders and pages never meet, and there are no circles."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import networkx
import pytest

from tests.conftest import ROOT

PACKAGES = ("kb", "loaders", "webui")
FORBIDDEN = {"kb": {"loaders", "webui"}, "loaders": {"webui"}, "webui": {"loaders"}}


def modules() -> Iterator[tuple[str, Path]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imported(name: str, path: Path, known: set[str], *, lazy: bool) -> Iterator[str]:
    """Modules of ours that a file imports: at its head, and, if ``lazy``, within functions too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        inner for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test) for inner in ast.walk(node)
    }
    within = {inner for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if node in typing_only or (node in within and not lazy):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (full if (full := f"{node.module}.{alias.name}") in known else node.module for alias in node.names)


@pytest.mark.parametrize(("name", "path"), list(modules()), ids=lambda value: value if isinstance(value, str) else "")
def test_a_room_imports_no_room_above_it(name: str, path: Path) -> None:
    known = {module for module, _ in modules()}
    tops = {module.split(".")[0] for module in imported(name, path, known, lazy=True)}
    assert not tops & FORBIDDEN[name.split(".")[0]]


def test_there_is_no_circle_of_imports() -> None:
    known = dict(modules())
    graph = networkx.DiGraph()
    for name, path in known.items():
        graph.add_edges_from((name, target) for target in imported(name, path, set(known), lazy=False) if target in known and target != name)
    # A package's own __init__ gathers its modules; the modules below do not import it back.
    circles = [sorted(circle) for circle in networkx.strongly_connected_components(graph) if len(circle) > 1]
    assert circles == []


def test_the_check_sees_a_circle(tmp_path: Path) -> None:
    one = tmp_path / "one.py"
    one.write_text("from kb.names import mint\nimport loaders.tables\ndef late() -> None:\n    import webui\n")
    found = list(imported("one", one, {"kb.names", "loaders.tables"}, lazy=False))
    assert found == ["kb.names", "loaders.tables"]
    assert "webui" in list(imported("one", one, set(), lazy=True))
