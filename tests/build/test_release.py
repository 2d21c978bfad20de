"""A build: the same inputs give the same bytes, and one that fails or is killed leaves the release in service as it was."""

from __future__ import annotations

import gzip
import json
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kb import releases
from kb.base import open_base
from kb.build import build
from kb.errors import BadInputs, KbError, NotFound
from kb.records import Agent, AgentClass, Concept, Document, Study
from kb.registry import read_sources
from kb.sources import Row, Source
from kb.values import read_place
from tests.conftest import ROOT


def small(*, axis: str = "mechanism", label: str = "HMA") -> list[Source]:
    """The least that can be built: a document, a class and the terms they need."""
    terms = [("axis", "mechanism"), ("document-kind", "review"), ("agent-kind", "drug")]
    rows = [Row(Concept(key=f"{s}.{k}", scheme=s, label=k, definition=f"the {k}"), "vocabulary/concepts.csv:2") for s, k in terms]
    rows.append(
        Row(AgentClass(key="hma", label=label, axis=axis, definition="lowers methylation", source="test"), "vocabulary/classes.csv:2")
    )
    rows.append(Row(Agent(key="azacitidine", label="azacitidine", agent_kind="drug", definition="an HMA", source="test"), "agents.csv:2"))
    return [Source("vocabulary", tuple(rows)), _paper("doe-2025")]


def test_two_builds_of_the_shipped_data_give_identical_bytes(tmp_path: Path, release_home: Path) -> None:
    again = build(read_sources(), tmp_path)
    first = releases.current(release_home)
    assert again.version == first.version
    assert list(again.lines()) == list(first.lines())
    assert again.dump.listed == first.dump.listed
    assert again.tables.read_bytes() == first.tables.read_bytes()
    assert again.names.read_bytes() == first.names.read_bytes()
    assert again.manifest == first.manifest


def test_the_dump_is_sorted_and_holds_no_blank_node_and_no_triple_twice(release_home: Path) -> None:
    release = releases.current(release_home)
    lines = "".join(release.lines()).splitlines()
    for file in release.files:
        held = gzip.open if file.suffix == ".gz" else open
        with held(file, "rt", encoding="utf-8") as stream:
            told = [line.rstrip("\n") for line in stream]
        assert told == sorted(set(told))
        assert {line.endswith("/graph/release> .") for line in told} == {file.name == releases.OWN}, "a release tells of itself apart"
    triples = [line.rsplit(" ", 2)[0] for line in lines]
    assert len(triples) == len(set(triples))
    assert not [line for line in lines if line.startswith("_:") or " _:" in line.split('"')[0]]


def test_the_version_is_the_hash_of_what_is_held_and_changes_with_it(tmp_path: Path) -> None:
    one = build(small(), tmp_path)
    other = small()
    row = other[0].rows[-1]
    changed = replace(row.record, label="Azacitidine")
    other[0] = Source("vocabulary", (*other[0].rows[:-1], Row(changed, row.origin)))
    assert build(other, tmp_path).version != one.version
    assert build(small(), tmp_path).version == one.version
    assert len(releases.all_versions(tmp_path)) == 2


def test_a_release_whose_tables_have_other_columns_is_made_anew(tmp_path: Path) -> None:
    one = build(small(), tmp_path)
    told = json.loads((one.folder / releases.MANIFEST).read_text(encoding="utf-8"))
    (one.folder / releases.MANIFEST).write_text(json.dumps(told | {"columns": "of an older program"}), encoding="utf-8")
    assert build(small(), tmp_path).manifest == told


def test_a_build_that_fails_leaves_the_old_release_in_service(tmp_path: Path) -> None:
    before = build(small(), tmp_path)
    with pytest.raises(BadInputs, match=r"vocabulary/classes.csv:2: column axis: there is no concept 'axis.astrology'"):
        build(small(axis="astrology"), tmp_path)
    assert releases.current(tmp_path).version == before.version


