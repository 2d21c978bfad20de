"""Clients for the benchmarks of a server under load: each keeps its connection, and what each request took is written down."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

TIMEOUT = 60

ATTACKERS = 100
"""Hostile requests that are under way at a time, at most."""

PATIENCE = 20
"""Seconds that their senders wait for an answer."""


@dataclass
class Tally:
    """What the clients saw: milliseconds of the good requests that were answered, and how each other one ended."""

    good: list[float] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    hostile: Counter[str] = field(default_factory=Counter)
    seconds: float = 0

    def line(self) -> str:
        """The figures of the good ones."""
        if len(self.good) < 2:  # no quantiles
            return f"{len(self.good)} good answers; failed: {dict(self.failed)}"
        cut = statistics.quantiles(self.good, n=100)
        told = f"{len(self.good) / self.seconds:8.1f} good/s   p50 {cut[49]:7.1f}   p95 {cut[94]:7.1f}   p99 {cut[98]:7.1f} ms"
        return f"{told}   failed {dict(self.failed)}   hostile {dict(self.hostile)}"


@dataclass(frozen=True)
class Asked:
    """A request: method, path, body and headers."""

    path: str
    body: str = ""
    kind: str = ""
    accept: str = "text/html"

    def send(self, line: http.client.HTTPConnection) -> int:
        """The status, when the whole answer was read."""
        headers = {"Accept": self.accept} | ({"Content-Type": self.kind} if self.kind else {})
        line.request("POST" if self.body else "GET", self.path, self.body or None, headers)
        answer = line.getresponse()
        answer.read()
        return answer.status


@dataclass
class Health:
    """What a program that watches a server saw: each probe's status, and the longest time that one took."""

    ended: Counter[str] = field(default_factory=Counter)
    longest: float = 0

    def line(self) -> str:
        """In words."""
        return f"health {dict(self.ended)}, at most {self.longest:.0f} ms"


def watch(port: int, probes: Sequence[Asked], over: threading.Event, pause: float = 0.25) -> Health:
    """Probe a server, each time over a new connection, until told that it is over."""
    health = Health()
    while not over.wait(pause):
        for probe in probes:
            start = time.perf_counter()
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
            health.ended[_sent(line, probe)] += 1
            line.close()
            health.longest = max(health.longest, (time.perf_counter() - start) * 1000)
    return health


def load(port: int, good: Sequence[Asked], hostile: Sequence[Asked], clients: int, until: Callable[[], bool], every: int = 20) -> Tally:
    """Have clients ask until told to end. Where there are hostile requests, one in ``every`` is one of them.

    These are sent beside the others, so that the clients go on asking at their full rate while hostile ones are not yet answered.
    """
    tally, start = Tally(), time.perf_counter()
    with ThreadPoolExecutor(ATTACKERS) as attackers:
        sent = _Load(port, good, hostile, until, every, tally, attackers)
        threads = [threading.Thread(target=sent.client, args=(number, clients), daemon=True) for number in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        tally.seconds = time.perf_counter() - start
        attackers.shutdown(cancel_futures=True)
    return tally


@dataclass(frozen=True)
class _Load:
    """Requests to one server."""

    port: int
    good: Sequence[Asked]
    hostile: Sequence[Asked]
    until: Callable[[], bool]
    every: int
    tally: Tally
    attackers: ThreadPoolExecutor
    lock: threading.Lock = field(default_factory=threading.Lock)

    def client(self, number: int, clients: int) -> None:
        """Ask one thing after another, over one connection."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        turn = number * 7
        while not self.until():
            turn += 1
            if self.hostile and turn % self.every == 0:
                asked = self.hostile[(turn // self.every * clients + number) % len(self.hostile)]
                self.attackers.submit(self._attack, asked)
                continue
            start = time.perf_counter()
            ended = _sent(line, self.good[turn % len(self.good)])
            took = (time.perf_counter() - start) * 1000
            with self.lock:
                if ended == "200":
                    self.tally.good.append(took)
                else:
                    self.tally.failed[ended] += 1
        line.close()

    def _attack(self, asked: Asked) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        ended = _sent(line, asked)
        line.close()
        with self.lock:
            self.tally.hostile[ended] += 1


def _sent(line: http.client.HTTPConnection, asked: Asked) -> str:
    """How a request ended: its status, or the fault of the connection, which is then made anew."""
    try:
        return str(asked.send(line))
    except (OSError, http.client.HTTPException) as fault:
        line.close()
        return type(fault).__name__
