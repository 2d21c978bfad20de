"""The carrier: brings queries and updates to an endpoint through SPARQLWrapper and brings back whole answers, or a clear fault."""

from __future__ import annotations

import http.client
import random
import threading
import time
import urllib.error
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from SPARQLWrapper import BASIC, POST, SPARQLWrapper

from kb import __version__
from kb.errors import Unavailable
from kb.store import refusals
from kb.store.deadline import opener
from kb.store.endpoint import Endpoint

TRIES = 3
REST_SECONDS = 1.0
"""How long an engine that was found away is not asked again: requests fail at once then, and none waits in line."""

_LONGEST_WAIT = 2.0
_AT_ONCE = 1 << 16
_LONGEST_REASON = 1 << 14


@dataclass(frozen=True, slots=True)
class Received:
    """An answer: its body, whole, and its headers."""

    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sent:
    """A request: a query or an update, its form, what is accepted, and the parameters beside it."""

    text: str
    form: str
    accept: str = "*/*"
    beside: tuple[tuple[str, str], ...] = ()


class _Request(SPARQLWrapper):
    """SPARQLWrapper makes the request; it is sent here, since the library itself can only limit the wait for each next byte."""

    def __init__(self, endpoint: Endpoint, sent: Sent, deadline: float) -> None:
        super().__init__(endpoint.url, agent=f"aml-evidence-kb/{__version__}")
        self._opener = opener(deadline, endpoint.handlers())
        # Set as they are, not by setQuery: that looks for the form with expressions that a hostile query can mislead.
        self.queryString, self.queryType = sent.text, sent.form
        self.setMethod(POST)  # by form: long queries in an address are cut by some engines
        self.setOnlyConneg(True)
        self.addCustomHttpHeader("Accept", sent.accept)
        for name, value in sent.beside:
            self.addParameter(name, value)
        for name, value in endpoint.headers().items():
            self.addCustomHttpHeader(name, value)
        if endpoint.way == "basic":
            self.setHTTPAuth(BASIC)
            self.setCredentials(endpoint.user, endpoint.secret)

    def _query(self) -> tuple[Any, str]:
        return self._opener.open(self._createRequest()), self.returnFormat


class Carrier:
    """Carries requests to one endpoint. Safe to use from many threads."""

    def __init__(self, endpoint: Endpoint, rest: float = REST_SECONDS) -> None:
        self._endpoint, self._rest = endpoint, rest
        self._lock = threading.Lock()
        self._away: tuple[float, str] = (0.0, "")

    def carry(self, sent: Sent, seconds: float, most_bytes: int) -> Received:
        """The whole answer within ``seconds``. Connections refused or reset and answers of 502, 503 and 504 are tried again; nothing else.

        Raises Unavailable where the engine is away, StoppedAt where a limit was met, QueryRefused where the engine refuses the query.
        """
        self._refuse_while_away()
        deadline = time.monotonic() + seconds
        for tries_left in reversed(range(TRIES)):
            try:
                return self._once(sent, deadline, seconds, most_bytes)
            except refusals.TryAgain as fault:
                wait = max(fault.after, 0.05 * 2 ** (TRIES - tries_left) * random.uniform(0.5, 1.5))  # noqa: S311 -- jitter, no secret
                if not tries_left or wait > min(_LONGEST_WAIT, deadline - time.monotonic()):
                    raise self._found_away(fault.text) from None
                time.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _once(self, sent: Sent, deadline: float, seconds: float, most_bytes: int) -> Received:
        try:
            with _Request(self._endpoint, sent, deadline).query().response as answer:
                return Received(_whole(answer, most_bytes), dict(_lower(answer.headers.items())))
        except urllib.error.HTTPError as fault:
            raise refusals.of_status(
                fault.code, dict(_lower(fault.headers.items())), _reason(fault), sent.form, self._endpoint.url
            ) from None
        except urllib.error.URLError as fault:
            raise refusals.of_connection(fault.reason, self._endpoint.url) from None
        except TimeoutError:
            raise refusals.out_of_time(seconds) from None
        except (ConnectionError, http.client.HTTPException) as fault:
            raise refusals.of_connection(fault, self._endpoint.url) from None

    def _refuse_while_away(self) -> None:
        until, why = self._away
        if time.monotonic() < until:
            raise Unavailable(why)

    def _found_away(self, why: str) -> Unavailable:
        with self._lock:
            self._away = (time.monotonic() + self._rest, why)
        return Unavailable(why)


def _whole(answer: Any, most_bytes: int) -> bytes:
    """The body; one that ends before its stated length is broken, one that grows past the limit is left."""
    parts: list[bytes] = []
    size = 0
    while part := answer.read(_AT_ONCE):
        size += len(part)
        if size > most_bytes:
            raise refusals.too_large(most_bytes)
        parts.append(part)
    if answer.length:  # what is missing of the stated length
        raise refusals.broken("it ended before its stated length")
    return b"".join(parts)


def _reason(fault: urllib.error.HTTPError) -> str:
    """The beginning of what a server says beside a status; nothing where even that does not come."""
    try:
        with fault:
            return fault.read(_LONGEST_REASON).decode("utf-8", "replace") if fault.fp else ""
    except (OSError, http.client.HTTPException):
        return ""


def _lower(headers: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return ((name.lower(), value) for name, value in headers)
