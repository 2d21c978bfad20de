"""The embedded store: built once from a dump, then opened for reading, in this process or in workers of its own."""

from __future__ import annotations

import os
import shutil
import weakref
from collections.abc import Iterable, Mapping
from contextlib import closing
from io import RawIOBase
from pathlib import Path
from typing import IO, Protocol, cast

import pyoxigraph

from kb.errors import BadInput, NotFound
from kb.store import terms
from kb.store.engine import Engine
from kb.store.interface import (
    DEFAULT_LIMITS,
    DEFAULT_MANNING,
    GRAPH_MEDIA_TYPES,
    RESULT_MEDIA_TYPES,
    Answer,
    Graphs,
    Lane,
    LaneState,
    Limits,
    Manning,
    Store,
    Track,
    store_closed,
)
from kb.store.joined import Joined
from kb.store.poured import Poured
from kb.store.screen import screen
from kb.store.visiting import Crews
from kb.store.wire import FAULT, Task, read_answer, read_fault


def build_embedded(folder: Path, nquads: Iterable[Path], first: Iterable[bytes] = ()) -> int:
    """Load files of N-Quads into a new folder and return the number of quads. The folder appears whole or not at all.

    ``first`` are pieces of N-Quads, in any order and some perhaps more than once, that are loaded before; only then is asked for the files.
    """
    if folder.exists():
        raise BadInput(f"{folder} exists already", mend="name a new folder; a store is never written over")
    files: list[Path] = []
    growing = folder.with_name(f".{folder.name}.{os.getpid()}.growing")
    growing.parent.mkdir(parents=True, exist_ok=True)
    try:
        store = pyoxigraph.Store(str(growing))
        _load(store, Poured(first))
        files += nquads
        _load(store, Joined(_found(files)))
        store.optimize()
        quads = len(store)
        store.flush()
        del store  # closes it; only then may the folder be renamed
        growing.rename(folder)
    except SyntaxError as fault:
        place = "" if not files else str(files[0] if len(files) == 1 else files[0].parent)
        raise BadInput(f"not N-Quads: {fault}", place, mend="write the dump again") from None
    finally:
        shutil.rmtree(growing, ignore_errors=True)
    return quads


def _load(store: pyoxigraph.Store, lines: RawIOBase) -> None:
    with closing(lines):
        store.bulk_load(cast(IO[bytes], lines), format=pyoxigraph.RdfFormat.N_QUADS)


def _found(files: list[Path]) -> list[Path]:
    if lacking := next((file for file in files if not file.is_file()), None):
        raise NotFound(f"there is no dump {lacking}; write the N-Quads file first")
    return files


def open_embedded(
    folder: Path,
    *,
    limits: Mapping[Lane, Limits] | None = None,
    isolated: bool = True,
    manning: Mapping[Track, Manning] = DEFAULT_MANNING,
) -> Store:
    """The store of a folder. In process (``isolated=False``) only rows and size are limited: time and memory need a process to end."""
    if not (folder / "CURRENT").is_file():
        raise NotFound(f"there is no store in {folder}; build it with 'kb build'")
    allowed = dict(DEFAULT_LIMITS) | dict(limits or {})
    return EmbeddedStore(_Workers(folder, allowed, manning) if isolated else _InProcess(folder, allowed))


class _Runner(Protocol):
    def table(self, task: Task, lane: Lane) -> Answer: ...
    def document(self, task: Task, lane: Lane) -> bytes: ...
    def lanes(self) -> Mapping[str, LaneState]: ...
    def close(self) -> None: ...


class EmbeddedStore:
    """Screens each query, then has it run."""

    def __init__(self, runner: _Runner) -> None:
        self._runner = runner

    def select(self, sparql: str, lane: Lane = Lane.OWN, graphs: Graphs | None = None) -> Answer:
        """The rows of a SELECT; of an ASK one row of variable ``ask``; of a CONSTRUCT or DESCRIBE its triples."""
        seen = screen(sparql)
        return self._runner.table(Task(sparql, seen.names_dataset, "", _valid(graphs)), lane)

    def serialize(self, sparql: str, media_type: str, lane: Lane = Lane.OWN, graphs: Graphs | None = None) -> bytes:
        """The whole answer in one media type."""
        seen = screen(sparql)
        possible = RESULT_MEDIA_TYPES if seen.form in {"SELECT", "ASK"} else GRAPH_MEDIA_TYPES
        if media_type not in possible:
            raise BadInput(f"a {seen.form} query has no '{media_type}' form", mend=f"ask for {', '.join(possible)}")
        return self._runner.document(Task(sparql, seen.names_dataset, media_type, _valid(graphs)), lane)

    def lanes(self) -> Mapping[str, LaneState]:
        """How busy the workers are; nothing in process."""
        return self._runner.lanes()

    def close(self) -> None:
        """End the store and its workers."""
        self._runner.close()


def _valid(graphs: Graphs | None) -> Graphs | None:
    for name in (*graphs.default, *graphs.named) if graphs else ():
        terms.iri(name)
    return graphs


class _Workers:
    """Runs tasks in worker processes."""

    def __init__(self, folder: Path, limits: Mapping[Lane, Limits], manning: Mapping[Track, Manning]) -> None:
        self._crews = Crews(folder.resolve(), limits, manning)
        self._finalizer = weakref.finalize(self, self._crews.close)  # also at the end of the interpreter

    def table(self, task: Task, lane: Lane) -> Answer:
        return read_answer(self._run(task, lane))

    def document(self, task: Task, lane: Lane) -> bytes:
        return self._run(task, lane)

    def lanes(self) -> Mapping[str, LaneState]:
        return self._crews.states()

    def close(self) -> None:
        self._finalizer()

    def _run(self, task: Task, lane: Lane) -> bytes:
        kind, body = self._crews.run(task, lane)
        if kind == FAULT:
            raise read_fault(body)
        return body


class _InProcess:
    """Runs tasks here and now: for the command line, which asks one question and ends."""

    def __init__(self, folder: Path, limits: Mapping[Lane, Limits]) -> None:
        self._engine: Engine | None = Engine(folder)
        self._limits = limits

    def table(self, task: Task, lane: Lane) -> Answer:
        return self._open().table(task, self._limits[lane])

    def document(self, task: Task, lane: Lane) -> bytes:
        return self._open().document(task, self._limits[lane])

    def lanes(self) -> Mapping[str, LaneState]:
        return {}

    def close(self) -> None:
        self._engine = None

    def _open(self) -> Engine:
        if self._engine is None:
            raise store_closed()
        return self._engine
