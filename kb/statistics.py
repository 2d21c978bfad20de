"""Statistics: a percentage recomputed from its count, whether a printed one agrees with it, and the exact interval."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import count
from math import exp, lgamma, log, log1p
from typing import NamedTuple

from kb.errors import BadInput

LEVEL = Decimal(95)
PERCENT_METHOD = "100 n / N, rounded half up"
METHOD = f"{PERCENT_METHOD}; exact binomial interval (Clopper and Pearson 1934)"


class Agreement(StrEnum):
    """How a printed percentage stands to its count."""

    EXACT = "exact"
    ROUNDING = "rounding"
    CONFLICT = "conflict"


class Interval(NamedTuple):
    """A confidence interval's limits, in per cent."""

    low: float
    high: float


def _share(n: int, denominator: int) -> Fraction:
    """100 n / N, exactly; a count outside 0 to N, or of nobody, has no share."""
    if denominator <= 0 or not 0 <= n <= denominator:
        raise BadInput(f"{n} of {denominator} is not a proportion", mend="give a count from 0 to a denominator above 0")
    return Fraction(100 * n, denominator)


def _round(share: Fraction, places: int) -> Decimal:
    quotient, rest = divmod(share.numerator * 10**places, share.denominator)
    return Decimal(quotient + (2 * rest >= share.denominator)).scaleb(-places)


def percentage(n: int, denominator: int, places: int = 2) -> Decimal:
    """100 n / N, rounded half up to ``places`` digits after the point; no floating point takes part."""
    return _round(_share(n, denominator), places)


def decimals(printed: Decimal) -> int:
    """How many digits stand after the point."""
    exponent = printed.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def agrees(n: int, denominator: int, printed: Decimal) -> Agreement:
    """How a printed percentage stands to 100 n / N at the digits it is printed with.

    Exact: a correct rounding (a tie may go either way). Rounding: the last printed digit is one off, as when digits were cut off
    instead of rounded, or it is a zero put in the place of a digit (69.20 for 69.23). Conflict: anything else.
    """
    places, share = decimals(printed), _share(n, denominator)
    step = Fraction(1, 10**places)
    gap = abs(Fraction(printed) - share)
    if gap <= step / 2:
        return Agreement.EXACT
    one_off = abs(Fraction(printed) - Fraction(_round(share, places))) <= step
    zero_filled = places > 0 and printed.as_tuple().digits[-1] == 0 and gap <= step * 5
    return Agreement.ROUNDING if one_off or zero_filled else Agreement.CONFLICT


def nearest_count(percent: Decimal, denominator: int) -> int:
    """The whole number of N whose share comes nearest to a percentage."""
    return min(denominator, max(0, round(Fraction(percent) * denominator / 100)))


def possible(percent: Decimal, denominator: int) -> bool:
    """Whether some whole number of N gives the printed percentage at its printed digits (the GRIM test, Brown and Heathers 2017)."""
    return agrees(nearest_count(percent, denominator), denominator, percent) is Agreement.EXACT


def _beta_fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method; quick for x below its mean."""
    tiny = 1e-300
    c, d = 1.0, 1.0 / (1.0 - (a + b) * x / (a + 1.0))
    value = d
    for m in count(1):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        step = 1.0
        for term in (even, odd):
            d = 1.0 / ((1.0 + term * d) or tiny)
            c = (1.0 + term / c) or tiny
            step = c * d
            value *= step
        if abs(step - 1.0) < 1e-15:
            break
    return value


def _beta_share(a: float, b: float, x: float) -> float:
    """The regularized incomplete beta function I_x(a, b) for x strictly between 0 and 1."""
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x <= (a + 1.0) / (a + b + 2.0):
        return front * _beta_fraction(a, b, x) / a
    return 1.0 - front * _beta_fraction(b, a, 1.0 - x) / b


def _beta_quantile(share: float, a: float, b: float) -> float:
    """The x with I_x(a, b) = share, by halving the interval until no number lies between its ends."""
    low, high = 0.0, 1.0
    while low < (middle := (low + high) / 2) < high and high - low > 1e-16:
        if _beta_share(a, b, middle) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def exact_interval(n: int, denominator: int, level: Decimal = LEVEL) -> Interval:
    """The exact binomial interval of n of N, in per cent.

    With alpha = 1 - level/100, the lower limit is the alpha/2 quantile of Beta(n, N - n + 1) and the upper one the
    1 - alpha/2 quantile of Beta(n + 1, N - n); 0 for n = 0 and 100 for n = N.
    Source: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404-413.
    """
    _share(n, denominator)
    if not 0 < level < 100:
        raise BadInput(f"{level} % is not a level of confidence", mend="give a level between 0 and 100, such as 95")
    tail = float((100 - level) / 200)
    low = 0.0 if n == 0 else _beta_quantile(tail, n, denominator - n + 1)
    # The upper limit is the lower one of the other outcome, seen from the other end.
    high = 1.0 if n == denominator else 1.0 - _beta_quantile(tail, denominator - n, n + 1)
    return Interval(100 * low, 100 * high)
