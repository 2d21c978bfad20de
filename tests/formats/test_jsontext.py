"""JSON, read back by the json module with numbers kept as text."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.formats import Table, write
from kb.formats.jsontext import encode


def read(written: bytes) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(written, parse_float=Decimal, parse_int=Decimal)
    return found


@given(st.data())
def test_rows_come_back_digit_for_digit(tables: st.SearchStrategy[Table], data: st.DataObject) -> None:
    table = data.draw(tables)
    found = read(write(table, "json"))
    assert [column["name"] for column in found["columns"]] == [column.name for column in table.columns]
    assert [column["header"] for column in found["columns"]] == [column.header for column in table.columns]
    assert len(found["rows"]) == len(table.rows)
    for node, row in zip(found["rows"], table.rows, strict=True):
        for read_cell, cell in zip(node.values(), row, strict=True):
            if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
                assert isinstance(read_cell, Decimal)
                assert read_cell.as_tuple() == Decimal(cell).as_tuple()
            else:
                assert read_cell == (list(cell) if isinstance(cell, tuple) else cell)


def test_notes_and_dictionary(example: Table) -> None:
    found: dict[str, object] = json.loads(write(example, "json"))
    assert {name: found[name] for name in ("table", "title", "release", "licence", "query", "url", "retrieved")} == {
        "table": "example",
        "title": "Example: n & % of results",
        "release": "0123abcd",
        "licence": "CC BY 4.0",
        "query": "results of study one @ month 3",
        "url": "https://example.org/results?study=one",
        "retrieved": "2026-11-20",
    }


def test_printed_digits_stand_in_the_text(one_column: Callable[..., Table]) -> None:
    assert b'{"cell": 60.00}' in write(one_column(Decimal("60.00")), "json")


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_json_cannot_say_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        encode(number)


def test_no_rows(bare: Table) -> None:
    assert json.loads(write(bare, "json"))["rows"] == []


def test_golden(example: Table, golden: Callable[[str, bytes], None]) -> None:
    golden("example.json", write(example, "json"))
