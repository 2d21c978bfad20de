"""The store's end of one worker process: the line that tasks and answers go over, and the leash that it is ended by."""

from __future__ import annotations

import json
import select
import signal
import socket
import threading
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from kb.store.forker import Forker
from kb.store.interface import MIB, Limit, Limits, Manning, StoppedAt
from kb.store.wire import ENDED, FAULT, HEADER, SPENT, Terms, read_fault

START_SECONDS = 60.0
_UNKNOWN = 255


class Overran(Exception):
    """A query used up its quantum of processor time."""


class Worker:
    """One worker process, and what it may do for a query."""

    def __init__(self, forker: Forker, folder: Path, limits: Limits, manning: Manning) -> None:
        self._limits = limits
        self.spent = False
        self._line, theirs = socket.socketpair()
        self._leash, held = socket.socketpair()
        self._code: int | None = None
        self._ending = threading.Lock()
        terms = Terms(str(folder), asdict(limits), manning.niceness, manning.quantum)
        with theirs, held:
            forker.fork(theirs, held, json.dumps(asdict(terms)).encode())

    def alive(self) -> bool:
        """Whether the process, which has no task now, still runs: it says nothing by itself, so there is only the line's end to read."""
        waiting = select.poll()  # which knows descriptors of any number
        waiting.register(self._line, select.POLLIN)
        return not waiting.poll(0)

    def wait_until_ready(self) -> None:
        """Return when the store is open."""
        try:
            kind, body = self._receive(time.monotonic() + START_SECONDS)
        except StoppedAt:
            raise StoppedAt(Limit.CRASH, "a query worker did not start; see standard error, and check the limit of memory") from None
        if kind == FAULT:
            raise read_fault(body)

    def ask(self, task: bytes) -> tuple[int, bytes]:
        """The kind and body of the answer to a task; the worker must be ended when this raises, be it Overran or StoppedAt."""
        deadline = time.monotonic() + self._limits.seconds
        self._send(HEADER.pack(0, len(task)) + task, deadline)
        return self._receive(deadline)

    def kill(self) -> None:
        """End the process and wait until it is gone; a thread that waits for its answer then learns of it."""
        with suppress(OSError):  # whoever holds the worker has closed it meanwhile
            self._leash.shutdown(socket.SHUT_WR)
        self._wait()

    def end(self) -> None:
        """Kill, and close the line; only for whoever holds the worker, since others may still be reading."""
        self.kill()
        self._line.close()
        self._leash.close()

    def _wait(self) -> int:
        """The exit code, negative for a signal, once the process is gone."""
        with self._ending:
            if self._code is None:
                told = self._leash.recv(ENDED.size)
                self._code = ENDED.unpack(told)[0] if told else _UNKNOWN
            return self._code

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

    def _epitaph(self) -> Exception:
        """Why a worker died on its own."""
        match -self._wait():
            case signal.SIGPROF:
                return Overran()
            case signal.SIGALRM:
                return self._out_of_time()
            case signal.SIGABRT:
                advice = "sort, group or DISTINCT fewer rows, and connect every pattern to another"
                told = f"the query needed more than {self._limits.memory_bytes / MIB:g} MiB of memory, the limit; {advice}"
                return StoppedAt(Limit.MEMORY, told)
        return StoppedAt(Limit.CRASH, "the query worker ended unexpectedly; try again, and if it ends again simplify the query")
