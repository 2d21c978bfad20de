"""Patience: a request is asked again, later and later, while its failure may pass; and requests keep a distance from each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from kb.errors import KbError
from loaders.registry.fetch_web import Clock, Passing

ATTEMPTS = 6
FIRST_WAIT, LONGEST_WAIT = 2.0, 60.0
MOST_ASKED = 600.0
"""Seconds that a server may ask us to wait; for longer than that nobody sits by."""
DISTANCE = 1.0
"""Seconds from one request to the next: the registry states no limit, and its robots.txt asks for this."""

T = TypeVar("T")


class Patience:
    """Asks with pauses. ``tell`` gets a sentence for each repetition."""

    def __init__(self, clock: Clock, tell: Callable[[str], None]) -> None:
        self.clock, self.tell = clock, tell
        self._next = 0.0

    def ask(self, request: Callable[[], T]) -> T:
        """What the request gives; it is repeated after failures that may pass, and given up after the last attempt."""
        for attempt in range(1, ATTEMPTS + 1):
            self._keep_distance()
            try:
                return request()
            except Passing as fault:
                if fault.wait > MOST_ASKED:
                    raise KbError(f"the registry asks to wait {fault.wait:.0f} s; run the same command again then to go on") from None
                if attempt == ATTEMPTS:
                    raise KbError(f"the registry failed {ATTEMPTS} times: {fault}; run the same command again to go on") from None
                seconds = max(fault.wait, self._back_off(attempt))
                self.tell(f"the registry failed: {fault}; asking again in {seconds:.0f} s ({attempt} of {ATTEMPTS - 1})")
                self.clock.sleep(seconds)
        raise AssertionError("the last attempt returns or raises")

    def _back_off(self, attempt: int) -> float:
        """Twice as long each time, up to a limit, and half of it by chance, so that many who failed together do not return together."""
        longest: float = min(LONGEST_WAIT, FIRST_WAIT * 2**attempt)
        return longest * (0.5 + self.clock.chance() / 2)

    def _keep_distance(self) -> None:
        early = self._next - self.clock.ticks()
        if early > 0:
            self.clock.sleep(early)
        self._next = self.clock.ticks() + DISTANCE
