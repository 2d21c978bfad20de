"""Posted results: figures read by eye in real records, against what is made of them; and how strings of the registry are read."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.records import Result
from loaders.registry.posted_figures import count_of, figure, interval_level, not_reached, time_of, unit_of
from loaders.registry.posted_groups import Groups
from loaders.registry.posted_results import results
from loaders.registry.trial import Trial
from loaders.registry.unmatched import Unmatched

DOC = "ctgov-2025-04"
READ = [
    # trial, key, outcome, figures as they stand in the record
    ("NCT01207388", "1-1-1-1", "mrd-response", {"percent": "77.9", "ci_low": "69.1", "ci_high": "85.1", "denominator": 113}),
    (
        "NCT01207388",
        "2-1-1-1",
        "rfs",
        {"statistic": "rate-at-time", "percent": "54", "ci_low": "33", "denominator": 110, "time_point": "18 months"},
    ),
    (
        "NCT01207388",
        "3-1-1-1",
        "os",
        {"statistic": "median", "value": "36.5", "unit": "mo", "ci_low": "19.2", "ci_high": None, "bound": None},
    ),
    ("NCT01207388", "5-1-1-1", "relapse", {"value": None, "bound": "not-reached", "ci_low": "7.1", "ci_level": "95"}),
    ("NCT01207388", "8-2-1-1", "serious-adverse-event", {"n": 73, "denominator": 116, "category": "Serious adverse events"}),
    ("NCT01642004", "3-1-1-1", "os", {"value": "9.23", "ci_low": "7.33", "ci_high": "13.27", "denominator": 135}),
    (
        "NCT01642004",
        "3-analysis-1",
        "os",
        {"statistic": "hazard-ratio", "value": "0.59", "ci_low": "0.43", "ci_high": "0.81", "ci_level": "96.85"},
    ),
    ("NCT01642004", "4-2-1-2", "os", {"statistic": "rate-at-time", "time_point": "12 months", "category": None}),
    (
        "NCT01642004",
        "5-1-1-1",
        "time-to-response",
        {"value": "2.23", "range_low": "1.6", "range_high": "11.8", "ci_low": None, "denominator": 27},
    ),
    ("NCT01642004", "13-1-1-2", "death", {"statistic": "proportion", "n": 113, "denominator": 137}),
    ("NCT02369484", "3-1-1-1", "orr", {"n": 1, "denominator": 13, "category": "Objective response (CR or PR)"}),
    ("NCT02856893", "1-1-1-1", "pfs", {"percent": "51.1", "ci_level": "84", "denominator": 45}),
    ("NCT02856893", "5-1-1-1", "orr", {"value": "0.889", "unit": "1", "percent": None, "statistic": "proportion"}),
    ("NCT02856893", "7-1-1-1", "os", {"value": None, "bound": "not-reached", "ci_low": "28.40", "ci_high": None}),
]


def made(trial: Trial) -> tuple[dict[str, Result], Groups, Unmatched]:
    groups, unmatched = Groups(trial, DOC), Unmatched()
    return {one.key: one for one in results(trial, DOC, groups, unmatched)}, groups, unmatched


@pytest.mark.parametrize(("number", "key", "outcome", "figures"), READ, ids=[f"{number}-{key}" for number, key, _, _ in READ])
def test_a_figure_is_the_one_posted(posted: dict[str, Trial], number: str, key: str, outcome: str, figures: dict[str, object]) -> None:
    found = made(posted[number])[0][f"{DOC}-{number.lower()}-result-{key}"]
    assert (found.outcome, found.study, found.voice) == (outcome, number, "own")
    for name, value in figures.items():
        assert str(getattr(found, name)) == str(value), name


def test_a_group_with_an_arms_title_is_the_arm_and_any_other_a_population(posted: dict[str, Trial]) -> None:
    found, groups, _ = made(posted["NCT01207388"])
    assert found[f"{DOC}-nct01207388-result-3-1-1-1"].arm == f"{DOC}-nct01207388-arm-1"
    found, groups, _ = made(posted["NCT01642004"])  # 'Nivolumab' is no arm's title: that is 'Arm A: Nivolumab'
    result = found[f"{DOC}-nct01642004-result-3-1-1-1"]
    population = next(one for one in groups.populations if one.key == result.population)
    assert result.arm is None and population.label == "Nivolumab (N = 135)" and population.size == 135
    assert population.part_of == f"{DOC}-nct01642004-population"


def test_a_part_of_the_patients_has_no_denominator_that_is_not_its_own(posted: dict[str, Trial]) -> None:
    found = made(posted["NCT01642004"])[0][f"{DOC}-nct01642004-result-11-1-1-1"]  # PD-L1 >= 5%: 42 of the 135
    assert (found.category, found.denominator) == ("PD-L1 expression >= 5% (n=42,39)", None)


def test_a_result_belongs_to_the_endpoint_planned_in_the_same_words(posted: dict[str, Trial]) -> None:
    found = made(posted["NCT02856893"])[0][f"{DOC}-nct02856893-result-1-1-1-1"]
    assert found.endpoint == f"{DOC}-nct02856893-endpoint-primary-1-pfs"


def test_categories_beside_an_outcome_that_name_none_are_left_out_and_counted(posted: dict[str, Trial]) -> None:
    found, _, unmatched = made(posted["NCT02369484"])
    assert "Non-evaluable" not in {one.category for one in found.values()}
    assert unmatched.figures["a class or category that names no outcome"] > 0


def test_measures_and_units_that_are_not_known_are_counted(posted: dict[str, Trial]) -> None:
    assert made(posted["NCT00763412"])[2].outcomes["bmi"] == 1
    assert made(posted["NCT01207388"])[2].units == {"units on a scale": 40}


@pytest.mark.parametrize(
    ("text", "value", "bound"),
    [("77.9", "77.9", None), ("<0.001", "0.001", "under"), ("> 10", "10", "over"), ("≥5", "5", "at-least"), ("1,204", "1204", None)],
)
def test_numbers_are_read_with_their_bound(text: str, value: str, bound: str | None) -> None:
    found = figure(text)
    assert found is not None and (found.value, found.bound) == (Decimal(value), bound)


@pytest.mark.parametrize("text", ["NA", "", "NR", "not reached", "12 (3)", None, [], "1,2", "--"])
def test_what_is_no_number_is_never_zero(text: object) -> None:
    assert figure(text) is None and count_of(text) is None


def test_only_what_is_posted_as_not_available_is_not_reached() -> None:
    assert not_reached("NA") and not not_reached("") and not not_reached(None) and not not_reached("12 (3)")


@given(st.integers(0, 10**9))
def test_counts_are_read_as_they_are_written(number: int) -> None:
    assert count_of(str(number)) == count_of(number) == number == count_of(f"{number:,}")


def test_units_limits_and_times() -> None:
    codes = {text: (unit.kind, unit.code) for text in ("Months", "weeks", "Days", "percentage of participants") if (unit := unit_of(text))}
    assert codes == {"Months": ("value", "mo"), "weeks": ("value", "wk"), "Days": ("value", "d"), "percentage of participants": ("%", "%")}
    assert unit_of("units on a scale") is None and unit_of("months of treatment") is None
    assert interval_level("95% Confidence Interval") == Decimal(95) and interval_level("Standard Deviation") is None
    assert time_of("6 months") == "6 months" and time_of("Cycle 1 Day 15") and time_of("PD-L1 expression >= 5%") is None
