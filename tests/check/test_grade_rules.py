"""Rules on tables of adverse events, where each patient counts once, by the worst grade."""

from __future__ import annotations

import pytest

from kb.check.grades import grades_of_all, group_below_member, severe_grades
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


GROUP = {"level": "group"}
MEMBER = {"group": "blood"}


@pytest.mark.parametrize(
    ("group", "member", "thresholds"),
    [
        ({"g3": 6, "g4": 8, "any": 14}, {"g3": 4, "g4": 8, "any": 13}, []),
        # at exactly grade 3 a group may be below: some patients with the member at grade 3 have another event at grade 4
        ({"g3": 1, "g4": 12, "any": 13}, {"g3": 4, "g4": 8, "any": 13}, []),
        ({"g3": 6, "g4": 8, "any": 14}, {"g3": 0, "g4": 13, "any": 13}, ["grade 4"]),
        ({"g3": 6, "g4": 3, "any": 14}, {"g3": 7, "g4": 3, "any": 13}, ["grade 3 or worse"]),
        ({"g3_4": 9, "any": 14}, {"g3_4": 10, "any": 14}, ["grade 3 or worse"]),
        ({"g2": 0, "g3": 0, "g4": 0, "any": 9}, {"g2": 1, "g3": 0, "g4": 0, "any": 9}, ["grade 2 or worse"]),
        ({"any": 9}, {"any": 10}, ["any grade"]),
        ({"g4": 2, "g5": 1}, {"g4": 3, "g5": 0}, []),
        ({"g4": 2, "g5": 1}, {"g4": 3, "g5": 1}, ["grade 4 or worse"]),
    ],
)
def test_group_below_member(group, member, thresholds):
    labels = [
        one.label for one in found(group_below_member, make.events("blood", **GROUP, **group), make.events("anemia", **MEMBER, **member))
    ]
    assert len(labels) == len(thresholds)
    assert all(f"blood, {threshold}: " in label for threshold, label in zip(thresholds, labels, strict=True))


def test_group_below_member_names_all_members_with_more_the_largest_first():
    rows = [make.events("blood", g4=8, **GROUP), *(make.events(term, g4=n, **MEMBER) for term, n in (("a", 8), ("b", 11), ("c", 13)))]
    (one,) = found(group_below_member, *rows)
    assert one.label == "term/blood, grade 4: 8 of 20, but members have more: term/c 13 and term/b 11"
    assert [one.expected, one.found, len(one.statements)] == ["at least 13", "8", 3]


def test_all_events_are_members_of_any_event():
    rows = make.events("any-event", level="any", g4=9), make.events("blood", **GROUP, g4=8), make.events("leukopenia", **MEMBER, g4=8)
    assert severities(group_below_member, *rows) == []
    rows = make.events("any-event", level="any", g4=9), make.events("leukopenia", **MEMBER, g4=13)
    assert severities(group_below_member, *rows) == ["major"]


def test_group_and_member_are_compared_only_where_they_count_the_same_patients():
    other = make.events("blood", **GROUP, g4=1), make.events("anemia", of=30, **MEMBER, g4=2)
    assert severities(group_below_member, *other) == []
    elsewhere = make.events("blood", **GROUP, g4=1), make.events("anemia", **MEMBER, g4=2, time_point="second cycle")
    assert severities(group_below_member, *elsewhere) == []
    unrelated = make.events("blood", **GROUP, g4=1), make.events("nausea", group="gut", g4=2)
    assert severities(group_below_member, *unrelated) == []
