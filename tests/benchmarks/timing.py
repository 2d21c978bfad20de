"""How the benchmarks take times, and how they print them."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

ROUNDS = 5


def once_ms(work: Callable[[], object]) -> float:
    """Time of a piece of work, in milliseconds."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def median_ms(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median time of a piece of work, in milliseconds, after one round that does not count."""
    work()
    return statistics.median(once_ms(work) for _ in range(rounds))


def side_by_side_ms(one: Callable[[], object], other: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median times of two pieces of work, taken in turns, so that a busy moment of the machine meets both."""
    one()
    other()
    pairs = [(once_ms(one), once_ms(other)) for _ in range(rounds)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def say(line: str = "") -> None:
    """A line of the report, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
