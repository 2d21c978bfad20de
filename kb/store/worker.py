"""A worker process: shut in by the kernel's limits, it answers one query after another until the store's end of its line is closed."""

from __future__ import annotations

import ctypes
import os
import queue
import resource
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import BinaryIO, NoReturn

from kb.errors import KbError
from kb.store.engine import Engine
from kb.store.interface import Limits
from kb.store.wire import DOCUMENT, FAULT, HEADER, READY, SPENT, TABLE, read_task, write_answer, write_fault

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_ALARM_GRACE = 1.0


def serve(line: socket.socket, folder: Path, limits: Limits, niceness: int, quantum: float) -> NoReturn:
    """Open the store and answer what comes over the line."""
    os.dup2(2, 1)  # what is printed by mistake goes to standard error
    _shut_in(limits, niceness)
    tasks, answers = line.makefile("rb"), line.makefile("wb")
    try:
        engine = Engine(folder)
    except KbError as fault:
        _send(answers, FAULT, write_fault(fault))
        os._exit(0)
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(tasks, waiting), daemon=True).start()
    _send(answers, READY, b"")
    while True:
        kind, body = _answer(engine, waiting.get(), limits, quantum)
        _send(answers, kind | (SPENT if _swollen(limits) else 0), body)


def _answer(engine: Engine, body: bytes, limits: Limits, quantum: float) -> tuple[int, bytes]:
    # The store kills at the limit. The alarm, left at its default action, ends a query that cannot be interrupted otherwise
    # even when the store's process is stopped. The quantum is counted by the kernel, in time of the processor: what a query is given
    # does not depend on how busy the machine is.
    signal.setitimer(signal.ITIMER_REAL, limits.seconds + _ALARM_GRACE)
    signal.setitimer(signal.ITIMER_PROF, quantum)
    try:
        task = read_task(body)
        if task.media_type:
            return DOCUMENT, engine.document(task, limits)
        return TABLE, write_answer(engine.table(task, limits))
    except KbError as fault:
        return FAULT, write_fault(fault)
    except MemoryError:
        os.abort()  # the same end as when the engine itself fails to allocate
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _send(answers: BinaryIO, kind: int, body: bytes) -> None:
    answers.write(HEADER.pack(kind, len(body)))
    answers.write(body)  # apart from its header, since a large answer should not be copied within the memory limit
    answers.flush()


def _swollen(limits: Limits) -> bool:
    """Whether this process now holds a quarter of its memory limit (known on Linux only)."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return False
    return pages * resource.getpagesize() > limits.memory_bytes // 4


def _listen(tasks: BinaryIO, waiting: queue.SimpleQueue[bytes]) -> None:
    """Pass tasks on; when the other end of the line closes, for whatever reason, end at once, even in the midst of a query."""
    try:
        while len(header := tasks.read(HEADER.size)) == HEADER.size:
            waiting.put(tasks.read(HEADER.unpack(header)[1]))
    finally:
        os._exit(0)


def _shut_in(limits: Limits, niceness: int) -> None:
    """Everything that must hold before the store starts its threads."""
    for told in (signal.SIGALRM, signal.SIGPROF):
        signal.signal(told, signal.SIG_DFL)
    os.nice(niceness)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    if sys.platform == "linux":
        _leave_the_network()


def _leave_the_network() -> None:
    """An empty network of its own, where the system permits it; else the screening of queries stands alone."""
    libc = ctypes.CDLL(None)
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
