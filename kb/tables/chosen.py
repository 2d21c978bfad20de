"""Chosen rows of a sheet, read from the file of tables as they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from kb.postings import lowest
from kb.tables.index import Index
from kb.tables.rows import SheetRow

_AT_ONCE = 500


class Chosen(Sequence[SheetRow]):
    """Rows in some order; ``rows`` is the set of their places. They can be gone through more than once, and are never all in memory."""

    def __init__(self, index: Index, rows: int, places: Sequence[int]) -> None:
        self._index, self._rows, self._places = index, rows, places

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[SheetRow]:
        for start in range(0, len(self._places), _AT_ONCE):
            yield from self._index.read(self._places[start : start + _AT_ONCE])

    @overload
    def __getitem__(self, spot: int) -> SheetRow: ...
    @overload
    def __getitem__(self, spot: slice) -> tuple[SheetRow, ...]: ...
    def __getitem__(self, spot: int | slice) -> SheetRow | tuple[SheetRow, ...]:
        if isinstance(spot, slice):
            return tuple(self._index.read(self._places[spot]))
        return self._index.read([self._places[spot]])[0]

    def telling(self) -> tuple[SheetRow, ...]:
        """A few of the rows that between them have something in every column in which any of the rows has."""
        filled = (self._index.filled(column.name) & self._rows for column in self._index.spec.columns)
        first = dict.fromkeys(lowest(rows) for rows in filled if rows)
        return tuple(self._index.read(list(first)))
