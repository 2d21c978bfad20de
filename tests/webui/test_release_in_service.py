"""The release in service: a new one is taken up by the next request, the old one lives until its requests are done."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kb.releases import MANIFEST, POINTER
from webui import create_app
from webui.service import NotInService, Service


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


def test_no_release_is_a_clear_fault(tmp_path: Path) -> None:
    with pytest.raises(NotInService, match="kb build"):
        Service(tmp_path).take()
