"""Visitors' queries on their tracks: quick ones wait for quick ones only, however many long or new ones are sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kb.store import DEFAULT_MANNING, Lane, Limit, Manning, Store, Track, open_embedded
from tests.store.asking import ENDLESS, answers, in_background, stopped, wait_until
from tests.store.small_store import EX, limits

Manned = Callable[..., Store]
ABOUT = f"SELECT ?p ?o {{ <{EX}drug/%s> ?p ?o }}"


@pytest.fixture
def manned(store_folder: Path, request: pytest.FixtureRequest) -> Manned:
    """Opens stores where given tracks are manned otherwise than usual."""

    def open_with(seconds: float = 60, **tracks: Manning) -> Store:
        manning = DEFAULT_MANNING | {Track[name.upper()]: chosen for name, chosen in tracks.items()}
        store = open_embedded(store_folder, limits=limits(seconds=seconds), manning=manning)
        request.addfinalizer(store.close)
        return store

    return open_with


def busy_on(store: Store, track: Track) -> tuple[int, int]:
    state = store.lanes()[track]
    return state.busy, state.waiting


def endless(number: int) -> str:
    """A query that never ends, like no other."""
    return ENDLESS.replace("?a", f"?a{number}") + " #" + "#" * number


def test_a_long_query_goes_on_among_long_ones(manned: Manned) -> None:
    store = manned()
    hog = in_background(lambda: store.select(ENDLESS, Lane.VISITOR))
    wait_until(lambda: busy_on(store, Track.SLOW) == (1, 0))
    assert busy_on(store, Track.NEW) == busy_on(store, Track.QUICK) == (0, 0)
    assert answers(store, Lane.VISITOR)
    assert hog.is_alive()


def test_quick_queries_run_while_long_ones_wait(manned: Manned) -> None:
    store = manned(slow=Manning(1, 2, 19))
    for number in range(3):
        in_background(lambda number=number: store.select(endless(number), Lane.VISITOR))
    wait_until(lambda: busy_on(store, Track.SLOW) == (1, 2))
    for name in ("ven", "aza", "ven"):
        assert store.select(ABOUT % name, Lane.VISITOR).rows
    fault = stopped(store, endless(3), Lane.VISITOR)
    assert fault.limit is Limit.BUSY
    assert "other long queries" in str(fault)
    assert store.lanes()[Track.SLOW].stopped == {Limit.BUSY: 1}
    assert answers(store, Lane.VISITOR)


def test_a_query_known_to_be_long_takes_no_place_among_new_ones(manned: Manned) -> None:
    store = manned(slow=Manning(1, 0, 19))
    in_background(lambda: store.select(ENDLESS, Lane.VISITOR))
    wait_until(lambda: busy_on(store, Track.SLOW) == (1, 0))
    begun = store.lanes()[Track.NEW].started
    for _ in range(3):
        assert stopped(store, ENDLESS, Lane.VISITOR).limit is Limit.BUSY
    assert store.lanes()[Track.NEW].started == begun


def test_queries_of_a_quick_shape_wait_for_no_new_one(manned: Manned) -> None:
    new = replace(DEFAULT_MANNING[Track.NEW], places=1, quantum=0)  # so that a new one keeps its place
    store = manned(new=new)
    assert store.select(ABOUT % "ven", Lane.VISITOR).rows
    for number in range(2):
        in_background(lambda number=number: store.select(endless(number), Lane.VISITOR))
    wait_until(lambda: busy_on(store, Track.NEW) == (1, 1))
    assert store.select(ABOUT % "aza", Lane.VISITOR).rows
    assert store.lanes()[Track.QUICK].started == 1
    assert stopped(store, "ASK {}", Lane.VISITOR).limit is Limit.BUSY


def test_a_quick_shape_made_long_uses_up_its_quantum_and_is_new_again(manned: Manned) -> None:
    store = manned(slow=Manning(1, 0, 19))
    in_background(lambda: store.select(ENDLESS, Lane.VISITOR))
    wait_until(lambda: busy_on(store, Track.SLOW) == (1, 0))
    product = "SELECT (COUNT(*) AS ?n) { ?a <%s> ?b . ?c <%s> ?d . ?e <%s> ?f . ?g <%s> ?h }"
    quick, long = (product % ((f"{EX}{name}",) * 4) for name in ("nothing", "number"))
    assert store.select(quick, Lane.VISITOR).rows
    assert stopped(store, long, Lane.VISITOR).limit is Limit.BUSY
    assert store.lanes()[Track.QUICK].started == 1
    assert store.lanes()[Track.QUICK].alive == 0
    assert store.select(quick, Lane.VISITOR).rows
    assert store.lanes()[Track.QUICK].alive == 0


def test_what_a_long_query_gives_is_what_it_gives_elsewhere(manned: Manned) -> None:
    store = manned(new=replace(DEFAULT_MANNING[Track.NEW], quantum=0.001))
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?b ?f }"
    for _ in range(2):
        assert store.select(query, Lane.VISITOR).rows == store.select(query).rows
    assert store.lanes()[Track.SLOW].started == 1


def test_a_long_query_is_stopped_at_the_limit_of_time(manned: Manned) -> None:
    store = manned(seconds=1)
    assert stopped(store, ENDLESS, Lane.VISITOR).limit is Limit.TIME
    assert store.lanes()[Track.SLOW].stopped == {Limit.TIME: 1}


def test_closing_stops_what_runs_and_what_waits_on_every_track(manned: Manned) -> None:
    store = manned()
    hogs = [in_background(lambda number=number: store.select(endless(number), Lane.VISITOR)) for number in range(4)]
    wait_until(lambda: busy_on(store, Track.SLOW) == (1, 3))
    store.close()
    for hog in hogs:
        hog.join(20)
        assert not hog.is_alive()
    assert stopped(store, "ASK {}", Lane.VISITOR).limit is Limit.CLOSED
