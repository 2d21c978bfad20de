"""The release in service: opened once, looked at anew with each request, and let go when its last request is done."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread
from typing import TypeVar, cast

from flask import current_app, g

from kb import releases
from kb.base import Base, open_base
from kb.errors import KbError, Unavailable
from kb.store import Endpoint, Lane, Limits
from webui.settings import Settings

T = TypeVar("T")
Stamp = tuple[int, int, int]

MEMORY = 500
"""How many computed things are kept for one release."""

WAIT_SECONDS = 2.0
"""How long an endpoint that cannot be asked is left alone; a request meanwhile is answered at once, by what is there."""

_ABSENT = object()

log = logging.getLogger(__name__)


class NotInService(KbError):
    """There is no release that could answer."""


@dataclass(eq=False)
class Opened:
    """A base in use, with what was computed from it: a release never changes, so neither do these."""

    base: Base
    since: float = 0
    """When it was put in service, in seconds since 1970."""
    users: int = 0
    retired: bool = False
    _kept: dict[Hashable, object] = field(default_factory=dict)
    _turns: dict[Hashable, Lock] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` gives, made once for each key: who asks while another makes it waits for that, and does not make it again."""
        with self._lock:
            if (held := self._held(key)) is not _ABSENT:
                return cast(T, held)
            turn = self._turns.setdefault(key, Lock())
        with turn:
            with self._lock:
                if (held := self._held(key)) is not _ABSENT:
                    return cast(T, held)
            try:
                value = make()
                with self._lock:
                    self._kept[key] = value
                    while len(self._kept) > MEMORY:
                        del self._kept[next(iter(self._kept))]
            finally:
                with self._lock:
                    self._turns.pop(key, None)
        return value

    def _held(self, key: Hashable) -> object:
        """What is kept, put back as the newest, so that what is used least is let go first."""
        value = self._kept.pop(key, _ABSENT)
        if value is not _ABSENT:
            self._kept[key] = value
        return value


class Service:
    """Hands the base of the release in service to requests. A new release is taken up by the first request after it.

    ``taken_up`` is called, in a thread of its own, each time that a release was, with what tells whether that one is still in service.
    """

    def __init__(self, place: Path | Base, endpoint: Endpoint | None = None, settings: Settings | None = None) -> None:
        self._endpoint = endpoint
        self.settings = settings or Settings()
        self._again, self._behind = 0.0, ""
        self.taken_up: Callable[[Callable[[], bool]], None] | None = None
        self._home = None if isinstance(place, Base) else place
        self._opened = Opened(place, _built(place)) if isinstance(place, Base) else None
        self._stamp: Stamp | None = None
        self._lock = Lock()

    def take(self) -> Opened:
        """The base to answer one request with; give it back afterwards."""
        with self._lock:
            if self._home is not None:
                self._follow(self._home)
            if self._opened is None:
                raise NotInService("no release is in service; run 'kb build' first")
            self._opened.users += 1
            return self._opened

    def in_service(self) -> Opened | None:
        """What answers now, only to be looked at."""
        with self._lock:
            return self._opened

    def hold(self, opened: Opened) -> None:
        """Keep a base that is taken from being closed until it was given back once more."""
        with self._lock:
            opened.users += 1

    def give_back(self, opened: Opened) -> None:
        """Tell that a request is done; a release that was replaced is closed after its last."""
        with self._lock:
            opened.users -= 1
            _close_if_done(opened)

    def close(self) -> None:
        """Let go of the release."""
        with self._lock:
            if self._opened and self._home is not None:
                self._opened.retired = True
                _close_if_done(self._opened)
            self._opened = None

    def _follow(self, home: Path) -> None:
        """Open the release that the pointer names, where the pointer changed since it was last read."""
        stamp = _stamp(home / releases.POINTER)
        if stamp == self._stamp and self._opened is not None and not self._behind:
            return
        if self._behind and time.monotonic() < self._again:
            self._go_on(self._behind)
            return
        try:
            limits, manning = self.settings.limits, self.settings.manning
            fresh = open_base(home, isolated=True, endpoint=self._endpoint, limits=limits, manning=manning)
        except Unavailable as fault:
            # The endpoint is away, or does not hold the new release yet: either may change without any change of the pointer.
            self._behind, self._again, self._stamp = str(fault), time.monotonic() + WAIT_SECONDS, stamp
            log.warning("the release in service cannot be asked for: %s", fault)
            self._go_on(self._behind)
            return
        except KbError as fault:
            if self._opened is None:
                raise NotInService(str(fault)) from None
            if stamp != self._stamp:
                log.warning("the new release cannot be opened, the old one stays in service: %s", fault)
            self._stamp = stamp
            return
        self._behind = ""
        old, self._opened, self._stamp = self._opened, Opened(fresh, stamp[0] / 1e9 if stamp else 0), stamp
        if old:
            old.retired = True
            _close_if_done(old)
        if self.taken_up:
            taken = self._opened
            Thread(target=self.taken_up, args=(lambda: self._opened is taken,), daemon=True).start()

    def _go_on(self, why: str) -> None:
        """Go on with the release that was opened before; without one, there is nothing to answer with."""
        if self._opened is None:
            raise Unavailable(why)


def _stamp(pointer: Path) -> Stamp | None:
    try:
        told = pointer.stat()
    except FileNotFoundError:
        return None
    return told.st_mtime_ns, told.st_ino, told.st_size


def _built(base: Base) -> float:
    manifest = base.release.folder / releases.MANIFEST
    return manifest.stat().st_mtime if manifest.exists() else 0


def _close_if_done(opened: Opened) -> None:
    if opened.retired and opened.users <= 0:
        opened.base.close()


def service() -> Service:
    """The application's service."""
    return cast(Service, current_app.extensions["service"])


def visitor_limits() -> Limits:
    """What a visitor's query may use here."""
    return service().settings.limits[Lane.VISITOR]


def opened() -> Opened:
    """The base of this request, with its memory; the same one for the whole request."""
    if "opened" not in g:
        g.opened = service().take()
    return cast(Opened, g.opened)


def base() -> Base:
    """The base of this request."""
    return opened().base


def hold() -> Callable[[], None]:
    """Keep the base of this request open when the request is done, as an answer needs that is still being sent; the result ends that."""
    held, of = opened(), service()
    of.hold(held)
    return lambda: of.give_back(held)


def release_in_service() -> str:
    """The version that answers this request; empty where there is none."""
    try:
        return base().release.version
    except KbError:
        return ""


def in_service_since() -> float:
    """When the release that answers this request was put in service, in seconds since 1970; 0 where that is not known."""
    try:
        return opened().since
    except KbError:
        return 0


def end_of_request(_: BaseException | None = None) -> None:
    """Give the base back."""
    if held := g.pop("opened", None):
        service().give_back(held)
