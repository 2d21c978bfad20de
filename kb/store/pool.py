"""Worker processes in lanes: each query runs where it can be killed, and a lane never waits for another."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from kb.errors import KbError
from kb.store.interface import MIB, Lane, LaneState, Limit, Limits, Manning, StoppedAt, busy, store_closed, too_slow
from kb.store.wire import FAULT, HEADER, SPENT, read_fault

START_SECONDS = 60.0


class Worker:
    """The parent's end of one worker process."""

    def __init__(self, folder: Path, limits: Limits, niceness: int) -> None:
        self._limits = limits
        self.spent = False
        self._line, theirs = socket.socketpair()
        with theirs:
            # -P: a file of the working directory must not stand for a module.
            self._process = subprocess.Popen(  # noqa: S603 -- our own module, started without a shell
                [sys.executable, "-P", "-m", "kb.store.worker", str(folder), str(niceness), json.dumps(asdict(limits))],
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                start_new_session=True,  # Ctrl-C in the terminal is the parent's to handle
                env=os.environ | _environment(),
            )

    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Return when the store is open."""
        try:
            kind, body = self._receive(time.monotonic() + START_SECONDS)
        except StoppedAt:
            raise StoppedAt(Limit.CRASH, "a query worker did not start; see standard error, and check the limit of memory") from None
        if kind == FAULT:
            raise read_fault(body)

    def ask(self, task: bytes, quick_seconds: float = 0, slow: Callable[[], None] = lambda: None) -> tuple[int, bytes]:
        """The kind and body of the answer to a task; the worker must be ended when this raises.

        ``slow`` is called where no answer began within ``quick_seconds``, if that is less than the limit; it may raise.
        """
        deadline = time.monotonic() + self._limits.seconds
        self._send(HEADER.pack(0, len(task)) + task, deadline)
        if 0 < quick_seconds < self._limits.seconds and not self._begins(quick_seconds):
            slow()
        return self._receive(deadline)

    def _begins(self, seconds: float) -> bool:
        """Whether an answer begins within a time; poll() knows descriptors of any number."""
        waiting = select.poll()
        waiting.register(self._line, select.POLLIN)
        return bool(waiting.poll(seconds * 1000))

    def kill(self) -> None:
        """End the process and wait until it is gone; a thread that waits for its answer then learns of it."""
        self._process.kill()
        self._process.wait()

    def end(self) -> None:
        """Kill, and close the line; only for whoever holds the worker, since others may still be reading."""
        self.kill()
        self._line.close()

    def _send(self, data: bytes, deadline: float) -> None:
        self._allow(deadline)
        try:
            self._line.sendall(data)
        except TimeoutError:
            raise self._out_of_time() from None
        except ConnectionError:
            raise self._epitaph() from None

    def _receive(self, deadline: float) -> tuple[int, bytes]:
        kind, length = HEADER.unpack(self._read(HEADER.size, deadline))
        self.spent = bool(kind & SPENT)
        return kind & ~SPENT, self._read(length, deadline)

    def _read(self, length: int, deadline: float) -> bytes:
        data = bytearray(length)
        left = memoryview(data)
        while left:
            self._allow(deadline)
            try:
                count = self._line.recv_into(left)
            except TimeoutError:
                raise self._out_of_time() from None
            except ConnectionError:
                count = 0
            if not count:
                raise self._epitaph()
            left = left[count:]
        return bytes(data)

    def _allow(self, deadline: float) -> None:
        # A timeout of 0 would mean "do not block" instead of "no time left".
        self._line.settimeout(max(0.001, deadline - time.monotonic()))

    def _out_of_time(self) -> StoppedAt:
        advice = "start from one drug, disease or study, join fewer patterns, or add LIMIT"
        return StoppedAt(Limit.TIME, f"the query was stopped after {self._limits.seconds:g} s, the limit; {advice}")

    def _epitaph(self) -> StoppedAt:
        """Why a worker died on its own."""
        code = self._process.wait()
        if code == -signal.SIGALRM:
            return self._out_of_time()
        if code == -signal.SIGABRT:
            advice = "sort, group or DISTINCT fewer rows, and connect every pattern to another"
            return StoppedAt(
                Limit.MEMORY, f"the query needed more than {self._limits.memory_bytes / MIB:g} MiB of memory, the limit; {advice}"
            )
        return StoppedAt(Limit.CRASH, "the query worker ended unexpectedly; try again, and if it ends again simplify the query")


def _environment() -> dict[str, str]:
    """What a worker needs beside the parent's environment."""
    return {
        "PYTHONPATH": os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path),  # to find what the parent found
        "MALLOC_ARENA_MAX": "2",  # else glibc reserves 64 MiB of the limited address space for each thread that allocates
        "RUST_BACKTRACE": "0",  # one line in the log for a query that ran out of memory, not thirty
    }


