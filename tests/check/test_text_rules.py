"""Rules on several places of one document: the same figure printed differently, the same row printed twice."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kb.check.texts import duplicate_row, numbers_differ, restated_differently
from tests import examples as make


@pytest.mark.parametrize(
    ("one", "other", "severity"),
    [
        ("60.00", "60", None),
        ("66.67", "67", None),
        ("0.5", "0", None),  # a tie may go down
        ("69.23", "69.20", "rounding"),
        ("69.23", "69.24", "rounding"),
        ("69.23", "69.10", "major"),
        ("95", "70.00", "major"),
        ("9.99", "10.0", None),
        ("6.64", "6.46", "major"),
    ],
)
def test_numbers_differ_at_the_digits_that_both_print(one, other, severity):
    assert numbers_differ(Decimal(one), Decimal(other)) == severity
    assert numbers_differ(Decimal(other), Decimal(one)) == severity


def test_whole_numbers_are_not_rounded():
    assert numbers_differ(Decimal(36), Decimal(37)) == "rounding"
    assert numbers_differ(Decimal(36), Decimal(37), whole_numbers=True) == "major"


def found(*records):
    return list(restated_differently(make.holdings(*records)))


def in_table(**given):
    return make.result(at="Table 2 > CR > All", **given)


@pytest.mark.parametrize(
    ("table", "text", "severity"),
    [
        ({"n": 14, "denominator": 20, "percent": "70.00"}, {"percent": "70"}, None),
        ({"n": 14, "denominator": 20, "percent": "70.00"}, {"n": 14}, None),
        ({"n": 14, "denominator": 20, "percent": "70.00"}, {"percent": "95"}, "major"),
        ({"n": 14, "denominator": 20, "percent": "70.00"}, {"n": 19, "denominator": 20}, "major"),
        ({"n": 14, "denominator": 20}, {"percent": "95"}, "major"),
        ({"n": 14, "denominator": 20}, {"percent": "70"}, None),
        ({"n": 14}, {"percent": "70"}, None),  # of the population of 20
        ({"n": 14}, {"percent": "60"}, "major"),
        ({"n": 9, "denominator": 13}, {"n": 9, "denominator": 20}, "major"),
        ({"percent": "69.23"}, {"percent": "69.20"}, "rounding"),
        ({"value": "9.99", "unit": "mo"}, {"value": "9.49", "unit": "mo"}, "major"),
        ({"value": "9.99", "unit": "mo"}, {"value": "43", "unit": "wk"}, None),  # other units are not compared
        ({"value": "9.99", "unit": "mo", "range_low": "1.64"}, {"value": "9.99", "unit": "mo", "range_low": "1.46"}, "major"),
        ({"value": "9.99", "ci_high": "17.92"}, {"value": "9.99", "ci_high": "17.29"}, "major"),
        ({"percent": "60"}, {"percent": "50", "bound": "over"}, None),
    ],
)
def test_restated_differently(table, text, severity):
    everyone = make.population("all", 20)
    assert [one.severity for one in found(everyone, in_table(**table), make.result(**text))] == ([severity] if severity else [])


def test_one_finding_tells_every_place_the_table_first():
    abstract = make.result(percent="95", at="Abstract p3")
    text = make.result(n=19, denominator=20, at="3.4 p1")
    table = in_table(n=14, denominator=20, percent="70.00")
    (one,) = found(abstract, text, table)
    assert "14 of 20 (70.00 %) in Table 2, 19 of 20 in section 3.4 and 95 % in the abstract" in one.label
    assert one.statements == tuple(f"result/{s.key}" for s in (table, text, abstract))


def test_a_place_that_agrees_is_left_out():
    right, also_right = in_table(percent="60.00"), make.result(percent="60", at="4 p1")
    (one,) = found(right, also_right, make.result(percent="60.10", at="Abstract p3"))
    assert one.severity == "major"
    # 60 stands for both 60.00 and 60.10, so it takes no part in their conflict.
    assert f"result/{also_right.key}" not in one.statements


def test_other_groups_and_times_do_not_meet():
    records = make.population("all", 20), make.population("part", 13, part_of="doe-2020-all")
    assert found(*records, make.result(percent="60"), make.result(percent="69", population="doe-2020-part")) == []
    assert found(make.result(percent="60", time_point="1 year"), make.result(percent="40", time_point="5 years")) == []


def duplicates(*rows):
    return list(duplicate_row(make.holdings(*(statement for row in rows for statement in row))))


def test_a_row_printed_twice_is_found_once():
    first, second = make.events("dizziness", g1=1, g2=0, any=1), make.events("dizziness", row="dizziness[2]", g1=1, g2=0, any=1)
    (one,) = duplicates(first, second, make.events("headache", g1=3, g2=0, any=3))
    assert one.label == "Table 3: rows 'dizziness' and 'dizziness[2]' list the same thing with the same figures"
    assert len(one.statements) == 6


def test_rows_with_other_figures_are_no_duplicates_but_a_conflict():
    first, second = make.events("dizziness", g1=1, any=1), make.events("dizziness", row="dizziness[2]", g1=2, any=2)
    assert duplicates(first, second) == []
    assert len(found(*first, *second)) == 2


def test_the_same_figures_of_different_things_are_no_duplicates():
    assert duplicates(make.events("dizziness", g1=1, any=1), make.events("paresthesia", g1=1, any=1)) == []


def test_a_table_and_a_text_that_agree_are_no_duplicates():
    assert duplicates([make.event("anemia", "any", 13)], [make.event("anemia", "any", 13, at="3.4 p1")]) == []
