"""Retracted: whether an earlier release held an entity that a later one does not, found in its sorted dump without opening its store."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from kb.history import MOST, built, in_order
from kb.names import mint
from kb.releases import Release
from kb.triples import RELEASE

_TAIL = f"<{RELEASE}> .\n".encode()
_BLOCK = 1 << 16


def last_holding(release: Release, kind: str, key: str) -> Release | None:
    """The last release before this one that says anything of ``kind/key``; None where none of the last ``MOST`` does."""
    subject = f"<{mint(kind, key)}> ".encode()
    every = in_order(release.folder.parent)
    earlier = [one for one in every if one.version != release.version and built(one) <= built(release)]
    return next((one for one in earlier[:MOST] if _says(one.dump, subject)), None)


def _says(dump: Path, subject: bytes) -> bool:
    """Whether a line of the dump begins so: halving the part that is sorted, to which a release's own metadata are added at the end."""
    with dump.open("rb") as stream:
        low, high = 0, (end := _end_of_sorted(stream))
        while low < high:
            middle = (low + high) // 2
            start = _line_from(stream, middle)
            if start < high and stream.readline() < subject:
                low = stream.tell()
            else:
                high = middle
        return _line_from(stream, low) < end and stream.readline().startswith(subject)


def _line_from(stream: BinaryIO, place: int) -> int:
    """Where the first line begins that begins at a place or after it; the stream stands there."""
    if place:
        stream.seek(place - 1)
        stream.readline()
    return stream.seek(0) if not place else stream.tell()


def _end_of_sorted(stream: BinaryIO) -> int:
    """Where the release's own metadata begin."""
    end = stream.seek(0, os.SEEK_END)
    while end > 0:
        start = max(0, end - _BLOCK)
        stream.seek(start)
        lines = stream.read(end - start).splitlines(keepends=True)
        if start > 0:
            start += len(lines.pop(0))
        kept = next((number for number in range(len(lines), 0, -1) if not lines[number - 1].endswith(_TAIL)), 0)
        if kept or not lines:
            return start + sum(map(len, lines[:kept]))
        end = start
    return 0
