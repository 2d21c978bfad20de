"""Lines: a table's rows made one after another while they are written, and citations gathered once a format needs them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TypeVar, overload

from kb.formats.citations import Citation

T = TypeVar("T")
Cells = tuple[object, ...]


class Lines(Sequence[Cells]):
    """Rows of cells made of other things as they are asked for; they can be gone through more than once, and are never all in memory."""

    def __init__(self, things: Sequence[T], make: Callable[[T], Cells]) -> None:
        self._things: Sequence[T] = things
        self._make = make

    def __len__(self) -> int:
        return len(self._things)

    def __iter__(self) -> Iterator[Cells]:
        return map(self._make, self._things)

    @overload
    def __getitem__(self, spot: int) -> Cells: ...
    @overload
    def __getitem__(self, spot: slice) -> tuple[Cells, ...]: ...
    def __getitem__(self, spot: int | slice) -> Cells | tuple[Cells, ...]:
        if isinstance(spot, slice):
            return tuple(map(self._make, self._things[spot]))
        return self._make(self._things[spot])


class Cited(Sequence[Citation]):
    """Citations that are gathered when the first of them is asked for: most formats need none."""

    def __init__(self, gather: Callable[[], Iterable[Citation]]) -> None:
        self._gather = gather

    @cached_property
    def _gathered(self) -> tuple[Citation, ...]:
        return tuple(self._gather())

    def __len__(self) -> int:
        return len(self._gathered)

    def __iter__(self) -> Iterator[Citation]:
        return iter(self._gathered)

    @overload
    def __getitem__(self, spot: int) -> Citation: ...
    @overload
    def __getitem__(self, spot: slice) -> tuple[Citation, ...]: ...
    def __getitem__(self, spot: int | slice) -> Citation | tuple[Citation, ...]:
        return self._gathered[spot]
