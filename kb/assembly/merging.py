"""Merging: the sorted lines of many portions to one stream; files are read a stretch at a time, so that any number fits any memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path

from kb import compressed

_STRETCH = itemgetter(slice(2))
"""What tells the stretch of a marked line: the first two hexadecimal digits of its mark."""


@dataclass(frozen=True)
class Lines:
    """Sorted, marked lines in a file, compressed stretch by stretch; ``spans`` tells where in the file each stretch is."""

    path: Path
    spans: Mapping[str, tuple[int, int]]

    def held(self, stretch: str) -> Iterator[str]:
        """The lines of a stretch."""
        if stretch not in self.spans:
            return iter(())
        start, end = self.spans[stretch]
        with self.path.open("rb") as stream:  # not kept open: systems allow some hundred open files
            stream.seek(start)
            return iter(StringIO(compressed.unpack(stream.read(end - start)).decode(), newline="\n"))


def write_lines(path: Path, lines: Iterable[str]) -> Lines:
    """Write sorted, marked lines to a new file."""
    spans: dict[str, tuple[int, int]] = {}
    with path.open("wb") as stream:
        for stretch, together in groupby(lines, key=_STRETCH):
            start = stream.tell()
            spans[stretch] = start, start + stream.write(compressed.pack("".join(together).encode()))
    return Lines(path, spans)


def merged(parts: Iterable[Lines]) -> Iterator[str]:
    """The lines of some files in their order; one that several hold comes as often. The files are removed when all were read."""
    several = list(parts)
    for stretch in sorted({stretch for part in several for stretch in part.spans}):
        yield from sorted(chain.from_iterable(part.held(stretch) for part in several))
    for part in several:
        part.path.unlink()
