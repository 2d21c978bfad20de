"""Populations: real records whose patients a reader knows, and the words and ages that decide."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.values import Place
from loaders.registry.populations import population, years
from tests.loaders.registry_outcomes.conftest import Load, as_trial, titled

DOC = "ctgov-2025-04"


def test_a_real_record_tells_disease_age_and_place(load: Load) -> None:
    found = population(as_trial(load("ctgov-v2/NCT03386513")), "ctgov-2020-07")
    assert found.key == "ctgov-2020-07-nct03386513-population" and found.study == "NCT03386513"
    assert found.disease == ("all", "bpdcn", "mpn", "aml")  # in the order of the conditions
    assert (found.age_low, found.age_high, found.age_group) == (Decimal(18), None, "adult")
    places = dict(zip(found.at, found.fragment, strict=True))
    assert places[Place("NCT03386513", steps=("conditionsModule", "conditions[3]"))] == "Acute Myeloid Leukemia"
    assert places[Place("NCT03386513", steps=("eligibilityModule", "minimumAge"))] == "18 Years"


@pytest.mark.parametrize(
    ("conditions", "setting", "line"),
    [
        (("Recurrent Adult Acute Myeloid Leukemia",), ("relapsed",), "salvage"),
        (("Recurrent Acute Myeloid Leukemia", "Refractory Acute Myeloid Leukemia"), ("relapsed-refractory",), "salvage"),
        (("Relapsed/Refractory Acute Myeloid Leukemia",), ("relapsed-refractory",), "salvage"),
        (("Untreated Adult Acute Myeloid Leukemia",), ("newly-diagnosed",), "first"),
        (("Acute Myeloid Leukemia in Remission",), ("remission",), None),
        (("Acute Lymphoblastic Leukemia in Remission", "Recurrent Acute Myeloid Leukemia"), ("remission", "relapsed"), None),
        (("Refractory Anemia With Excess Blasts",), (), None),
        (("Acute Myeloid Leukemia",), (), None),
    ],
)
def test_settings_and_the_line_they_mean(conditions: tuple[str, ...], setting: tuple[str, ...], line: str | None) -> None:
    found = population(titled("", *conditions), DOC)
    assert (found.setting, found.line) == (setting, line)


@pytest.mark.parametrize(
    ("title", "facets"),
    [
        ("Venetoclax as Maintenance Therapy for AML in First Remission", {"line": "maintenance", "setting": ("first-remission",)}),
        ("Anti-CD33 CAR NK Cells in AML", {"biomarkers": ()}),
        ("IMGN632 for Patients With CD123-Positive Acute Myeloid Leukemia", {"biomarkers": ("cd123",)}),
        ("Ivosidenib in r/r AML Subjects With an IDH1 Mutation", {"biomarkers": ("idh1-mutation",), "line": "salvage"}),
        ("Gilteritinib for Newly Diagnosed AML With or Without FLT3 Mutations", {"biomarkers": (), "line": "first"}),
        ("Venetoclax in Acute Myeloid Leukemia (AML) Ineligible for Intensive Chemotherapy", {"fitness": "unfit"}),
        ("MRD Response-adapted Allo-HSCT for AML", {"setting": ()}),
        ("Azacitidine in Children With AML", {"age_group": "paediatric"}),
        ("Transplant for Children and Young Adults With AML", {"age_group": None}),
        ("T-Acute Lymphoblastic Leukemia (ALL)", {"disease": ("t-all",)}),
    ],
)
def test_titles_tell_what_conditions_leave_out(title: str, facets: dict[str, object]) -> None:
    found = population(titled(title), DOC)
    assert {name: getattr(found, name) for name in facets} == facets


def test_other_conditions_stay_as_printed_and_general_ones_send_to_the_title() -> None:
    found = population(titled("CAR-T for AML", "Neoplasms", "Quality of Life", "Hematologic Neoplasms"), DOC)
    assert found.disease == ("cancer", "hematologic-malignancy", "aml") and found.disease_printed == ("Quality of Life",)


def test_a_record_that_tells_nothing_is_unknown_in_all_and_has_a_place() -> None:
    found = population(titled(), DOC)
    assert (found.disease, found.setting, found.line, found.age_group, found.fitness, found.size) == ((), (), None, None, None, None)
    assert found.at == (Place("NCT00000001", steps=("identificationModule", "nctId")),) and found.fragment == ("NCT00000001",)


@pytest.mark.parametrize(
    ("age", "value"),
    [("18 Years", "18"), ("1 Year", "1"), ("6 Months", "0.5"), ("1 Month", "0.08"), ("4 Weeks", "0.08"), ("0 Years", "0")],
)
def test_ages_are_told_in_years(age: str, value: str) -> None:
    assert years(age) == Decimal(value)


@pytest.mark.parametrize("age", ["", "N/A", "Years", "18", "-1 Years", "eighteen Years"])
def test_what_is_no_age_is_unknown(age: str) -> None:
    assert years(age) is None


@given(st.integers(0, 200), st.sampled_from(["Years", "Months", "Weeks", "Days", "Hours"]))
def test_ages_grow_with_their_numbers(number: int, unit: str) -> None:
    smaller, larger = years(f"{number} {unit}"), years(f"{number + 1000} {unit}")
    assert smaller is not None and larger is not None and smaller < larger


@pytest.mark.parametrize(
    ("low", "high", "group"),
    [
        ("18 Years", "", "adult"),
        ("60 Years", "", "elderly"),
        ("1 Year", "18 Years", "paediatric"),
        ("1 Year", "75 Years", None),
        ("", "", None),
    ],
)
def test_limits_of_age_make_the_age_group(low: str, high: str, group: str | None) -> None:
    assert population(titled("", "AML", minimum_age=low, maximum_age=high), DOC).age_group == group
