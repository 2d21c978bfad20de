"""Posted analyses and spreads: figures read by eye in real records, against what is made of them; and what is not kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.records import Result
from loaders.registry.posted_analyses import estimate, kind_of
from loaders.registry.posted_baseline import PostedBaseline
from loaders.registry.posted_figures import interval_level, p_value
from loaders.registry.posted_groups import Groups
from loaders.registry.posted_results import results
from loaders.registry.posted_values import Posted, fields_of
from loaders.registry.trial import Trial
from loaders.registry.unmatched import Unmatched

DOC = "ctgov-2025-04"
READ = [
    # trial, outcome measure and analysis as numbered there from 1, and what stands in the record
    (
        "NCT01642004",
        "1-analysis-1",
        {"outcome": "os", "statistic": "hazard-ratio", "value": "0.62", "ci_low": "0.47", "ci_high": "0.81", "ci_level": "95"}
        | {"p_value": "0.0004", "p_bound": None, "statistical_method": "Log Rank", "ci_sides": "two-sided", "hypothesis": None}
        | {"statistic_printed": "Hazard Ratio (HR)", "unit": "1"},
    ),
    (
        "NCT01642004",
        "2-analysis-1",
        {"outcome": "orr", "statistic": "odds-ratio", "value": "2.64", "ci_low": "1.27", "ci_high": "5.49", "p_value": "0.0083"}
        | {"statistical_method": "Cochran-Mantel-Haenszel"},
    ),
    ("NCT01642004", "12-analysis-2", {"outcome": "pfs", "statistic": "hazard-ratio", "value": "0.75", "ci_high": "1.08", "p_value": None}),
    ("NCT02513394", "4-analysis-1", {"outcome": "os", "value": "1.32", "ci_low": "0.98", "ci_high": "1.78", "hypothesis": "other"}),
    (
        "NCT02856893",
        "1-analysis-2",
        {"outcome": "pfs", "statistic": "other-estimate", "statistic_printed": "Kaplan-Meier survival rate", "value": "53.5"}
        | {"ci_low": "42.3", "ci_level": "84", "unit": None},
    ),
]


def made(trial: Trial) -> dict[str, Result]:
    return {one.key: one for one in results(trial, DOC, Groups(trial, DOC), Unmatched())}


@pytest.mark.parametrize(("number", "key", "figures"), READ, ids=[f"{number}-{key}" for number, key, _ in READ])
def test_an_analysis_is_the_one_posted(posted: dict[str, Trial], number: str, key: str, figures: dict[str, object]) -> None:
    found = made(posted[number])[f"{DOC}-{number.lower()}-result-{key}"]
    for name, value in figures.items():
        told = getattr(found, name)
        assert (told if told is None else str(told)) == value, name


def test_an_analysis_names_the_groups_that_it_compares(posted: dict[str, Trial]) -> None:
    trial = posted["NCT01642004"]
    groups = Groups(trial, DOC)
    found = {one.key: one for one in results(trial, DOC, groups, Unmatched())}[f"{DOC}-nct01642004-result-1-analysis-1"]
    labels = {one.key: one.label for one in groups.populations}
    assert [labels[key] for key in found.compared_populations] == ["Nivolumab (N = 135)", "Docetaxel (N = 137)"]
    assert (found.arm, found.population, found.compared_arms) == (None, None, ())


def test_the_part_that_an_analysis_is_of_is_quoted_and_told_to_be_unclear(posted: dict[str, Trial]) -> None:
    found = made(posted["NCT01642004"])[f"{DOC}-nct01642004-result-10-analysis-1"]
    assert "PD-L1 expression >= 5%" in found.fragment
    assert found.category is None and "several rows" in str(found.note)


def test_every_analysis_of_a_known_outcome_is_kept(posted: dict[str, Trial]) -> None:
    listed = posted["NCT01642004"].results["outcomeMeasuresModule"]["outcomeMeasures"]
    assert sum("analysis" in key for key in made(posted["NCT01642004"])) == sum(len(one.get("analyses", [])) for one in listed) == 13


@pytest.mark.parametrize(
    ("number", "category", "told"),
    [
        ("NCT01207388", "44.6", {"sd": "16.4"}),
        ("NCT01642004", "64.4", {"sd": "8.28"}),
        ("NCT02856893", "61", {"q1": "54", "q3": "68"}),
        ("NCT02513394", "52", {"range_low": "22", "range_high": "90"}),
    ],
)
def test_the_spread_of_the_baseline_is_kept(posted: dict[str, Trial], number: str, category: str, told: dict[str, str]) -> None:
    trial = posted[number]
    rows = PostedBaseline(trial, DOC, Groups(trial, DOC), Unmatched()).rows()
    ages = [row for row in rows if row.characteristic == "Age" and str(row.value) == category]
    assert told in [{name: str(getattr(row, name)) for name in told} for row in ages]


def test_other_characteristics_of_the_baseline_are_told_under_their_own_title(posted: dict[str, Trial]) -> None:
    trial = posted["NCT02369484"]
    rows = list(PostedBaseline(trial, DOC, Groups(trial, DOC), Unmatched()).rows())
    region = {row.category: (row.n, row.denominator) for row in rows if row.characteristic == "Region of Enrollment"}
    cells = trial.results["baselineCharacteristicsModule"]["measures"]
    posted_cells = next(one for one in cells if one["title"] == "Region of Enrollment")["classes"]
    assert region == {one["title"]: (int(one["categories"][0]["measurements"][0]["value"]), 13) for one in posted_cells}
    assert not [row for row in rows if "Not Collected" in row.characteristic]


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("Hazard Ratio (HR)", "hazard-ratio"),
        ("Cox hazard ratio", "hazard-ratio"),
        ("Risk Ratio (RR)", "risk-ratio"),
        ("Risk Difference (RD)", "risk-difference"),
        ("Mean Difference (Final Values)", "mean-difference"),
        ("LS Mean Difference", "mean-difference"),
        ("Odds Ratio, log", "other-estimate"),
        ("Standardized mean difference", "other-estimate"),
        ("Slope", "other-estimate"),
        ("", "other-estimate"),
    ],
)
def test_kinds_of_estimate(printed: str, kind: str) -> None:
    assert kind_of(printed) == kind


@pytest.mark.parametrize(
    ("text", "value", "bound"),
    [
        *(("0.03", "0.03", None), ("<0.001", "0.001", "under"), ("p<.0001", "0.0001", "under"), ("P = 0.40", "0.40", None)),
        *(("≤ 0.05", "0.05", "at-most"), ("=0.5", "0.5", None), (">.99", "0.99", "over")),
    ],
)
def test_p_values_are_read_with_their_bound(text: str, value: str, bound: str | None) -> None:
    found = p_value(text)
    assert found is not None and (found.value, found.bound) == (Decimal(value), bound)


@pytest.mark.parametrize("text", ["NA", "", "NS", "1.2", "-0.1", "significant", "p", None, [], 3])
def test_what_is_no_p_value_is_none(text: object) -> None:
    assert p_value(text) is None


def analysis(**told: object) -> dict[str, Any]:
    return {"paramType": "Hazard Ratio (HR)", "paramValue": "0.8", **told}


def test_an_analysis_with_a_p_value_only_has_no_other_figure() -> None:
    told = estimate({"pValue": "<0.05", "statisticalMethod": "t-test, 2 sided", "paramType": "Mean"}, "months", False, Unmatched())
    assert told is not None
    assert {name: value for name, value in told.fields.items() if value is not None} == {
        "statistic": "p-value",
        "statistic_printed": "Mean",
        "statistical_method": "t-test, 2 sided",
        "p_value": Decimal("0.05"),
        "p_bound": "under",
    }


def test_terms_of_either_generation_are_read() -> None:
    for sides, kind in (("TWO_SIDED", "NON_INFERIORITY_LEGACY"), ("2-Sided", "Non-Inferiority")):
        told = estimate(analysis(ciNumSides=sides, nonInferiorityType=kind, ciUpperLimit="1.1"), "", False, Unmatched())
        assert told is not None and (told.fields["ci_sides"], told.fields["hypothesis"]) == ("two-sided", "non-inferiority")
        assert told.fields["ci_high"] == Decimal("1.1") and "ci_low" not in told.fields


def test_an_analysis_without_figures_and_limits_in_the_wrong_order_are_counted() -> None:
    unmatched = Unmatched()
    assert estimate({"paramType": "Hazard Ratio (HR)", "paramValue": "NA"}, "", False, unmatched) is None
    told = estimate(analysis(ciLowerLimit="2", ciUpperLimit="1"), "", False, unmatched)
    assert told is not None and "ci_low" not in told.fields
    assert unmatched.figures["limits in the wrong order"] == 1 and sum(unmatched.figures.values()) == 2


@pytest.mark.parametrize(
    ("kind", "cell", "told"),
    [
        ("Standard Deviation", {"spread": "1.5"}, {"sd": Decimal("1.5")}),
        ("STANDARD_ERROR", {"spread": "0.4"}, {"se": Decimal("0.4")}),
        ("Inter-Quartile Range", {"lowerLimit": "3", "upperLimit": "9"}, {"q1": Decimal(3), "q3": Decimal(9)}),
        ("CONFIDENCE_975", {"lowerLimit": "3"}, {"ci_low": Decimal(3), "ci_level": Decimal("97.5")}),
        ("Standard Deviation", {"spread": "NA"}, {}),
        ("Standard Deviation", {"spread": "-1"}, {}),
        ("Geometric Coefficient of Variation", {"spread": "20"}, {}),
    ],
)
def test_spreads_and_limits(kind: str, cell: dict[str, str], told: dict[str, Decimal]) -> None:
    measure = {"paramType": "MEAN", "unitOfMeasure": "months", "dispersionType": kind}
    found = fields_of(Posted(measure, {"value": "5", **cell}, "", "os"), None, Unmatched())
    assert found is not None
    fields = {name: value for name, value in found.fields.items() if name not in ("statistic", "value", "unit") and value is not None}
    assert fields == told


def test_the_terms_of_levels_are_those_of_the_interface() -> None:
    assert [interval_level(f"CONFIDENCE_{one}") for one in ("80", "90", "95", "975", "99", "OTHER")] == [
        Decimal(80), Decimal(90), Decimal(95), Decimal("97.5"), Decimal(99), None,
    ]  # fmt: skip


@given(st.dictionaries(st.sampled_from(["paramType", "paramValue", "pValue", "ciLowerLimit", "groupIds"]), st.none() | st.text()))
def test_any_text_in_an_analysis_is_read_or_left_out(told: dict[str, Any]) -> None:
    found = estimate(told, "months", False, Unmatched())
    assert found is None or found.fields["statistic"]
