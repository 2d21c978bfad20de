"""An addition makes the release that a build of everything makes, whatever was there before and whatever comes."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

import kb.adding.adding
import kb.build
from kb import releases
from kb.base import open_base
from kb.errors import BadInput
from kb.numbering import NoRoom, Numbered
from kb.sources import Source
from tests.adding.conftest import added, assert_alike, assert_names_alike, built
from tests.adding.records import Record, dated, write
from tests.registry.small import given, record


def halves(folder: Path, records: list[Record], seed: int, share: float) -> tuple[Path, Path]:
    """Two files, each record in one of them by chance."""
    chance = random.Random(seed)  # noqa: S311 -- nothing secret
    first = [chance.random() < share for _ in records]
    return (
        write(folder / "first.ndjson", (one for one, here in zip(records, first, strict=True) if here)),
        write(folder / "second.ndjson", (one for one, here in zip(records, first, strict=True) if not here)),
    )


def test_papers_and_registry(tmp_path: Path, records: list[Record], sources: list[Source]) -> None:
    files = halves(tmp_path, records, 1, 0.5)
    base = built(tmp_path / "one", files[:1], sources)
    before = "".join(base.lines())
    grown = added(tmp_path / "one", files[1], sources)
    whole = built(tmp_path / "two", files, sources)
    assert_alike(grown, whole)
    assert releases.current(tmp_path / "one").version == whole.version != base.version
    releases.verify(base)
    assert "".join(base.lines()) == before, "the release that was added to is as it was"
    with open_base(tmp_path / "one", base.version) as opened:
        assert opened.store.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows[0][0].text == str(base.manifest["quads"])


@pytest.mark.parametrize(("seed", "share"), [(2, 0.8), (3, 0.2), (4, 0.0), (5, 0.9)])
def test_any_split_makes_the_same_lines_names_and_counts(
    tmp_path: Path, records: list[Record], sources: list[Source], monkeypatch: pytest.MonkeyPatch, seed: int, share: float
) -> None:
    """Without the papers and without tables, which are made of the store and the names alone: so several splits are soon made."""
    for module, name in ((kb.build, "build_tables"), (kb.build, "cite"), (kb.adding.adding, "tables_of_changes")):
        monkeypatch.setattr(module, name, lambda path, *_: path.write_bytes(b""))
    vocabulary = [source for source in sources if not source.is_document]
    files = halves(tmp_path, records, seed, share)
    built(tmp_path / "one", files[:1] if share else (), vocabulary)
    grown, whole = added(tmp_path / "one", files[1], vocabulary), built(tmp_path / "two", files, vocabulary)
    assert set(grown.lines()) ^ set(whole.lines()) == (set() if share else _inputs_of(whole, "first.ndjson"))
    assert grown.dump.told == whole.dump.told
    assert grown.manifest["counts"] == whole.manifest["counts"] and grown.manifest["left_out"] == whole.manifest["left_out"]
    assert grown.census.read_bytes() == whole.census.read_bytes()
    assert_names_alike(grown, whole)


def _inputs_of(release: releases.Release, name: str) -> set[str]:
    """What a release says of a file that it was made of."""
    return {line for line in release.lines() if f"{name} sha256:" in line}


def test_records_that_tell_nothing_new_leave_the_release_in_service(tmp_path: Path, records: list[Record], sources: list[Source]) -> None:
    vocabulary = [source for source in sources if not source.is_document]
    file = write(tmp_path / "first.ndjson", records[:2])
    base = built(tmp_path / "home", [file], vocabulary)
    assert added(tmp_path / "home", write(tmp_path / "again.ndjson", records[:1]), vocabulary).version == base.version
    assert [path.name for path in (tmp_path / "home").iterdir() if path.name.startswith(".building")] == []
    other = [Source(one.graph, one.rows, (*one.files, file)) for one in vocabulary]
    with pytest.raises(BadInput, match=r"made of other curated tables \(.*first.ndjson\); run 'kb build' with all records"):
        added(tmp_path / "home", write(tmp_path / "new.ndjson", records[2:3]), other)
    manifest = base.folder / releases.MANIFEST
    manifest.write_text(json.dumps(base.manifest | {"program": "another"}), encoding="utf-8")
    with pytest.raises(BadInput, match="made by another version of this program"):
        added(tmp_path / "home", write(tmp_path / "new.ndjson", records[2:3]), vocabulary)


def test_terms_go_with_the_last_statement_that_uses_them(tmp_path: Path, records: list[Record], sources: list[Source]) -> None:
    """Two trials post the same events; then each of them posts others in a newer record, one after the other."""
    vocabulary = [source for source in sources if not source.is_document]
    one = next(one for one in records if "adverseEventsModule" in one.get("resultsSection", {}))
    number = one["protocolSection"]["identificationModule"]["nctId"]
    other = json.loads(json.dumps(one).replace(number, "NCT90000009"))
    files = [write(tmp_path / "old.ndjson", [one, other])]
    newer = [_with_other_events(before) for before in (one, other)]
    posted = _terms(built(tmp_path / "one", files, vocabulary))
    for turn, (record_, left) in enumerate(zip(newer, (posted, set()), strict=True)):
        files.append(write(tmp_path / f"new-{turn}.ndjson", [record_]))
        grown = added(tmp_path / "one", files[-1], vocabulary)
        assert posted & _terms(grown) == left
        assert "term/posted-unheard-of-" in "".join(_terms(grown))
    assert posted
    assert_alike(grown, built(tmp_path / "two", files, vocabulary))


def _with_other_events(before: Record) -> Record:
    newer = dated(before, "2026-11-01")
    events = newer["resultsSection"]["adverseEventsModule"]
    for module in ("seriousEvents", "otherEvents"):
        listed = [{**event, "organSystem": "Unheard-of disorders"} for event in events.get(module, [])]
        events[module] = [{**event, "term": f"Unheard-of {event['term']}"} for event in listed]
    return newer


def _terms(release: releases.Release) -> set[str]:
    """Terms that only records have."""
    return {line.split(" ", 1)[0] for line in release.lines() if "/term/posted-" in line.split(" ", 1)[0]}


GIVEN = {"NCT90000001": ("Azacitidine",), "NCT90000002": ("Azacitidine", "Venetoclax"), "NCT90000003": ("Decitabine", "Venetoclax")}
LATER = [
    {"NCT90000004": ("Venetoclax",)},  # comes into two others
    {"NCT90000005": ("Azacitidine", "Venetoclax", "Gilteritinib")},  # comes around three others
    {"NCT90000001": ("Decitabine",)},  # azacitidine alone is given no more, decitabine alone is
    {"NCT90000002": ("Cytarabine",), "NCT90000004": ("Cytarabine",)},
]
"""What trials give at first, and what newer records say that they or others give."""


def test_regimens_come_and_go_and_what_they_contain_follows(tmp_path: Path, sources: list[Source]) -> None:
    vocabulary = [source for source in sources if not source.is_document]
    files: list[Path] = []
    for day, told in enumerate([GIVEN, *LATER], start=1):
        some = [
            record(number, f"2025-04-{day:02}", number, armsInterventionsModule=given(*drugs, arms={"Arm": drugs}))
            for number, drugs in told.items()
        ]
        files.append(write(tmp_path / f"{day}.ndjson", some))
        grown = added(tmp_path / "one", files[-1], vocabulary) if day > 1 else built(tmp_path / "one", files, vocabulary)
    whole = built(tmp_path / "two", files, vocabulary)
    assert_alike(grown, whole)
    regimens = {line.split(" ", 1)[0].rpartition("/")[2][:-1] for line in grown.lines() if "/id/regimen/" in line.split(" ", 1)[0]}
    assert regimens == {"decitabine", "cytarabine", "decitabine+venetoclax", "azacitidine+gilteritinib+venetoclax"}


def test_indexes_without_room_for_what_comes_are_written_anew(
    tmp_path: Path, records: list[Record], sources: list[Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise NoRoom

    vocabulary = [source for source in sources if not source.is_document]
    files = halves(tmp_path, records, 6, 0.6)
    built(tmp_path / "one", files[:1], vocabulary)
    whole = built(tmp_path / "two", files, vocabulary)
    monkeypatch.setattr(Numbered, "_neighbours", full)
    assert_alike(added(tmp_path / "one", files[1], vocabulary), whole)
