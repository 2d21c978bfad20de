"""Joined: some files, compressed or not, read one after the other, as if they were one."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterable
from io import BytesIO, RawIOBase
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from kb import compressed

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Joined(RawIOBase):
    """The bytes of files in their order; one file is in memory at a time, and the files do not change meanwhile."""

    def __init__(self, files: Iterable[Path]) -> None:
        super().__init__()
        self._files = list(files)
        self._starts = list(accumulate(map(compressed.size, self._files), initial=0))
        self._at = 0
        self._number = 0
        self._open: BytesIO | None = None

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self._starts[-1]

    def readable(self) -> bool:
        """It is read only."""
        return True

    def seekable(self) -> bool:
        """Any place can be gone to."""
        return True

    def tell(self) -> int:
        """The place of the next byte."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place, counted as in any file."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        if start + offset < 0:
            raise ValueError("there is nothing before the beginning")
        self._at = start + offset
        self.close_one()
        return self._at

    def readinto(self, into: WriteableBuffer) -> int:
        """Fill as much as one file can; 0 at the end of the last file."""
        while memoryview(into).nbytes and self._at < self.size:
            stream = self._open or self._opened()
            if found := stream.readinto(into):
                self._at += found
                return found
            if self._at < self._starts[self._number + 1]:
                raise OSError(f"'{self._files[self._number]}' became shorter while it was read")
            self.close_one()
        return 0

    def _opened(self) -> BytesIO:
        """The file that the place is in, at that place; files without a byte hold none."""
        self._number = bisect_right(self._starts, self._at) - 1
        opened = BytesIO(compressed.read(self._files[self._number]))
        opened.seek(self._at - self._starts[self._number])
        self._open = opened
        return opened

    def close_one(self) -> None:
        """Let go of the file that is open."""
        if self._open:
            self._open.close()
        self._open = None

    def close(self) -> None:
        """Let go of everything."""
        self.close_one()
        super().close()
