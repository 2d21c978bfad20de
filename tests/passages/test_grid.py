"""Printed tables: headers of one or two lines, spanned headers, groups of rows, rows and columns of the same name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb.passages import read_grid
from kb.passages.grid import header_depth


def lines(*rows):
    return ["\t".join(row) for row in rows]


def test_rows_are_named_by_their_label_and_columns_by_their_header():
    grid = read_grid("Table 2", lines(("Regimen", "All", "CR"), ("A + B", "6 (30.00)", "66.67"), ("A", "2", "50.00")))
    assert grid.columns == ("All", "CR")
    assert grid.cell("A + B", "CR") == "66.67"
    assert grid.cell("A", "All") == "2"
    assert grid.cell("B", "All") is None
    assert grid.cell("A", "None") is None


def test_a_header_of_two_lines_is_read_downwards():
    grid = read_grid("T", lines(("Regimen", "All", "After"), ("", "(N = 20)", "allo-HSCT"), ("A", "6", "4")))
    assert grid.columns == ("All (N = 20)", "After allo-HSCT")
    assert grid.cell("A", "After allo-HSCT") == "4"


def test_a_header_over_several_columns_does_not_name_them_but_is_kept():
    grid = read_grid("T", lines(("Event", "Grade, N = 20", "", ""), ("", "G1", "G2", "All"), ("Anemia", "0", "1", "13")))
    assert grid.columns == ("G1", "G2", "All")
    assert "Grade, N = 20" in grid.header


def test_rows_below_a_row_with_a_label_belong_to_it():
    table = lines(("Characteristic", "", "N = 20"), ("Age", "Median", "38.50"), ("Sex", "", ""), ("", "Male", "10"), ("", "Female", "9"))
    grid = read_grid("T", table)
    assert grid.cell("Age > Median", "N = 20") == "38.50"
    assert grid.cell("Sex > Male", "N = 20") == "10"
    assert grid.cell("Sex > Female", "N = 20") == "9"
    assert grid.cell("Sex", "N = 20") == ""


def test_the_same_row_and_the_same_column_twice_are_both_there():
    grid = read_grid("T", lines(("Event", "n", "n"), ("Dizziness", "1", "2"), ("Headache", "3", "4"), ("Dizziness", "5", "6")))
    assert grid.columns == ("n", "n[2]")
    assert grid.cell("Dizziness", "n[2]") == "2"
    assert grid.cell("Dizziness[2]", "n") == "5"


def test_a_column_without_a_header_is_named_by_its_number():
    grid = read_grid("T", lines(("Event", "n", ""), ("Nausea", "1", "2")))
    assert grid.cell("Nausea", "column 2") == "2"


def test_short_lines_are_filled_and_marks_are_taken_off():
    grid = read_grid("T", ["Event\tn (%)\tnote", "<b>Nausea</b>\t**1** (5.00)"])
    assert grid.cell("Nausea", "n (%)") == "1 (5.00)"
    assert grid.cell("Nausea", "note") == ""


def test_a_table_of_headers_only_has_no_rows():
    assert (
        read_grid(
            "T",
            lines(
                ("Event", "n"),
            ),
        ).rows
        == {}
    )


def test_header_depth():
    assert header_depth([]) == 0
    assert header_depth(lines(("Event", "n"), ("", "All"), ("Nausea", "1"))) == 2
    assert header_depth(lines(("Event", "n"), ("", "1"))) == 1


cells = st.sampled_from(["", "a", "b", "1", "2 (5.00)", "G1", "N = 20"])


@given(st.integers(2, 5).flatmap(lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=8)))
def test_no_cell_is_lost(rows):
    grid = read_grid("T", lines(*rows))
    held = " ".join((*grid.header, *grid.columns, *grid.rows, *(cell for row in grid.rows.values() for cell in row)))
    assert all(cell in held for row in rows for cell in row)
    body = rows[header_depth(lines(*rows)) :]
    assert len(grid.rows) == len(body)
    labels = len(rows[0]) - len(grid.columns)
    assert [value for row in grid.rows.values() for value in row] == [value for row in body for value in row[labels:]]
