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
        """The study that it is an arm of, as ``study/key``."""
        ...

    @property
    def arm(self) -> str:
        """The arm, as ``arm/key``; empty where the study has none."""
        ...


def studies_of(found: Sequence[OfStudy]) -> tuple[str, ...]:
    """The studies of some arms, each once, in the order of their first arm."""
    return found.studies if isinstance(found, Arms) else tuple(dict.fromkeys(one.study for one in found))


class Places(Protocol):
    """Arms that were found, by study."""

    @property
    def studies(self) -> tuple[str, ...]:
        """The studies, each once, in the order of their first arm."""
        ...

    @property
    def every(self) -> Sequence[Place]:
        """All of the arms."""
        ...

    def of(self, studies: Sequence[str]) -> Sequence[Place]:
        """The arms of some of the studies."""
        ...


class Listed:
    """Arms that are all known."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.every = places

    @cached_property
    def studies(self) -> tuple[str, ...]:
        """The studies, each once, in the order of their first arm."""
        return tuple(dict.fromkeys(study for study, _ in self.every))

    def of(self, studies: Sequence[str]) -> Sequence[Place]:
        """The arms of some of the studies."""
        wanted = set(studies)
        return [place for place in self.every if place[0] in wanted]


class Arms(Sequence[T]):
    """What ``make`` tells of each of some arms; it is given some of them at a time."""

    def __init__(self, places: Places, make: Callable[[Sequence[Place]], list[T]]) -> None:
        self._places, self._make = places, make

    @property
    def studies(self) -> tuple[str, ...]:
        """The studies, each once, in the order of their first arm."""
        return self._places.studies

    @cached_property
    def arms(self) -> tuple[str, ...]:
        """The arms, each once; a study without arms has none."""
        return tuple(dict.fromkeys(arm for _, arm in self._places.every if arm))

    def of(self, studies: Sequence[str]) -> list[T]:
        """What there is to tell of the arms of some studies."""
        return list(self._told(self._places.of(studies)))

    def _told(self, places: Sequence[Place]) -> Iterator[T]:
        for start in range(0, len(places), AT_ONCE):
            yield from self._make(places[start : start + AT_ONCE])

    def __bool__(self) -> bool:
        return bool(self._places.studies)

    def __len__(self) -> int:
        return len(self._places.every)

    def __iter__(self) -> Iterator[T]:
        return self._told(self._places.every)

    @overload
    def __getitem__(self, spot: int) -> T: ...
    @overload
    def __getitem__(self, spot: slice) -> Sequence[T]: ...
    def __getitem__(self, spot: int | slice) -> T | Sequence[T]:
        if isinstance(spot, slice):
            return Arms(Listed(self._places.every[spot]), self._make)
        return self._make([self._places.every[spot]])[0]
