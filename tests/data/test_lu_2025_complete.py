"""Everything that lu-2025 prints is in the base: its tables cell by cell, its figures in the text, its references."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

import pytest

from kb.passages.grid import Grid
from kb.passages.text import Passages
from kb.records import (
    AdverseEventResult,
    AdverseEventTerm,
    Anchored,
    Arm,
    Author,
    BaselineResult,
    Component,
    Measured,
    Reference,
    Result,
    Synonym,
)
from kb.sources import Holdings

DOCUMENT = "lu-2025"
COUNT_AND_SHARE = re.compile(r"(\d+) \((\d+\.\d+)\)")
MEDIAN_AND_RANGE = re.compile(r"(\d+(?:\.\d+)?) \((\d+\.\d+),(\d+\.\d+)\)")


@pytest.fixture
def paper(passages_of: Callable[[str], Passages]) -> Passages:
    return passages_of(DOCUMENT)


def by_cell(records: Iterable[Anchored], table: str) -> dict[tuple[str, str], list[Anchored]]:
    """Records by the row and column of a table that they name as their place."""
    found: dict[tuple[str, str], list[Anchored]] = defaultdict(list)
    for record in records:
        for place in record.at:
            if place.head == table and place.steps:
                found[place.row, place.column].append(record)
    return found


def cells(grid: Grid) -> dict[tuple[str, str], str]:
    return {(row, column): cell for row, values in grid.rows.items() for column, cell in zip(grid.columns, values, strict=True)}


def figures(record: Measured) -> tuple[str, ...]:
    """What a record holds, with the digits as they were read."""
    parts = (record.n, record.percent, record.value, record.range_low, record.range_high)
    return tuple(str(part) for part in parts if part is not None)


def test_table_1_row_by_row(holdings: Holdings, paper: Passages) -> None:
    printed = {place: cell for place, cell in cells(paper.tables["Table 1"]).items() if cell}
    held = by_cell(holdings.all(BaselineResult), "Table 1")
    assert len(printed) == 30  # counted in the paper: 28 rows with a share, the age and the lines of treatment
    for place, cell in printed.items():
        (record,) = held.pop(place)
        assert isinstance(record, BaselineResult)
        found = COUNT_AND_SHARE.fullmatch(cell) or MEDIAN_AND_RANGE.fullmatch(cell)
        assert found, cell
        assert figures(record) == found.groups(), f"{record.key}: read {place} again"
        assert record.denominator == (20 if COUNT_AND_SHARE.fullmatch(cell) else None), record.key
    assert not held, f"places in Table 1 without a figure: {list(held)}"


def test_table_1_names_its_rows_as_printed(holdings: Holdings, paper: Passages) -> None:
    order = [row for row, values in paper.tables["Table 1"].rows.items()]
    for (row, _), (record,) in by_cell(holdings.all(BaselineResult), "Table 1").items():
        assert isinstance(record, BaselineResult)
        group, _, category = row.partition(" > ")
        assert first_word(record.characteristic) == first_word(group), f"{record.key}: '{record.characteristic}' stands for '{row}'"
        printed = squeezed((category or group).removesuffix("[2]").rstrip("†"))
        if record.category:
            told = squeezed(record.category)
            assert told in printed or printed in told, f"{record.key}: '{record.category}' stands for '{row}'"
        assert record.position == order.index(row) + 1, f"{record.key}: it is row {order.index(row) + 1} of Table 1"


def squeezed(text: str) -> str:
    return text.casefold().replace(" ", "")


def first_word(text: str) -> str:
    return re.split(r"\W", text, maxsplit=1)[0].casefold()


# The columns of Table 2 as printed, with the population and its size.
POPULATIONS = {
    "All (N = 20)": ("lu-2025-all", 20),
    "After allo-HSCT (N = 13)": ("lu-2025-after-allo-hsct", 13),
    "Pre-HSCT (N = 7)": ("lu-2025-pre-hsct", 7),
}


def test_table_2_cell_by_cell(holdings: Holdings, paper: Passages) -> None:
    printed = cells(paper.tables["Table 2"])
    held = by_cell(holdings.all(Result), "Table 2")
    assert len(printed) == 44
    sizes: set[tuple[str, int | None]] = set()
    for place, cell in printed.items():
        (record,) = held.pop(place)
        assert isinstance(record, Result)
        if place[1] == "CRc rate (%)":
            assert figures(record) == (cell,), record.key
            assert (record.outcome, record.population) == ("crc", "lu-2025-all"), record.key
        else:
            found = COUNT_AND_SHARE.fullmatch(cell)
            assert found, cell
            assert figures(record) == found.groups(), f"{record.key}: read {place} again"
            sizes.add((place[1], record.denominator))
            assert record.outcome == "treated", record.key
    assert sizes == {(column, size) for column, (_, size) in POPULATIONS.items()}
    assert not held, f"places in Table 2 without a cell: {list(held)}"


def test_table_2_rows_are_the_regimens_they_name(holdings: Holdings, paper: Passages) -> None:
    """The arm of each row is given exactly the drugs that the row's header joins with +."""
    names = {synonym.label: synonym.subject.removeprefix("agent/") for synonym in holdings.all(Synonym)}
    given: dict[str, set[str]] = defaultdict(set)
    for component in holdings.all(Component):
        given[component.arm].add(component.agent or "")
    rows = defaultdict(set)
    for (row, _), found in by_cell(holdings.all(Result), "Table 2").items():
        rows[row] |= {record.arm for record in found if isinstance(record, Result)}
    assert len(rows) == len(paper.tables["Table 2"].rows) == 11
    for row, arms in rows.items():
        (arm,) = arms
        assert given[arm or ""] == {names.get(name, name) for name in row.split(" + ")}, f"arm {arm} is given other drugs than '{row}'"