class Crew:
    """The workers of one lane and the queue before them. Workers start when first needed and are replaced when they die."""

    def __init__(self, folder: Path, limits: Limits, manning: Manning) -> None:
        self._folder, self._limits, self._manning = folder, limits, manning
        self._turn = threading.Condition()
        self._free: list[Worker] = []
        self._all: set[Worker] = set()
        self._busy = self._slow = self._waiting = self._started = 0
        self._stopped: Counter[Limit] = Counter()
        self._closed = False

    def run(self, task: bytes) -> tuple[int, bytes]:
        """The kind and body of the answer; raises when the query was stopped."""
        fit = False
        aside = threading.Event()  # set once the query went on in a slow place
        try:
            worker = self._take()
        except StoppedAt as fault:
            self._stopped[fault.limit] += 1
            raise
        try:
            worker = worker or self._start()
            answer = worker.ask(task, self._manning.quick_seconds, lambda: self._step_aside(aside))
            fit = not worker.spent
            return answer
        except StoppedAt as fault:
            self._stopped[fault.limit] += 1
            if self._closed:
                raise store_closed() from None
            raise
        finally:
            self._give_back(worker, fit, slow=aside.is_set())

    def state(self) -> LaneState:
        """How the lane stands now."""
        with self._turn:
            return LaneState(
                self._manning.workers, len(self._all), self._busy + self._slow, self._waiting, self._started, dict(self._stopped)
            )

    def close(self) -> None:
        """End all workers; queries under way are stopped, queries that wait are refused."""
        with self._turn:
            self._closed = True
            everyone, free = self._all, self._free
            self._all, self._free = set(), []
            self._turn.notify_all()
        for worker in everyone:
            worker.kill()
        for worker in free:
            worker.end()

    def _take(self) -> Worker | None:
        """A free worker that lives, or None where one may be started."""
        with self._turn:
            if self._busy >= self._manning.workers:
                self._queue()
            if self._closed:
                raise store_closed()
            self._busy += 1
            while self._free:
                worker = self._free.pop()
                if worker.alive():
                    return worker
                self._all.discard(worker)
                worker.end()
            return None

    def _queue(self) -> None:
        if self._waiting >= self._manning.places:
            raise busy()
        self._waiting += 1
        try:
            if not self._turn.wait_for(lambda: self._closed or self._busy < self._manning.workers, self._limits.seconds):
                raise busy()
        finally:
            self._waiting -= 1

    def _step_aside(self, aside: threading.Event) -> None:
        """Leave the place of a worker to others, and take a slow one."""
        with self._turn:
            if self._slow >= self._manning.slow:
                raise too_slow(self._manning.quick_seconds)
            aside.set()
            self._slow += 1
            self._busy -= 1
            self._turn.notify()

    def _start(self) -> Worker:
        try:
            worker = Worker(self._folder, self._limits, self._manning.niceness)
        except OSError as fault:
            raise StoppedAt(Limit.CRASH, f"a query worker did not start ({fault}); free memory or processes, then try again") from None
        with self._turn:
            closed = self._closed
            self._started += 1
            if not closed:
                self._all.add(worker)
        try:
            if closed:
                raise store_closed()
            worker.wait_until_ready()
        except KbError:
            self._dismiss(worker)
            raise
        return worker

    def _give_back(self, worker: Worker | None, fit: bool, slow: bool) -> None:
        with self._turn:
            self._slow -= slow
            self._busy -= not slow
            fit = fit and not self._closed and self._busy + len(self._free) < self._manning.workers
            if worker and fit:
                self._free.append(worker)
            self._turn.notify()
        if worker and not fit:
            self._dismiss(worker)

    def _dismiss(self, worker: Worker) -> None:
        with self._turn:
            self._all.discard(worker)
        worker.end()


def close_all(crews: Mapping[Lane, Crew]) -> None:
    """End every worker."""
    for crew in crews.values():
        crew.close()
