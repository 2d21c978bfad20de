"""Worker processes under hostile queries: each limit ends one query only, lanes do not wait for each other, nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kb.errors import NotFound, QueryRefused
from kb.store import Answer, Graphs, Lane, Limit, StoppedAt, Store, open_embedded
from kb.store.interface import Cell
from kb.store.wire import Task, read_answer, read_fault, read_task, write_answer, write_fault, write_task
from tests.store.small_store import COUNT, EX, limits, workers_of

Opened = Callable[..., Store]
Workers = Callable[..., list[int]]

COUNT_ALL = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HUGE = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f } }"


def answers(store: Store, lane: Lane = Lane.OWN) -> bool:
    return store.select(COUNT_ALL, lane).rows[0][0] == Cell("literal", str(COUNT), "http://www.w3.org/2001/XMLSchema#integer")


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


def test_isolated_answers_are_those_of_the_process_itself(opened: Opened, in_process: Store) -> None:
    store = opened()
    names = f"SELECT * {{ ?d <{EX}name> ?name OPTIONAL {{ ?d <{EX}rate> ?rate }} }} ORDER BY ?name"
    inner, outer = in_process.select(names), store.select(names)
    assert (outer.variables, outer.rows, outer.truncated) == (inner.variables, inner.rows, inner.truncated)
    assert store.serialize(names, "text/csv") == in_process.serialize(names, "text/csv")
    one = Graphs(default=(f"{EX}graph/vocabulary",))
    assert len(store.select("SELECT * { ?s ?p ?o }", Lane.VISITOR, one).rows) == 2


def test_workers_start_only_when_asked(opened: Opened, workers: Workers) -> None:
    store = opened()
    assert workers() == []
    assert answers(store)
    assert len(workers()) == 1


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


def test_a_killed_worker_fails_its_own_query_only(opened: Opened, workers: Workers) -> None:
    store = opened()
    assert answers(store)
    [worker] = workers()
    killer = threading.Timer(0.3, os.kill, (worker, signal.SIGKILL))
    killer.start()
    assert stopped(store, ENDLESS).limit is Limit.CRASH
    killer.join()
    assert answers(store)


def test_a_worker_that_dies_idle_is_replaced_unnoticed(opened: Opened, workers: Workers) -> None:
    store = opened()
    assert answers(store)
    [worker] = workers()
    os.kill(worker, signal.SIGKILL)
    os.waitid(os.P_PID, worker, os.WEXITED | os.WNOWAIT)
    assert answers(store)
    assert worker not in workers()


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


def test_a_fifth_waiting_visitor_is_turned_away(opened: Opened) -> None:
    store = opened(seconds=30)
    for _ in range(1 + 4):
        in_background(lambda: store.select(ENDLESS, Lane.VISITOR))
    wait_until(lambda: stops_as(store, Limit.BUSY))
    assert "try again" in str(stopped(store, "ASK {}", Lane.VISITOR))
    assert answers(store)


def test_quick_queries_do_not_wait_for_long_ones(opened: Opened) -> None:
    store = opened(seconds=30)
    hog = in_background(lambda: store.select(ENDLESS, Lane.VISITOR))
    wait_until(lambda: store.lanes()[Lane.VISITOR].busy == 1)
    for _ in range(3):
        assert answers(store, Lane.VISITOR)
    assert hog.is_alive()
    fault = stopped(store, ENDLESS, Lane.VISITOR)
    assert fault.limit is Limit.BUSY
    assert "other long queries" in str(fault)
    assert hog.is_alive()
    assert answers(store, Lane.VISITOR)
    state = store.lanes()[Lane.VISITOR]
    assert (state.busy, state.waiting, state.stopped) == (1, 0, {Limit.BUSY: 1})
    store.close()
    hog.join(10)


def stops_as(store: Store, limit: Limit) -> bool:
    """Whether one more visitor is stopped for that reason; while there is room its call would wait, so it is made aside."""
    found: list[Limit] = []

    def ask() -> None:
        try:
            store.select("ASK {}", Lane.VISITOR)
        except StoppedAt as fault:
            found.append(fault.limit)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(0.5)
    return found == [limit]


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
    assert os.getpriority(os.PRIO_PROCESS, visitor) == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 10)
    if subprocess.run(["unshare", "--user", "--net", "true"], check=False, capture_output=True).returncode:  # noqa: S607
        pytest.skip("this system permits no network namespaces")
    assert os.readlink(f"/proc/{visitor}/ns/net") != os.readlink("/proc/self/ns/net")  # noqa: PTH115


def test_close_leaves_no_process_and_stops_what_runs(opened: Opened, workers: Workers) -> None:
    store = opened()
    assert answers(store, Lane.VISITOR)
    running = in_background(lambda: store.select(ENDLESS))
    wait_until(lambda: len(workers()) == 2)
    store.close()
    assert workers() == []
    running.join(10)
    assert not running.is_alive()
    store.close()
    assert stopped(store, "ASK {}").limit is Limit.CLOSED


PARENT = """
import sys
from pathlib import Path
from kb.store import open_embedded
store = open_embedded(Path(sys.argv[1]))
store.select("ASK {}")
print("ready", flush=True)
if sys.argv[2] == "run":
    store.select(sys.argv[3])
