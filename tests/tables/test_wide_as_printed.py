"""The wide table of adverse events is the printed one: row by row and cell by cell as Table 3 of the primary paper has it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kb.base import Base
from kb.formats import Table, write
from kb.passages import read_text
from kb.tables.wide import wide
from tests.tables import readers

COLUMNS = {"G1": "g1", "G2": "g2", "G3": "g3", "G4": "g4", "G3-4": "g3_4", "All": "all"}
"""The columns of Table 3, and those of the wide table."""


def test_the_wide_table_is_table_3(exported: Callable[[str], Table], shared_folder: Path) -> None:
    paper = read_text((shared_folder / "documents" / "lu-2025.md").read_text(encoding="utf-8")).tables["Table 3"]
    assert paper.columns == tuple(COLUMNS)
    names, rows = readers.read_csv(write(exported("adverse-events-wide"), "csv"))
    # What the text prints again has no denominator beside it, and so rows of its own.
    found = [dict(zip(names, row, strict=True)) for row in rows if row[names.index("denominator")] == "20"]
    table = [row for row in found if row["source"] == "Lu et al. 2025" and row["g1"]]
    assert [(row["term"], *(row[name] for name in COLUMNS.values())) for row in table] == [
        (row.removesuffix("[2]"), *cells) for row, cells in paper.rows.items()
    ]


def test_no_statement_is_lost(base: Base, exported: Callable[[str], Table]) -> None:
    """Each row of the long table stands in a cell of the wide one."""
    table, sheet = exported("adverse-events-wide"), base.sheet("adverse-events")
    cells = [
        cell
        for row in table.rows
        for column, cell in zip(table.columns, row, strict=True)
        if column.meaning.startswith("patients with") and cell
    ]
    assert sum(str(cell).count("; ") + 1 for cell in cells) == len(sheet.rows)


def test_a_choice_of_rows_leaves_its_columns(base: Base) -> None:
    sheet = base.sheet("adverse-events")
    rows = [row for row in sheet.rows if row.text("term") == "Leukopenia" and row.text("grade") in ("grade 4", "any grade")]
    made = wide(sheet, rows)
    assert [column.name for column in made.columns if column.name in COLUMNS.values()] == ["g4", "all"]
    # Table 3, row Leukopenia, columns G4 and All.
    assert [row[5:7] for row in made.rows] == [("13 (65.00)", "13 (65.00)")]
