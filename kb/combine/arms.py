"""Arms that were found, of which no more is worked out than is looked at: all are counted, and the reasons of some are read at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Protocol, TypeVar, overload

T = TypeVar("T")

AT_ONCE = 500

Place = tuple[str, str]
"""A study and its arm."""


class OfStudy(Protocol):
    """What is told of an arm of a study."""

    @property
    def study(self) -> str:
        """The study."""
        ...


def studies_of(found: Sequence[OfStudy]) -> tuple[str, ...]:
    """The studies of some arms, each once, in the order of their first arm."""
    return found.studies if isinstance(found, Arms) else tuple(dict.fromkeys(one.study for one in found))


class Arms(Sequence[T]):
    """What ``make`` tells of each of some arms; it is given some of them at a time."""

    def __init__(self, places: Sequence[Place], make: Callable[[Sequence[Place]], list[T]]) -> None:
        self._places, self._make = places, make

    @cached_property
    def studies(self) -> tuple[str, ...]:
        """The studies, each once, in the order of their first arm."""
        return tuple(dict.fromkeys(study for study, _ in self._places))

    def of(self, studies: Sequence[str]) -> list[T]:
        """What there is to tell of the arms of some studies."""
        wanted = set(studies)
        places = [place for place in self._places if place[0] in wanted]
        return [told for start in range(0, len(places), AT_ONCE) for told in self._make(places[start : start + AT_ONCE])]

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[T]:
        for start in range(0, len(self._places), AT_ONCE):
            yield from self._make(self._places[start : start + AT_ONCE])

    @overload
    def __getitem__(self, spot: int) -> T: ...
    @overload
    def __getitem__(self, spot: slice) -> Sequence[T]: ...
    def __getitem__(self, spot: int | slice) -> T | Sequence[T]:
        if isinstance(spot, slice):
            return Arms(self._places[spot], self._make)
        return self._make([self._places[spot]])[0]