GRADES = {"G1": "1", "G2": "2", "G3": "3", "G4": "4", "G3-4": "3-4", "All": "any"}


def test_table_3_cell_by_cell(holdings: Holdings, paper: Passages) -> None:
    printed = cells(paper.tables["Table 3"])
    held = by_cell(holdings.all(AdverseEventResult), "Table 3")
    assert len(printed) == 64 * 6
    order = list(paper.tables["Table 3"].rows)
    for (row, column), cell in printed.items():
        (record,) = held.pop((row, column))
        assert isinstance(record, AdverseEventResult)
        found = COUNT_AND_SHARE.fullmatch(cell)
        assert found, cell
        assert figures(record) == found.groups(), f"{record.key}: read {row}, {column} again"
        assert record.denominator == 20
        assert record.grade == GRADES[column], f"{record.key} stands under {column}"
        assert holdings.get(AdverseEventTerm, record.term).label == row.removesuffix("[2]"), f"{record.key} stands in row '{row}'"
        assert record.position == order.index(row) + 1, f"{record.key}: '{row}' is row {order.index(row) + 1} of Table 3"
    assert not held, f"places in Table 3 without a cell: {list(held)}"


def test_groups_of_table_3_are_its_bold_rows(holdings: Holdings, text_of: Callable[[str], str], paper: Passages) -> None:
    """A bold row is a group or the row of any event; the rows below it are in it, the last bold row apart."""
    lines = text_of(DOCUMENT).split("**Table 3**", 1)[1].split("\n")
    bold = [found[1] for line in lines if (found := re.match(r"<b>(.+?)</b>\t", line))]
    assert len(bold) == 10  # counted in the paper, with 'Any adverse events'
    held = by_cell(holdings.all(AdverseEventResult), "Table 3")
    group, plain_rows = "", 0
    for row in paper.tables["Table 3"].rows:
        (record,) = held[row, "All"]
        assert isinstance(record, AdverseEventResult)
        label = row.removesuffix("[2]")
        if label in bold:
            assert record.level == ("any" if label == "Any adverse events" else "group"), f"{record.key} is printed bold"
            group = record.term
        else:
            plain_rows += 1
            assert (record.level, record.group) == ("term", group), f"{record.key} stands below '{group}'"
    assert plain_rows == 54


def test_all_references_are_there_as_printed(holdings: Holdings, text_of: Callable[[str], str]) -> None:
    tail = text_of(DOCUMENT).split("## References", 1)[1]
    printed = dict(re.findall(r"^(\d+)\. (.+)$", tail, flags=re.M))
    held = {str(reference.number): reference for reference in holdings.all(Reference) if reference.cited_by == DOCUMENT}
    assert list(printed) == list(held) == [str(number) for number in range(1, 39)]
    for number, entry in printed.items():
        reference = held[number]
        assert reference.authors[0] in entry
        assert reference.title in entry.replace("*", "")
        assert f"{reference.year};" in entry or f"{reference.year}." in entry
        assert bool(reference.et_al) == ("et al." in entry)
        assert len(reference.authors) == len(re.split(r", ", entry.split(". ", 1)[0].removesuffix(", et al")))
        doi = re.search(r"https://doi\.org/(10\.[^\s\])]+)", entry.replace("\\", ""))
        assert reference.doi == (doi[1] if doi else None), f"{reference.key}: printed is {doi and doi[1]}"
        assert reference.pmid is None  # this paper prints none


