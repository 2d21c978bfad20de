"""A gate: so many queries at a time, so many that wait, and none that waits for ever."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kb.store.interface import LaneState, Limit, busy, store_closed


class Gate:
    """Lets ``abreast`` queries pass at a time; up to ``places`` wait for at most ``seconds``, others are turned away at once."""

    def __init__(self, abreast: int, places: int, seconds: float) -> None:
        self._abreast, self._places, self._seconds = abreast, places, seconds
        self._turn = threading.Condition()
        self._inside = self._waiting = self._turned_away = 0
        self.closed = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A query's time inside."""
        self._enter()
        try:
            yield
        finally:
            with self._turn:
                self._inside -= 1
                self._turn.notify()

    def state(self) -> LaneState:
        """How the gate stands; who passes it has no process here."""
        with self._turn:
            return LaneState(self._abreast, 0, self._inside, self._waiting, 0, {Limit.BUSY: self._turned_away})

    def close(self) -> None:
        """Turn everyone away from now on."""
        with self._turn:
            self.closed = True
            self._turn.notify_all()

    def _enter(self) -> None:
        with self._turn:
            if self._inside >= self._abreast:
                self._wait()
            if self.closed:
                raise store_closed()
            self._inside += 1

    def _wait(self) -> None:
        if self._waiting >= self._places:
            self._turned_away += 1
            raise busy()
        self._waiting += 1
        try:
            if not self._turn.wait_for(lambda: self.closed or self._inside < self._abreast, self._seconds):
                self._turned_away += 1
                raise busy()
        finally:
            self._waiting -= 1
