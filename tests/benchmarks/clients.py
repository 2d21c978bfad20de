"""Clients for the benchmarks of a server under load: each keeps its connection, and what each request took is written down."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

TIMEOUT = 60


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


def load(port: int, good: Sequence[Asked], hostile: Sequence[Asked], clients: int, until: Callable[[], bool], every: int = 20) -> Tally:
    """Have clients ask until told to end; each ``every``-th request is hostile, where there are hostile ones."""
    tally, lock, start = Tally(), threading.Lock(), time.perf_counter()
    threads = [
        threading.Thread(target=_client, args=(port, number, good, hostile, until, every, tally, lock), daemon=True)
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.seconds = time.perf_counter() - start
    return tally


def _client(
    port: int,
    number: int,
    good: Sequence[Asked],
    hostile: Sequence[Asked],
    until: Callable[[], bool],
    every: int,
    tally: Tally,
    lock: threading.Lock,
) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    turn = number * 7
    while not until():
        turn += 1
        attacks = bool(hostile) and turn % every == 0
        asked = hostile[turn // every % len(hostile)] if attacks else good[turn % len(good)]
        start = time.perf_counter()
        try:
            ended = str(asked.send(line))
        except (OSError, http.client.HTTPException) as fault:
            line.close()
            ended = type(fault).__name__
        took = (time.perf_counter() - start) * 1000
        with lock:
            if attacks:
                tally.hostile[ended] += 1
            elif ended == "200":
                tally.good.append(took)
            else:
                tally.failed[ended] += 1
    line.close()
