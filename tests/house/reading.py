"""What the tests of the house read: the files that ship, and what a module of ours declares."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT

PACKAGES = ("kb", "loaders", "webui")
FOLDERS = (*PACKAGES, "ontology", "data", "tests")

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def tracked(*endings: str) -> list[Path]:
    """Files under version control, and new ones; in an unpacked source archive, all files of the folders that ship."""
    try:
        listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607
        files = [ROOT / name for name in listed.stdout.splitlines()]
    except (OSError, subprocess.CalledProcessError):
        files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if "__pycache__" not in path.parts]
        files += [path for path in ROOT.iterdir() if path.is_file()]
    return sorted(path for path in files if path.is_file() and (not endings or path.suffix in endings))


CODE = [path for path in tracked(".py") if path.relative_to(ROOT).parts[0] in PACKAGES]


def name(path: Path) -> str:
    """A file as it is called in messages."""
    return path.relative_to(ROOT).as_posix()


def modules() -> Iterator[tuple[str, Path]]:
    """Our modules by their dotted name."""
    for path in CODE:
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def parsed(path: Path) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function, however deep."""
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def public(tree: ast.AST, within: str = "") -> Iterator[tuple[str, Definition]]:
    """Public functions, classes and methods with their dotted name; what stands inside a function is nobody else's."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield f"{within}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from public(node, f"{within}{node.name}.")
        elif isinstance(node, ast.If | ast.Try | ast.With):
            yield from public(node, within)
