"""A file as text, and its lines: bytes that are no text are marked, so that they cost only the record they stand in."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import IO, TextIO, cast

from loaders.registry.archives import Stored

UNDECODED = re.compile("[\udc80-\udcff]")
"""What bytes that are not UTF-8 are decoded to (``surrogateescape``)."""

AGAIN = "get the file again, or mend it"


def as_text(item: Stored) -> TextIO:
    """The file as UTF-8 text, without a byte-order mark; bytes that are none become UNDECODED."""
    return io.TextIOWrapper(cast(IO[bytes], item.open()), "utf-8-sig", "surrogateescape", newline="\n")


def lines(stream: TextIO, limit: int) -> Iterator[str]:
    """Lines of at most one character more than the limit; the rest of a longer one is passed over."""
    while line := stream.readline(limit + 1):
        yield line
        while len(line) > limit and line and not line.endswith("\n"):
            line = stream.readline(limit + 1)
