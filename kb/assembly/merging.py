"""Merging: files of sorted lines to one, each line once, counted and hashed as it goes by."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from heapq import merge as merge_sorted
from itertools import groupby
from pathlib import Path

_BLOCK = 1 << 16
"""Lines that are written and hashed at a time."""

_OPEN = 200
"""Files that are merged at a time: systems allow some hundred open ones."""


@dataclass(frozen=True)
class Merged:
    """A merged file: how many lines it has, how many of each graph, and the SHA-256 of them all in their order."""

    lines: int
    graphs: Counter[str]
    digest: str


def merge(parts: Iterable[Path], target: Path) -> Merged:
    """Merge sorted files into ``target`` and remove them."""
    waiting = list(parts)
    while len(waiting) > _OPEN:
        some, waiting = waiting[:_OPEN], waiting[_OPEN:]
        grown = some[0].with_suffix(f".{len(waiting)}.merged")
        _merge(some, grown)
        waiting.append(grown)
    return _merge(waiting, target)


def _merge(parts: list[Path], target: Path) -> Merged:
    digest, graphs, count = hashlib.sha256(), Counter[str](), 0
    with ExitStack() as opened, target.open("w", encoding="utf-8", newline="\n") as stream:
        files = [opened.enter_context(part.open(encoding="utf-8", newline="\n")) for part in parts]
        for block in _blocks(line for line, _ in groupby(merge_sorted(*files))):
            text = "".join(block)
            stream.write(text)
            digest.update(text.encode())
            graphs.update(line.rsplit(" ", 2)[1] for line in block)
            count += len(block)
    for part in parts:
        part.unlink()
    return Merged(count, graphs, digest.hexdigest())


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for one in lines:
        block.append(one)
        if len(block) == _BLOCK:
            yield block
            block = []
    yield block
