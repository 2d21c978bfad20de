"""The wide table of adverse events: a row a term, a column a grade, cells as printed."""

from __future__ import annotations

from kb.formats import write
from kb.tables import Choice, Item, SheetRow
from kb.tables.wide import pivot, printed, wide


def row(**cells: str) -> SheetRow:
    return SheetRow("https://example.org/row", {name: (Item(text),) for name, text in cells.items()})


def test_cells_are_as_printed() -> None:
    assert printed(row(n="13", percent="65.00")) == "13 (65.00)"
    assert printed(row(n="0")) == "0"
    assert printed(row(percent="91")) == "91 %"
    assert printed(row()) == ""


def test_every_statement_stands_in_exactly_one_cell(base) -> None:
    sheet = base.sheet("adverse-events")
    rows = sheet.choose(Choice())
    placed = [one.iri for wide_row in pivot(rows) for several in wide_row.cells.values() for one in several]
    assert sorted(placed) == sorted(one.iri for one in rows)


def test_the_export_writes_in_every_text_format(base) -> None:
    sheet = base.sheet("adverse-events")
    table = wide(sheet, sheet.choose(Choice({"term": ("term/leukopenia",)})))
    assert b"13 (65.00)" in write(table, "csv")
    assert [column.name for column in table.columns if column.name.startswith("g")][:5] == ["group", "g1", "g2", "g3", "g4"]
    assert write(table, "ris").startswith(b"TY  - ")
