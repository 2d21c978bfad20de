"""The registry: the one place where the command line reaches loaders and web pages, by name, so that kb imports neither."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

from kb.places import resource
from kb.sources import Source

LOADERS: dict[str, str] = {
    "vocabulary": "loaders.evidence:read_vocabulary",
    "evidence": "loaders.evidence:read_document",
}
"""Kinds of source, and the function that reads one: from a path to a source."""

SNAPSHOTS = "loaders.registry.snapshots:read_snapshots"
"""The function that reads files of a trial registry: from paths and the vocabulary to a source for each date."""

SERVER = "webui.serve:serve"

Tell = Callable[[str], None]
"""Takes a line for people: progress, or a problem that does not stop the reading."""


def _function(name: str) -> Callable[..., object]:
    module, _, function = name.partition(":")
    return cast(Callable[..., object], getattr(import_module(module), function))


def read_source(kind: str, path: Path) -> Source:
    """A source of a kind, read by its loader."""
    return cast(Source, _function(LOADERS[kind])(path))


def read_sources(
    evidence: tuple[Path, ...] = (), registry: tuple[Path, ...] = (), as_of: str | None = None, tell: Tell = lambda _: None
) -> list[Source]:
    """The vocabulary, every document's folder (those that ship with the code, and those given), and the registry's snapshots."""
    data = resource("data")
    shipped = sorted(path for path in (data / "evidence").iterdir() if path.is_dir())
    vocabulary = read_source("vocabulary", data / "vocabulary")
    documents = [read_source("evidence", path) for path in (*shipped, *evidence)]
    return [vocabulary, *documents, *(read_snapshots(registry, vocabulary, as_of, tell) if registry else ())]


def read_snapshots(paths: tuple[Path, ...], vocabulary: Source, as_of: str | None, tell: Tell) -> list[Source]:
    """The snapshots that a trial registry's files hold, as sources, the newest first."""
    return cast(list[Source], _function(SNAPSHOTS)(paths, vocabulary, as_of, tell))


def serve(home: Path, host: str, port: int, documents: Path | None = None) -> None:
    """Serve the web application until stopped; ``documents`` is a folder with the documents' texts, where the user has them."""
    _function(SERVER)(home, host, port, documents)
