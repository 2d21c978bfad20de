"""Servers under load as processes of their own, and what the system says of them: memory, descriptors, threads, children."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kb.places import HOME_SETTING
from tests.conftest import ROOT


@dataclass(frozen=True)
class Use:
    """What a process and its children use."""

    mebibytes: float
    descriptors: int
    threads: int
    children: int

    def line(self) -> str:
        """In words."""
        return f"{self.mebibytes:7.1f} MiB, {self.descriptors} descriptors, {self.threads} threads, {self.children} processes below it"


def use_of(process: int) -> Use:
    """What a process uses now: memory with its children's, the rest its own."""
    children = descendants(process)
    memory = sum(_status(pid, "VmRSS") for pid in (process, *children)) / 1024
    return Use(memory, len(list(Path(f"/proc/{process}/fd").iterdir())), _status(process, "Threads"), len(children))


def _status(process: int, name: str) -> int:
    try:
        found = re.search(rf"^{name}:\s+(\d+)", Path(f"/proc/{process}/status").read_text(), flags=re.M)
    except OSError:
        return 0
    return int(found[1]) if found else 0


def descendants(process: int) -> list[int]:
    """The children of a process, and theirs: what workers are forked from, and the workers."""
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):  # a thread that has just ended
            found += map(int, task.read_text().split())
    return found + [below for child in found for below in descendants(child)]


@contextmanager
def ours(home: Path, **settings: str) -> Iterator[tuple[int, int]]:
    """Our server: its process and port."""
    code = "import sys; from pathlib import Path; from webui.serve import serve; serve(Path(sys.argv[1]), port=0)"
    environment = os.environ | {HOME_SETTING.replace("HOME", name): value for name, value in settings.items()}
    call = [sys.executable, "-c", code, str(home)]
    with subprocess.Popen(call, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout
            yield process.pid, int(process.stdout.readline().split()[2].rstrip("/").rpartition(":")[2])
        finally:
            process.terminate()
            process.wait(60)


@contextmanager
def oxigraph(store: Path, seconds: int) -> Iterator[tuple[int, int]]:
    """The bare Oxigraph server on a store, with its own limit of time."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("oxigraph")
    call = [str(program), "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    with subprocess.Popen([*call, "--timeout-s", str(seconds)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(port)
            yield process.pid, port
        finally:
            process.kill()


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the Oxigraph server did not start")
