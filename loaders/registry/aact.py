"""AACT's tables (pipe-delimited files, one a table) to records of the API's shape.

Tables and columns as the project's own map from the API (``mapping.json``) and its database's migrations name them; values as either of its
two generations writes them (``Phase 1/Phase 2`` or ``PHASE1/PHASE2``). AACT's exporter writes line breaks within a text as ``~`` and drops
double quotes; texts are kept as it gives them.

Rows of a trial are scattered over the tables, which are in no order that can be relied on. So the rows that are needed are first sorted by
trial in a temporary file of SQLite's; what is held in memory is one trial's rows.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from kb.errors import BadInput
from loaders.registry import aact_results, aact_study
from loaders.registry.aact_study import STUDIES, STUDY_COLUMNS, Table, study
from loaders.registry.archives import DAMAGED, Stored, Tables, damaged
from loaders.registry.dating import newest_named
from loaders.registry.fullest import NAMELESS
from loaders.registry.raw import Limits, Raw
from loaders.registry.report import Report
from loaders.registry.rows import Row, header, rows

COLUMNS = {STUDIES: STUDY_COLUMNS, **aact_study.COLUMNS, **aact_results.COLUMNS}
"""The tables that are read, and the columns of each."""

DELIMITER = "|"
KEY = "nct_id"
_EXPORTED = re.compile(r"(?<!\d)(20\d\d)([01]\d)([0-3]\d)(?!\d)")


def aact_records(tables: Tables, report: Report, limits: Limits) -> Iterator[Raw]:
    """A record for each row of the table of studies, in the order of the trials' numbers.

    A table that is missing leaves its fields out; one that cannot be read, or has no column ``nct_id``, is told. Errors:
    sqlite3.OperationalError where the disk has no room for the temporary file.
    """
    report.files += 1
    exported = export_date(tables.name)
    place = tables.members[f"{STUDIES}.txt"].place
    index = sqlite3.connect(NAMELESS, isolation_level=None)
    try:
        _fill(index, tables, report, limits)
        for studies, held in _by_trial(index):
            for line, cells in studies:
                hint = exported or newest_named(cells.get("nlm_download_date_description", ""))
                yield Raw(study(cells, held), f"{place}:{line}", hint)
    finally:
        index.close()


def export_date(name: str) -> str:
    """The date in an export's name, ``20240315_pipe-delimited-export.zip``; empty where there is none."""
    for year, month, day in _EXPORTED.findall(Path(name).name):
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    return ""


def _fill(index: sqlite3.Connection, tables: Tables, report: Report, limits: Limits) -> None:
    """Put the needed cells of all tables into the temporary file."""
    index.execute("PRAGMA journal_mode = OFF")
    index.execute("CREATE TABLE held (nct_id TEXT, kind TEXT, number INTEGER, cells TEXT)")
    index.execute("BEGIN")
    for kind, columns in COLUMNS.items():
        if (item := tables.members.get(f"{kind}.txt")) is None:
            continue
        try:
            index.executemany("INSERT INTO held VALUES (?, ?, ?, ?)", _needed(kind, columns, item, report, limits))
        except BadInput as fault:
            report.break_off(fault)
        except DAMAGED as error:
            report.break_off(damaged(error, item.place))
    index.execute("COMMIT")


Held = tuple[str, str, int | None, str]


def _needed(kind: str, columns: tuple[str, ...], item: Stored, report: Report, limits: Limits) -> Iterator[Held]:
    """The needed cells of each row, with the trial's number, the table, and the row's place in its order."""
    if KEY not in header(item, DELIMITER, limits.record):
        raise BadInput(f"no column {KEY}, so that its rows belong to no trial", item.place, "give AACT's pipe-delimited files as they come")
    for row in rows(item, DELIMITER, limits.record):
        if isinstance(row, BadInput):
            report.break_off(row)
            continue
        if KEY not in row.cells and kind != STUDIES:
            report.break_off(BadInput("the row names no trial", f"{item.place}:{row.line}", f"fill its column {KEY}"))
            continue
        number = row.line if kind == STUDIES else _own_number(row)
        # Without the columns' names: there are tens of millions of rows of results.
        cells = json.dumps([row.cells.get(name, "") for name in columns])
        yield row.cells.get(KEY, "").strip(), kind, number, cells


def _own_number(row: Row) -> int | None:
    """The row's own number in AACT's database, which goes up in the order of the registry's lists."""
    cell = row.cells.get("id", "")
    return int(cell) if re.fullmatch(r"[0-9]{1,18}", cell) else None


def _by_trial(index: sqlite3.Connection) -> Iterator[tuple[list[tuple[int, dict[str, str]]], Table]]:
    """Of each trial, its rows of the table of studies (one, in a sound export) with their lines, and those of the other tables."""
    found = index.execute("SELECT nct_id, kind, number, cells FROM held ORDER BY nct_id, number, rowid")
    for _, members in groupby(found, itemgetter(0)):
        studies: list[tuple[int, dict[str, str]]] = []
        held: Table = defaultdict(list)
        for _, kind, number, cells in members:
            row = {name: cell for name, cell in zip(COLUMNS[kind], json.loads(cells), strict=True) if cell}
            if kind == STUDIES:
                studies.append((number, row))
            else:
                held[kind].append(row)
        yield studies, held
