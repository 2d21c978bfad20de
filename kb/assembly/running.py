"""Running: portions assembled side by side, one process a core; where there is but one portion, here and now."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import chain, islice

from kb.assembly.portions import Assembled, Ground, Portion, assemble

_FEW = 3
"""Fewer portions than this are worth no processes of their own."""


def assemble_all(ground: Ground, portions: Iterable[Portion]) -> Iterator[Assembled]:
    """Every portion assembled, in whatever order they come to be done."""
    coming = iter(portions)
    first = list(islice(coming, 2))
    if len(first) < 2:
        yield from (assemble(ground, portion, number) for number, portion in enumerate(first))
        return
    cores = os.cpu_count() or 1
    # A process that is forked has the dictionaries that portions need already; nothing but portions and files goes between.
    with ProcessPoolExecutor(cores, multiprocessing.get_context("fork")) as pool:
        yield from _done(pool, ground, chain(first, coming), waiting_at_most=2 * cores)


def _done(pool: ProcessPoolExecutor, ground: Ground, portions: Iterable[Portion], waiting_at_most: int) -> Iterator[Assembled]:
    """What is done, while no more portions are read than can be worked at soon: the rest stays where it came from."""
    under_way: set[Future[Assembled]] = set()
    for number, portion in enumerate(portions):
        under_way.add(pool.submit(assemble, ground, portion, number))
        if len(under_way) >= waiting_at_most:
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            yield from (one.result() for one in done)
    yield from (one.result() for one in under_way)
