"""What workers are forked from: it is replaced where it died, takes its workers with it, and tells where none can be had."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.store import Limit, Store
from kb.store.forker import Forker
from kb.store.forking import NOT_FORKED, ForkServer
from kb.store.wire import ENDED, LENGTH
from tests.store.asking import ENDLESS, answers, in_background, stopped, wait_until
from tests.store.small_store import fork_servers_of

Opened = Callable[..., Store]
Workers = Callable[..., list[int]]


def test_workers_of_a_store_are_forked_from_one_process(opened: Opened, workers: Workers) -> None:
    store = opened()
    in_background(lambda: store.select(ENDLESS))
    wait_until(lambda: len(workers()) == 1)
    assert answers(store)
    assert len(workers()) == 2
    assert len(fork_servers_of()) == 1
    store.close()
    assert fork_servers_of() == []


def ticks(process: int) -> int:
    """What a process used of the processor, in the system's own unit."""
    return sum(map(int, Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()[11:13]))


def test_what_dies_is_replaced_and_leaves_no_worker(opened: Opened, workers: Workers) -> None:
    store = opened(seconds=60)
    assert answers(store)
    [server], [worker] = fork_servers_of(), workers()
    before = ticks(worker)
    hog = in_background(lambda: store.select(ENDLESS))
    wait_until(lambda: ticks(worker) > before + 5)  # it is in the midst of the query
    os.kill(server, signal.SIGKILL)
    hog.join(20)
    assert not hog.is_alive()
    wait_until(lambda: not Path(f"/proc/{worker}").exists())
    assert answers(store)
    assert fork_servers_of() != [server]


def test_a_store_whose_fork_server_died_can_be_closed(opened: Opened) -> None:
    store = opened()
    assert answers(store)
    [server] = fork_servers_of()
    os.kill(server, signal.SIGKILL)
    store.close()
    store.close()
    assert stopped(store, "ASK {}").limit is Limit.CLOSED
    assert fork_servers_of() == []


def test_nothing_is_forked_for_a_closed_store() -> None:
    forker = Forker()
    forker.close()
    one, other = socket.socketpair()
    with one, other, pytest.raises(Exception, match="closed"):
        forker.fork(one, other, b"{}")


@pytest.fixture
def control() -> Iterator[socket.socket]:
    """The line to a fork server in a thread of this process; what it sets of signals is put back."""
    handler = signal.getsignal(signal.SIGCHLD)
    ours, theirs = socket.socketpair()
    server = ForkServer(theirs)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield ours
    ours.close()
    thread.join(20)
    theirs.close()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, handler)


def test_where_no_process_can_be_had_that_is_told(
    control: socket.socket, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> int:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(os, "fork", refuse)
    (line, theirs), (leash, held) = socket.socketpair(), socket.socketpair()
    terms = json.dumps({}).encode()
    with line, leash:
        with theirs, held:
            socket.send_fds(control, [LENGTH.pack(len(terms))], [theirs.fileno(), held.fileno()])
            control.sendall(terms)
        assert line.recv(1) == b""
        assert ENDED.unpack(leash.recv(ENDED.size)) == (NOT_FORKED,)
    assert "no more processes" in capfd.readouterr().err
