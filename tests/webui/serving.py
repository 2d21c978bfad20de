"""A server of its own process for tests, with settings of theirs, and plain sockets to it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from kb.places import HOME_SETTING
from tests.conftest import ROOT

START = "import sys; from pathlib import Path; from webui.serve import serve; serve(Path(sys.argv[1]), port=0)"


@dataclass
class Served:
    process: subprocess.Popen[str]
    address: str
    log: Path

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def get(self, path: str, *headers: str, host: str = "localhost") -> bytes:
        """The whole answer, head and body, of a connection of its own."""
        return self.send("\r\n".join((f"GET {path} HTTP/1.1", f"Host: {host}", "Connection: close", *headers, "", "")).encode())

    def send(self, request: bytes) -> bytes:
        with self.connect() as line:
            line.sendall(request)
            return read_all(line)


def read_all(line: socket.socket) -> bytes:
    """All that comes until the other side ends."""
    parts = []
    try:
        while part := line.recv(1 << 16):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


@contextmanager
def served(home: Path, scratch: Path, *arguments: str, **settings: str) -> Iterator[Served]:
    """A server over a folder of releases, ended by force at the end where it still runs."""
    environment = os.environ | {HOME_SETTING.replace("HOME", name): value for name, value in settings.items()}
    log = scratch / "server.log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [*arguments, sys.executable, "-c", START, str(home)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    with process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            assert line, log.read_text()
            yield Served(process, line.split()[2], log)
        finally:
            process.kill()
