"""Chance, the same for the same seed: picks from lists and tables, and lengths and counts along measured deciles."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Table(Generic[T]):
    """Values with weights, made ready to be drawn from."""

    def __init__(self, weights: dict[T, float]) -> None:
        self.values = list(weights)
        self.bounds = list(accumulate(weights.values()))
        self.total = self.bounds[-1]


class Draw:
    """One source of chance. Nothing else of the generator knows any, so that a seed tells every byte."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed).random  # noqa: S311 - made-up trials, nothing secret

    def pick(self, values: Sequence[T]) -> T:
        """One of the values, each as likely."""
        return values[int(self.random() * len(values))]

    def below(self, limit: int) -> int:
        """A whole number from 0 to one below the limit."""
        return int(self.random() * limit)

    def chance(self, share: float) -> bool:
        """Yes, in this share of cases."""
        return self.random() < share

    def weighed(self, table: Table[T]) -> T:
        """One value of a table, as often as its weight says."""
        return table.values[bisect_right(table.bounds, self.random() * table.total)]

    def along(self, deciles: Sequence[int]) -> int:
        """A number that lies as the measured deciles do: even within each, but the last, where few are large, by its logarithm."""
        at = self.random() * 10
        step = int(at)
        low, high = deciles[step], deciles[step + 1]
        if step == 9 and low:
            return int(low * (high / low) ** (at - step))
        return round(low + (high - low) * (at - step))

    def several(self, values: Sequence[T], count: int) -> list[T]:
        """So many different values, in the order drawn; all of them where there are no more."""
        found: dict[T, None] = {}
        while len(found) < min(count, len(values)):
            found[self.pick(values)] = None
        return list(found)
