"""Beside: a piece of work that a process of its own does, while this one goes on with another."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
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
                told = "a process that writes a release was ended from outside, most likely since there was no memory left"
                raise KbError(f"{told}; free some and build again; a release in service stays as it was") from None

        try:
            yield outcome
        finally:
            with suppress(ProcessLookupError):  # it has nothing more to do, or nobody to do it for
                os.kill(other, signal.SIGKILL)


def _take_on(work: Callable[[], Any], parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that waits is told, and ends this one
    end_with(parent)
    _works[:] = [work]


def _work() -> object:
    return _works[0]()
