"""Worker processes under hostile queries: each limit ends one query only, and lanes do not wait for each other."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from kb.errors import QueryRefused
from kb.store import Graphs, Lane, Limit, StoppedAt, Store
from tests.store.asking import ENDLESS, answers, in_background, stopped, wait_until
from tests.store.small_store import EX, workers_of

Opened = Callable[..., Store]
Workers = Callable[..., list[int]]
HUGE = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f } }"


def test_isolated_answers_are_those_of_the_process_itself(opened: Opened, in_process: Store) -> None:
    store = opened()
    names = f"SELECT * {{ ?d <{EX}name> ?name OPTIONAL {{ ?d <{EX}rate> ?rate }} }} ORDER BY ?name"
    inner, outer = in_process.select(names), store.select(names)
    assert (outer.variables, outer.rows, outer.truncated) == (inner.variables, inner.rows, inner.truncated)
    assert store.serialize(names, "text/csv") == in_process.serialize(names, "text/csv")
    one = Graphs(default=(f"{EX}graph/vocabulary",))
    assert len(store.select("SELECT * { ?s ?p ?o }", Lane.VISITOR, one).rows) == 2


def test_refusals_cost_no_worker(opened: Opened, workers: Workers) -> None:
    store = opened()
    for query in ("INSERT DATA { <a:a> <a:b> <a:c> }", "ASK { SERVICE <http://x> {} }", "ASK " + "{" * 5000 + "}" * 5000):
        with pytest.raises(QueryRefused):
            store.select(query)
    assert workers() == []
    with pytest.raises(QueryRefused, match=r"^1:22: syntax error"):
        store.select("SELECT * { ?s ?p 'é' ?x }")
    [worker] = workers()
    assert answers(store)
    assert workers() == [worker]


@pytest.mark.parametrize("lane", Lane)
def test_time_is_limited(opened: Opened, lane: Lane) -> None:
    store = opened(seconds=0.5)
    fault = stopped(store, ENDLESS, lane)
    assert fault.limit is Limit.TIME
    assert "0.5 s" in str(fault)
    store_again = opened()  # the count itself may need longer than half a second on a busy machine
    assert answers(store_again, lane)


def test_a_stopped_query_is_gone_and_the_lane_goes_on(opened: Opened, workers: Workers) -> None:
    store = opened(seconds=1.5)
    stopped(store, ENDLESS)
    assert workers() == []
    assert answers(store)


def test_memory_is_limited(opened: Opened, capfd: pytest.CaptureFixture[str]) -> None:
    store = opened(memory_mib=900, seconds=60)
    fault = stopped(store, HUGE)
    assert fault.limit is Limit.MEMORY
    assert "900 MiB" in str(fault)
    assert answers(store)
    assert "memory" in capfd.readouterr().err  # the engine's last words go to the log


def test_a_worker_that_swelled_is_replaced(opened: Opened, workers: Workers) -> None:
    store = opened(memory_mib=1500, seconds=60)
    assert answers(store)
    [first] = workers()
    rows = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?a ?d { ?a ?b ?c . { SELECT ?d { ?d ?e ?f } LIMIT 1000 } } }"
    assert store.select(rows).rows
    assert workers() == []
    assert answers(store)
    assert first not in workers()


def test_rows_and_size_are_limited(opened: Opened) -> None:
    store = opened(rows=10, answer_bytes=5000)
    answer = store.select("SELECT * { ?s ?p ?o }")
    assert (len(answer.rows), answer.truncated) == (10, True)
    with pytest.raises(StoppedAt) as caught:
        store.serialize("SELECT * { ?s ?p ?o }", "application/sparql-results+json")
    assert caught.value.limit is Limit.SIZE
    assert answers(store)


def test_a_visitor_does_not_hold_up_the_application(opened: Opened) -> None:
    store = opened(seconds=30)
    hogs = [in_background(lambda: store.select(ENDLESS, Lane.VISITOR)) for _ in range(3)]
    wait_until(lambda: len(workers_of()) == 1)
    assert answers(store)
    assert all(hog.is_alive() for hog in hogs)
    store.close()
    for hog in hogs:
        hog.join(10)
        assert not hog.is_alive()


def test_a_visitor_waits_no_longer_than_the_limit(opened: Opened) -> None:
    store = opened(seconds=1)
    hog = in_background(lambda: store.select(ENDLESS, Lane.VISITOR))
    wait_until(lambda: len(workers_of()) == 1)
    waiting = [in_background(lambda: store.select(ENDLESS, Lane.VISITOR)) for _ in range(4)]
    for thread in (hog, *waiting):
        thread.join(20)
        assert not thread.is_alive()


def test_eight_threads_share_two_workers(opened: Opened, workers: Workers) -> None:
    store = opened()

    def ask(number: int) -> str:
        row = store.select(f"SELECT ?o {{ <{EX}n/{number}> <{EX}number> ?o }}").rows[0]
        return row[0].text if row[0] else ""

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(400))) == [f"{number:05}" for number in range(400)]
    assert len(workers()) == 2  # the threads that started them have ended, the workers have not
    assert answers(store)


def test_visitors_step_back_and_reach_no_network(opened: Opened, workers: Workers) -> None:
    store = opened()
    assert answers(store, Lane.VISITOR)
    [visitor] = workers()
    assert os.getpriority(os.PRIO_PROCESS, visitor) > os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getsid(visitor) == os.getsid(0)  # niceness is weighed within a session only
    assert os.getpgid(visitor) != os.getpgid(0)  # Ctrl-C is for the program itself
    if subprocess.run(["unshare", "--user", "--net", "true"], check=False, capture_output=True).returncode:  # noqa: S607
        pytest.skip("this system permits no network namespaces")
    assert os.readlink(f"/proc/{visitor}/ns/net") != os.readlink("/proc/self/ns/net")  # noqa: PTH115
