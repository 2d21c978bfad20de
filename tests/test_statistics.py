"""The exact interval against scipy's and the paper's; percentages and their agreement against whole-number arithmetic."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from kb.errors import BadInput
from kb.statistics import Agreement, agrees, exact_interval, nearest_count, percentage, possible

counts = st.integers(1, 3000).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size)))


@settings(deadline=None)
@given(counts, st.sampled_from(["50", "90", "95", "99.9"]))
def test_exact_interval_is_that_of_scipy(count, level):
    n, denominator = count
    low, high = exact_interval(n, denominator, Decimal(level))
    reference = binomtest(n, denominator).proportion_ci(float(level) / 100, "exact")
    assert low == pytest.approx(100 * reference.low, abs=1e-7)
    assert high == pytest.approx(100 * reference.high, abs=1e-7)


def test_exact_interval_is_that_of_the_paper():
    low, high = exact_interval(9, 13)
    assert (round(low, 2), round(high, 2)) == (38.57, 90.91)


@pytest.mark.parametrize("n", [0, 1, 345_678, 500_000, 999_999, 1_000_000])
def test_intervals_of_a_million_persons_are_exact(n):
    low, high = exact_interval(n, 1_000_000)
    reference = binomtest(n, 1_000_000).proportion_ci(0.95, "exact")
    assert low == pytest.approx(100 * reference.low, abs=1e-6)
    assert high == pytest.approx(100 * reference.high, abs=1e-6)


@pytest.mark.parametrize("n,denominator", [(1, 0), (-1, 5), (6, 5), (0, -1)])
def test_what_is_no_proportion_is_refused(n, denominator):
    with pytest.raises(BadInput):
        exact_interval(n, denominator)
    with pytest.raises(BadInput):
        percentage(n, denominator)


@pytest.mark.parametrize("level", ["0", "100", "-5", "950"])
def test_a_level_that_is_none_is_refused(level):
    with pytest.raises(BadInput, match="level"):
        exact_interval(1, 2, Decimal(level))


@pytest.mark.parametrize(
    "n,denominator,places,expected",
    [
        (9, 13, 2, "69.23"),
        (4, 13, 2, "30.77"),
        (1, 8, 2, "12.50"),
        (1, 8, 1, "12.5"),
        (1, 8, 0, "13"),
        (0, 7, 2, "0.00"),
        (7, 7, 1, "100.0"),
    ],
)
def test_percentage(n, denominator, places, expected):
    assert str(percentage(n, denominator, places)) == expected


@pytest.mark.parametrize(
    "n,denominator,printed,expected",
    [
        (9, 13, "69.23", Agreement.EXACT),
        (9, 13, "69", Agreement.EXACT),
        (13, 28, "46", Agreement.EXACT),
        (1, 8, "12", Agreement.EXACT),  # a tie may go down
        (1, 8, "13", Agreement.EXACT),  # or up
        (9, 13, "69.20", Agreement.ROUNDING),  # rounded to 69.2, then filled with a zero
        (4, 13, "30.76", Agreement.ROUNDING),  # 30.769 cut off
        (4, 13, "30.78", Agreement.ROUNDING),
        (9, 13, "69.25", Agreement.CONFLICT),
        (9, 13, "69.00", Agreement.CONFLICT),
        (9, 13, "96.23", Agreement.CONFLICT),
        (14, 20, "95", Agreement.CONFLICT),
        (31, 50, "60", Agreement.CONFLICT),  # the zero of 60 stands before the point
    ],
)
def test_agreement(n, denominator, printed, expected):
    assert agrees(n, denominator, Decimal(printed)) is expected


@given(counts, st.integers(0, 4))
def test_a_correct_rounding_agrees_exactly(count, places):
    assert agrees(*count, percentage(*count, places)) is Agreement.EXACT


@given(counts, st.integers(1, 4))
def test_a_possible_percentage_is_possible(count, places):
    printed = percentage(*count, places)
    assert possible(printed, count[1])
    assert agrees(nearest_count(printed, count[1]), count[1], printed) is Agreement.EXACT


@given(st.integers(1, 90), st.integers(0, 10_000))
def test_possible_is_what_trying_every_count_gives(size, hundredths):
    printed = Decimal(hundredths).scaleb(-2)
    by_trial = any(agrees(n, size, printed) is Agreement.EXACT for n in range(size + 1))
    assert possible(printed, size) is by_trial


def test_impossible_percentages():
    assert not possible(Decimal("44.86"), 7)
    assert not possible(Decimal("104"), 20)
