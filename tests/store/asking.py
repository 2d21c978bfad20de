"""Asking a store under test: queries that end and that never do, what stopped them, and waiting for what must come."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from kb.store import Lane, Limit, StoppedAt, Store
from kb.store.interface import Cell
from tests.store.small_store import COUNT

COUNT_ALL = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def answers(store: Store, lane: Lane = Lane.OWN) -> bool:
    return store.select(COUNT_ALL, lane).rows[0][0] == Cell("literal", str(COUNT), "http://www.w3.org/2001/XMLSchema#integer")


def stopped_so_far(store: Store) -> dict[Limit, int]:
    return {limit: count for state in store.lanes().values() for limit, count in state.stopped.items()}


def stopped(store: Store, query: str, lane: Lane = Lane.OWN) -> StoppedAt:
    with pytest.raises(StoppedAt) as caught:
        store.select(query, lane)
    return caught.value


def in_background(call: Callable[[], object]) -> threading.Thread:
    def swallow() -> None:
        try:
            call()
        except StoppedAt:
            return

    thread = threading.Thread(target=swallow, daemon=True)
    thread.start()
    return thread


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
