"""Rules on wholes and their parts: categories, subgroups, regimens, families."""

from __future__ import annotations

import pytest

from kb.check.parts import part_beyond_whole, parts_of_total, population_parts
from kb.records import Component, RegimenFamily
from tests import examples as make


def labels(rule, *records):
    return [one.label for one in rule(make.holdings(*records))]


def sexes(male, female, **given):
    given = {"denominator": 20, "partition": "sex", **given}
    return make.baseline("Sex", "Male", n=male, **given), make.baseline("Sex", "Female", n=female, **given)


def test_categories_that_add_up():
    assert labels(parts_of_total, *sexes(10, 10)) == []


def test_categories_that_do_not():
    assert labels(parts_of_total, *sexes(10, 9)) == ["Sex, all its categories: 10 + 9 = 19, not 20"]


def test_categories_of_the_population_where_no_denominator_is_printed():
    assert labels(parts_of_total, make.population("all", 20), *sexes(10, 9, denominator=None)) != []
    assert labels(parts_of_total, *sexes(10, 9, denominator=None)) == []


@pytest.mark.parametrize("records", [sexes(10, None), sexes(10, 9, partition=None), sexes(13, 2)[:1]])
def test_categories_that_are_not_all_told_are_not_added_up(records):
    assert labels(parts_of_total, *records) == []


def test_a_category_told_again_in_the_text_counts_once():
    again = make.baseline("Sex", "Male", n=10, denominator=20, partition="sex", at="3.1 p1")
    assert labels(parts_of_total, *sexes(10, 10), again) == []


@pytest.mark.parametrize(("parts", "problems"), [((5, 8, 4), 0), ((5, 8, 3), 1)])
def test_categories_of_a_category(parts, problems):
    parent = make.baseline("Disease", "Refractory", n=17, denominator=20, key="doe-2020-refractory")
    children = [
        make.baseline("Disease", str(name), n=n, denominator=20, part_of="doe-2020-refractory", partition="why")
        for name, n in enumerate(parts)
    ]
    assert len(labels(parts_of_total, parent, *children)) == problems


def groups(sizes=(20, 13, 7)):
    whole, *parts = sizes
    return make.population("all", whole), *(
        make.population(f"part-{number}", size, part_of="doe-2020-all", partition="transplant") for number, size in enumerate(parts)
    )


@pytest.mark.parametrize(
    ("given", "problem"), [({"n": 3, "denominator": 7}, False), ({"percent": "42.86"}, False), ({"percent": "57.14"}, True)]
)
def test_subgroups_add_up_to_the_group(given, problem):
    whole = make.result(n=12, denominator=20)
    parts = make.result(n=9, denominator=13, population="doe-2020-part-0"), make.result(population="doe-2020-part-1", **given)
    found = labels(parts_of_total, *groups(), whole, *parts)
    assert bool(found) is problem
    assert all("9 + 4 = 13, not 12" in label for label in found)


def test_subgroups_are_not_added_up_where_one_is_silent_or_of_another_time():
    whole, part = make.result(n=12, denominator=20, time_point="cycle 1"), make.result(n=9, population="doe-2020-part-0")
    assert labels(parts_of_total, *groups(), whole, part) == []
    later = make.result(n=1, population="doe-2020-part-1", time_point="cycle 2")
    assert labels(parts_of_total, *groups(), whole, part, later) == []


def test_a_percentage_that_several_counts_give_is_not_added_up():
    # 50 % of 301 may be 150 or 151
    whole = make.result(n=300, denominator=602)
    parts = make.result(percent="50", population="doe-2020-part-0"), make.result(n=151, population="doe-2020-part-1")
    assert labels(parts_of_total, *groups((602, 301, 301)), whole, *parts) == []


REGIMENS = {"a": ("drug", "x"), "b": ("drug", "x", "y"), "c": ("drug",)}


def regimens(sizes=(6, 3, 11)):
    arms = [make.arm(key, size, arm_role="regimen-group", population="doe-2020-all") for key, size in zip(REGIMENS, sizes, strict=True)]
    components = [
        Component(key=f"doe-2020-{arm}-{agent}", arm=f"doe-2020-{arm}", agent=agent, component_role="backbone", option="required")
        for arm, agents in REGIMENS.items()
        for agent in agents
    ]
    return make.population("all", 20), *arms, *components


def by_arm(outcome, *counts, **given):
    return [make.result(outcome, arm=f"doe-2020-{arm}", n=n, **given) for arm, n in zip(REGIMENS, counts, strict=True)]


