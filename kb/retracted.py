"""Retracted: whether an earlier release held an entity that a later one does not, found in its sorted dump without opening its store."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from kb.dump import Dump
from kb.history import MOST, built, in_order
from kb.names import mint
from kb.releases import Release


def last_holding(release: Release, kind: str, key: str) -> Release | None:
    """The last release before this one that says anything of ``kind/key``; None where none of the last ``MOST`` does."""
    subject = f"<{mint(kind, key)}>"
    every = in_order(release.folder.parent)
    earlier = [one for one in every if one.version != release.version and built(one) <= built(release)]
    return next((one for one in earlier[:MOST] if says(one.dump, subject)), None)


def says(dump: Dump, subject: str) -> bool:
    """Whether a dump says anything of a subject, which stands as N-Quads writes it: halving the one part that could."""
    part = dump.file_about(subject)
    return part is not None and _says(part, f"{subject} ".encode())


def _says(part: Path, subject: bytes) -> bool:
    """Whether a line of a sorted file begins so."""
    with part.open("rb") as stream:
        low, high = 0, (end := part.stat().st_size)
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
