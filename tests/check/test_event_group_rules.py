"""Rules on groups of adverse events and their members, in one table and between places of one document."""

from __future__ import annotations

import pytest

from kb.check.event_groups import group_above_members, group_below_member
from kb.records import AdverseEventTerm
from tests import examples as make


def found(rule, *rows):
    return list(rule(make.holdings(*(statement for row in rows for statement in row))))


def severities(rule, *rows):
    return [one.severity for one in found(rule, *rows)]


def in_text(term, grade, n=None, of=20, at="3.4 p1", **given):
    return [make.event(term, grade, n, of, at, **given)]


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
    assert one.label == "term/blood, grade 4: 8 of 20 in Table 3, but members have more: term/c 13 and term/b 11"
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


WHOLE = make.events("any-event", level="any", g3=9, g4=9, any=20)


def test_a_member_in_the_text_beyond_its_group_in_the_table():
    # Of any grade 3 or 4 there are 9 + 9 in the table, yet 19 with a grade 3 or 4 of blood are told of in the text.
    (one,) = found(group_below_member, WHOLE, in_text("blood", "3-4", 19, **GROUP))
    assert one.label == "term/any-event, grade 3 or worse: 18 of 20 in Table 3, but members have more: term/blood 19 in section 3.4"
    assert (one.severity, one.expected, one.found, len(one.statements)) == ("major", "at least 19", "18", 3)


def test_a_member_in_the_text_that_agrees_with_its_group_in_the_table():
    assert severities(group_below_member, WHOLE, in_text("blood", "3-4", 18, **GROUP), in_text("nausea", "3-4", 0)) == []


def test_a_group_in_the_text_below_its_member_in_the_table():
    text = in_text("blood", "3-4", 11, **GROUP)
    assert len(found(group_below_member, text, make.events("leukopenia", **MEMBER, g3_4=13))) == 1
    assert found(group_below_member, text, make.events("leukopenia", **MEMBER, g3_4=11)) == []


def test_percentages_count_where_one_number_of_patients_gives_them():
    everyone = [make.population("all", 20)]
    abstract = in_text("blood", "3-4", of=None, at="Abstract p3", percent="95", **GROUP)
    (one,) = found(group_below_member, everyone, WHOLE, abstract)
    assert "term/blood 19 in the abstract" in one.label
    assert found(group_below_member, everyone, WHOLE, in_text("blood", "3-4", of=None, percent="90", **GROUP)) == []
    assert found(group_below_member, WHOLE, abstract) == []  # of how many is not known


def test_a_member_told_in_several_places_is_named_once_with_each():
    rows = WHOLE, in_text("blood", "3-4", 19, at="Abstract p3", **GROUP), in_text("blood", "3-4", 19, **GROUP)
    (one,) = found(group_below_member, *rows)
    assert one.label.endswith("members have more: term/blood 19 in section 3.4 and the abstract")
    assert len(one.statements) == 4
    table = make.events("blood", **GROUP, g3=10, g4=9)
    (one,) = found(group_below_member, *rows, table)
    assert one.label.endswith("members have more: term/blood 19")


@pytest.mark.parametrize(
    "change",
    [{"of": 30}, {"population": "doe-2020-part"}, {"time_point": "second cycle"}, {"study": "NCT00000002"}, {"arm": "doe-2020-a"}],
)
def test_places_are_compared_only_of_the_same_patients_at_the_same_time(change):
    groups = make.population("all", 20), make.population("part", 20, part_of="doe-2020-all"), make.arm("a"), make.arm("b")
    whole = make.events("any-event", level="any", g3=9, g4=9, time_point="first cycle")
    assert len(found(group_below_member, groups, whole, in_text("blood", "3-4", 19, **GROUP))) == 1
    assert found(group_below_member, groups, whole, in_text("blood", "3-4", 19, **GROUP, **change)) == []


def test_the_vocabulary_tells_members_too():
    wider = [AdverseEventTerm(key="heart-failure", label="Heart failure", broader="cardiotoxicity", source="x")]
    text, table = in_text("cardiotoxicity", "any", 0, **GROUP), make.events("heart-failure", any=1)
    assert found(group_below_member, text, table) == []
    (one,) = found(group_below_member, wider, text, table)
    assert one.label == "term/cardiotoxicity, any grade: 0 of 20 in section 3.4, but members have more: Heart failure 1 in Table 3"


def test_a_member_of_a_member_is_a_member():
    rows = in_text("outside-blood", "any", 2, **GROUP), make.events("gut", level="group", group="outside-blood", any=2)
    assert found(group_below_member, *rows, make.events("nausea", group="gut", any=2)) == []
    assert len(found(group_below_member, *rows, make.events("nausea", group="gut", any=3))) == 2


def test_groups_that_hold_one_another_end():
    rows = make.events("a", group="b", any=2), make.events("b", group="a", any=2)
    assert found(group_below_member, *rows) == []


# Haematological toxicity of Table 3: 6 at grade 3, though of its members only anaemia (4) and thrombocytopenia (1) are of grade 3.
BLOOD = [
    make.events("anemia", **MEMBER, g2=1, g3=4, g4=8),
    make.events("thrombocytopenia", **MEMBER, g2=0, g3=1, g4=11),
    make.events("leukopenia", **MEMBER, g2=0, g3=0, g4=13),
]


@pytest.mark.parametrize(("grade_3", "problems"), [(6, 1), (5, 0), (4, 0)])
def test_group_above_members(grade_3, problems):
    labels = [one.label for one in found(group_above_members, make.events("blood", **GROUP, g2=0, g3=grade_3, g4=8), *BLOOD)]
    expected = (
        "term/blood, concept/grade.3: 6 of 20 in Table 3, more than its members there together: term/anemia 4 + term/thrombocytopenia 1 = 5"
    )
    assert labels == [expected] * problems


def test_members_may_be_left_out_where_no_single_event_is_listed():
    rows = make.events("blood", **GROUP, g3=6), make.events("anemia", **MEMBER, g3=4)
    assert found(group_above_members, *rows) == []
    assert severities(group_above_members, *rows, make.events("rash", group="skin", g3=1)) == ["minor"]


def test_a_member_without_a_count_leaves_the_sum_open():
    rows = make.events("blood", **GROUP, g3=6), make.events("anemia", **MEMBER, g3=1)
    assert len(found(group_above_members, *rows)) == 1
    assert found(group_above_members, *rows, make.events("leukopenia", **MEMBER, g3=None)) == []
    assert found(group_above_members, *rows, make.events("leukopenia", **MEMBER, g4=13)) == []


def test_members_listed_elsewhere_are_no_list_of_the_table():
    assert found(group_above_members, make.events("blood", **GROUP, g3=6, g4=1), in_text("anemia", "3", 4, **MEMBER)) == []


def test_a_group_without_anybody_of_its_members():
    (one,) = found(group_above_members, make.events("blood", **GROUP, g3=1), make.events("anemia", **MEMBER, g3=0))
    assert one.label.endswith("more than its members there together: none")
    assert (one.expected, one.found) == ("at most 0", "1")
