"""Pooled proportions against statsmodels' and scipy's figures, and the cases that are refused."""

from __future__ import annotations

from decimal import Decimal
from math import exp, log

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import BadInput
from kb.pooling import pool, t_quantile, too_little

optimize = pytest.importorskip("scipy.optimize", reason="needs scipy for an independent computation")
stats = pytest.importorskip("scipy.stats", reason="needs scipy for an independent computation")

# From statsmodels 0.15.0: combine_effects(y, v, method_re="iterated", atol=1e-14); the interval from its sd_eff_w_re and
# scale_hksj_re by Student's quantile of scipy, with the scale no smaller than 1.
KNOWN = [
    ([(12, 20), (25, 40), (18, 45), (30, 41)], 0.23633874993838958, 58.90162850331365, 35.42024523868177, 78.92512248022197),
    ([(20, 40), (31, 60), (26, 50)], 0.0, 51.33311582805311, 34.30736578897705, 68.05501631526748),
    ([(5, 30), (25, 40), (33, 60), (8, 45), (40, 52)], 1.4406748869567934, 44.6807271325282, 14.541010906551474, 79.31314456583172),
]


@pytest.mark.parametrize(("counts", "tau2", "percent", "low", "high"), KNOWN)
def test_as_statsmodels_has_it(counts: list[tuple[int, int]], tau2: float, percent: float, low: float, high: float) -> None:
    found = pool(counts)
    assert found.tau2 == pytest.approx(tau2, abs=1e-8)
    assert (found.percent, found.low, found.high) == pytest.approx((percent, low, high), abs=1e-6)


groups = st.lists(st.integers(20, 90).flatmap(lambda of: st.tuples(st.integers(6, of - 6), st.just(of))), min_size=3, max_size=8)


@given(groups)
def test_as_computed_by_other_means(counts: list[tuple[int, int]]) -> None:
    n, of = numpy.array(counts, dtype=float).T
    y, v, freedom = numpy.log(n / (of - n)), 1 / n + 1 / (of - n), len(counts) - 1

    def excess(tau2: float) -> float:
        w = 1 / (v + tau2)
        return float((w * (y - numpy.average(y, weights=w)) ** 2).sum() - freedom)

    tau2 = optimize.brentq(excess, 0, 1e4, xtol=1e-13) if excess(0) > 0 else 0.0
    w = 1 / (v + tau2)
    mean = numpy.average(y, weights=w)
    half = stats.t.ppf(0.975, freedom) * numpy.sqrt(max(1.0, (excess(tau2) + freedom) / freedom) / w.sum())
    expected = [100 / (1 + exp(-x)) for x in (mean, mean - half, mean + half)]
    found = pool(counts)
    assert (found.percent, found.low, found.high) == pytest.approx(expected, abs=1e-5)


@given(groups)
def test_what_did_not_happen_mirrors_what_did(counts: list[tuple[int, int]]) -> None:
    one, other = pool(counts), pool([(of - n, of) for n, of in reversed(counts)])
    assert one.percent == pytest.approx(100 - other.percent, abs=1e-6)
    assert one.low == pytest.approx(100 - other.high, abs=1e-6)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 6, 9, 20, 61])
@pytest.mark.parametrize("level", [50, 90, 95, 99])
def test_student_s_quantile(freedom: int, level: int) -> None:
    assert t_quantile(Decimal(level), freedom) == pytest.approx(stats.t.ppf(0.5 + level / 200, freedom), rel=1e-9)


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ([(20, 40), (20, 40)], "fewer than three"),
        ([(20, 40), (20, 40), (0, 40)], "no logit"),
        ([(20, 40), (20, 40), (40, 40)], "no logit"),
        ([(5, 10), (5, 10), (5, 10)], "fewer than 50 patients"),
        ([(3, 40), (3, 40), (3, 40)], "fewer than 10 patients with the event"),
        ([(37, 40), (37, 40), (37, 40)], "or without it"),
    ],
)
def test_too_little_is_refused_in_words(counts: list[tuple[int, int]], reason: str) -> None:
    assert reason in too_little(counts)
    with pytest.raises(BadInput, match="cannot be pooled"):
        pool(counts)


def test_a_pool_of_equals_is_their_share() -> None:
    found = pool([(30, 60)] * 3)
    assert found.percent == pytest.approx(50)
    assert found.tau2 == 0
    logit = log(found.high / (100 - found.high))
    assert logit == pytest.approx(stats.t.ppf(0.975, 2) * (1 / 45) ** 0.5)  # three times the information 60 * 1/2 * 1/2
