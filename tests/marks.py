"""Marks: lines as the dump takes them, by mark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from kb.dump import Marked, bare, marked


def by_mark(lines: Iterable[str]) -> Iterator[Marked]:
    """Distinct lines by mark, in the order of marks."""
    for mark_, alike in groupby(sorted(map(marked, lines)), key=lambda line: line.partition(" ")[0]):
        yield mark_, [bare(line).encode() for line in alike]
