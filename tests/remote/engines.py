"""Real engines for the tests: Virtuoso and the Oxigraph server, each started on loopback, in a folder of its own, and ended afterwards."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "dba"  # noqa: S105 -- of an empty database that lives as long as the test
_START_SECONDS = 60

_INI = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
MaxCheckpointRemap = 2000
[Parameters]
ServerPort = {port}
ServerThreads = 12
CheckpointInterval = 0
NumberOfBuffers = 20000
MaxDirtyBuffers = 12000
MaxClientConnections = 20
SchedulerInterval = 10
DirsAllowed = {folder}
ThreadsPerQuery = 2
MaxQueryMem = 500M
[HTTPServer]
ServerPort = {http}
ServerRoot = {folder}
ServerThreads = 12
MaxClientConnections = 20
Charset = UTF-8
[URIQA]
DefaultHost = localhost:{http}
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = 60
"""


@dataclass(frozen=True)
class Engine:
    """A running engine: where it is asked, where it is changed, and how one signs in for that."""

    name: str
    query: str
    update: str
    authentication: str = ""
    user: str = ""
    secret: str = ""


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def oxigraph_command() -> str | None:
    beside = Path(sys.executable).with_name("oxigraph")
    return str(beside) if beside.exists() else shutil.which("oxigraph")


@contextmanager
def oxigraph(folder: Path, port: int = 0) -> Iterator[Engine]:
    """The Oxigraph server over a store in ``folder``; it asks nobody to sign in."""
    address = f"127.0.0.1:{port or free_port()}"
    command = [str(oxigraph_command()), "serve", "--location", str(folder / "store"), "--bind", address]
    with _running(command, folder, lambda: _answers(f"http://{address}/query")):
        yield Engine("oxigraph", f"http://{address}/query", f"http://{address}/update")


@contextmanager
def virtuoso(folder: Path, rows: int = 100_000) -> Iterator[Engine]:
    """Virtuoso with an empty database in ``folder``; answers are cut at ``rows``, and updates need digest authentication."""
    http = free_port()
    (folder / "virtuoso.ini").write_text(_INI.format(folder=folder, port=free_port(), http=http, rows=rows), encoding="utf-8")
    command = ["virtuoso-t", "+configfile", str(folder / "virtuoso.ini"), "+foreground", "+wait"]
    address = f"http://127.0.0.1:{http}"
    with _running(command, folder, lambda: _answers(f"{address}/sparql")):
        yield Engine("virtuoso", f"{address}/sparql", f"{address}/sparql-auth", "digest", "dba", PASSWORD)


@contextmanager
def _running(command: list[str], folder: Path, ready: Callable[[], bool]) -> Iterator[None]:
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder)
        try:
            end = time.monotonic() + _START_SECONDS
            while not ready():
                assert process.poll() is None, (folder / "output.txt").read_text(errors="replace")
                assert time.monotonic() < end, f"{command[0]} does not answer"
                time.sleep(0.1)
            yield
        finally:
            process.kill()
            process.wait()


def _answers(address: str) -> bool:
    body = b"query=ASK%20%7B%7D"
    try:
        with urllib.request.urlopen(address, body, 5) as answer:  # noqa: S310 -- the address is our own
            return bool(answer.status == 200)
    except OSError:
        return False
