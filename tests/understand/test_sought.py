"""Figures that are looked up: what counts as one, in which unit, and what stays a name, a date or a comparison."""

from __future__ import annotations

import pytest

from kb.understand.figures import take_figures
from kb.understand.sought import Sought


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("which reference supports 10.8 months", Sought("10.8", unit="mo")),
        ("where does 66.67 % stand", Sought("66.67", unit="%")),
        ("67 percent", Sought("67", unit="%")),
        ("66.70%", Sought("66.7", unit="%")),
        ("13/28", Sought("13", "28")),
        ("13 of the 28", Sought("13", "28")),
        ("six out of ten patients", Sought("6", "10")),
        ("20 patients", Sought("20", unit="persons")),
        ("ORR in 20 patients", Sought("20", unit="persons", whole=True)),
        ("20 mg/m²", Sought("20", unit="mg/m2")),
        ("11.17 mg/m2/day", Sought("11.17", unit="mg/m2/d")),
        ("2.5 weeks", Sought("2.5", unit="wk")),
        ("9.99", Sought("9.99")),
    ],
)
def test_a_figure_is_taken_with_its_unit(text: str, wanted: Sought) -> None:
    figures, rest = take_figures(text)
    assert figures.sought == (wanted,)
    assert not any(sign.isdigit() for sign in rest)
    assert (figures.times, figures.percents) == ((), ())


@pytest.mark.parametrize(
    "text",
    [
        "doi 10.1007/s12672-025-02526-y", "phase 1/2", "grade 3/4 anaemia", "NY-ESO-1", "completed before 2027-06", "95% CI of CRc",
        "more than 60%", "> 70 %", "at least 20 patients", "AML over 65", "7+3", "5-year DFS", "one of two drugs", "CTCAE 5",
    ],
)  # fmt: skip
def test_what_is_no_figure_to_look_up(text: str) -> None:
    assert take_figures(text)[0].sought == ()


@pytest.mark.parametrize(
    ("text", "comparison"),
    [("> 70 %", "> 70"), ("≥50%", ">= 50"), ("more frequent than 60 %", "> 60"), ("at most 5%", "<= 5"), ("fewer than 10 percent", "< 10")],
)
def test_comparisons_by_word_and_by_sign(text: str, comparison: str) -> None:
    assert take_figures(text)[0].percents == (comparison,)


@pytest.mark.parametrize(
    ("sought", "words"),
    [
        (Sought("10.8", unit="mo"), "10.8 months"),
        (Sought("13", "28"), "13/28"),
        (Sought("67", unit="%"), "67 %"),
        (Sought("20", unit="persons", whole=True), "among 20 patients"),
        (Sought("20", unit="mg/m2"), "20 mg/m²"),
    ],
)
def test_a_figure_in_words(sought: Sought, words: str) -> None:
    assert sought.words == words
