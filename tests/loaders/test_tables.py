"""CSV to records: good rows are read, and every bad row is told with its file and line, all at once."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.errors import BadInput, BadInputs
from kb.records import Agent, Result
from loaders.evidence import read_document, read_folder, read_vocabulary
from loaders.tables import read_table

HEADER = "key,study,statistic,n,denominator,percent,voice,outcome,references,at,fragment\n"
GOOD = 'doe-crc,NCT1,proportion,12,20,60.00,own,crc,doe-r1|doe-r2,"3.3 p1|Abstract p3","12/20|60.00%"\n'
FREE = st.from_regex(r"[A-Za-z,\"'é;=&<]{1,12}", fullmatch=True)
"""Text that means nothing to a table, but for the marks that a cell must be quoted for."""


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


def test_the_line_of_a_byte_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "agents.csv"
    path.write_bytes(b"key,label\n" + b"a,b\n" * 5000 + b"x,Caf\xe9\n")
    with pytest.raises(BadInput, match=r"agents.csv:5002: not UTF-8 \(byte 0xe9\)"):
        read_table(Agent, path)


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text(HEADER + GOOD, encoding="utf-8-sig")
    assert read_table(Result, path) == read_table(Result, table(tmp_path, HEADER + GOOD))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEADER + GOOD.replace("crc", "c" * 200_000), r"results.csv:2: not a CSV file \(field larger"),
        (HEADER + GOOD + GOOD.replace("crc", 'c"x"y').replace("doe-c", '"doe-c"c'), r"results.csv:3: not a CSV file"),
        (HEADER + GOOD.replace("crc", "c\0rc"), r"results.csv:2: column \w+: .*control character"),
    ],
)
def test_cells_that_no_table_holds_are_told_with_their_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises((BadInput, BadInputs), match=told):
        read_table(Result, table(tmp_path, text))


@pytest.mark.parametrize("name", ["Agents.CSV", "agent.csv"])
def test_a_table_under_another_name_is_not_passed_over(tmp_path: Path, name: str) -> None:
    table(tmp_path, "key\n", name)
    with pytest.raises(BadInputs, match=f"{name}: no such table is known"):
        read_vocabulary(tmp_path)


def test_a_link_that_leads_nowhere_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "agents.csv").symlink_to(tmp_path / "none.csv")
    with pytest.raises(FileNotFoundError):
        read_vocabulary(tmp_path)


def test_a_folder_with_an_unknown_table_is_told(tmp_path: Path) -> None:
    table(tmp_path, "key\n", "horoscopes.csv")
    with pytest.raises(BadInputs, match=r"horoscopes.csv: no such table is known"):
        read_vocabulary(tmp_path)


def test_a_folder_without_its_document_is_told(tmp_path: Path) -> None:
    (tmp_path / "doe-2020").mkdir()
    with pytest.raises(BadInput, match=r"doe-2020/document.csv: no document 'doe-2020'"):
        read_document(tmp_path / "doe-2020")


@pytest.mark.parametrize("name", ["derived", "doe", "Doe-2020", "doe 2020"])
def test_a_folder_that_no_place_could_name_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(BadInput, match=f"'{name}' is no document's key; name the folder by first author and year"):
        read_document(tmp_path / name)


def test_a_document_may_be_given_as_the_folder_one_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "doe-2020"
    folder.mkdir()
    table(folder, "key,label,title,document_kind,at,fragment\ndoe-2020,Doe 2020,A study,primary,Title,A study\n", "document.csv")
    monkeypatch.chdir(folder)
    assert read_document(Path()).graph == "doe-2020"


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no such folder"):
        read_folder(tmp_path / "nowhere", (Agent,), "vocabulary")


def told_of(path: Path) -> list[BadInput]:
    """What is wrong with a table of results; nothing where it can be read."""
    try:
        read_table(Result, path)
    except BadInputs as refused:
        return refused.faults
    except BadInput as refused:
        return [refused]
    return []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(), st.binary().map(lambda rest: (HEADER + GOOD).encode() + rest)))
def test_any_bytes_are_read_or_refused_with_their_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(content)
    for fault in told_of(path):
        assert re.fullmatch(rf"{re.escape(tmp_path.name)}/results\.csv:[1-9][0-9]*", fault.place)


CELL = st.one_of(st.sampled_from(next(csv.reader([GOOD]))), st.text(max_size=8))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELL, min_size=10, max_size=12), min_size=1, max_size=6))
def test_any_rows_are_read_or_told_by_the_line_they_begin_or_end_in(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "results.csv"
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    path.write_bytes((HEADER + written.getvalue()).encode("utf-8", "surrogatepass"))
    lines = (HEADER + written.getvalue()).count("\n") + written.getvalue().count("\r")
    for fault in told_of(path):
        assert 1 <= int(fault.place.rpartition(":")[2]) <= lines


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), st.decimals(0, 100, places=2), FREE, FREE), min_size=1, max_size=5))
def test_rows_come_out_as_they_were_written(tmp_path: Path, rows: list[tuple[int, int, Decimal, str, str]]) -> None:
    path = tmp_path / "results.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["key", "study", "statistic", "voice", "outcome", "n", "denominator", "percent", "at", "fragment"])
        for number, (n, total, percent, head, fragment) in enumerate(rows):
            writer.writerow([f"r-{number}", "NCT1", "proportion", "own", "crc", n, total, percent, f"{head} p1", fragment])
    found = [row.record for row in read_table(Result, path)]
    assert [(one.n, one.denominator, one.percent, one.at[0].head, one.fragment[0]) for one in found if isinstance(one, Result)] == rows