"""


def child(folder: Path, what: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", PARENT, str(folder), what, ENDLESS], stdout=subprocess.PIPE, text=True)


def test_a_program_that_forgets_to_close_leaves_no_process(store_folder: Path) -> None:
    with child(store_folder, "end") as program:
        assert program.stdout
        assert program.stdout.readline() == "ready\n"
        found = workers_of(program.pid)
    assert program.returncode == 0
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in found))


def test_a_worker_dies_with_a_killed_program_even_in_the_midst_of_a_query(store_folder: Path) -> None:
    with child(store_folder, "run") as program:
        assert program.stdout
        assert program.stdout.readline() == "ready\n"
        [worker] = workers_of(program.pid)
        time.sleep(0.2)
        program.kill()
    wait_until(lambda: not Path(f"/proc/{worker}").exists(), seconds=5)


def test_a_store_that_vanished_is_not_found_by_its_worker(tmp_path: Path, workers: Workers) -> None:
    (tmp_path / "CURRENT").write_text("MANIFEST-000001\n")
    store = open_embedded(tmp_path, limits=limits())
    with pytest.raises(NotFound, match="kb build"):
        store.select("ASK {}")
    assert workers() == []
    store.close()


def test_too_little_memory_to_start_is_told(opened: Opened, capfd: pytest.CaptureFixture[str]) -> None:
    fault = stopped(opened(memory_mib=60), "ASK {}")
    assert fault.limit is Limit.CRASH
    assert "limit of memory" in str(fault)
    capfd.readouterr()


def test_what_goes_over_the_line_comes_out_as_it_went_in() -> None:
    task = Task('SELECT "é\n', True, "text/csv", Graphs(("http://a",), ("http://b", "http://c")))
    assert read_task(write_task(task)) == task
    assert read_task(write_task(Task("ASK {}"))) == Task("ASK {}")
    cells = (
        Cell("iri", "http://a"),
        None,
        Cell("literal", "\ud7ffé\0", "http://d"),
        Cell("literal", "x", language="en"),
        Cell("bnode", "b"),
    )
    answer = Answer(("a", "b", "c", "d", "e"), [cells, (None,) * 5], True, 0.25)
    assert read_answer(write_answer(answer)) == answer
    fault = read_fault(write_fault(StoppedAt(Limit.SIZE, "too large")))
    assert isinstance(fault, StoppedAt)
    assert (fault.limit, str(fault)) == (Limit.SIZE, "too large")
    refusal = read_fault(write_fault(QueryRefused("1:1: no")))
    assert type(refusal) is QueryRefused
    assert str(refusal) == "1:1: no"
