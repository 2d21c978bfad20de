"""The release in service: a new one is taken up by the next request, the old one lives until its requests are done."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from threading import Event

import pytest

from kb.base import Base
from kb.releases import MANIFEST, POINTER
from webui import create_app
from webui.service import MEMORY, NotInService, Opened, Service


@pytest.fixture
def home(release_home: Path, tmp_path: Path) -> Path:
    """A copy of the shared release under a second name, so that the pointer can move."""
    version = (release_home / POINTER).read_text().strip()
    for name in (version, "second"):
        shutil.copytree(release_home / version, tmp_path / name)
    manifest = tmp_path / "second" / MANIFEST
    manifest.write_text(manifest.read_text().replace(version, "second"))
    (tmp_path / POINTER).write_text(version + "\n")
    return tmp_path


def point(home: Path, version: str) -> None:
    fresh = home / "new"
    fresh.write_text(version + "\n")
    fresh.replace(home / POINTER)


def test_a_new_release_is_taken_up_while_the_old_one_answers(home: Path) -> None:
    service = Service(home)
    old = service.take()
    point(home, "second")
    new = service.take()
    assert new.base.release.version == "second"
    assert old.retired
    assert old.base.select("ASK { ?s ?p ?o }").rows, "the old base still answers its request"
    service.give_back(old)
    assert not new.retired
    service.give_back(new)
    service.close()


def test_a_broken_release_leaves_the_old_one_in_service(home: Path) -> None:
    service = Service(home)
    first = service.take()
    point(home, "missing")
    again = service.take()
    assert again is first
    point(home, "second")
    assert service.take().base.release.version == "second"
    service.close()


def test_pages_follow_the_pointer(home: Path) -> None:
    app = create_app(home)
    client = app.test_client()
    first = client.get("/version.json").get_json()["version"]
    point(home, "second")
    assert client.get("/version.json").get_json()["version"] == "second" != first
    app.extensions["service"].close()


def test_each_release_that_is_taken_up_is_told_once(home: Path) -> None:
    told: Queue[Callable[[], bool]] = Queue()
    service = Service(home)
    service.taken_up = told.put
    for _ in range(3):
        service.give_back(service.take())
    first = told.get(timeout=60)
    assert first()
    point(home, "second")
    service.give_back(service.take())
    second = told.get(timeout=60)
    assert second() and not first()
    assert told.empty()
    service.close()


def test_what_several_ask_for_at_once_is_made_once(base: Base) -> None:
    opened = Opened(base)
    made: list[int] = []
    begun, goes_on = Event(), Event()

    def make() -> int:
        made.append(1)
        begun.set()
        goes_on.wait(60)
        return 42

    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(opened.remember, "answer", make)
        begun.wait(60)
        others = [pool.submit(opened.remember, "answer", make) for _ in range(2)]
        assert opened.remember("other", lambda: 7) == 7, "who asks for something else does not wait"
        goes_on.set()
        assert [one.result(60) for one in (first, *others)] == [42] * 3
    assert made == [1]


def test_what_failed_is_made_again(base: Base) -> None:
    opened = Opened(base)
    with pytest.raises(ZeroDivisionError):
        opened.remember("answer", lambda: 1 // 0)
    assert opened.remember("answer", lambda: 42) == 42


def test_what_is_used_least_is_let_go_first(base: Base) -> None:
    opened = Opened(base)
    opened.remember("used", lambda: "kept")
    for number in range(MEMORY + 10):
        opened.remember(number, lambda: "once")
        opened.remember("used", lambda: "made again")
    assert opened.remember("used", lambda: "made again") == "kept"
    assert opened.remember(0, lambda: "made again") == "made again"


def test_no_release_is_a_clear_fault(tmp_path: Path) -> None:
    with pytest.raises(NotInService, match="kb build"):
        Service(tmp_path).take()
