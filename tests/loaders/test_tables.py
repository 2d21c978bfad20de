"""CSV to records: good rows are read, and every bad row is told with its file and line, all at once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kb.errors import BadInput, BadInputs
from kb.records import Agent, Result
from loaders.evidence import read_document, read_folder, read_vocabulary
from loaders.tables import read_table

HEADER = "key,study,statistic,n,denominator,percent,voice,outcome,references,at,fragment\n"
GOOD = 'doe-crc,NCT1,proportion,12,20,60.00,own,crc,doe-r1|doe-r2,"3.3 p1|Abstract p3","12/20|60.00%"\n'


def table(folder: Path, text: str, name: str = "results.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_row_is_read_with_its_types_lists_and_origin(tmp_path: Path) -> None:
    (row,) = read_table(Result, table(tmp_path, HEADER + GOOD))
    record = row.record
    assert isinstance(record, Result)
    assert (record.n, record.denominator, record.percent) == (12, 20, Decimal("60.00"))
    assert record.references == ("doe-r1", "doe-r2")
    assert [place.head for place in record.at] == ["3.3", "Abstract"]
    assert row.origin == f"{tmp_path.name}/results.csv:2"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEADER + GOOD.replace("12,20", "twelve,20"), r"results.csv:2: column n: 'twelve' is not a whole number"),
        (HEADER + GOOD.replace("60.00,own", "60%,own"), r"results.csv:2: column percent: '60%' is not a decimal"),
        (HEADER + GOOD.replace(",own,", ",,"), r"results.csv:2: column voice is empty"),
        (HEADER + GOOD.replace("|60.00%", ""), r"results.csv:2: columns at and fragment have different numbers"),
        (HEADER + "a,b\n", r"results.csv:2: 2 cells where the header has 11"),
        (HEADER.replace("percent", "percentage") + GOOD, r"results.csv:1: column 'percentage' is not known"),
        (HEADER.replace("n,denominator", "n,n") + GOOD, r"results.csv:1: column 'n' stands twice"),
        (HEADER.replace("voice,", "") + GOOD, r"results.csv:1: column 'voice' is missing"),
        ("", r"results.csv:1: column 'key' is missing"),
        (HEADER + 'a,"unclosed', r"not a CSV file"),
        (HEADER + GOOD.replace("doe-r1|doe-r2", "doe-r1||doe-r2"), r"column references: .* has an empty member"),
    ],
)
def test_a_bad_table_is_told_by_file_line_and_column(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises((BadInput, BadInputs), match=told):
        read_table(Result, table(tmp_path, text))


def test_all_bad_rows_are_told_together(tmp_path: Path) -> None:
    bad = GOOD.replace("12,20", "x,20")
    with pytest.raises(BadInputs) as told:
        read_table(Result, table(tmp_path, HEADER + bad + GOOD + bad))
    assert [fault.place.rpartition(":")[2] for fault in told.value.faults] == ["2", "4"]


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "agents.csv"
    path.write_bytes(b"key,label\nx,\xff\xfe\n")
    with pytest.raises((BadInput, BadInputs), match="UTF-8"):
        read_table(Agent, path)


def test_a_folder_with_an_unknown_table_is_told(tmp_path: Path) -> None:
    table(tmp_path, "key\n", "horoscopes.csv")
    with pytest.raises(BadInputs, match=r"horoscopes.csv: no such table is known"):
        read_vocabulary(tmp_path)


def test_a_folder_without_its_document_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"document.csv: no document"):
        read_document(tmp_path)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no such folder"):
        read_folder(tmp_path / "nowhere", (Agent,), "vocabulary")
