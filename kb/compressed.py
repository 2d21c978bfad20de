"""Compressed: files of lines that a release is made of; lines on one trial are much alike, and take a twentieth of the room."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path

from kb.errors import KbError

SUFFIX = ".gz"
"""What the name of a compressed file ends in; others are read as they are."""

_LEVEL = 1
"""The quickest: higher ones take twice the time to save another quarter."""

_LENGTH = 4
"""Bytes at the end of a gzip file that tell how many it holds (RFC 1952, section 2.3.1: ISIZE, modulo 2^32)."""


def pack(content: bytes) -> bytes:
    """A gzip file's bytes, the same for the same content."""
    return gzip.compress(content, _LEVEL, mtime=0)


def unpack(packed: bytes) -> bytes:
    """What was packed. Errors: OSError, EOFError or zlib.error where these bytes are not all of it."""
    return gzip.decompress(packed)


def read(path: Path) -> bytes:
    """What a file holds. Errors: KbError where it is no whole compressed file."""
    held = path.read_bytes()
    if path.suffix != SUFFIX:
        return held
    try:
        return unpack(held)
    except (OSError, EOFError, zlib.error) as fault:
        raise KbError(f"'{path.parent.name}/{path.name}' cannot be read ({fault}); delete the release and run 'kb build'") from None


def size(path: Path) -> int:
    """How many bytes a file holds, below 4 GiB, without reading it."""
    if path.suffix != SUFFIX:
        return path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(-_LENGTH, 2)
        return int.from_bytes(stream.read(_LENGTH), "little")


def lines(path: Path) -> Iterator[str]:
    """The lines of a file that fits in memory, each with its end."""
    return iter(TextIOWrapper(BytesIO(read(path)), encoding="utf-8", newline="\n"))
