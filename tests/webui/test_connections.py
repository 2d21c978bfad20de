"""Connections that would hold the server up: slow, silent, many, large; each is ended, and others notice nothing."""

from __future__ import annotations

import http.client
import signal
import threading
import time
from pathlib import Path

import pytest
from waitress.adjustments import Adjustments

from tests.webui.serving import Served, read_all, served
from webui import connections
from webui.connections import LEAST_SPEED, SPEED_SECONDS, Connection

LONG = "/sparql?query=SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%3Fa%20%3Fb%20%3Fc.%3Fd%20%3Fe%20%3Ff.%3Fg%20%3Fh%20%3Fi%7D"
"""A query that no limit but that of time ends."""


@pytest.fixture(scope="module")
def server(release_home: Path, tmp_path_factory: pytest.TempPathFactory):
    settings = {"CONNECTIONS": "60", "REQUEST_SECONDS": "2", "IDLE_SECONDS": "2", "BODY_KIB": "64", "VISITOR_SECONDS": "5"}
    with served(release_home, tmp_path_factory.mktemp("server"), **settings) as started:
        yield started


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def well(server: Served) -> bool:
    return status(server.get("/healthz")) == 200


@pytest.mark.parametrize("beginning", [b"GET / HTTP/1.1\r\nX-", b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"])
def test_a_request_that_comes_byte_by_byte_is_ended(server: Served, beginning: bytes) -> None:
    with server.connect() as line:
        line.sendall(beginning)
        line.settimeout(0.2)
        answer = b""
        while not answer:
            try:
                line.sendall(b"a")
                answer = line.recv(1 << 16)
            except TimeoutError:
                continue
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"2 seconds, the limit" in answer


def test_a_silent_connection_is_ended(server: Served) -> None:
    with server.connect() as line:
        assert read_all(line) == b""


def test_a_kept_connection_answers_again(server: Served) -> None:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    line.connect()
    ours = line.sock.getsockname()
    for _ in range(3):
        line.request("GET", "/robots.txt")
        assert b"Disallow" in line.getresponse().read()
        assert line.sock.getsockname() == ours
    line.close()


def test_more_connections_than_allowed_make_room(server: Served) -> None:
    held = [server.connect() for _ in range(150)]
    try:
        for line in held:
            line.sendall(b"GET / HTTP/1.1\r\n")
        assert well(server)
    finally:
        for line in held:
            line.close()
    assert well(server)


def test_large_heads_and_bodies_are_refused(server: Served) -> None:
    assert status(server.get("/", "X-Long: " + "a" * (1 << 18))) == 431
    head = b"POST /sparql HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/sparql-query\r\nContent-Length: %d\r\n\r\n"
    over = server.send(head % (65 << 10) + b" " * (65 << 10))
    assert status(over) == 413
    assert b"64 kB" in over
    assert status(server.send(head % (1 << 40))) == 413
    assert well(server)


def test_pages_answer_while_visitors_take_every_place(server: Served) -> None:
    asking = [server.connect() for _ in range(12)]
    try:
        for line in asking:
            line.sendall(f"GET {LONG} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        assert server.get("/id/agent/azacitidine", "Accept: text/html").startswith(b"HTTP/1.1 200 ")
        assert well(server)
        for line in asking:
            answer = read_all(line)
            assert answer.startswith(b"HTTP/1.1 503 "), answer[:200]
            assert b"Retry-After: " in answer
    finally:
        for line in asking:
            line.close()


def test_readers_who_do_not_read_take_no_thread(server: Served) -> None:
    every = "/sparql?format=ntriples&query=CONSTRUCT%20%7B%3Fs%20%3Fp%20%3Fo%7D%20WHERE%20%7B%3Fs%20%3Fp%20%3Fo%7D"
    held = [server.connect() for _ in range(20)]
    try:
        for line in held:
            line.sendall(f"GET {every} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        assert well(server)
    finally:
        for line in held:
            line.close()


class _Socket:
    """The other side of a connection, which takes so many bytes at a time."""

    def __init__(self) -> None:
        self.shut = False

    def getsockopt(self, *_: int) -> int:
        return 1 << 16

    def setblocking(self, _: int) -> None: ...

    def fileno(self) -> int:
        return 99999

    def shutdown(self, _: int) -> None:
        self.shut = True

    def getpeername(self) -> tuple[str, int]:
        return "127.0.0.1", 1


class _Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.mark.parametrize(("speed", "ended"), [(0, True), (LEAST_SPEED // 2, True), (LEAST_SPEED * 2, False)])
def test_an_answer_must_be_taken_at_a_least_speed(monkeypatch: pytest.MonkeyPatch, speed: int, ended: bool) -> None:
    clock = _Clock()
    monkeypatch.setattr(connections, "time", clock)
    monkeypatch.setattr(Connection, "add_channel", lambda *_: None)
    taken = _Socket()
    line = Connection(None, taken, ("127.0.0.1", 1), Adjustments(), map={})
    line.total_outbufs_len = 1 << 30
    for _ in range(3 * SPEED_SECONDS):
        clock.now += 1
        line._sent += speed
        line.readable()
    assert taken.shut is ended


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_what_is_under_way_is_answered_when_it_is_told_to_stop(release_home: Path, tmp_path: Path, told: signal.Signals) -> None:
    with served(release_home, tmp_path, VISITOR_SECONDS="3", LOG_FORMAT="json") as started:
        answers: list[bytes] = []
        asking = threading.Thread(target=lambda: answers.append(started.get(LONG)))
        asking.start()
        wait_for_log(started, "/robots.txt")
        time.sleep(0.3)
        started.process.send_signal(told)
        asking.join(60)
        assert answers[0].startswith(b"HTTP/1.1 503 "), "the limit of time ended it, not the stop"
        assert started.process.wait(60) == 0
        assert '"status": 503' in started.log.read_text()
        with pytest.raises(ConnectionRefusedError):
            started.connect()


def wait_for_log(started: Served, path: str) -> None:
    while path not in started.log.read_text():
        started.get(path)


def test_a_stop_has_its_limit(release_home: Path, tmp_path: Path) -> None:
    with served(release_home, tmp_path, VISITOR_SECONDS="60", STOP_SECONDS="1") as started:
        line = started.connect()
        line.sendall(f"GET {LONG} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        wait_for_log(started, "/robots.txt")
        started.process.send_signal(signal.SIGTERM)
        assert started.process.wait(30) == 0
        assert "1 requests still under way" in started.log.read_text()
        line.close()


def test_a_setting_that_cannot_be_ends_the_start(release_home: Path, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="AML_EVIDENCE_THREADS"), served(release_home, tmp_path, THREADS="none"):
        pass
