"""Pooling: proportions of independent groups of patients as one, by a random-effects model, or the reason why that would mislead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from math import atan, cos, exp, log, pi, sin, sqrt

from kb.errors import BadInput
from kb.statistics import LEVEL

FEWEST_GROUPS, FEWEST_PATIENTS, FEWEST_EVENTS = 3, 50, 10
"""Below so many patients, or events (or patients without one), a model of logits comes out far from one of the counts themselves
(L. Lin, C. Xu and H. Chu, Journal of General Internal Medicine 37 (2022) 308-317, doi:10.1007/s11606-021-07098-5)."""

METHOD = (
    "random-effects model of logits; variance between groups by Paule and Mandel's equation "
    "(DerSimonian and Kacker 2007, doi:10.1016/j.cct.2006.04.004); interval by the modified Knapp-Hartung method "
    "(Röver, Knapp and Friede 2015, doi:10.1186/s12874-015-0091-1)"
)

_CLOSE = 1e-12

Counts = Sequence[tuple[int, int]]
"""n and N of each group."""


@dataclass(frozen=True)
class Pooled:
    """A pooled proportion with its interval, in per cent; ``tau2`` is the variance between groups, on the logit scale."""

    percent: float
    low: float
    high: float
    tau2: float
    groups: int
    patients: int
    level: Decimal = LEVEL
    method: str = METHOD


def too_little(counts: Counts) -> str:
    """Why groups hold too little for a pool; empty where they hold enough."""
    if len(counts) < FEWEST_GROUPS:
        return "fewer than three groups of patients"
    if any(n in (0, of) for n, of in counts):
        return "in a group none or all had the event, and such a share has no logit"
    patients, events = sum(of for _, of in counts), sum(n for n, _ in counts)
    if patients < FEWEST_PATIENTS:
        return f"fewer than {FEWEST_PATIENTS} patients in all"
    if min(events, patients - events) < FEWEST_EVENTS:
        return f"fewer than {FEWEST_EVENTS} patients with the event, or without it, in all"
    return ""


def pool(counts: Counts, level: Decimal = LEVEL) -> Pooled:
    """The pooled proportion of groups that share no patient; refused where they hold too little.

    With y = ln(n / (N - n)) of variance v = 1/n + 1/(N - n) and weights w = 1 / (v + tau2), the estimate is the weighted mean m.
    tau2 solves sum w (y - m)^2 = k - 1, and is 0 where that has no solution above 0. The interval is m -/+ t s with t the quantile
    of Student's distribution with k - 1 degrees of freedom and s^2 = max(1, q) / sum w, where q = sum w (y - m)^2 / (k - 1).
    """
    if reason := too_little(counts):
        raise BadInput(f"these groups cannot be pooled: {reason}", mend="show them one by one")
    effects = [(log(n / (of - n)), 1 / n + 1 / (of - n)) for n, of in counts]
    tau2 = _between(effects)
    mean, weight, spread = _weighted(effects, tau2)
    freedom = len(effects) - 1
    half = t_quantile(level, freedom) * sqrt(max(1.0, spread / freedom) / weight)
    low, middle, high = (100 / (1 + exp(-logit)) for logit in (mean - half, mean, mean + half))
    return Pooled(middle, low, high, tau2, len(counts), sum(of for _, of in counts), level)


def _weighted(effects: Sequence[tuple[float, float]], tau2: float) -> tuple[float, float, float]:
    """Weighted mean, sum of the weights, and weighted sum of squares about the mean."""
    weights = [1 / (variance + tau2) for _, variance in effects]
    mean = sum(w * y for w, (y, _) in zip(weights, effects, strict=True)) / sum(weights)
    return mean, sum(weights), sum(w * (y - mean) ** 2 for w, (y, _) in zip(weights, effects, strict=True))


def _between(effects: Sequence[tuple[float, float]]) -> float:
    """The variance between groups: the sum of squares falls as it grows, so its root is found by halving."""
    freedom = len(effects) - 1
    if _weighted(effects, 0.0)[2] <= freedom:
        return 0.0
    low, high = 0.0, 1.0
    while _weighted(effects, high)[2] > freedom:
        high *= 2
    while high - low > _CLOSE * high:
        middle = (low + high) / 2
        low, high = (middle, high) if _weighted(effects, middle)[2] > freedom else (low, middle)
    return (low + high) / 2


def t_quantile(level: Decimal, freedom: int) -> float:
    """The t that Student's distribution stays within, on both sides, with a probability of ``level`` per cent."""
    if not 0 < level < 100 or freedom < 1:
        raise BadInput(f"{level} % with {freedom} degrees of freedom has no quantile", mend="give a level between 0 and 100")
    wanted = float(level) / 100
    low, high = 0.0, 1.0
    while _t_within(high, freedom) < wanted:
        high *= 2
    while high - low > _CLOSE * high:
        middle = (low + high) / 2
        low, high = (middle, high) if _t_within(middle, freedom) < wanted else (low, middle)
    return (low + high) / 2


def _t_within(t: float, freedom: int) -> float:
    """P(-t < T < t): a finite sum for a whole number of degrees of freedom (Abramowitz and Stegun 1964, section 26.7)."""
    angle = atan(t / sqrt(freedom))
    if freedom % 2 == 0:
        factors = (cos(angle) ** 2 * (2 * k - 1) / (2 * k) for k in range(1, freedom // 2))
        return sin(angle) * sum(accumulate(factors, lambda a, b: a * b, initial=1.0))
    if freedom == 1:
        return 2 * angle / pi
    factors = (cos(angle) ** 2 * (2 * k) / (2 * k + 1) for k in range(1, (freedom - 1) // 2))
    return 2 / pi * (angle + sin(angle) * cos(angle) * sum(accumulate(factors, lambda a, b: a * b, initial=1.0)))
