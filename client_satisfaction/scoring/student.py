# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Quantiles of the normal and of Student's t distribution, by the standard library.

The addon must not need scipy for two functions. Checked against scipy's values in
``tests/scoring/test_scoring_student.py``.
"""

import math
from functools import lru_cache
from statistics import NormalDist

#: From here on a series in 1/df is exact to more than ten digits, and the continued
#: fraction would need ever more steps.
SERIES_FROM_DF = 5_000.0


def normal_critical(level: float) -> float:
    """Two-sided critical value of the standard normal distribution.

    Formula: ``z`` with ``P(-z ≤ Z ≤ z) = level``; 0.95 gives 1.959964.
    Errors: ``ValueError`` when ``level`` is not between 0 and 1 (both excluded).
    """
    _check_level(level)
    return NormalDist().inv_cdf(0.5 + level / 2.0)


@lru_cache(maxsize=4096)
def student_critical(level: float, df: float) -> float:
    """Two-sided critical value of Student's t distribution.

    Formula: ``t`` with ``P(-t ≤ T ≤ t) = level`` for ``df`` degrees of freedom,
    which need not be whole (Welch–Satterthwaite). Found by bisecting the
    regularised incomplete beta function: ``P(|T| > t) = I_x(df/2, 1/2)`` with
    ``x = df / (df + t²)``; by the Cornish–Fisher series for large ``df``.

    Range: above the normal value, which it approaches as ``df`` grows.
    Errors: ``ValueError`` when ``level`` is not between 0 and 1 or ``df`` < 1.
    Source: Abramowitz & Stegun 26.5.27, 26.7.1, 26.7.5; D15.
    """
    _check_level(level)
    if not df >= 1.0:
        raise ValueError(f"Degrees of freedom start at 1, not {df!r}.")
    z = normal_critical(level)
    if df >= SERIES_FROM_DF:
        return (
            z
            + (z**3 + z) / (4.0 * df)
            + (5.0 * z**5 + 16.0 * z**3 + 3.0 * z) / (96.0 * df**2)
            + (3.0 * z**7 + 19.0 * z**5 + 17.0 * z**3 - 15.0 * z) / (384.0 * df**3)
        )
    tail = 1.0 - level
    low, high = z, z + 1.0
    while _two_sided_tail(high, df) > tail:
        low, high = high, high * 2.0
    while high - low > 1e-13 * high:
        middle = (low + high) / 2.0
        if middle in (low, high):
            break
        if _two_sided_tail(middle, df) > tail:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def _check_level(level: float) -> None:
    """A confidence level is a probability strictly between 0 and 1."""
    if not 0.0 < level < 1.0:
        raise ValueError(f"A confidence level lies between 0 and 1, not {level!r}.")


def _two_sided_tail(t: float, df: float) -> float:
    """P(|T| > t)."""
    # Both x and 1 - x are formed directly: near 1 the difference has no digits left.
    square = t * t
    return _incomplete_beta(df / 2.0, 0.5, df / (df + square), square / (df + square))


def _incomplete_beta(a: float, b: float, x: float, complement: float) -> float:
    """Regularised incomplete beta function I_x(a, b), ``complement`` being 1 - x."""
    if x <= 0.0:
        return 0.0
    if complement <= 0.0:
        return 1.0
    log_front = (
        math.lgamma(a + b)
        - math.lgamma(a)
        - math.lgamma(b)
        + a * math.log(x)
        + b * math.log(complement)
    )
    front = math.exp(log_front)
    # The fraction converges fast only below the mean; above, use the symmetry.
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _beta_fraction(a, b, x) / a
    return 1.0 - front * _beta_fraction(b, a, complement) / b


def _beta_fraction(a: float, b: float, x: float) -> float:
    """Continued fraction of the incomplete beta function, by Lentz's method."""
    tiny = 1e-300
    c = 1.0
    d = 1.0 / _away_from_zero(1.0 - (a + b) * x / (a + 1.0), tiny)
    result = d
    for m in range(1, 10_000):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0)),
        ):
            d = 1.0 / _away_from_zero(1.0 + numerator * d, tiny)
            c = _away_from_zero(1.0 + numerator / c, tiny)
            step = c * d
            result *= step
        if abs(step - 1.0) < 1e-16:
            break
    return result


def _away_from_zero(number: float, tiny: float) -> float:
    """Lentz's guard: a zero denominator is replaced by a tiny number."""
    return tiny if abs(number) < tiny else number
