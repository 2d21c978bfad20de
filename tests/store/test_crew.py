"""The queue of a track: first come, first served, with bounds, whatever becomes of workers meanwhile."""

from __future__ import annotations

import queue
import threading
from pathlib import Path

import pytest

from kb.errors import KbError
from kb.store import Limit, Limits, Manning, StoppedAt
from kb.store import crew as room
from kb.store.crew import Crew
from kb.store.forker import Forker
from kb.store.line import Overran
from tests.store.asking import wait_until

LIMITS = Limits(seconds=60, memory_bytes=1 << 30, rows=10, answer_bytes=1000)


class Scripted:
    """A worker that answers when it is told to, and as it is told to."""

    made: list[Scripted]
    tasks: queue.SimpleQueue[tuple[Scripted, bytes]]

    def __init__(self, *_: object) -> None:
        self.spent = self.gone = False
        self.told: queue.SimpleQueue[bytes | Exception] = queue.SimpleQueue()
        self.made.append(self)

    def wait_until_ready(self) -> None:
        return

    def alive(self) -> bool:
        return not self.gone

    def ask(self, task: bytes) -> tuple[int, bytes]:
        self.tasks.put((self, task))
        told = self.told.get()
        if isinstance(told, Exception):
            raise told
        return 1, told

    def kill(self) -> None:
        self.gone = True
        self.told.put(StoppedAt(Limit.CRASH, "killed"))

    end = kill


class Asking:
    """A query in a thread of its own."""

    def __init__(self, crew: Crew, task: bytes) -> None:
        self.outcome: object = None
        self._thread = threading.Thread(target=self._run, args=(crew, task), daemon=True)
        self._thread.start()

    def _run(self, crew: Crew, task: bytes) -> None:
        try:
            self.outcome = crew.run(task)[1]
        except (KbError, Overran) as fault:
            self.outcome = fault

    def end(self) -> object:
        self._thread.join(20)
        assert not self._thread.is_alive()
        return self.outcome


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> type[Scripted]:
    monkeypatch.setattr(room, "Worker", Scripted)
    monkeypatch.setattr(Scripted, "made", [], raising=False)
    monkeypatch.setattr(Scripted, "tasks", queue.SimpleQueue(), raising=False)
    return Scripted


def crew_of(workers: int, places: int, limits: Limits = LIMITS) -> Crew:
    return Crew(Forker(), Path("nowhere"), limits, Manning(workers, places, 0))


def queued(crew: Crew, names: list[bytes]) -> list[Asking]:
    """Queries that wait, in this order."""
    found = []
    for name in names:
        before = crew.state().waiting
        found.append(Asking(crew, name))
        wait_until(lambda before=before: crew.state().waiting == before + 1)
    return found


def test_those_that_wait_are_served_in_their_order(scripted: type[Scripted]) -> None:
    crew = crew_of(1, 5)
    first = Asking(crew, b"0")
    worker, _ = scripted.tasks.get()
    waiting = queued(crew, [b"1", b"2", b"3"])
    for number in range(4):
        worker.told.put(b"answer %d" % number)
        if number < 3:
            assert scripted.tasks.get() == (worker, b"%d" % (number + 1))
    assert [one.end() for one in (first, *waiting)] == [b"answer %d" % number for number in range(4)]
    assert (crew.state().started, crew.state().busy, crew.state().waiting) == (1, 0, 0)


def test_who_comes_while_a_place_is_handed_on_does_not_get_it(scripted: type[Scripted]) -> None:
    crew = crew_of(1, 1)
    first = Asking(crew, b"first")
    worker, _ = scripted.tasks.get()
    [second] = queued(crew, [b"second"])
    worker.told.put(b"done")
    assert first.end() == b"done"
    assert scripted.tasks.get()[1] == b"second"
    [third] = queued(crew, [b"third"])
    refused = Asking(crew, b"fourth").end()
    assert isinstance(refused, StoppedAt)
    assert refused.limit is Limit.BUSY
    for one in (second, third):
        worker.told.put(b"done")
        assert one.end() == b"done"
    assert crew.state().stopped == {Limit.BUSY: 1}


@pytest.mark.parametrize("end", [Overran(), StoppedAt(Limit.MEMORY, "too much")])
def test_a_worker_that_ended_is_replaced_for_the_next(scripted: type[Scripted], end: Exception) -> None:
    crew = crew_of(1, 1)
    first = Asking(crew, b"first")
    worker, _ = scripted.tasks.get()
    [second] = queued(crew, [b"second"])
    worker.told.put(end)
    assert first.end() is end
    other, task = scripted.tasks.get()
    assert (other is worker, task, worker.gone) == (False, b"second", True)
    other.told.put(b"done")
    assert second.end() == b"done"
    assert (crew.state().started, crew.state().alive) == (2, 1)


def test_a_worker_that_swelled_is_replaced(scripted: type[Scripted]) -> None:
    crew = crew_of(1, 0)
    first = Asking(crew, b"first")
    worker, _ = scripted.tasks.get()
    worker.spent = True
    worker.told.put(b"done")
    assert first.end() == b"done"
    assert worker.gone
    assert crew.state().alive == 0


def test_who_waits_too_long_is_refused_and_leaves_the_queue(scripted: type[Scripted]) -> None:
    crew = crew_of(1, 5, Limits(seconds=0.01, memory_bytes=1 << 30, rows=10, answer_bytes=1000))
    first = Asking(crew, b"first")
    worker, _ = scripted.tasks.get()
    refused = Asking(crew, b"second").end()
    assert isinstance(refused, StoppedAt)
    assert refused.limit is Limit.BUSY
    assert crew.state().waiting == 0
    worker.told.put(b"done")
    assert first.end() == b"done"
    assert crew.state().busy == 0


def test_closing_refuses_those_that_wait_and_ends_those_that_run(scripted: type[Scripted]) -> None:
    crew = crew_of(2, 2)
    running = [Asking(crew, b"1"), Asking(crew, b"2")]
    for _ in running:
        scripted.tasks.get()
    waiting = queued(crew, [b"3", b"4"])
    crew.close()
    for one in (*running, *waiting, Asking(crew, b"5")):
        ended = one.end()
        assert isinstance(ended, StoppedAt)
        assert ended.limit is Limit.CLOSED
    assert all(worker.gone for worker in scripted.made)
    assert (crew.state().alive, crew.state().busy, crew.state().waiting) == (0, 0, 0)
