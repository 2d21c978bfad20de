"""Beside: a piece of work that a process of its own does, while this one goes on with another."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from kb.errors import KbError
from kb.tied import end_with

T = TypeVar("T")

_works: list[Callable[[], Any]] = []
"""What the other process is to do; it is inherited, with all that it works on."""


@contextmanager
def beside(work: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Have ``work`` done by a forked process; what is given waits for its outcome, and raises what it raised.

    Where this process fails meanwhile, the other one is ended. Errors: KbError where that was ended from outside.
    """
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork"), _take_on, (work, os.getpid())) as pool:
        other = pool.submit(os.getpid).result()
        working = pool.submit(_work)

        def outcome() -> T:
            try:
                return cast(T, working.result())
            except BrokenProcessPool:
                raise lost("writes a release") from None

        try:
            yield outcome
        finally:
            if not working.done():  # nobody waits for it any more
                os.kill(other, signal.SIGKILL)


def lost(work: str) -> KbError:
    """What to say where a process that does some work of a build was ended from outside."""
    told = f"a process that {work} was ended from outside, most likely since there was no memory left"
    return KbError(f"{told}; free some and build again; a release in service stays as it was")


def _take_on(work: Callable[[], Any], parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that waits is told, and ends this one
    end_with(parent)
    _works[:] = [work]


def _work() -> object:
    return _works[0]()
