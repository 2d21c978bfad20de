"""The store's end of the process that workers are forked from: it is started when first needed, and anew where it died."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from kb.store.interface import store_closed
from kb.store.wire import LENGTH

PATIENCE = 5.0
"""Seconds in which it is gone after its line was closed, or else it is killed."""


class Forker:
    """Asks for workers; safe to use from many threads."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._server: tuple[subprocess.Popen[bytes], socket.socket] | None = None
        self._closed = False

    def fork(self, line: socket.socket, leash: socket.socket, terms: bytes) -> None:
        """Have a worker serve ``line`` and be bound by ``leash``. Raises OSError where no process can be had."""
        with self._turn:
            if self._closed:
                raise store_closed()
            try:
                _send(self._control(), line, leash, terms)
            except ConnectionError:  # it died since it was looked at
                self._let_go()
                _send(self._control(), line, leash, terms)

    def close(self) -> None:
        """End it, with all that it forked; twice does no harm."""
        with self._turn:
            self._closed = True
            self._let_go()

    def _control(self) -> socket.socket:
        """The line to a server that lives."""
        if not self._server or self._server[0].poll() is not None:
            self._let_go()
            self._server = _started()
        return self._server[1]

    def _let_go(self) -> None:
        if not self._server:
            return
        process, control = self._server
        self._server = None
        control.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
        process.kill()
        process.wait()


def _started() -> tuple[subprocess.Popen[bytes], socket.socket]:
    control, theirs = socket.socketpair()
    with theirs:
        try:
            # -P: a file of the working directory must not stand for a module. A process group of its own: Ctrl-C in the terminal is
            # for the program itself to handle. Not a session of its own: Linux weighs sessions alike, whatever their niceness.
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "kb.store.forking"],
                stdin=theirs.fileno(),
                stdout=2,  # what is printed by mistake goes to standard error
                process_group=0,
                env=os.environ | _environment(),
            )
        except OSError:
            control.close()
            raise
    return process, control


def _send(control: socket.socket, line: socket.socket, leash: socket.socket, terms: bytes) -> None:
    socket.send_fds(control, [LENGTH.pack(len(terms))], [line.fileno(), leash.fileno()])
    control.sendall(terms)


def _environment() -> dict[str, str]:
    """What workers need beside the environment of the program."""
    return {
        "PYTHONPATH": os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path),  # to find what the program found
        "MALLOC_ARENA_MAX": "2",  # else glibc reserves 64 MiB of the limited address space for each thread that allocates
        "RUST_BACKTRACE": "0",  # one line in the log for a query that ran out of memory, not thirty
    }
