"""Figures of a question: phases, grades, dates, times, percentages and numbers, each in the ways people write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import BadInput
from kb.understand.figures import next_date, previous_date, take_figures


@pytest.mark.parametrize(
    ("text", "phases"),
    [
        ("phase 2 trials", ("2",)),
        ("Phase II", ("2",)),
        ("phase-3 studies", ("3",)),
        ("phases 1 and 2", ("1", "2")),
        ("phase 1 or 2", ("1", "2")),
        ("phase I/II", ("1/2",)),
        ("phase 1b/2", ("1b/2",)),
        ("phase Ib", ("1b",)),
        ("phase 2b", ("2",)),
        ("phase iv", ("4",)),
    ],
)
def test_phases(text: str, phases: tuple[str, ...]) -> None:
    assert take_figures(text)[0].filters["phase"] == phases


@pytest.mark.parametrize("text", ["the early phase", "in this phase", "phase of disease"])
def test_a_phase_without_a_number_is_none(text: str) -> None:
    assert "phase" not in take_figures(text)[0].filters


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        ("grade 4 leukopenia", ("4",)),
        ("G4", ("4",)),
        ("grade 3-4", ("3-4",)),
        ("grade 3/4", ("3-4",)),
        ("grade 3 or 4", ("3-4",)),
        ("grades 3 to 4", ("3-4",)),
        ("grades 3 and 4", ("3", "4", "3-4")),
        ("G3-4", ("3-4",)),
        ("grade >= 3", ("3", "4", "5", "3-4", "3-5")),
        ("grade ≥3", ("3", "4", "5", "3-4", "3-5")),
        ("≥ grade 3", ("3", "4", "5", "3-4", "3-5")),
        ("grade 3+", ("3", "4", "5", "3-4", "3-5")),
        ("grade 3 or higher", ("3", "4", "5", "3-4", "3-5")),
        ("grade 4 or worse", ("4", "5")),
        ("any grade", ("any",)),
        ("all-grade", ("any",)),
        ("severe infections", ("3-4",)),
    ],
)
def test_grades(text: str, grades: tuple[str, ...]) -> None:
    assert take_figures(text)[0].grades == grades


@pytest.mark.parametrize("text", ["G-CSF", "GO 3 times", "by grade", "severe toxicity"])
def test_what_is_no_grade(text: str) -> None:
    assert take_figures(text)[0].grades == ()


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("before 2027", {"completed-before": ("2027",)}),
        ("before June 2027", {"completed-before": ("2027-06",)}),
        ("before 15 June 2027", {"completed-before": ("2027-06-15",)}),
        ("before 2027-06-15", {"completed-before": ("2027-06-15",)}),
        ("by the end of 2026", {"completed-before": ("2027",)}),
        ("until Dec 2026", {"completed-before": ("2027-01",)}),
        ("after 2026", {"completed-after": ("2026",)}),
        ("since 2027", {"completed-after": ("2026",)}),
        ("from January 2027", {"completed-after": ("2026-12",)}),
        ("between March 2027 and June 2027", {"completed-after": ("2027-02",), "completed-before": ("2027-07",)}),
        ("completing in 2027", {"completed-after": ("2026",), "completed-before": ("2028",)}),
    ],
)
def test_dates_bound_the_completion(text: str, bounds: dict[str, tuple[str, ...]]) -> None:
    assert take_figures(text)[0].filters == bounds


def test_a_year_that_is_not_of_completion_is_kept_apart() -> None:
    found, _ = take_figures("references published in 2018")
    assert (found.years, found.filters) == (("2018",), {})


@pytest.mark.parametrize("text", ["before 2027-13", "after 31 February 2027"])
def test_impossible_dates_are_refused(text: str) -> None:
    with pytest.raises(BadInput, match="calendar"):
        take_figures(text)


@settings(deadline=None)
@given(st.dates())
def test_the_day_before_the_next_day_is_the_day(day) -> None:
    for text in (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]):
        if 1001 < day.year < 9998:
            assert previous_date(next_date(text)) == text == next_date(previous_date(text))
            assert previous_date(text) < text < next_date(text)


@pytest.mark.parametrize(
    ("text", "field", "values"),
    [
        ("nct 04645199", "trials", ("NCT04645199",)),
        ("NCT04645199 and nct04284787", "trials", ("NCT04645199", "NCT04284787")),
        ("ref 14", "references", ("14",)),
        ("references 19-21", "references", ("19", "20", "21")),
        ("reference [60]", "references", ("60",)),
        ("refs. 14, 17 and 18", "references", ("14", "17", "18")),
        ("one-year survival", "times", ("1 year",)),
        ("5-year OS", "times", ("5 year",)),
        ("within 28 days", "times", ("28 day",)),
        ("in more than 50% of patients", "percents", ("> 50",)),
        ("at most 10 percent", "percents", ("<= 10",)),
        ("in table 3", "places", ("Table 3",)),
        ("median OS with 95% confidence intervals", "beside", ("a confidence interval",)),
        ("mean age with its SD and p-values", "beside", ("a p value", "a standard deviation")),
        ("IQR of age", "beside", ("an interquartile range",)),
        ("CRi rate", "beside", ()),
    ],
)
def test_other_figures(text: str, field: str, values: tuple[str, ...]) -> None:
    assert getattr(take_figures(text)[0], field) == values


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_in_one_sentence(text: str) -> None:
    try:
        found, rest = take_figures(text)
    except BadInput as fault:
        assert "\n" not in str(fault)
    else:
        assert found.grades == () or set("".join(found.grades)) <= set("12345-any")
        assert isinstance(rest, str)
