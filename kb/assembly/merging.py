"""Merging: files of sorted lines to one stream of them, each line once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from heapq import merge as merge_sorted
from itertools import groupby, islice
from pathlib import Path

from kb import compressed

_BLOCK = 1 << 16
"""Lines that are written at a time."""

_OPEN = 200
"""Files that are merged at a time: systems allow some hundred open ones."""


def merged(parts: Iterable[Path]) -> Iterator[str]:
    """The lines of sorted files in their order, each once. The files are removed when all were read."""
    waiting = list(parts)
    while len(waiting) > _OPEN:
        some, waiting = waiting[:_OPEN], waiting[_OPEN:]
        grown = some[0].with_name(f"{len(waiting)}.merged{compressed.SUFFIX}")
        with compressed.writer(grown) as stream:
            lines = _merged(some)
            while block := "".join(islice(lines, _BLOCK)):
                stream.write(block)
        waiting.append(grown)
    yield from _merged(waiting)


def _merged(parts: list[Path]) -> Iterator[str]:
    with ExitStack() as opened:
        files = [opened.enter_context(compressed.reader(part)) for part in parts]
        yield from (line for line, _ in groupby(merge_sorted(*files)))
    for part in parts:
        part.unlink()
