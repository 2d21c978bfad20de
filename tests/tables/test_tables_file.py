"""The file of tables: what is broken or of another make is one sentence, many threads read at once, and old releases are refused."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from kb.base import Base
from kb.errors import KbError
from kb.names import mint
from kb.releases import read_release
from kb.tables import TABLES, Choice, Index, Sheet, SheetRow, TablesFile, write_tables
from kb.tables.schema import FORMAT


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a release that holds one empty table."""
    (tmp_path / "abc").mkdir()
    write_tables(tmp_path / "abc" / "tables.sqlite", [(TABLES["events"], [])], {})
    return tmp_path / "abc" / "tables.sqlite"


def test_an_empty_table_has_no_rows_values_or_words(path: Path) -> None:
    file = TablesFile(path)
    sheet = Sheet(TABLES["events"], Index(file, TABLES["events"]), "r")
    assert list(sheet.rows) == [] and sheet.rows.telling() == ()
    assert sheet.count(Choice({"event_kind": ("approval",)}, "azacitidine")) == 0
    assert all(values == [] for values in sheet.facets(Choice()).values())
    assert list(sheet.choose(Choice(sort="label", descending=True))) == []
    file.close()


def test_a_broken_file_is_one_sentence(path: Path) -> None:
    path.write_bytes(b"this is no database at all, but long enough to be read as one" * 20)
    with pytest.raises(KbError, match=r"the tables of release 'abc' cannot be read \(.*\); delete its folder and run 'kb build'") as told:
        TablesFile(path)
    assert "\n" not in str(told.value)


def test_a_file_of_another_make_is_refused(path: Path) -> None:
    with sqlite3.connect(path) as base:
        base.execute("PRAGMA user_version = 0")
    with pytest.raises(KbError, match=rf"it has the form 0, not {FORMAT}.*run 'kb build'"):
        TablesFile(path)


def test_a_table_with_other_columns_is_refused(path: Path) -> None:
    fewer = replace(TABLES["events"], columns=TABLES["events"].columns[1:])
    with pytest.raises(KbError, match=r"'events' has other columns than this program knows.*run 'kb build'"):
        Index(TablesFile(path), fewer)


def test_a_closed_file_gives_nothing_more(path: Path) -> None:
    file = TablesFile(path)
    file.close()
    file.close()
    with pytest.raises(KbError, match="closed; open it again"):
        file.select("SELECT 1")


def test_a_release_without_tables_says_what_to_do(base: Base, tmp_path: Path) -> None:
    for part in base.release.folder.iterdir():
        if part != base.release.tables:
            (tmp_path / part.name).symlink_to(part)
    with pytest.raises(KbError, match=r"lacks 'tables.sqlite'; delete the folder and run 'kb build'"):
        read_release(tmp_path)


def test_many_threads_read_the_same_rows(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.tables.index.KEPT_ROWS", 0)
    expected = [row.iri for row in base.sheet("results").rows]
    sheet = Sheet(TABLES["results"], Index(TablesFile(base.release.tables), TABLES["results"]), "r")

    def read(_: int) -> list[SheetRow]:
        return list(sheet.rows)

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(read, range(24)))
    assert all([row.iri for row in rows] == expected for rows in found)


def test_citations_are_read_by_iri(base: Base) -> None:
    known = base.citations
    assert known[mint("document", "guo-2026")].doi == "10.14218/OnA.2025.00032"
    assert mint("document", "no-such") not in known and mint("agent", "azacitidine") not in known
    with pytest.raises(KeyError):
        known[mint("document", "no-such")]
    assert len(known) == len(list(known)) == len(list(base.sheet("documents").rows))
