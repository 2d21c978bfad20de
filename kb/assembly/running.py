"""Running: portions assembled side by side, one process a core; where there is but one portion, here and now."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice

from kb.assembly.beside import lost
from kb.assembly.portions import Assembled, Ground, Portion, assemble
from kb.tied import end_with

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
    # A process that is forked has the dictionaries and the ground already; nothing but portions and files goes between.
    with ProcessPoolExecutor(cores, multiprocessing.get_context("fork"), _stand_on, (ground, os.getpid())) as pool:
        try:
            yield from _done(pool, chain(first, coming), waiting_at_most=2 * cores)
        except BrokenProcessPool:
            raise lost("puts trials together") from None


_grounds: list[Ground] = []
"""What a process that assembles stands on; it is inherited, since sending it with each portion would take longer than the work."""


def _stand_on(ground: Ground, parent: int) -> None:
    end_with(parent)
    _grounds[:] = [ground]
    # Portions go with their last user. Looking for circles whenever some hundred things were made takes a fifth of the time;
    # here it is done after each portion, among what that has made, and what all of them stand on is left out.
    gc.freeze()
    gc.disable()


def _assemble(portion: Portion, number: int) -> Assembled:
    try:
        return assemble(_grounds[0], portion, number)
    finally:
        gc.collect(0)


def _done(pool: ProcessPoolExecutor, portions: Iterable[Portion], waiting_at_most: int) -> Iterator[Assembled]:
    """What is done, while no more portions are read than can be worked at soon: the rest stays where it came from."""
    under_way: set[Future[Assembled]] = set()
    for number, portion in enumerate(portions):
        under_way.add(pool.submit(_assemble, portion, number))
        if len(under_way) >= waiting_at_most:
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            yield from (one.result() for one in done)
    yield from (one.result() for one in under_way)
