"""One request to the registry over HTTP: to one host only, within limits of time and size; a failure says whether to ask again."""

from __future__ import annotations

import base64
import re
import ssl
import time
import urllib.request
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from random import random
from typing import cast
from urllib.parse import SplitResult, unquote, urlencode, urljoin, urlsplit

from kb import __version__
from kb.errors import BadInput, KbError
from loaders.registry.fetch_opening import TimeLimit, opener

USER_AGENT = f"aml-evidence-kb/{__version__} (kb fetch)"
_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 3
_CHUNK = 1 << 16
_TOO_LATE, _TOO_MANY = 408, 429
_GZIP = 31
"""What zlib calls a gzip stream."""


class Clock:
    """Time and chance, as the machine has them; tests bring their own."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def ticks(self) -> float:
        """Seconds that no correction of the clock disturbs."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait so many seconds."""
        time.sleep(seconds)

    def chance(self) -> float:
        """A number from 0 to 1."""
        return random()  # noqa: S311 - spreads waiting times; nothing secret


class Passing(Exception):
    """A failure that may pass: an overloaded server, a cut or slow connection. ``wait``: seconds that the server asks for."""

    def __init__(self, why: str, wait: float = 0.0) -> None:
        self.wait = wait
        super().__init__(why)


class Refusal(KbError):
    """A request that the server does not take (4xx); asking again would not help."""

    def __init__(self, status: int, told: str) -> None:
        self.status = status
        super().__init__(f"the registry refused the question ({status}{f': {told}' if told else ''})")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one answer may take: seconds of silence, seconds in all, bytes after unpacking."""

    idle: float = 60
    total: float = 600
    size: int = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Address:
    """Where the API is: ``url`` holds no secret, and what stood in the address as name and password travels in a header."""

    url: str
    secret: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """What is sent with each request."""
        told = {"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "gzip", "Connection": "close"}
        return told | ({"Authorization": self.secret} if self.secret else {})


def read_address(text: str, place: str = "--api") -> Address:
    """The address of an API: http or https, without query and fragment. A refused one is not repeated, since it may hold a secret."""
    mend = "write it as in https://clinicaltrials.gov/api/v2"
    if not re.fullmatch(r"[!-~]+", text):
        raise BadInput("an address holds neither blanks nor letters beyond ASCII", place, mend)
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
        (host or "").encode("idna")  # a label that is too long would else fail later, and less clearly
    except ValueError:
        raise BadInput("this is no address", place, mend) from None
    if parts.scheme not in ("http", "https") or not host:
        raise BadInput("the address does not begin with http:// or https:// and a host", place, mend)
    if parts.query or parts.fragment:
        raise BadInput("the address holds a query or a fragment", place, mend)
    secret = ""
    if parts.username or parts.password:
        known = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        secret = f"Basic {base64.b64encode(known.encode()).decode()}"
    where = f"[{host}]" if ":" in host else host
    return Address(f"{parts.scheme}://{where}{f':{port}' if port else ''}{parts.path.rstrip('/')}", secret)


class Web:
    """Asks one API. ``clock`` tells how far away the date is that a server asks to wait for."""

    def __init__(self, address: Address, limits: Limits, clock: Clock) -> None:
        self.address, self.limits, self.clock = address, limits, clock
        self._trust = ssl.create_default_context()

    def get(self, path: str, parameters: Mapping[str, str]) -> bytes:
        """The JSON text of an answer. Raises Passing where asking again may help, else an error of kb."""
        url = f"{self.address.url}/{path}" + (f"?{urlencode(parameters)}" if parameters else "")
        with TimeLimit(self.limits.total) as limit:
            try:
                body = self._get(url, limit)
            except (OSError, HTTPException) as fault:
                if not limit.over:
                    raise _passing(fault) from None
            except (KbError, Passing):
                if not limit.over:
                    raise
        if limit.over:  # whatever came of it: what is cut off may look like an answer that ends
            raise Passing(f"its answer took longer than {self.limits.total:g} s")
        return body

    def _get(self, url: str, limit: TimeLimit) -> bytes:
        for _ in range(_MOST_REDIRECTS + 1):
            request = urllib.request.Request(url, headers=self.address.headers)  # noqa: S310 - http or https, see read_address
            with cast(HTTPResponse, opener(limit, self._trust).open(request, timeout=self.limits.idle)) as response:
                if response.status not in _REDIRECTS:
                    return self._answer(response)
                url = followed(url, response.headers.get("Location", ""))
        raise KbError(f"'{self.address.url}' redirects in a circle; give another address with --api")

    def _answer(self, response: HTTPResponse) -> bytes:
        """The body of a good answer; what another status means, as an error."""
        status = response.status
        if status in (_TOO_LATE, _TOO_MANY) or status >= 500:
            raise Passing(f"it answered {status} {response.reason}", self._wait(response.headers.get("Retry-After", "")))
        kind = response.headers.get_content_type()
        if status != 200:
            raise Refusal(status, _line(self._body(response)) if kind == "text/plain" else "")
        if kind != "application/json":
            raise KbError(f"'{self.address.url}' answered {kind} instead of JSON; check the address of the API (--api)")
        return self._body(response)

    def _body(self, response: HTTPResponse) -> bytes:
        """The unpacked body, refused at the limit of size."""
        unpack = zlib.decompressobj(_GZIP) if response.headers.get("Content-Encoding", "").lower() == "gzip" else None
        content = bytearray()
        for chunk in _chunks(response):
            try:
                content += unpack.decompress(chunk, self.limits.size + 1 - len(content)) if unpack else chunk
            except zlib.error:
                raise Passing("its compressed answer is broken") from None
            if len(content) > self.limits.size:
                raise KbError(f"the registry's answer is longer than {self.limits.size} bytes; nothing of it was kept")
        if unpack and not unpack.eof:
            raise Passing("its answer was cut short")
        return bytes(content)

    def _wait(self, told: str) -> float:
        """Seconds that a Retry-After asks for, which gives them or a date; 0 where it says neither."""
        if told.strip().isdigit():
            return float(told)
        try:
            return max(0.0, parsedate_to_datetime(told).timestamp() - self.clock.now())
        except ValueError:
            return 0.0


def _chunks(response: HTTPResponse) -> Iterator[bytes]:
    """What arrives, piece by piece; all that was promised, or Passing."""
    promised, arrived = response.headers.get("Content-Length", ""), 0
    while chunk := response.read1(_CHUNK):
        arrived += len(chunk)
        yield chunk
    if promised.isdigit() and arrived < int(promised):
        raise Passing("its answer was cut short")


def followed(url: str, location: str) -> str:
    """Where a redirect leads, if that is the same server, or the same host by https instead of http; another one is an error."""
    here = urlsplit(url)
    secured = ("http", here.hostname, 80), ("https", here.hostname, 443)
    try:
        target = urljoin(url, location)
        there = urlsplit(target)
        same = _server(here) == _server(there) or (_server(here), _server(there)) == secured
    except ValueError:
        same = False
    if not location or not same or not re.fullmatch(r"[!-~]+", target):
        raise KbError(f"'{here.hostname}' redirects to another host, which is not followed; give the API's own address with --api")
    return target


def _server(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _passing(fault: OSError | HTTPException) -> Exception:
    """A failure of the connection in a few words; a certificate that is not trusted does not pass."""
    cause = getattr(fault, "reason", fault)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return KbError(f"the registry's certificate is not trusted: {cause.verify_message}")
    if isinstance(cause, TimeoutError):
        return Passing("it was silent for too long")
    if isinstance(cause, HTTPException | ConnectionResetError):
        return Passing("the connection was cut")
    return Passing(f"it cannot be reached ({getattr(cause, 'strerror', None) or cause})")


def _line(body: bytes) -> str:
    """What a server says of a refused question, as one line of bounded length without control characters."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", body[:1000].decode(errors="replace")).strip()[:200]