def test_the_shares_given_each_regimen_add_up_to_everybody():
    assert labels(parts_of_total, *regimens(), *by_arm("treated", 6, 3, 11, denominator=20)) == []
    (found,) = labels(parts_of_total, *regimens(), *by_arm("treated", 6, 3, 10, denominator=20))
    assert found == "outcome/treated, regimens against all: 6 + 3 + 10 = 19, not 20"


def test_what_regimens_report_adds_up_to_the_whole_study():
    whole = make.result("cr", n=9, denominator=20)
    assert labels(parts_of_total, *regimens(), *by_arm("cr", 4, 1, 4), whole) == []
    assert len(labels(parts_of_total, *regimens(), *by_arm("cr", 4, 1, 5), whole)) == 1
    assert labels(parts_of_total, *regimens(), *by_arm("cr", 4, 1, 5)[:2], whole) == []


FAMILY = RegimenFamily(key="doe-2020-x-based", study=make.STUDY, label="X-based", includes=("drug", "x"))


@pytest.mark.parametrize(
    ("n", "of", "problems"), [(5, 9, []), (6, 9, ["4 + 1 = 5, not 6"]), (5, 10, ["6 + 3 = 9, not 10"]), (6, 10, ["not 6", "not 10"])]
)
def test_a_family_against_its_regimens(n, of, problems):
    family = make.result("cr", family=FAMILY.key, n=n, denominator=of)
    found = labels(parts_of_total, *regimens(), FAMILY, *by_arm("cr", 4, 1, 4), family)
    assert len(found) == len(problems)
    assert all(problem in label for problem, label in zip(problems, found, strict=True))


def test_the_size_of_a_family_within_a_subgroup_is_that_of_the_shares_treated():
    part = make.population("part", 8, part_of="doe-2020-all")
    treated = by_arm("treated", 4, 1, 3, denominator=8, population=part.key)
    family = make.result("cr", family=FAMILY.key, population=part.key, n=2, denominator=5)
    assert labels(parts_of_total, *regimens(), part, FAMILY, *treated, family) == []
    wrong = make.result("cr", family=FAMILY.key, population=part.key, n=2, denominator=6)
    assert len(labels(parts_of_total, *regimens(), part, FAMILY, *treated, wrong)) == 1


@pytest.mark.parametrize(
    ("sizes", "problems"), [((20, 13, 7), 0), ((20, 13, 8), 1), ((20, 13, None), 0), ((None, 13, 7), 0), ((20, 23, None), 1), ((20, 13), 0)]
)
def test_population_parts(sizes, problems):
    assert len(labels(population_parts, *groups(sizes))) == problems


@pytest.mark.parametrize(
    ("part", "whole", "problems"),
    [
        ({"n": 9}, {"n": 12}, 0),
        ({"n": 13}, {"n": 12}, 1),
        ({"n": 13, "time_point": "1 year"}, {"n": 12, "time_point": "5 years"}, 0),
        (
            {"statistic": "median", "range_low": "1.18", "range_high": "6.41"},
            {"statistic": "median", "range_low": "0.95", "range_high": "11.04"},
            0,
        ),
        (
            {"statistic": "median", "range_low": "1.18", "range_high": "12.41"},
            {"statistic": "median", "range_low": "0.95", "range_high": "11.04"},
            1,
        ),
        (
            {"statistic": "median", "range_low": "0.18", "range_high": "6.41"},
            {"statistic": "median", "range_low": "0.95", "range_high": "11.04"},
            1,
        ),
        (
            {"statistic": "median", "range_low": "40", "range_high": "60", "unit": "wk"},
            {"statistic": "median", "range_low": "0.95", "range_high": "11.04", "unit": "mo"},
            0,
        ),
    ],
)
def test_part_beyond_whole(part, whole, problems):
    records = make.result(population="doe-2020-part-0", **part), make.result(**whole)
    assert len(labels(part_beyond_whole, *groups(), *records)) == problems


def test_an_arm_or_family_beyond_the_study():
    whole = make.result("cr", n=9, denominator=20)
    assert labels(part_beyond_whole, *regimens(), *by_arm("cr", 4, 1, 9), whole) == []
    assert len(labels(part_beyond_whole, *regimens(), *by_arm("cr", 4, 1, 10), whole)) == 1
    assert len(labels(part_beyond_whole, *regimens(), FAMILY, make.result("cr", family=FAMILY.key, n=10), whole)) == 1


def test_a_category_beyond_the_category_it_is_part_of():
    parent = make.baseline("Mutations", "Any", n=5, denominator=20, key="doe-2020-mutation")
    within, beyond = (make.baseline("Mutations", f"M{n}", n=n, denominator=20, part_of="doe-2020-mutation") for n in (5, 6))
    assert labels(part_beyond_whole, parent, within) == []
    assert len(labels(part_beyond_whole, parent, beyond)) == 1
