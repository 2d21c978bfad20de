"""Server time of each page, at its first visit after a new release and later, against the time its queries alone take."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kb.base import Base
from kb.releases import POINTER
from tests.benchmarks.timing import median_ms, once_ms, say
from webui import create_app

PAGES = (
    "/",
    "/ask?q=which+trials+combine+HMA+with+anti-PD-1",
    "/ask?q=what+was+reported+for+magrolimab",
    "/trials",
    "/results",
    "/adverse-events",
    "/adverse-events-wide",
    "/claims",
    "/discrepancies",
    "/documents/lu-2025",
    "/id/agent/azacitidine",
    "/id/study/NCT04645199",
    "/search?q=inhibitor",
    "/trials.csv",
    "/results.xlsx",
)


class Stopwatch:
    """Adds up what a store spends on queries."""

    def __init__(self, base: Base) -> None:
        self.ms = 0.0
        self.queries = 0
        store: Any = base.store
        store.select, store.serialize = self._timed(store.select), self._timed(store.serialize)

    def _timed(self, inner: Callable[..., object]) -> Callable[..., object]:
        def timed(*arguments: object, **named: object) -> object:
            start = time.perf_counter()
            try:
                return inner(*arguments, **named)
            finally:
                self.ms += (time.perf_counter() - start) * 1000
                self.queries += 1

        return timed


def run(home: Path) -> None:
    """Print a line for each page."""
    app = create_app(home)
    client = app.test_client()
    service = app.extensions["service"]
    say("\npage, ms: at first server time / its queries (how many) / ratio; later server time / its queries (how many)")
    for page in PAGES:
        assert client.get(page).status_code < 400, page  # its template is read now, and not timed
        base = _fresh(home, service)
        first = Stopwatch(base)
        at_first = once_ms(lambda page=page: client.get(page))  # type: ignore[misc]
        ratio = f"{at_first / first.ms:6.1f}" if first.queries else "     -"
        told = f"{at_first:8.1f} {first.ms:8.1f} ({first.queries:3}) {ratio}"
        later = median_ms(lambda page=page: client.get(page))  # type: ignore[misc]
        again = Stopwatch(base)
        client.get(page)
        say(f"{page:<52} {told}   {later:8.1f} {again.ms:8.1f} ({again.queries:3})")
    service.close()


def _fresh(home: Path, service: Any) -> Base:
    """The release opened anew, its workers awake, nothing remembered of it."""
    os.utime(home / POINTER)
    opened = service.take()
    service.give_back(opened)
    base: Base = opened.base
    base.has("agent", "azacitidine")
    return base
