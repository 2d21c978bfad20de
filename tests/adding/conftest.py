"""What tests of additions share: records, the releases that builds of everything make of them, and how two releases are compared."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph
import pytest

from kb import releases
from kb.adding import add
from kb.base import open_base
from kb.build import build
from kb.postings import numbers_of
from kb.registry import open_registry, read_sources
from kb.sources import Source
from kb.tables import TABLES, Choice, Sheet
from tests.adding.records import Record, dated, real, with_drug, with_endpoint, without_results

OLD, NEW, NEWEST = "2023-05-01", "2025-04-01", "2026-10-01"
ORR = "Overall response rate (CR + CRi + PR) by ELN 2017 criteria"


@pytest.fixture(scope="session")
def sources() -> list[Source]:
    """The vocabulary and the papers."""
    return read_sources()


@pytest.fixture(scope="session")
def records(shared_folder: Path) -> list[Record]:
    """Real records at one date and what they may have been at others; among them some of trials that papers speak of."""
    registry = shared_folder / "registry"
    told = [*real(registry / "ctgov-v2", 6), *real(registry / "ctgov-v2-converted", 2), *real(registry / "ctgov-v2-other", 2)]
    first, second, third, *_ = told
    return [
        *(dated(one, NEW) for one in told),
        *(dated(without_results(one), OLD) for one in told[2:]),
        dated(with_drug(first, "Venetoclax"), NEWEST),
        dated(with_drug(second, "Gilteritinib"), NEWEST),
        dated(with_endpoint(second, ORR), NEWEST),  # as full as the one before it, or fuller: one of the two gives way
        *(dated(with_endpoint(one, ORR), NEWEST) for one in (third, told[-1])),
    ]


def built(home: Path, files: Iterable[Path], sources: list[Source]) -> releases.Release:
    """A build of everything."""
    return build(sources, home, registry=open_registry(tuple(files), sources))


def added(home: Path, file: Path, sources: list[Source]) -> releases.Release:
    """The release in service with a file of records added."""
    registry = open_registry((file,), sources)
    assert registry
    return add(releases.current(home), sources, home, registry)


def rows_of(path: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as base:
        return base.execute(query).fetchall()


def assert_alike(one: releases.Release, other: releases.Release) -> None:
    """Two releases that hold the same: every line, quad, name, row and count."""
    assert set(one.lines()) ^ set(other.lines()) == set()
    assert one.dump.told == other.dump.told
    told, meant = ({key: value for key, value in each.manifest.items() if key != "bytes"} for each in (one, other))
    assert told == meant
    assert one.census.read_bytes() == other.census.read_bytes()
    releases.verify(one)
    stores = [set(map(str, pyoxigraph.Store.read_only(str(each.store)))) for each in (one, other)]
    assert stores[0] == stores[1] and len(stores[0]) == one.manifest["quads"]
    assert_names_alike(one, other)
    with open_base(one.folder.parent, one.version) as here, open_base(other.folder.parent, other.version) as there:
        assert dict(here.citations) == dict(there.citations)
        for table in TABLES:
            for listed in (False, True):
                assert list(here.sheet(table, listed=listed).rows) == list(there.sheet(table, listed=listed).rows), table
            for column in TABLES[table].columns:
                assert of_column(here.sheet(table), column.name) == of_column(there.sheet(table), column.name), (table, column.name)


def assert_names_alike(one: releases.Release, other: releases.Release) -> None:
    """Two indexes that have the same names in the same order, spelt by the same texts, found by the same threes and words."""
    queries = (
        "SELECT rank, kind, key, label, name, folded FROM name ORDER BY id",
        "SELECT * FROM place",
        "SELECT text, letters FROM spelt ORDER BY text",
        "SELECT text, part, n.name, kind, key FROM spelling s JOIN spelt t ON s.spelt = t.id JOIN name n ON s.name = n.id"
        " ORDER BY 1, 2, 3, 4, 5",
        "SELECT text, count FROM three ORDER BY text",
    )
    for query in queries:
        assert rows_of(one.names, query) == rows_of(other.names, query), query
    assert held_by_threes(one.names) == held_by_threes(other.names)
    for release in (one, other):
        with sqlite3.connect(f"file:{release.names}?mode=ro", uri=True) as base:
            assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows_of_copy(release.names, "INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")


def held_by_threes(path: Path) -> dict[str, list[str]]:
    """The texts that are spelt with each three letters."""
    texts = dict(rows_of(path, "SELECT id, text FROM spelt"))
    return {three: sorted(texts[number] for number in numbers_of(held)) for three, held in rows_of(path, "SELECT text, held FROM three")}


def rows_of_copy(path: Path, query: str) -> None:
    """Ask what would be written, without writing it in the release."""
    copy = sqlite3.connect(":memory:")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as base:
        base.backup(copy)
    copy.execute(query)
    copy.close()


def of_column(sheet: Sheet, name: str) -> object:
    """What a column holds, what that is called, and how it has the rows stand."""
    values = [(value.item, value.short, value.count) for value in sheet.values(name)]
    return values, sheet.filled(name), [row.iri for row in sheet.choose(Choice(sort=name))]
