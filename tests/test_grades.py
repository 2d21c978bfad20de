"""Counts at a grade and above, the order of events, and two arms side by side; figures of lu-2025 Table 3 and a made-up document."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from kb.base import Base, open_base
from kb.grades import ORDERS, UNKNOWN, Count, added, arranged, at_grade, is_severe, pairs, severe
from kb.tables.wide import WideRow, pivot
from tests.made_up import build_made_up


@pytest.fixture(scope="session")
def table_3(base: Base) -> list[WideRow]:
    rows = pivot(base.sheet("adverse-events").rows)
    return [
        row for row in rows if row.denominator == "20" and any(one.cells.get("position") for cell in row.cells.values() for one in cell)
    ]


@pytest.fixture(scope="session")
def arms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[WideRow]]]:
    with open_base(build_made_up(tmp_path_factory.mktemp("made-up"))) as opened:
        rows = pivot(opened.sheet("adverse-events").rows)
        yield {arm: [row for row in rows if row.arm[0].text == f"Arm {arm}"] for arm in ("new", "old")}


def row_of(rows: list[WideRow], term: str) -> WideRow:
    return next(row for row in rows if row.term[0].text.casefold() == term.casefold())


def test_a_count_as_the_paper_prints_it(table_3: list[WideRow]) -> None:
    # Table 3, Leukopenia: 0, 0, 0, 13 (65.00), 13 (65.00), 13 (65.00)
    row = row_of(table_3, "Leukopenia")
    assert at_grade(row, "4") == Count(13, 20, Decimal("65.00"))
    assert at_grade(row, "1") == Count(0, 20, Decimal("0.00"))
    assert at_grade(row, "5") is None
    assert severe(row) == Count(13, 20, Decimal("65.00"))


@pytest.mark.parametrize(("term", "worst"), [("Anemia", 12), ("Fever", 3), ("Elevated transaminases", 2), ("Nausea", 0)])
def test_added_grades_make_up_what_the_paper_prints(table_3: list[WideRow], term: str, worst: int) -> None:
    """The sum that would be shown is the printed G3-4 of each row, so the rule of adding holds where it can be checked."""
    row = row_of(table_3, term)
    found = added(row)
    assert found is not None
    assert (found.n, found.added) == (worst, True)
    printed = severe(row)
    assert printed is not None
    assert (printed.n, printed.added) == (worst, False)


def test_grades_that_count_a_patient_twice_are_not_added(arms: dict[str, list[WideRow]]) -> None:
    assert severe(row_of(arms["new"], "fever")) is None  # 4 + 4 + 3 + 1 is more than the 8 at any grade
    assert severe(row_of(arms["new"], "anemia")) == Count(7, 20, Decimal("35.00"), computed=True, added=True)


def test_events_at_grade_3_or_above(table_3: list[WideRow]) -> None:
    found = {row.term[0].text for row in table_3 if is_severe(row)}
    assert {"Leukopenia", "Fever", "Oral mucositis"} <= found
    assert not {"Nausea", "Cough", "Rash", "Heart failure"} & found
    # Rows of Table 3 with a G3-4 above 0, groups and the last row included.
    assert len([row for row in table_3 if is_severe(row)]) == 25


@pytest.mark.parametrize("order", list(ORDERS))
def test_every_order_keeps_all_rows_below_their_groups(table_3: list[WideRow], order: str) -> None:
    placed = arranged(table_3, order)
    assert sorted(map(id, (one.row for one in placed))) == sorted(map(id, table_3))
    assert placed[-1].row.level == "any"
    heads: list[str] = []
    for one in placed:
        heads = heads[: one.depth]
        if one.depth:
            assert one.row.group[0].text == heads[-1]
        heads.append(one.row.term[0].text)


def test_the_printed_order_is_the_paper_s(table_3: list[WideRow]) -> None:
    assert [one.row for one in arranged(table_3)] == table_3


def test_most_first_within_a_group(table_3: list[WideRow]) -> None:
    names = [one.row.term[0].text for one in arranged(table_3, "any")]
    start = names.index("Gastrointestinal reactions")
    assert names[start + 1 : start + 6] == ["Nausea", "Vomiting", "Diarrhea", "Abdominal pain", "Flatulence"]
    blood = names.index("Hematological toxicity")
    assert names[blood + 1 : blood + 3] == ["Anemia", "Leukopenia"]  # 13 of 20 each, as printed


@pytest.mark.parametrize(
    ("percent", "step"), [("0", 0), ("0.01", 1), ("10", 1), ("10.01", 2), ("25", 2), ("50", 3), ("75", 4), ("75.01", 5), ("100", 5)]
)
def test_shades_go_by_steps(percent: str, step: int) -> None:
    assert Count(1, 2, Decimal(percent)).step == step


def test_a_share_that_is_not_known_has_no_shade() -> None:
    assert Count(14, None, None).step == UNKNOWN
    assert Count(0, None, None).step == 0


def test_two_arms_side_by_side(arms: dict[str, list[WideRow]]) -> None:
    found = {pair.row.term[0].text.casefold(): pair for pair in pairs(arms["new"], arms["old"])}
    assert [*found] == ["anemia", "nausea", "fever"]
    assert found["anemia"].left[0] == Count(10, 20, Decimal("50.00"), computed=True)
    assert found["anemia"].right[0] == Count(7, 25, Decimal("28.00"), computed=True)
    assert found["nausea"].right[1] == Count(1, 25, Decimal("4.00"), computed=True, added=True)
    assert found["fever"].left[1] is None


def test_an_event_of_one_arm_only_is_not_reported_for_the_other(arms: dict[str, list[WideRow]]) -> None:
    (pair,) = pairs([], arms["old"][:1])
    assert pair.left == (None, None)
    assert pair.right[0] is not None
