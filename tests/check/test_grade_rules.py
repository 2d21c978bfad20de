"""Rules on one row of a table of adverse events, where each patient counts once, by the worst grade."""

from __future__ import annotations

import pytest

from kb.check.grades import grades_of_all, severe_grades
from tests import examples as make


def found(rule, *rows):
    return list(rule(make.holdings(*(statement for row in rows for statement in row))))


def severities(rule, *rows):
    return [one.severity for one in found(rule, *rows)]


@pytest.mark.parametrize(
    ("grades", "severity"),
    [
        ({"g1": 0, "g2": 1, "g3": 4, "g4": 8, "any": 13}, []),
        ({"g1": 0, "g2": 1, "g3": 4, "g4": 8, "g5": 1, "any": 14}, []),
        ({"g1": 0, "g2": 1, "g3": 4, "g4": 8, "any": 14}, ["major"]),  # a patient without a grade
        ({"g1": 0, "g2": 1, "g3": 4, "g4": 8, "any": 12}, ["minor"]),  # a patient in two grades
        ({"g1_2": 5, "g3_4": 3, "any": 8}, []),
        ({"g1_2": 5, "g3_4": 3, "any": 9}, ["major"]),
        ({"g1_2": 5, "g3_5": 3, "g5": 1, "any": 8}, []),
        ({"g1": 0, "g2": 1, "g4": 8, "any": 13}, []),  # grade 3 is not printed
        ({"g1": 0, "g2": 1, "g3": 4, "g4": 8}, []),
    ],
)
def test_grades_of_all(grades, severity):
    assert severities(grades_of_all, make.events("anemia", **grades)) == severity


def test_grades_of_all_takes_each_row_by_itself():
    twice = (
        make.events("dizziness", g1=1, g2=0, g3=0, g4=0, any=1),
        make.events("dizziness", row="dizziness[2]", g1=2, g2=0, g3=0, g4=0, any=2),
    )
    assert severities(grades_of_all, *twice) == []


@pytest.mark.parametrize(
    ("grades", "severity"),
    [
        ({"g3": 6, "g4": 8, "g3_4": 14}, []),
        ({"g3": 6, "g4": 8, "g3_4": 19}, ["major"]),
        ({"g3": 6, "g4": 8, "g5": 1, "g3_4": 14}, []),
        ({"g3": 6, "g4": 8, "g5": 1, "g3_5": 15}, []),
        ({"g3": 6, "g4": 8, "g5": 1, "g3_5": 14}, ["major"]),
        ({"g1": 2, "g2": 4, "g1_2": 5}, ["major"]),
        ({"g3": 6, "g3_4": 14}, []),
    ],
)
def test_severe_grades(grades, severity):
    assert severities(severe_grades, make.events("anemia", **grades)) == severity


def test_a_row_is_named_with_its_place():
    (one,) = found(grades_of_all, make.events("anemia", g1=0, g2=1, g3=4, g4=8, any=14))
    assert one.label == "term/anemia: the grades add up to 0 + 1 + 4 + 8 = 13, but 14 are printed for any grade (Table 3)"
    (one,) = found(severe_grades, make.events("anemia", g3=6, g4=8, g3_4=19))
    assert one.label == "term/anemia: 19 are printed for concept/grade.3-4, but its grades add up to 6 + 8 = 14 (Table 3)"
