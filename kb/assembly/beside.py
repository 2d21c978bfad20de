"""Beside: two pieces of work that a process of its own does, one after the other, while this one goes on with a third."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from kb.errors import KbError
from kb.tied import end_with

T = TypeVar("T")
U = TypeVar("U")

_works: list[Callable[[], Any]] = []
"""What the other process is to do; it is inherited, with all that it works on."""


@contextmanager
def beside(first: Callable[[], T], second: Callable[[], U]) -> Iterator[tuple[Callable[[], T], Callable[[], U]]]:
    """Have work done by a forked process; each of what is given waits for the outcome of one, and raises what it raised.

    Where this process fails meanwhile, the other one is ended. Errors: KbError where that was ended from outside.
    """
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork"), _take_on, ((first, second), os.getpid())) as pool:
        other = pool.submit(os.getpid).result()
        working = [pool.submit(_work, number) for number in range(2)]
        try:
            yield lambda: cast(T, _outcome(working[0])), lambda: cast(U, _outcome(working[1]))
        finally:
            if not all(one.done() for one in working):  # nobody waits for it any more
                os.kill(other, signal.SIGKILL)


def _outcome(working: Future[object]) -> object:
    try:
        return working.result()
    except BrokenProcessPool:
        raise lost("writes a release") from None


def lost(work: str) -> KbError:
    """What to say where a process that does some work of a build was ended from outside."""
    told = f"a process that {work} was ended from outside, most likely since there was no memory left"
    return KbError(f"{told}; free some and build again; a release in service stays as it was")


def _take_on(works: tuple[Callable[[], Any], ...], parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that waits is told, and ends this one
    end_with(parent)
    _works[:] = works


def _work(number: int) -> object:
    return _works[number]()
