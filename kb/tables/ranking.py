"""Ranking: what the order of rows by a column depends on, and the place of each row in that order, worked out once for all readers."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import Any

from kb.tables.rows import NUMBERS, Item, natural_key
from kb.tables.schema import NOWHERE
from kb.tables.spec import ColumnSpec

_REMEMBERED = 200_000


def telling(column: ColumnSpec) -> Callable[[Sequence[Item]], Any]:
    """What tells where a row comes, of its items in a column: numbers as they are printed, of other things the key of their text."""
    if column.column.kind in NUMBERS:
        return lambda items: tuple(item.text for item in items)
    return lambda items: natural_key(items[0].text if len(items) == 1 else "; ".join(dict.fromkeys(item.text for item in items)))


def comparing(column: ColumnSpec) -> Callable[[Any], Any]:
    """What makes of it what can be compared: numbers go by size."""
    return _sizes if column.column.kind in NUMBERS else as_told


@lru_cache(_REMEMBERED)
def _sizes(texts: tuple[str, ...]) -> list[Decimal]:
    return list(map(Decimal, texts))


def as_told(told: Any) -> Any:
    """What can be compared as it is."""
    return told


def ranks(ordered: Iterable[tuple[Any, Iterable[int]]], key: Callable[[Any], Any], total: int) -> array[int]:
    """The rank of each row; what tells where rows come is given in its order, with its rows. Rows that are alike have the same rank."""
    found = array("I", (NOWHERE,)) * total
    for rank, (_, alike) in enumerate(groupby(ordered, key=lambda pair: key(pair[0]))):
        for _, rows in alike:
            for row in rows:
                found[row] = rank
    return found
