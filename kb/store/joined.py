"""Joined: some files read one after the other, as if they were one."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO


class Joined(io.RawIOBase):
    """The bytes of files in their order; one file is open at a time."""

    def __init__(self, files: Iterable[Path]) -> None:
        super().__init__()
        self._waiting = iter(list(files))
        self._open: BinaryIO | None = None

    def readable(self) -> bool:
        """It is read only."""
        return True

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes; none at the end of the last file."""
        while True:
            if self._open and (found := self._open.read(size)):
                return found
            self.close_one()
            file = next(self._waiting, None)
            if file is None:
                return b""
            self._open = file.open("rb")

    def close_one(self) -> None:
        """Let go of the file that is open."""
        if self._open:
            self._open.close()
        self._open = None

    def close(self) -> None:
        """Let go of everything."""
        self.close_one()
        super().close()
