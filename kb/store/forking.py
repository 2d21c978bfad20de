"""The process that workers are forked from: all that they need is loaded in it, no store is open, and it has one thread.

A worker is so ready in a few milliseconds, where a new interpreter takes a tenth of a second of the processor or more. The standard
library's own fork server is not used, since it runs the user's main program again in each child, and outlives the store.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from contextlib import suppress
from functools import partial
from pathlib import Path

from kb.store import worker
from kb.store.interface import Limits
from kb.store.wire import ENDED, LENGTH, Terms
from kb.tied import end_with

NOT_FORKED = 71
"""What is told as the exit code of a process that could not be made (EX_OSERR)."""


class ForkServer:
    """Forks a worker for each request, ends it when its leash is let go, and tells over the leash how it ended."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._own_number = os.getpid()
        self._leashes: dict[int, socket.socket] = {}
        self._events = selectors.DefaultSelector()
        self._events.register(control, selectors.EVENT_READ, self._fork)
        self._woken, self._wakes = socket.socketpair()
        self._woken.setblocking(False)
        self._wakes.setblocking(False)
        self._events.register(self._woken, selectors.EVENT_READ, self._reap)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # else no byte is written to what wakes us
        signal.set_wakeup_fd(self._wakes.fileno(), warn_on_full_buffer=False)
        self._served = True

    def run(self) -> None:
        """Serve until the other end of the control line is closed; then no worker is left."""
        while self._served:
            for key, _ in self._events.select():
                key.data()
        for process in self._leashes:
            os.kill(process, signal.SIGKILL)

    def _fork(self) -> None:
        head, received, _, _ = socket.recv_fds(self._control, LENGTH.size, 2)
        if len(head) < LENGTH.size:
            self._served = False
            return
        terms = self._control.recv(LENGTH.unpack(head)[0], socket.MSG_WAITALL)
        line, leash = (socket.socket(fileno=one) for one in received)
        with line:
            try:
                process = os.fork()
            except OSError as fault:
                print(f"no query worker can be had: {fault}", file=sys.stderr)  # noqa: T201 -- standard error is the log of workers
                with leash:
                    leash.sendall(ENDED.pack(NOT_FORKED))
                return
            if not process:
                self._be_a_worker(line, leash, terms)
        self._leashes[process] = leash
        self._events.register(leash, selectors.EVENT_READ, partial(self._end, process))

    def _be_a_worker(self, line: socket.socket, leash: socket.socket, terms: bytes) -> None:
        """The child's side of a fork; it never returns to the loop of its parent."""
        try:
            end_with(self._own_number)
            for held in (self._control, self._woken, self._wakes, leash, *self._leashes.values()):
                held.close()
            self._events.close()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            asked = Terms(**json.loads(terms))
            worker.serve(line, Path(asked.folder), Limits(**asked.limits), asked.niceness, asked.quantum)
        finally:  # reached by a fault only; whatever it is, it must not go on as a second fork server
            traceback.print_exc()
            os._exit(1)

    def _end(self, process: int) -> None:
        """The leash was let go: end the worker, which cannot have been waited for yet, so that its number is still its own."""
        self._events.unregister(self._leashes[process])
        os.kill(process, signal.SIGKILL)

    def _reap(self) -> None:
        """Tell of each worker that has ended how it ended."""
        self._woken.recv(4096)
        while self._leashes:
            process, status = os.waitpid(-1, os.WNOHANG)
            if not process:
                return
            with self._leashes.pop(process) as leash, suppress(OSError):  # the store itself may be gone
                with suppress(KeyError):  # it was let go before
                    self._events.unregister(leash)
                leash.sendall(ENDED.pack(os.waitstatus_to_exitcode(status)))


def main() -> None:
    """Serve the other end of standard input."""
    gc.freeze()  # a collection in a child would copy every page that it looks at
    ForkServer(socket.socket(fileno=0)).run()


if __name__ == "__main__":
    main()
