"""The file of tables, opened for reading from many threads."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from kb.errors import KbError
from kb.formats import Citation
from kb.tables.schema import FORMAT, short_iri, whole_iri


class TablesFile:
    """Lends a connection to each query: a connection serves one thread at a time, and SQLite lets many read at once."""

    def __init__(self, path: Path | None = None, only: sqlite3.Connection | None = None) -> None:
        self._path = path
        self._only = only
        self._idle: list[sqlite3.Connection] = []
        self._lock = Lock()
        self._closed = False
        self._check()

    def _check(self) -> None:
        """Refuse what is no file of tables, or one of another make."""
        ((found,),) = self.select("PRAGMA user_version")
        if found != FORMAT:
            raise self._unreadable(f"it has the form {found}, not {FORMAT}")

    def select(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        try:
            with self._lent() as base:
                return base.execute(query, values).fetchall()
        except sqlite3.DatabaseError as fault:
            raise self._unreadable(str(fault)) from None

    @contextmanager
    def _lent(self) -> Iterator[sqlite3.Connection]:
        if self._only:
            with self._lock:
                yield self._only
            return
        with self._lock:
            base = self._idle.pop() if self._idle else None
        base = base or self._open()
        try:
            yield base
        finally:
            with self._lock:
                if self._closed:
                    base.close()
                else:
                    self._idle.append(base)

    def _open(self) -> sqlite3.Connection:
        if self._path is None or self._closed:
            raise KbError("the tables of this release are closed; open it again")
        # The file never changes, so nothing is locked; a connection moves from thread to thread, but is used by one at a time.
        return sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)

    def _unreadable(self, why: str) -> KbError:
        release = self._path.parent.name if self._path else ""
        return KbError(f"the tables of release '{release}' cannot be read ({why}); delete its folder and run 'kb build'")

    def unlike(self, table: str) -> KbError:
        """The fault of a table that has other columns than the program knows."""
        return self._unreadable(f"'{table}' has other columns than this program knows")

    def close(self) -> None:
        """Let go of the file. What is lent out is closed when it is given back."""
        with self._lock:
            self._closed = True
            for base in self._idle:
                base.close()
            self._idle.clear()


class Citations(Mapping[str, Citation]):
    """Documents and cited works, as reference managers know them, by IRI; each is read when it is asked for."""

    def __init__(self, file: TablesFile) -> None:
        self._file = file
        self._read = lru_cache(10_000)(self._fetched)
        self._kinds = {kind for (kind,) in file.select("SELECT DISTINCT substr(entity, 1, instr(entity, '/')) FROM citation")}

    def _fetched(self, entity: str) -> Citation | None:
        found = self._file.select("SELECT told FROM citation WHERE entity = ?", entity)
        return _citation(found[0][0]) if found else None

    def get(self, iri: str, default: Any = None) -> Any:
        """The citation of a document, if there is one of that IRI."""
        entity = short_iri(iri)
        if entity[: entity.find("/") + 1] not in self._kinds:  # most things are no documents
            return default
        return self._read(entity) or default

    def __getitem__(self, iri: str) -> Citation:
        found: Citation | None = self.get(iri)
        if found is None:
            raise KeyError(iri)
        return found

    def __contains__(self, iri: object) -> bool:
        return isinstance(iri, str) and self.get(iri) is not None

    def __iter__(self) -> Iterator[str]:
        return (whole_iri(entity) for (entity,) in self._file.select("SELECT entity FROM citation ORDER BY entity"))

    def __len__(self) -> int:
        return int(self._file.select("SELECT count(*) FROM citation")[0][0])


def _citation(told: str) -> Citation:
    fields = json.loads(told)
    return Citation(**(fields | {"authors": tuple(fields["authors"])}))
