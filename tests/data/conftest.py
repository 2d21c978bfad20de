"""What tests of the curated facts share: the CSV files as they stand, the records they hold, and the papers' texts."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import pytest

from kb import records
from kb.build import hold
from kb.passages import read_text
from kb.passages.text import Passages
from kb.records import Record
from kb.registry import read_sources
from kb.sources import Holdings
from tests.conftest import ROOT

_KINDS = {kind.file: kind for kind in (*records.VOCABULARY, *records.EVIDENCE)}
DOCUMENTS = ("lu-2025", "guo-2026")


@dataclass(frozen=True)
class CuratedFile:
    """One CSV file: its header and rows as text, and the kind of record it holds."""

    path: Path
    text: str = field(repr=False)

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}"

    @property
    def kind(self) -> type[Record]:
        return _KINDS[self.path.name]

    @cached_property
    def lines(self) -> list[list[str]]:
        return list(csv.reader(io.StringIO(self.text, newline="")))

    @property
    def header(self) -> list[str]:
        return self.lines[0]

    @cached_property
    def rows(self) -> list[dict[str, str]]:
        return [dict(zip(self.header, line, strict=True)) for line in self.lines[1:]]


@cache
def curated_files() -> tuple[CuratedFile, ...]:
    """The files of records; what lies in data/registry are lists of words, which the tests of the registry's loader look at."""
    files = (path for folder in ("vocabulary", "evidence") for path in sorted((ROOT / "data" / folder).rglob("*.csv")))
    return tuple(CuratedFile(path, path.read_bytes().decode()) for path in files)


@pytest.fixture(scope="session")
def holdings() -> Holdings:
    return hold(read_sources())


@pytest.fixture(scope="session")
def text_of(shared_folder: Path) -> Callable[[str], str]:
    """The text of a document as it was given, by the document's key."""
    return cache(lambda document: (shared_folder / "documents" / f"{document}.md").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def passages_of(text_of: Callable[[str], str]) -> Callable[[str], Passages]:
    """The text of a document in sections, paragraphs and tables."""
    return cache(lambda document: read_text(text_of(document)))
