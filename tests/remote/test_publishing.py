"""Publishing to real engines: whole or not at all, going on after an interruption, and never a mixture for those who read meanwhile."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kb import publish as publishing
from kb import releases
from kb.base import open_base, wanted
from kb.cli import command
from kb.dump import Dump
from kb.errors import KbError, Unavailable
from kb.names import BASE
from kb.publish import amiss, publish
from kb.releases import Release
from kb.store import Endpoint
from kb.store.writing import Writer, batches, counted
from kb.triples import RELEASE
from tests.marks import by_mark
from tests.remote.conftest import ENGINES, start, updating
from tests.remote.faulty import proxy


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, tmp_path: Path):
    """An engine that holds nothing yet."""
    folder = tmp_path / request.param
    folder.mkdir()
    with start(request.param, folder) as engine:
        yield engine


def small(release: Release, home: Path, version: str, every: int) -> Release:
    """A release of some of the quads of another, with a version of its own: what is put to an engine is a manifest and a dump."""
    folder = home / version
    folder.mkdir(parents=True)
    lines = {line for number, line in enumerate(release.lines()) if not number % every}
    own = {line for line in lines if line.endswith(f"<{RELEASE}> .\n")}
    Dump.write(folder / releases.DUMP, by_mark(lines - own), 1).finish()
    (folder / releases.OWN).write_text("".join(sorted(own)), encoding="utf-8")
    for name in (releases.NAMES, releases.TABLES, releases.CENSUS):
        shutil.copy(release.folder / name, folder / name)
    (folder / "manifest.json").write_text(json.dumps({"version": version, "quads": len(lines), "counts": {}}), encoding="utf-8")
    return releases.read_release(folder, stored_elsewhere=True)


def test_the_parts_of_a_dump_are_the_dump(release_home: Path) -> None:
    release = releases.current(release_home)
    parts = list(batches(release.lines()))
    assert sum(len(part) for _, part in parts) == parts[-1][0] == sum(counted(release.lines()).values()) == release.manifest["quads"]
    assert max(sum(len(triple) for triple, _ in part) for _, part in parts) < 250_000


def test_releases_follow_one_another_and_none_is_ever_seen_in_part(empty, release_home: Path, tmp_path: Path) -> None:
    shipped = releases.current(release_home)
    first, second, third = (small(shipped, tmp_path, f"{name}000000", every) for name, every in (("a", 20), ("b", 21), ("c", 22)))
    update, query = updating(empty), Endpoint(empty.query)
    told: list[str] = []
    publish(first, update, query, told.append, dry_run=True)
    with pytest.raises(Unavailable, match="does not hold release a000000"):
        open_base(tmp_path, "a000000", endpoint=query)

    publish(first, update, query, told.append)
    with open_base(tmp_path, "a000000", endpoint=query) as reader:
        count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
        held = reader.select(count).rows
        assert held[0][0].text == str(first.manifest["quads"])
        publish(second, update, query, told.append)
        assert reader.select(count).rows == held, "who reads the old release goes on reading it"
    with open_base(tmp_path, "b000000", endpoint=query) as reader:
        assert reader.select(count).rows[0][0].text == str(second.manifest["quads"])

    publish(third, update, query, told.append)
    assert amiss(third, query) == []
    with pytest.raises(Unavailable):
        open_base(tmp_path, "a000000", endpoint=query)
    assert [one.release.rpartition("/")[2] for one in Writer(update, query).begun()] == ["c000000", "b000000"]
    left = open_base(tmp_path, "b000000", endpoint=query).store.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows
    assert left[0][0].text == str(second.manifest["quads"])


def test_an_interrupted_publication_goes_on(empty, release_home: Path, tmp_path: Path) -> None:
    release = small(releases.current(release_home), tmp_path, "d000000", 10)
    query = Endpoint(empty.query)
    parts = len(list(batches(release.lines())))
    with proxy(empty.update) as between:
        through = Endpoint(between.url, empty.authentication, empty.user, empty.secret)
        between.faults = [""] * (parts if empty.authentication != "digest" else 2 * parts - 4)
        between.always = "cut"
        with pytest.raises(Unavailable):
            publish(release, through, query, lambda _: None)
        with pytest.raises(Unavailable, match="does not hold"):
            open_base(tmp_path, "d000000", endpoint=query)
        sent = sum(publishing.plan(release, Writer(through, query), 1).present.values())
        assert 0 < sent < release.manifest["quads"]
        between.always, between.seen = "", 0
        publish(release, updating(empty), query, lambda _: None)
    assert amiss(release, query) == []


def test_what_does_not_arrive_is_noticed_and_nothing_is_switched(empty, release_home: Path, tmp_path: Path, monkeypatch) -> None:
    release = small(releases.current(release_home), tmp_path, "e000000", 30)
    load = Writer.load
    monkeypatch.setattr(Writer, "load", lambda self, part, stored: load(self, list(part)[1:], stored))
    with pytest.raises(KbError, match="does not hold what was sent"):
        publish(release, updating(empty), Endpoint(empty.query), lambda _: None)
    assert not Writer(updating(empty), Endpoint(empty.query)).entered(wanted(release))


def test_a_release_that_is_taken_away_is_missed(empty, release_home: Path, tmp_path: Path) -> None:
    from kb.store.remote import open_remote

    release = small(releases.current(release_home), tmp_path, "f000000", 50)
    writer = Writer(updating(empty), Endpoint(empty.query))
    publish(release, updating(empty), Endpoint(empty.query), lambda _: None)
    store = open_remote(Endpoint(empty.query), wanted(release), look_seconds=0)
    assert store.select("ASK { ?s ?p ?o }").rows[0][0].text == "true"
    (one,) = writer.begun()
    writer.drop(one.stored[0])
    assert amiss(release, Endpoint(empty.query))
    writer.clear(one)
    with pytest.raises(Unavailable, match="does not hold release"):
        store.select("ASK { ?s ?p ?o }")
    publish(release, updating(empty), Endpoint(empty.query), lambda _: None)
    assert store.select("ASK { ?s ?p ?o }").rows[0][0].text == "true", "it is found again without opening anew"


def test_a_dump_that_was_loaded_by_other_means_is_read_too(empty, release_home: Path) -> None:
    release = releases.current(release_home)
    writer = Writer(updating(empty), Endpoint(empty.query))
    names = {name: name for name in counted(release.lines())}
    for end, part in batches(release.lines()):
        if end > 3000:
            break
        writer.load(part, names)
    with pytest.raises(Unavailable, match="does not hold release"):
        open_base(release_home, endpoint=Endpoint(empty.query))
    for _, part in batches(release.lines()):
        writer.load(part, names)
    with open_base(release_home, endpoint=Endpoint(empty.query)) as base:
        assert base.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows[0][0].text == str(release.manifest["quads"])
        assert base.select("SELECT ?v WHERE { GRAPH graph:release { ?s pav:version ?v } }").rows[0][0].text == release.version
    assert amiss(release, Endpoint(empty.query)) == []


def test_the_command_signs_in_by_the_settings_and_shows_no_secret(empty, release_home: Path, monkeypatch, capfd) -> None:
    monkeypatch.setenv("AML_EVIDENCE_HOME", str(release_home))
    monkeypatch.setenv("AML_EVIDENCE_ENDPOINT_AUTH", empty.authentication)
    monkeypatch.setenv("AML_EVIDENCE_ENDPOINT_USER", empty.user)
    monkeypatch.setenv("AML_EVIDENCE_ENDPOINT_SECRET", empty.secret)
    command.main(["publish", empty.update, "--query", empty.query, "--dry-run"], standalone_mode=False)
    assert "nothing was changed" in capfd.readouterr().out
    command.main(["publish", empty.update, "--query", empty.query], standalone_mode=False)
    output = capfd.readouterr()
    assert "published" in output.out and "counted" in output.out
    command.main(["--endpoint", empty.query, "ask", "which trials combine HMA with anti-PD-1"], standalone_mode=False)
    assert "NCT04284787" in capfd.readouterr().out
    if empty.secret:
        assert f" {empty.secret}" not in output.out + output.err
        monkeypatch.setenv("AML_EVIDENCE_ENDPOINT_SECRET", "wrong")
        with pytest.raises(Unavailable, match="does not let us in"):
            command.main(["publish", empty.update, "--query", empty.update, "--release", ""], standalone_mode=False)
    assert BASE in output.err
