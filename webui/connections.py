"""Connections: each has so long for a request, must take its answer at a least speed, and makes room where there are too many."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from typing import Any

from waitress.channel import HTTPChannel

LEAST_SPEED = 8 * 1024
"""Bytes a second that a client must take of an answer, on average over ``SPEED_SECONDS``; a slow telephone line takes as much."""

SPEED_SECONDS = 30

_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s"


class Connection(HTTPChannel):  # type: ignore[misc]  # waitress ships no types
    """A connection of waitress, which itself only ends those that are silent and wait for nothing."""

    request_seconds = 20.0
    idle_seconds = 30.0

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self._since = time.monotonic()  # when it last began to wait for a request
        self._begun: float | None = None  # when the first byte of the request came that is now received
        self._sent, self._sent_since = 0, self._since
        super().__init__(*arguments, **named)

    def readable(self) -> bool:
        """As waitress has it; it is asked in every round of the server, so here each connection is also looked at."""
        now = time.monotonic()
        if self.connected and not self.will_close:
            self._look(now)
        return bool(super().readable())

    def received(self, data: bytes) -> bool:
        """Take bytes of a request; the first of them sets its clock."""
        if self.request is None and self._begun is None:
            self._begun = time.monotonic()
        went_on = bool(super().received(data))
        if self.request is None:
            self._begun, self._since = None, time.monotonic()
        return went_on

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send what goes, and count it."""
        count = int(super().send(data, do_close=do_close))
        self._sent += count
        return count

    @property
    def waits(self) -> bool:
        """Whether nothing is asked yet and nothing is being sent."""
        return not self.requests and not self.total_outbufs_len

    @property
    def waiting_since(self) -> float:
        """Since when it has not completed a request."""
        return self._begun or self._since

    def drop(self) -> None:
        """End it, whether or not the other side listens: the next round finds the line closed."""
        self.will_close = True
        with suppress(OSError):  # the other side may have been quicker
            self.socket.shutdown(socket.SHUT_RDWR)

    def _look(self, now: float) -> None:
        if self.total_outbufs_len:
            self._look_at_speed(now)
            return
        self._sent, self._sent_since = 0, now
        if self.requests:
            self._since = now
        elif self._begun is not None and now - self._begun > self.request_seconds:
            self._refuse()
        elif self._begun is None and now - self._since > self.idle_seconds:
            self.drop()

    def _look_at_speed(self, now: float) -> None:
        self._since = now
        if now - self._sent_since < SPEED_SECONDS:
            return
        if self._sent < LEAST_SPEED * SPEED_SECONDS:
            self.drop()
        self._sent, self._sent_since = 0, now

    def _refuse(self) -> None:
        text = b"the request did not arrive within %g seconds, the limit; send it in one go, on a new connection\n" % self.request_seconds
        with suppress(OSError):
            self.socket.send(_TOO_SLOW % (len(text), text))
        self.drop()


def make_room(connections: list[Connection], most: int) -> None:
    """Where there are more connections than that, end the one that has waited longest without a complete request."""
    if len(connections) < most:
        return
    if waiting := [one for one in connections if one.waits and not one.will_close]:
        min(waiting, key=lambda one: one.waiting_since).drop()
