"""The folder of fetched records: files of studies, a manifest that lists them, and how far an unfinished fetch has come.

Everything is written beside its place and moved there when it is safe on disk, so that each file is whole or absent. One page of
the API is one file: a fetch that goes on after it was killed asks for the next page, and nothing is added to a file that stands.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kb.errors import KbError
from loaders.registry.fetch_notes import (
    Asked,
    File,
    Progress,
    Snapshot,
    read_manifest,
    read_progress,
    write_manifest,
    write_progress,
)
from loaders.registry.fetch_page import Study, read_line

MANIFEST, PROGRESS = "manifest.json", "progress.json"
_STUDIES = re.compile(r"studies-\d{4,}\.ndjson(\.gz)?")
_FRESH = ".new"
"""Ending of a file that is being written."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keeps other fetches out of a folder, which is made if need be; the system gives it free when the process ends, however it ends."""
    path.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise KbError(f"another 'kb fetch' is writing into '{path}'; wait for it, or choose another folder") from None
        yield
    finally:
        os.close(handle)


class Folder:
    """A folder of fetched records. ``asked`` is None where it is new; ``progress`` is None where no fetch is unfinished."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.asked: Asked | None = None
        self.snapshots: list[Snapshot] = []
        self.progress: Progress | None = None
        self._read()

    def _read(self) -> None:
        manifest, progress = self._json(MANIFEST), self._json(PROGRESS)
        try:
            if manifest is not None:
                self.asked, self.snapshots = read_manifest(manifest)
            if progress is not None:
                self.progress = read_progress(progress)
        except (LookupError, TypeError, ValueError):
            raise KbError(f"the notes in '{self.path}' are damaged; fetch into another folder") from None
        if self.progress and self.progress.number <= len(self.snapshots):
            self.progress = None  # finished; only the note of it was not yet taken away
        if not self.asked and any(not entry.name.endswith(_FRESH) for entry in self.path.iterdir()):
            raise KbError(f"'{self.path}' holds other things; choose a new or empty folder")

    def _json(self, name: str) -> Any:
        try:
            return json.loads((self.path / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except ValueError:
            raise KbError(f"'{self.path / name}' is damaged; fetch into another folder") from None

    def begin(self, asked: Asked, snapshot: Snapshot) -> Progress:
        """Note what is asked, before anything is fetched; also to begin a snapshot again, whose files are then no longer counted."""
        if not self.asked:
            self.asked = asked
            self._write_json(MANIFEST, write_manifest(asked, []))
        self.progress = Progress(len(self.snapshots) + 1, snapshot)
        self.save(self.progress)
        self._tidy()
        return self.progress

    def save(self, progress: Progress) -> None:
        """Note how far it has come; the files that are counted stand on disk already."""
        self._write_json(PROGRESS, write_progress(progress))

    def keep(self, studies: Sequence[Study], compressed: bool) -> File:
        """Write one file of studies, a line each."""
        number = len(self._listed()) + 1
        name = f"studies-{number:04}.ndjson" + (".gz" if compressed else "")
        content = "".join(f"{study.line}\n" for study in studies).encode()
        if compressed:
            content = gzip.compress(content, 6, mtime=0)
        self._write(name, content)
        return File(name, len(studies), len(content), hashlib.sha256(content).hexdigest())

    def finish(self, asked: Asked, progress: Progress) -> None:
        """Put the snapshot into the manifest, which then says that it is finished; what is left of earlier attempts goes."""
        self.snapshots.append(progress.snapshot)
        self.progress = None
        self._write_json(MANIFEST, write_manifest(asked, self.snapshots))
        (self.path / PROGRESS).unlink(missing_ok=True)
        self._tidy()

    def verify(self) -> None:
        """Refuse a folder one of whose files was changed or is missing."""
        for snapshot in self.snapshots:
            for file in snapshot.files:
                self._content(file)

    def held(self, snapshot: Snapshot) -> Iterator[Study]:
        """The studies of the files that a snapshot has so far."""
        for file in snapshot.files:
            content = self._content(file)
            if file.name.endswith(".gz"):
                content = gzip.decompress(content)
            yield from map(read_line, content.decode().rstrip("\n").split("\n"))

    def _content(self, file: File) -> bytes:
        try:
            content = (self.path / file.name).read_bytes()
        except FileNotFoundError:
            content = b""
        if hashlib.sha256(content).hexdigest() != file.sha256:
            raise KbError(f"'{self.path / file.name}' is missing or was changed since it was fetched; fetch into another folder")
        return content

    def _listed(self) -> set[str]:
        going = [self.progress.snapshot] if self.progress else []
        return {file.name for snapshot in (*self.snapshots, *going) for file in snapshot.files}

    def _tidy(self) -> None:
        """Take away files of studies that no note lists, and what was being written when a fetch was killed."""
        listed = self._listed()
        for entry in self.path.iterdir():
            if entry.name.endswith(_FRESH) or (_STUDIES.fullmatch(entry.name) and entry.name not in listed):
                entry.unlink()

    def _write_json(self, name: str, told: dict[str, Any]) -> None:
        self._write(name, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())

    def _write(self, name: str, content: bytes) -> None:
        """Write beside, wait until it is on disk, move, and wait until the move is on disk too."""
        fresh = self.path / f".{name}{_FRESH}"
        with fresh.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(self.path / name)
        handle = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