def test_authors_are_there_in_order(holdings: Holdings, text_of: Callable[[str], str]) -> None:
    line = next(line for line in text_of(DOCUMENT).split("\n") if line.startswith("Ni Lu<sup>"))
    printed = [re.sub(r"<sup>.*?</sup>", "", name).strip() for name in line.split(" · ")]
    held = sorted((a.position, a.label) for a in holdings.all(Author) if a.document == DOCUMENT)
    assert [label for _, label in held] == printed
    assert len(printed) == 14


ALL, AFTER, BEFORE = "lu-2025-all", "lu-2025-after-allo-hsct", "lu-2025-pre-hsct"


def median(value: str, low: str, high: str, ci_low: str, ci_high: str) -> dict[str, str]:
    return {"value": value, "range_low": low, "range_high": high, "ci_low": ci_low, "ci_high": ci_high, "unit": "mo", "statistic": "median"}


# Read in the paper: section 3.3 (outcomes), the abstract, section 4.
REPORTED = [
    ("crc", ALL, {"n": "12", "denominator": "20", "percent": "60.00"}, "3.3"),
    ("orr", ALL, {"n": "12", "denominator": "20", "percent": "60.00"}, "3.3"),
    ("crc", AFTER, {"percent": "69.23", "ci_low": "38.57", "ci_high": "90.91", "ci_level": "95"}, "3.3"),
    ("crc", AFTER, {"n": "9", "denominator": "13", "percent": "69.20"}, "Abstract"),
    ("crc", BEFORE, {"percent": "42.86"}, "4"),
    ("os", ALL, median("9.99", "1.64", "19.61", "2.05", "17.92"), "3.3"),
    ("efs", ALL, median("2.18", "0.95", "11.04", "1.67", "2.53"), "3.3"),
    ("os", AFTER, median("9.49", "2.10", "17.74", "3.44", "15.54"), "3.3"),
    ("efs", AFTER, median("3.94", "1.18", "6.41", "1.16", "6.73"), "3.3"),
    ("efs", BEFORE, median("1.35", "0.95", "11.04", "0.97", "1.73"), "3.3"),
    ("os", BEFORE, {"bound": "not-reached"}, "3.3"),
    ("follow-up", ALL, {"value": "6.64", "range_low": "1.64", "range_high": "19.61", "unit": "mo"}, "3.3"),
]


@pytest.mark.parametrize(("outcome", "population", "values", "section"), REPORTED)
def test_outcomes_as_reported(holdings: Holdings, outcome: str, population: str, values: dict[str, str], section: str) -> None:
    held = [
        result
        for result in holdings.all(Result)
        if (result.study, result.outcome, result.population, result.family) == ("NCT04645199", outcome, population, None)
        and any(place.head == section for place in result.at)
        and all(str(getattr(result, name)) == value for name, value in values.items())
    ]
    assert len(held) == 1, f"one result of {outcome} with {values} is printed in section {section}; found {[result.key for result in held]}"


@pytest.mark.parametrize(
    ("family", "population", "n", "denominator", "percent"),
    [
        ("lu-2025-mac-based", "lu-2025-all", 8, 12, "66.67"),
        ("lu-2025-mac-based", "lu-2025-after-allo-hsct", 6, 7, "85.71"),
        ("lu-2025-ma-based", "lu-2025-all", 3, 5, "60.00"),
        ("lu-2025-ma-based", "lu-2025-after-allo-hsct", 2, 4, "50.00"),
    ],
)
def test_families_as_reported(holdings: Holdings, family: str, population: str, n: int, denominator: int, percent: str) -> None:
    held = [
        result
        for result in holdings.all(Result)
        if (result.family, result.population, result.outcome, result.n, result.denominator) == (family, population, "crc", n, denominator)
    ]
    assert [str(result.percent) for result in held] == [percent]


def test_the_whole_study_has_its_arm(holdings: Holdings) -> None:
    sizes = {arm.key: arm.size for arm in holdings.all(Arm) if arm.study == "NCT04645199" and arm.arm_role == "whole-study"}
    assert list(sizes.values()) == [20]
