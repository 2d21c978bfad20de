"""Merging: the lines of many portions, by mark, to one stream; files are read a stretch at a time, so that any number fits any memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path

from kb import compressed
from kb.dump import Marked

_STRETCH = itemgetter(slice(2))
"""What tells the stretch of a mark: its first two hexadecimal digits."""

_HEAD = b"\n# "
"""What stands before a mark, on a line of its own: in N-Quads, a comment. No line of ours has a break within, nor is empty."""


@dataclass(frozen=True)
class Lines:
    """Lines of N-Quads in a file, by mark and then sorted, compressed stretch by stretch; ``spans`` tells where each stretch is."""

    path: Path
    spans: Mapping[str, tuple[int, int]]

    def text(self, stretch: str) -> bytes:
        """The lines of a stretch, those of each mark after a comment that has it."""
        start, end = self.spans[stretch]
        with self.path.open("rb") as stream:  # not kept open: systems allow some hundred open files
            stream.seek(start)
            return compressed.unpack(stream.read(end - start))

    def held(self, stretch: str) -> Iterator[Marked]:
        """The lines of a stretch, by mark."""
        for together in self.text(stretch).split(_HEAD)[1:]:
            mark, _, lines = together.partition(b"\n")
            yield mark.decode(), lines.splitlines(keepends=True)


def write_lines(path: Path, lines: Mapping[str, list[str]]) -> Lines:
    """Write lines, which are given by mark, to a new file."""
    spans: dict[str, tuple[int, int]] = {}
    with path.open("wb") as stream:
        for stretch, marks in groupby(sorted(lines), key=_STRETCH):
            start = stream.tell()
            text = "".join(f"\n# {mark}\n{''.join(sorted(lines[mark]))}" for mark in marks)
            spans[stretch] = start, start + stream.write(compressed.pack(text.encode()))
    return Lines(path, spans)


def merged(parts: Iterable[Lines]) -> Iterator[Marked]:
    """The lines of some files by mark, in the order of marks; those of a mark are sorted, and each comes once."""
    several = list(parts)
    for stretch in sorted({stretch for part in several for stretch in part.spans}):
        found: dict[str, list[list[bytes]]] = defaultdict(list)
        for part in several:
            for mark, lines in part.held(stretch) if stretch in part.spans else ():
                found[mark].append(lines)
        for mark in sorted(found):
            yield mark, found[mark][0] if len(found[mark]) == 1 else sorted(set(chain.from_iterable(found[mark])))


def texts(parts: Iterable[Lines]) -> Iterator[bytes]:
    """The same lines as pieces of N-Quads, as they stand in the files: in no order, and some more than once."""
    return (part.text(stretch) for part in parts for stretch in part.spans)
