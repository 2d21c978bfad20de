"""Curated files are in one form: what is read and written again is the same text, so that a change shows as the change it is."""

from __future__ import annotations

import csv
import io
import re

import pytest

from kb.records import facts
from kb.values import read_list, write_list
from tests.data.conftest import CuratedFile, curated_files

GROUPED = {
    "arms.csv": "study",
    "endpoints.csv": "study",
    "results.csv": "study",
    "baseline.csv": "study",
    "adverse_events.csv": "study",
    "families.csv": "study",
    "components.csv": "arm",
    "classes.csv": "axis",
    "targetings.csv": "subject",
}
"""Files whose rows stand together by a column."""

NUMBERED = {"authors.csv": "position", "references.csv": "number", "adverse_events.csv": "position", "baseline.csv": "position"}
"""Files whose rows follow the printed order, by the column that tells it."""

every_file = pytest.mark.parametrize("file", curated_files(), ids=lambda file: file.name)


@every_file
def test_the_text_comes_back_from_its_cells(file: CuratedFile) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(file.lines)
    assert written.getvalue() == file.text, (
        f"write {file.name} with commas, quotes only where needed, and \\n line ends, in UTF-8 without a mark"
    )


@every_file
def test_every_cell_is_written_as_its_value_is(file: CuratedFile) -> None:
    declared = facts(file.kind)
    wrong = []
    for row in file.rows:
        for name, cell in row.items():
            fact = declared[name]
            if cell:
                again = (
                    write_list(read_list(cell, fact.datatype.read), fact.datatype.write)
                    if fact.many
                    else fact.datatype.write(fact.datatype.read(cell))
                )
                if again != cell:
                    wrong.append(f"{row['key']}, column {name}: {cell!r}, write {again!r}")
    assert not wrong, f"{file.name}:\n" + "\n".join(wrong)


@every_file
def test_no_stray_blanks(file: CuratedFile) -> None:
    stray = re.compile(r"^\s|\s$|\s\s|[\t\r\n\u00a0\u200b\ufeff]")
    of_members = re.compile(r"\s\||\|\s")
    lists = {name for name, fact in facts(file.kind).items() if fact.many}
    wrong = [
        f"{row['key']}, column {name}: {cell!r}"
        for row in file.rows
        for name, cell in row.items()
        if stray.search(cell) or (name in lists and of_members.search(cell))
    ]
    assert not wrong, f"{file.name}: take out blanks at the ends of cells and members, doubled blanks, tabs and line ends:\n" + "\n".join(
        wrong
    )


@every_file
def test_columns_stand_in_the_order_of_the_fields(file: CuratedFile) -> None:
    assert file.header == [name for name in facts(file.kind) if name in file.header], (
        f"{file.name}: order the columns as the fields of the record"
    )


@every_file
def test_no_column_is_wholly_empty(file: CuratedFile) -> None:
    # at and fragment end every header, also where no row of a file is read in a document of the base.
    empty = [name for name in file.header if name not in ("at", "fragment") and not any(row[name] for row in file.rows)]
    assert not empty, f"{file.name}: leave out the columns {', '.join(empty)}, which no row fills"


@every_file
def test_rows_stand_in_their_order(file: CuratedFile) -> None:
    if column := GROUPED.get(file.path.name):
        seen = [row.get(column, "") for row in file.rows]
        runs = [value for spot, value in enumerate(seen) if spot == 0 or seen[spot - 1] != value]
        apart = sorted({value for value in runs if runs.count(value) > 1})
        assert not apart, f"{file.name}: put the rows of each {column} together: {', '.join(apart)}"
    if column := NUMBERED.get(file.path.name):
        numbers = [int(row[column]) for row in file.rows if row.get(column)]
        assert numbers == sorted(numbers), f"{file.name}: put the rows in the order of {column}"
