"""Adverse events by grade: figures as the paper prints them, each leading to its card, the same in page and file."""

from __future__ import annotations

import csv
import io


def test_a_row_reads_as_the_printed_table(client) -> None:
    # lu-2025, Table 3, row Leukopenia: 0 (0.00), 0 (0.00), 0 (0.00), 13 (65.00), 13 (65.00), 13 (65.00).
    text = client.get("/adverse-events-wide.csv?study=NCT04645199").get_data(as_text=True)
    (row,) = [row for row in csv.DictReader(io.StringIO(text)) if row["term"] == "Leukopenia" and row["denominator"]]
    assert [row[name] for name in ("g1", "g2", "g3", "g4", "g3_4", "all")] == ["0 (0.00)"] * 3 + ["13 (65.00)"] * 3
    assert row["denominator"] == "20"


def test_every_figure_leads_to_its_card(read) -> None:
    page = read("/adverse-events-wide?term=leukopenia")
    assert "/id/adverse-event/lu-2025-ae-leukopenia-g4" in page.links
    assert "13 (65.00)" in page.text


def test_the_filters_are_those_of_the_long_table(read) -> None:
    assert "No row is left by these filters" in read("/adverse-events-wide?words=zzzz").texts["h2"]
    assert "has no column 'colour'" in read("/adverse-events-wide?colour=red", 400).text
