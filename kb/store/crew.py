"""The workers of one track and the queue before them: first come, first served, and none waits without end."""

from __future__ import annotations

import threading
from collections import Counter, deque
from pathlib import Path

from kb.errors import KbError
from kb.store.forker import Forker
from kb.store.interface import LaneState, Limit, Limits, Manning, StoppedAt, busy, store_closed
from kb.store.line import Worker


class _Turn:
    """A query's place in the queue: called when a worker's place is given to it, or when the store closes."""

    def __init__(self) -> None:
        self.called = threading.Event()
        self.granted = False


class Crew:
    """Workers start when first needed and are replaced when they die."""

    def __init__(self, forker: Forker, folder: Path, limits: Limits, manning: Manning) -> None:
        self._forker, self._folder, self._limits, self._manning = forker, folder, limits, manning
        self._lock = threading.Lock()
        self._queue: deque[_Turn] = deque()
        self._free: list[Worker] = []
        self._all: set[Worker] = set()
        self._busy = self._started = 0
        self._stopped: Counter[Limit] = Counter()
        self._closed = False

    def run(self, task: bytes) -> tuple[int, bytes]:
        """The kind and body of the answer; raises StoppedAt when the query was stopped, Overran when its quantum is used up."""
        worker, fit = None, False
        try:
            self._take_place()
        except StoppedAt as fault:
            self._stopped[fault.limit] += 1
            raise
        try:
            worker = self._idle() or self._start()
            answer = worker.ask(task)
            fit = not worker.spent
            return answer
        except StoppedAt as fault:
            self._stopped[fault.limit] += 1
            if self._closed:
                raise store_closed() from None
            raise
        finally:
            self._leave_place(worker, fit)

    def state(self) -> LaneState:
        """How the track stands now."""
        with self._lock:
            return LaneState(self._manning.workers, len(self._all), self._busy, len(self._queue), self._started, dict(self._stopped))

    def close(self) -> None:
        """End all workers; queries under way are stopped, queries that wait are refused."""
        with self._lock:
            self._closed = True
            everyone, free = self._all, self._free
            self._all, self._free = set(), []
            for turn in self._queue:
                turn.called.set()
            self._queue.clear()
        for worker in everyone:
            worker.kill()
        for worker in free:
            worker.end()

    def _take_place(self) -> None:
        """Take the place of a worker, at once or when it is this query's turn."""
        with self._lock:
            if self._closed:
                raise store_closed()
            if self._busy < self._manning.workers:
                self._busy += 1
                return
            if len(self._queue) >= self._manning.places:
                raise busy()
            turn = _Turn()
            self._queue.append(turn)
        turn.called.wait(self._limits.seconds)
        with self._lock:
            if turn.granted:
                return
            if self._closed:
                raise store_closed()
            self._queue.remove(turn)
            raise busy()

    def _leave_place(self, worker: Worker | None, fit: bool) -> None:
        """Give the place to the first that waits. A worker that is no longer fit is gone before, with the memory that it held."""
        if worker and not (fit and self._kept(worker)):
            self._dismiss(worker)
        with self._lock:
            if not self._queue:
                self._busy -= 1
                return
            turn = self._queue.popleft()
            turn.granted = True
            turn.called.set()

    def _kept(self, worker: Worker) -> bool:
        with self._lock:
            if not self._closed:
                self._free.append(worker)
            return not self._closed

    def _idle(self) -> Worker | None:
        """A worker that waits for a task and lives."""
        while True:
            with self._lock:
                if not self._free:
                    return None
                worker = self._free.pop()
            if worker.alive():
                return worker
            self._dismiss(worker)

    def _start(self) -> Worker:
        try:
            worker = Worker(self._forker, self._folder, self._limits, self._manning)
        except OSError as fault:
            raise StoppedAt(Limit.CRASH, f"a query worker did not start ({fault}); free memory or processes, then try again") from None
        with self._lock:
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

    def _dismiss(self, worker: Worker) -> None:
        with self._lock:
            self._all.discard(worker)
        worker.end()
