"""Ranking: the place of each row in the natural order of a column, worked out once for all readers."""

from __future__ import annotations

import json
import tempfile
from array import array
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from kb.tables.rows import NUMBERS, Item, natural_key
from kb.tables.schema import NOWHERE
from kb.tables.spec import ColumnSpec

IN_MEMORY = 1 << 20
"""Bytes that a column's texts may take before they are put aside in a temporary file."""


class Ranking:
    """What the order of a column's rows depends on, one row after another; ``key`` makes of it what can be compared."""

    def __init__(self, key: Callable[[Any], Any] = lambda told: told, tell: Callable[[Sequence[Item]], Any] = lambda items: items) -> None:
        self._key, self._tell = key, tell
        self._lines = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, mode="w+", encoding="ascii")  # noqa: SIM115 -- closed when taken
        self._rows = 0
        self.filled = array("I")

    def add(self, items: Sequence[Item]) -> None:
        """The next row's items; none, where the row has nothing there and so comes last."""
        self.put(self._tell(items) if items else None)

    def put(self, told: object) -> None:
        """What the next row's place depends on; None where it comes last."""
        if told is not None:
            self.filled.append(self._rows)
        self._lines.write("\n" if told is None else f"{json.dumps(told)}\n")
        self._rows += 1

    def taken(self) -> array[int]:
        """The rank of each row; rows that are alike have the same."""
        self._lines.seek(0)
        keys = {line: self._key(json.loads(line)) for line in self._lines if line != "\n"}
        ranks = {"\n": NOWHERE}
        for rank, (_, alike) in enumerate(groupby(sorted(keys, key=lambda line: keys[line]), key=lambda line: keys[line])):
            ranks.update(dict.fromkeys(alike, rank))
        self._lines.seek(0)
        found = array("I", (ranks[line] for line in self._lines))
        self._lines.close()
        return found


def ranking_of(column: ColumnSpec) -> Ranking:
    """The ranking of a column: numbers by size, other things by their text in natural order."""
    if column.column.kind in NUMBERS:
        return Ranking(lambda texts: list(map(Decimal, texts)), lambda items: [item.text for item in items])
    return Ranking(natural_key, lambda items: "; ".join(dict.fromkeys(item.text for item in items)))
