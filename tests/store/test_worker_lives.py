"""The lives of worker processes: when they start, die and are replaced, what they say over the line, and that none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.errors import NotFound, QueryRefused
from kb.store import Answer, Graphs, Lane, Limit, StoppedAt, Store, open_embedded
from kb.store.interface import Cell
from kb.store.wire import Task, read_answer, read_fault, read_task, write_answer, write_fault, write_task
from tests.store.asking import ENDLESS, answers, in_background, stopped, stopped_so_far, wait_until
from tests.store.small_store import limits, workers_of

Opened = Callable[..., Store]
Workers = Callable[..., list[int]]


def test_workers_start_only_when_asked(opened: Opened, workers: Workers) -> None:
    store = opened()
    assert workers() == []
    assert answers(store)
    assert len(workers()) == 1


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
    wait_until(lambda: worker not in workers())
    assert answers(store)
    assert stopped_so_far(store) == {}


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
