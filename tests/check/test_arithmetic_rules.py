"""Rules on one statement's figures: each finds what is wrong and leaves alone what is right."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kb.check.arithmetic import beyond_denominator, impossible_percent, interval_beyond_range, interval_misses_value, percent_of_count
from kb.records import Dose
from tests import examples as make


def severities(rule, *records):
    return [found.severity for found in rule(make.holdings(*records))]


@pytest.mark.parametrize(
    ("n", "of", "percent", "severity"),
    [
        (12, 20, "60.00", []),
        (13, 28, "46", []),
        (9, 13, "69.20", ["rounding"]),
        (4, 13, "30.76", ["rounding"]),
        (8, 12, "76.67", ["major"]),
        (1, 20, "15.00", ["major"]),
    ],
)
def test_percent_of_count(n, of, percent, severity):
    assert severities(percent_of_count, make.result(n=n, denominator=of, percent=percent)) == severity


def test_percent_of_count_says_both_figures():
    (found,) = percent_of_count(make.holdings(make.result("cr", n=9, denominator=13, percent="69.20", key="doe-2020-cr")))
    assert "9 of 13 is 69.23 %, printed as 69.20 % in section 3.1" in found.label
    assert (found.expected, found.found, found.statements) == ("69.23", "69.20", ("result/doe-2020-cr",))


@pytest.mark.parametrize(
    "change", [{"bound": "about"}, {"statistic": "rate-at-time"}, {"denominator": None}, {"denominator": 5}, {"percent": None}]
)
def test_percent_of_count_needs_a_count_a_denominator_and_a_share_meant_as_printed(change):
    given = {"n": 9, "denominator": 13, "percent": "50.00", **change}
    assert severities(percent_of_count, make.result(**given)) == []


@pytest.mark.parametrize(
    ("percent", "severity"),
    [("66.67", []), ("66.66", ["rounding"]), ("66.70", ["rounding"]), ("0.00", []), ("100", []), ("60.00", ["major"]), ("65", ["major"])],
)
def test_impossible_percent_of_an_arm(percent, severity):
    arms = make.arm("a", 6), make.arm("b", 14)
    assert severities(impossible_percent, *arms, make.result(arm="doe-2020-a", percent=percent)) == severity


def test_impossible_percent_of_a_population_and_of_a_printed_denominator():
    seven = make.population("seven", 7)
    assert severities(impossible_percent, seven, make.result(population="doe-2020-seven", percent="42.86")) == []
    assert severities(impossible_percent, seven, make.result(population="doe-2020-seven", percent="44.86")) == ["major"]
    assert severities(impossible_percent, make.result(denominator=7, percent="44.86")) == ["major"]


@pytest.mark.parametrize("change", [{"n": 3}, {"bound": "over"}, {"statistic": "rate-at-time"}])
def test_impossible_percent_is_silent_where_the_figure_need_not_be_a_whole_number(change):
    seven = make.population("seven", 7)
    assert severities(impossible_percent, seven, make.result(population="doe-2020-seven", percent="44.86", **change)) == []


def test_impossible_percent_is_silent_where_the_size_is_not_known():
    arms = make.arm("a", 6), make.arm("b", 14)
    part = make.population("all", 20), make.population("part", None, part_of="doe-2020-all")
    assert severities(impossible_percent, *arms, make.result(percent="44.86")) == []
    statement = make.result(arm="doe-2020-a", population="doe-2020-part", percent="44.86")
    assert severities(impossible_percent, *arms, *part, statement) == []


def test_impossible_percent_takes_the_share_treated_of_the_population():
    records = make.population("all", 20), make.arm("a", 7), make.arm("b", 13)
    assert severities(impossible_percent, *records, make.result("treated", arm="doe-2020-a", percent="35.00")) == []
    assert severities(impossible_percent, *records, make.result("treated", arm="doe-2020-a", percent="42.86")) == ["major"]


@pytest.mark.parametrize(
    ("given", "severity"),
    [
        ({"n": 13, "denominator": 13}, []),
        ({"n": 14, "denominator": 13}, ["major"]),
        ({"n": 20}, []),
        ({"n": 21}, ["major"]),
        ({"n": 20, "denominator": 21}, ["major"]),
        ({"n": 3, "denominator": 18}, []),
        ({"percent": "100.00"}, []),
        ({"percent": "104.00"}, ["major"]),
    ],
)
def test_beyond_denominator(given, severity):
    assert severities(beyond_denominator, make.population("all", 20), make.result(**given)) == severity


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"value": "9.99", "range_low": "1.64", "range_high": "19.61", "ci_low": "2.05", "ci_high": "17.92"}, 0),
        ({"value": "19.99", "range_low": "1.64", "range_high": "19.61"}, 1),
        ({"value": "1.00", "range_low": "1.64", "range_high": "19.61", "ci_low": "2.05", "ci_high": "17.92"}, 2),
        ({"percent": "69.23", "ci_low": "38.57", "ci_high": "90.91"}, 0),
        ({"percent": "96.23", "ci_low": "38.57", "ci_high": "90.91"}, 1),
        ({"value": "5", "range_low": "14", "range_high": "2"}, 1),
        ({"range_low": "40", "range_high": "60"}, 0),
        ({"value": "5", "ci_low": "6"}, 1),
        ({"value": "2.00", "range_low": "2", "range_high": "2"}, 0),
    ],
)
def test_interval_misses_value(given, problems):
    found = list(interval_misses_value(make.holdings(make.result("os", statistic="median", **given))))
    assert len(found) == len({one.key for one in found}) == problems


def test_a_dose_outside_its_range():
    given = {"agent": "x", "basis": "delivered", "unit": "mg/m2", "range_low": Decimal("11.17"), "range_high": Decimal("33.75")}
    right, wrong = (Dose(key=f"doe-2020-{value}", value=Decimal(value), **given) for value in ("20.00", "40.00"))
    (found,) = interval_misses_value(make.holdings(right, wrong))
    assert found.statements == ("dose/doe-2020-40.00",)


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"range_low": "1.18", "range_high": "6.41", "ci_low": "1.16", "ci_high": "6.73"}, 1),
        ({"range_low": "1.18", "range_high": "6.41", "ci_low": "1.18", "ci_high": "6.41"}, 0),
        ({"range_low": "1.18", "range_high": "6.41", "ci_low": "1.16", "ci_high": "6.40"}, 1),
        ({"range_low": "1.18", "range_high": "6.41", "ci_low": "1.20", "ci_high": "6.73"}, 1),
        ({"range_low": "1.64", "range_high": "19.61", "ci_low": "2.05", "ci_high": "17.92"}, 0),
        ({"range_low": "1.18", "range_high": "6.41", "ci_low": "1.20"}, 0),  # the upper limit is not reached
        ({"ci_low": "1.16", "ci_high": "6.73"}, 0),
    ],
)
def test_interval_beyond_range(given, problems):
    thirteen = make.population("all", 13)
    assert (
        severities(interval_beyond_range, thirteen, make.result("efs", statistic="median", value="3.94", **given)) == ["minor"] * problems
    )
    # whoever is not counted, or is measured by a mean, may have any interval
    assert severities(interval_beyond_range, make.result("efs", statistic="median", value="3.94", **given)) == []
    assert severities(interval_beyond_range, thirteen, make.result("efs", statistic="mean", value="3.94", **given)) == []


@pytest.mark.parametrize(("size", "level", "problems"), [(5, "95", 0), (6, "95", 1), (5, "90", 1), (7, "99", 0), (8, "99", 1)])
def test_few_values_need_not_hold_the_median_between_them(size, level, problems):
    # 1 - 2 / 2^5 is 93.75 %, 1 - 2 / 2^6 is 96.88 %, 1 - 2 / 2^8 is 99.22 %
    given = {"statistic": "median", "range_low": "1", "range_high": "6", "ci_low": "1", "ci_high": "7", "ci_level": level}
    assert len(severities(interval_beyond_range, make.population("all", size), make.result("efs", **given))) == problems
