"""About: what a release says of itself: the files it was made of with their hashes, its graphs, and the program that made it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from kb import names
from kb.ask import FOLDER as QUESTIONS
from kb.census import Census, described
from kb.places import resource
from kb.records import GraphRecord, ReleaseRecord
from kb.sources import Holdings
from kb.triples import RELEASE, line, quads

_PACKAGES = ("kb", "loaders")
"""What makes a release."""

_ASIDE = "cli"
"""The part of it that only asks and tells."""


def input_files(holdings: Holdings, further: Iterable[Path] = ()) -> dict[str, str]:
    """SHA-256 of each file read, by folder and name; of a folder that was given whole, of all that lies in it."""
    files = dict.fromkeys(file for source in holdings.sources for file in source.files)
    files |= dict.fromkeys(further)
    files |= dict.fromkeys((*(resource("ontology") / name for name in ("aml.ttl", "schemes.ttl")), QUESTIONS))
    return hashes(files)


def hashes(files: Iterable[Path]) -> dict[str, str]:
    """SHA-256 of files and folders, by folder and name."""
    return {f"{file.absolute().parent.name}/{file.name}": _digest(file) for file in files}


def _digest(path: Path) -> str:
    if path.is_dir():
        inside = sorted(file for file in path.rglob("*") if file.is_file())
        told = "".join(f"{file.relative_to(path)} {_digest(file)}\n" for file in inside)
        return hashlib.sha256(told.encode()).hexdigest()
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def program() -> str:
    """The SHA-256 of the modules that make a release: other modules may make another one of the same files."""
    told = hashlib.sha256()
    for package in _PACKAGES:
        spec = find_spec(package)
        folder = Path(spec.origin).parent if spec and spec.origin else Path()
        for file in sorted(folder.rglob("*.py")):
            name = file.relative_to(folder)
            if name.parts[0] != _ASIDE:
                told.update(f"{package}/{name.as_posix()} {_digest(file)}\n".encode())
    return told.hexdigest()


def metadata(version: str, census: Census, titles: Mapping[str, str], inputs: Mapping[str, str]) -> list[str]:
    """The sorted lines of what a release says of itself, in its own graph.

    ``census`` counts what all other graphs hold, ``titles`` are the documents' by key.
    """
    told = tuple(f"{file} sha256:{digest}" for file, digest in sorted(inputs.items()))
    keys = {graph.removeprefix(f"<{names.GRAPH}").removesuffix(">"): count for graph, count in sorted(census.graphs.items())}
    label = f"AML evidence base, release {version}"
    records = [
        ReleaseRecord(key=version, label=label, version=version, quads=census.graphs.total(), inputs=told),
        *(GraphRecord(key=key, label=titles.get(key, f"the {key} graph"), quads=count) for key, count in keys.items()),
    ]
    own = (quad for record in records for quad in quads(record, RELEASE))
    return sorted({*map(line, own), *map(line, described(census))})
