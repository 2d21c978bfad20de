"""Rows worked up from facts at hand are those that the finished store gives, whatever the size of portions, blocks and shares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.assembly import running
from kb.base import Base, open_base
from kb.build import build
from kb.errors import BadInput
from kb.names import expand, mint
from kb.registry import open_registry, read_sources
from kb.store import iri, literal
from kb.tables import TABLES, Item, SheetRow, parts, portions, write_tables
from kb.tables.facts import Facts
from kb.triples import entity, term
from loaders.registry import snapshots
from tests.registry.small import write
from tests.tables.from_store import write_from_store


def made(home: Path, *registry: Path) -> Base:
    sources = read_sources()
    build(sources, home, registry=open_registry(registry, sources))
    return open_base(home)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("registry") / "files")


@pytest.fixture(scope="module")
def both(registry: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    with made(tmp_path_factory.mktemp("both"), registry) as opened:
        yield opened


@pytest.mark.parametrize("release", ["base", "hostile", "both"])
def test_tables_are_those_of_the_store(release: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    of: Base = request.getfixturevalue(release)
    assert of.release.tables.read_bytes() == write_from_store(of, tmp_path / "tables.sqlite").read_bytes()


def test_tables_of_real_records_are_those_of_the_store(shared_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All records of the sample, with results and without, in portions of a hundred."""
    monkeypatch.setattr(snapshots, "PORTION", 100)
    with made(tmp_path, shared_folder / "registry") as of:
        assert len(of.sheet("trials").rows) > 850
        assert of.release.tables.read_bytes() == write_from_store(of, tmp_path / "tables.sqlite").read_bytes()


@pytest.mark.parametrize("few", [1000, 3], ids=["one process", "several"])
def test_small_portions_blocks_and_shares_change_nothing(
    few: int, registry: Path, both: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "PORTION", 1)
    monkeypatch.setattr(running, "_FEW", few)
    monkeypatch.setattr(parts, "_BLOCK", 2)
    monkeypatch.setattr(portions, "_AT_ONCE", 3)
    with made(tmp_path, registry) as of:
        assert of.release.tables.read_bytes() == both.release.tables.read_bytes()


def test_rows_of_a_portion_tell_their_share_of_what_others_tell_too() -> None:
    """Of a drug of the vocabulary, a portion tells the studies that give it there; what the vocabulary says is left to the others."""
    known = Facts([(entity("agent", "x"), term("rdf:type"), term("aml:Agent"), "")])
    told = [
        (entity("component", "c"), term("aml:agent"), entity("agent", "x"), ""),
        (entity("component", "c"), term("aml:componentOf"), entity("arm", "a"), ""),
        (entity("arm", "a"), term("aml:armOf"), entity("study", "NCT00000001"), ""),
        (entity("study", "NCT00000001"), term("rdfs:label"), literal("First"), ""),
    ]
    facts = Facts(told, known)
    assert list(facts.rows(TABLES["agents"])) == [entity("agent", "x")]
    assert facts.found(TABLES["agents"], entity("agent", "x")) == {
        "study": [(mint("arm", "a"), Item("First", mint("study", "NCT00000001")))]
    }
    assert list(Facts(told[1:], known).rows(TABLES["agents"])) == []


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_a_text_reads_as_it_was_written(text: str) -> None:
    facts = Facts(())
    assert facts.item(literal(text)) == Item(text)
    assert facts.item(literal(text, expand("xsd:date"))) == Item(text)


def test_values_read_as_the_store_gives_them() -> None:
    facts = Facts([(iri("urn:a"), term("skos:prefLabel"), literal('say "A"'), "")])
    assert facts.item(iri("urn:a")) == Item('say "A"', "urn:a")
    assert facts.item(iri("urn:b")) == Item("urn:b", "urn:b")
    assert facts.item(entity("claim", "k")) == Item("claim/k", mint("claim", "k"))
    assert [facts.item(f'"{word}"^^{term("xsd:boolean")}').text for word in ("true", "false")] == ["yes", "no"]


def test_two_rows_of_one_entity_are_refused(tmp_path: Path) -> None:
    row = SheetRow(mint("study", "NCT00000001"), {})
    with pytest.raises(BadInput, match="two rows of one table tell of 'study/NCT00000001'"):
        write_tables(tmp_path / "t.sqlite", [(TABLES["trials"], [row, row])], {})
