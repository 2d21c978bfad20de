"""Texts: the documents' texts that the user has in a folder, read where a page shows a place; never kept, never sent on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import cast

from flask import current_app

from kb.passages import Passages, read_text

Stamp = tuple[int, int]


@dataclass(frozen=True)
class Text:
    """A document's text, split into passages, and the hash of its file."""

    passages: Passages
    sha256: str


class Texts:
    """The folder of texts; without one, there is none of any document. A file is read again only after it changed."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder.resolve() if folder else None
        self._read: dict[Path, tuple[Stamp, Text]] = {}
        self._lock = Lock()

    def of(self, name: str) -> Text | None:
        """The text in a file of the folder; None where there is no folder, no such file in it, or no UTF-8 in that."""
        path = self._within(name)
        if path is None:
            return None
        with self._lock:
            try:
                told = path.stat()
                stamp = told.st_mtime_ns, told.st_size
                if path not in self._read or self._read[path][0] != stamp:
                    self._read[path] = stamp, _text(path.read_bytes())
                return self._read[path][1]
            except (OSError, UnicodeDecodeError):
                return None

    def _within(self, name: str) -> Path | None:
        """The file of a bare name, if it lies in the folder itself; a link that leads out of the folder does not."""
        if self.folder is None or not name or Path(name).name != name or "\0" in name:
            return None
        path = (self.folder / name).resolve()
        return path if path.parent == self.folder else None


def _text(content: bytes) -> Text:
    return Text(read_text(content.decode("utf-8")), hashlib.sha256(content).hexdigest())


def texts() -> Texts:
    """The application's folder of texts."""
    return cast(Texts, current_app.extensions["texts"])
