"""Poured: pieces of bytes, made as they are asked for, read one after the other as if they were one file."""

from __future__ import annotations

from collections.abc import Iterable
from io import RawIOBase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Poured(RawIOBase):
    """The bytes of pieces in their order; one piece is in memory at a time."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        super().__init__()
        self._coming = iter(pieces)
        self._held = memoryview(b"")

    def readable(self) -> bool:
        """It is read only."""
        return True

    def readinto(self, into: WriteableBuffer) -> int:
        """Fill as much as one piece can; 0 when the last one was read."""
        while not self._held:
            piece = next(self._coming, None)
            if piece is None:
                return 0
            self._held = memoryview(piece)
        room = memoryview(into).cast("B")
        size = min(len(room), len(self._held))
        room[:size], self._held = self._held[:size], self._held[size:]
        return size
