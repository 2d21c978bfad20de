"""The registry: the one place where the command line reaches loaders and web pages, by name, so that kb imports neither."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

from kb.assembly import Registry
from kb.errors import BadInput
from kb.places import resource
from kb.sources import Source
from kb.store import Endpoint

LOADERS: dict[str, str] = {
    "vocabulary": "loaders.evidence:read_vocabulary",
    "evidence": "loaders.evidence:read_document",
}
"""Kinds of source, and the function that reads one: from a path to a source."""

REGISTRY = "loaders.registry.snapshots:registry"
"""The function that reads files of a trial registry, some trials at a time."""

UNFINISHED = "loaders.registry.fetch_state:unfinished"
"""The function that tells which folders an unfinished fetch left."""

SERVER = "webui.serve:serve"

FETCHER, UPDATER = "loaders.registry.fetch:fetch", "loaders.registry.fetch:update"

Tell = Callable[[str], None]
"""Takes a line for people: progress, or a problem that does not stop the reading."""

Fetched = tuple[int, str, tuple[str, ...]]


def _function(name: str) -> Callable[..., object]:
    module, _, function = name.partition(":")
    return cast(Callable[..., object], getattr(import_module(module), function))


def read_source(kind: str, path: Path) -> Source:
    """A source of a kind, read by its loader."""
    return cast(Source, _function(LOADERS[kind])(path))


def read_sources(evidence: tuple[Path, ...] = ()) -> list[Source]:
    """The vocabulary and every document's folder: those that ship with the code, and those given."""
    data = resource("data")
    shipped = sorted(path for path in (data / "evidence").iterdir() if path.is_dir())
    return [read_source("vocabulary", data / "vocabulary"), *(read_source("evidence", path) for path in (*shipped, *evidence))]


def open_registry(
    paths: tuple[Path, ...],
    sources: list[Source],
    as_of: str | None = None,
    tell: Tell = lambda _: None,
    unfinished: bool = False,
) -> Registry | None:
    """The trial registry's files, to go with ``sources``; None where there are no paths.

    A folder that a fetch did not finish is told, and taken only where ``unfinished`` ones are. Errors: BadInput for it elsewhere.
    """
    if not paths:
        return None
    for fault in cast(list[BadInput], _function(UNFINISHED)(paths)):
        if not unfinished:
            raise fault
        tell(f"{fault.place}: {fault.what}")
    vocabulary = next(source for source in sources if not source.is_document)
    studies = {row.record.key for source in sources if source.is_document for row in source.rows if row.record.kind == "study"}
    return cast(Registry, _function(REGISTRY)(paths, vocabulary, as_of, studies, tell))


def serve(home: Path, host: str, port: int, documents: Path | None = None, endpoint: Endpoint | None = None) -> None:
    """Serve the web application until stopped; ``documents`` is a folder with the documents' texts, where the user has them.

    ``endpoint`` holds the release in service, where the store of the release itself is not to be asked.
    """
    _function(SERVER)(home, host, port, documents, endpoint)


def fetch(
    folder: Path, api: str, tell: Callable[[str], None], numbers: tuple[str, ...], condition: str, changed_since: str, compressed: bool
) -> Fetched:
    """Fetch records of the trial registry into a folder: how many, of which data version, and numbers that it does not know."""
    return cast(Fetched, _function(FETCHER)(folder, api, tell, numbers, condition, changed_since, compressed))


def update(folder: Path, api: str, tell: Callable[[str], None]) -> Fetched:
    """Fetch into a folder what changed in the registry since the folder's newest snapshot; gives what ``fetch`` gives."""
    return cast(Fetched, _function(UPDATER)(folder, api, tell))