def test_a_killed_build_leaves_the_old_release_and_its_remains_are_cleared(tmp_path: Path) -> None:
    before = build(small(), tmp_path)
    script = (
        "import os, signal, kb.build as b, kb.registry as r\n"
        "from pathlib import Path\n"
        "b.build_embedded = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"b.build(r.read_sources(), Path({str(tmp_path)!r}))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert list(tmp_path.glob(".building-*"))
    assert releases.current(tmp_path).version == before.version
    build(small(), tmp_path)
    assert not list(tmp_path.glob(".building-*"))


@pytest.mark.parametrize("part", [releases.MANIFEST, releases.DUMP, releases.OWN, releases.NAMES, releases.TABLES])
def test_a_half_written_release_is_refused_with_its_missing_part(tmp_path: Path, part: str) -> None:
    release = build(small(), tmp_path)
    path = release.folder / part
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(KbError, match=rf"{part}.*run 'kb build'"):
        releases.current(tmp_path)


def test_a_broken_manifest_is_told_in_one_sentence(tmp_path: Path) -> None:
    release = build(small(), tmp_path)
    (release.folder / releases.MANIFEST).write_text("{", encoding="utf-8")
    with pytest.raises(KbError, match="cannot be read"):
        releases.current(tmp_path)


def test_no_release_at_all_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="run 'kb build'"):
        releases.current(tmp_path)


def test_a_document_that_two_sources_state_is_refused(tmp_path: Path) -> None:
    vocabulary, paper = small()
    copy = Source("doe-2026", _paper("doe-2025").rows)
    with pytest.raises(BadInputs, match="is taken by"):
        build([vocabulary, paper, copy], tmp_path)


def _paper(document: str, *records: object) -> Source:
    place = {"at": (read_place("Title"),), "fragment": ("A paper",)}
    paper = Document(key=document, label=document, title="A paper", document_kind="review", **place)
    return Source(document, tuple(Row(record, f"{document}/x.csv:{number}") for number, record in enumerate((paper, *records), start=2)))


def _study(label: str, at: str = "Title") -> Study:
    return Study(key="NCT00000001", label=label, study_kind="review", at=(read_place(at),), fragment=("A paper",))


def test_a_study_may_stand_in_two_documents_and_keeps_its_first_description(tmp_path: Path) -> None:
    vocabulary, _ = small()
    terms = Row(Concept(key="study-kind.review", scheme="study-kind", label="review", definition="d"), "c:1")
    vocabulary = Source("vocabulary", (*vocabulary.rows, terms))
    release = build([vocabulary, _paper("doe-2025", _study("first")), _paper("doe-2026", _study("second", "Front p1"))], tmp_path)
    lines = [line for line in "".join(release.lines()).splitlines() if "study/NCT00000001> " in line]
    assert [line for line in lines if '"first"' in line]
    assert not [line for line in lines if '"second"' in line]
    assert len([line for line in lines if "#anchor>" in line]) == 2


def test_a_study_twice_in_one_document_is_refused(tmp_path: Path) -> None:
    vocabulary, _ = small()
    with pytest.raises(BadInputs, match=r"doe-2025/x.csv:4: key 'NCT00000001' is taken by doe-2025/x.csv:3"):
        build([vocabulary, _paper("doe-2025", _study("first"), _study("second"))], tmp_path)


def test_a_statement_without_its_place_is_refused(tmp_path: Path) -> None:
    vocabulary, _ = small()
    bare = Source("doe-2025", (Row(Document(key="doe-2025", label="D", title="T", document_kind="review"), "doe-2025/document.csv:2"),))
    with pytest.raises(BadInputs, match=r"doe-2025/document.csv:2: columns at and fragment are empty"):
        build([vocabulary, bare], tmp_path)


@pytest.mark.parametrize("manifest", ["{}", "[]", '{"version": 3}'])
def test_a_manifest_without_its_version_is_told_in_one_sentence(tmp_path: Path, manifest: str) -> None:
    release = build(small(), tmp_path)
    (release.folder / releases.MANIFEST).write_text(manifest, encoding="utf-8")
    with pytest.raises(KbError, match="names no version"):
        releases.current(tmp_path)


def test_a_damaged_store_is_told_in_one_sentence(tmp_path: Path) -> None:
    release = build(small(), tmp_path)
    for table in release.store.glob("*.sst"):
        table.write_bytes(table.read_bytes()[:20])
    with pytest.raises(KbError, match="kb build"):
        open_base(tmp_path)


def test_the_manifest_lists_every_input_with_its_hash(release_home: Path) -> None:
    manifest = json.loads((releases.current(release_home).folder / releases.MANIFEST).read_text(encoding="utf-8"))
    # The lists of data/registry are inputs of snapshots of the registry only.
    shipped = {f"{path.parent.name}/{path.name}" for path in (ROOT / "data").rglob("*.csv") if path.parent.name != "registry"}
    assert shipped <= set(manifest["inputs"])
    assert all(len(digest) == 64 for digest in manifest["inputs"].values())
