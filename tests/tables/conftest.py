"""What tests of the tables share: every table of the release whole, as sheets and as exports, and a base of hostile names."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from kb.base import Base, open_base
from kb.build import build
from kb.formats import Table
from kb.places import resource
from kb.registry import read_source
from kb.tables import TABLES, Choice
from kb.tables.wide import NAME as WIDE
from kb.tables.wide import wide

EVERY = (*TABLES, WIDE)
"""Every table that can be exported."""

STAMP = "000000000000"
"""The release that golden files name: the real one changes with every fact."""

GOLDEN = Path(__file__).parent / "golden"

HOSTILE = {
    "formula": '=cmd|"/c calc"!A1',
    "plus": "+1+1",
    "at": "@SUM(A1)",
    "script": "<script>alert(1)</script>",
    "quote": 'say "hello", it\'s',
    "bar": "either | or",
    "backslash": "a \\ b \\n c \\input{x}",
    "newline": "one line\nand another",
    "braces": "}{ $x^2$ & 5 % #1 _y_ ~",
    "markdown": "[link](javascript:1) `code` **bold**",
}
"""Labels that some format could take for more than text."""


@pytest.fixture(scope="session")
def exported(base: Base) -> Callable[[str], Table]:
    """A table with all its rows as an export, by its name."""

    def make(name: str) -> Table:
        if name == WIDE:
            sheet = base.sheet("adverse-events")
            return wide(sheet, sheet.rows)
        sheet = base.sheet(name)
        return sheet.table(sheet.rows, Choice())

    return cache(make)


@pytest.fixture(scope="session")
def selected(base: Base) -> Callable[..., Table]:
    """Some rows and columns of a table, stamped with a release that does not change."""

    def make(name: str, columns: str = "", sort: str = "", **filters: str) -> Table:
        sheet = replace(base.sheet("adverse-events" if name == WIDE else name), release=STAMP)
        choice = Choice({column: tuple(value.split("|")) for column, value in filters.items()}, sort=sort, columns=tuple(columns.split()))
        rows = sheet.choose(choice)
        return wide(sheet, rows) if name == WIDE else sheet.table(rows, choice)

    return make


@pytest.fixture
def golden() -> Callable[[str, bytes], None]:
    """Compare bytes with the file of that name in ``golden/``."""

    def compare(name: str, found: bytes) -> None:
        path = GOLDEN / name
        assert found == path.read_bytes(), f"{name} changed; read the new text against the paper, and if it is right put it in {path}"

    return compare


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    """A release of one made-up document whose studies, populations and notes have hostile names."""
    folder = tmp_path_factory.mktemp("evidence") / "hostile-2020"
    folder.mkdir()
    at = {"at": "1 p1", "fragment": "12 of 20 (60.00%)"}
    document = {"key": "hostile-2020", "label": HOSTILE["script"], "title": HOSTILE["braces"], "document_kind": "review"}
    write_rows(folder / "document.csv", [document | at])
    write_rows(
        folder / "studies.csv",
        [{"key": f"hostile-2020-{name}", "label": label, "study_kind": "clinical-trial"} | at for name, label in HOSTILE.items()],
    )
    write_rows(
        folder / "populations.csv",
        [{"key": f"hostile-2020-p-{name}", "label": label, "study": f"hostile-2020-{name}"} | at for name, label in HOSTILE.items()],
    )
    write_rows(
        folder / "results.csv",
        [
            {
                "key": f"hostile-2020-r-{name}",
                "study": f"hostile-2020-{name}",
                "population": f"hostile-2020-p-{name}",
                "statistic": "proportion",
                "n": "12",
                "denominator": "20",
                "percent": "60.00",
                "voice": "restated",
                "outcome": "crc",
                "note": label,
                "at": "2 p1|1 p1|1 p1",
                "fragment": "60.00%|12 of 20|60.00%",
            }
            for name, label in HOSTILE.items()
        ],
    )
    sources = [read_source("vocabulary", resource("data") / "vocabulary"), read_source("evidence", folder)]
    home = tmp_path_factory.mktemp("hostile")
    build(sources, home)
    with open_base(home) as opened:
        yield opened
