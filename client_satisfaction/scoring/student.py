# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Quantiles of the normal and of Student's t distribution, by the standard library.

The addon must not need scipy for two functions. Checked against scipy's values in
``tests/scoring/test_scoring_student.py``.
"""

import math
from functools import lru_cache
from statistics import NormalDist

#: From here on the series in 1/df is exact to ten digits.
SERIES_FROM_DF = 1_000.0
#: Between these a polynomial in 1/df is exact to twelve digits and forty times as fast.
CURVE_FROM_DF = 3.0
CURVE_LEVELS = (0.5, 0.999)
CURVE_TERMS = 14


@lru_cache(maxsize=64)
def normal_critical(level: float) -> float:
    """Two-sided critical value of the standard normal distribution.

    Formula: ``z`` with ``P(-z ≤ Z ≤ z) = level``; 0.95 gives 1.959964.
    Errors: ``ValueError`` when ``level`` is not between 0 and 1 (both excluded).
    Source: D15.
    """
    _check_level(level)
    return NormalDist().inv_cdf(0.5 + level / 2.0)


@lru_cache(maxsize=4096)
def student_critical(level: float, df: float) -> float:
    """Two-sided critical value of Student's t distribution.

    Formula: ``t`` with ``P(-t ≤ T ≤ t) = level`` for ``df`` degrees of freedom,
    which need not be whole (Welch–Satterthwaite). Newton's method on
    ``P(|T| > t) = I_x(df/2, 1/2)`` with ``x = df / (df + t²)``, the regularised
    incomplete beta function; a series in 1/df for large ``df``. Between them, at the
    usual levels, a polynomial in 1/df through values found by Newton's method.

    Range: above the normal value, which it approaches as ``df`` grows.
    Errors: ``ValueError`` when ``level`` is not between 0 and 1 or ``df`` < 1.
    Source: Abramowitz & Stegun 26.5.27, 26.7.1, 26.7.5; D15.
    """
    if not df >= 1.0:
        raise ValueError(f"Degrees of freedom start at 1, not {df!r}.")
    if (
        CURVE_FROM_DF <= df < SERIES_FROM_DF
        and CURVE_LEVELS[0] <= level <= CURVE_LEVELS[1]
    ):
        place = _place_on_curve(df)
        critical = 0.0
        for coefficient in _curve(level):
            critical = critical * place + coefficient
        return critical
    return _solve(level, df)


def _solve(level: float, df: float) -> float:
    """The critical value by the series or by Newton's method, for any level."""
    z = normal_critical(level)
    t = (
        z
        + (z**3 + z) / (4.0 * df)
        + (5.0 * z**5 + 16.0 * z**3 + 3.0 * z) / (96.0 * df**2)
        + (3.0 * z**7 + 19.0 * z**5 + 17.0 * z**3 - 15.0 * z) / (384.0 * df**3)
    )
    if df >= SERIES_FROM_DF:
        return t
    tail = 1.0 - level
    # The tail falls and is convex, so from the left of the root each step stays on
    # the left and comes closer; a step from the right may only go back as far as z.
    for _step in range(100):
        excess = _two_sided_tail(t, df) - tail
        following = max(z, t + excess / (2.0 * _density(t, df)))
        if abs(following - t) <= 1e-13 * t:
            return following
        t = following
    return t


def _place_on_curve(df: float) -> float:
    """1/df, stretched so that the curve reaches from -1 to 1."""
    nearest, farthest = 1.0 / SERIES_FROM_DF, 1.0 / CURVE_FROM_DF
    return (2.0 / df - nearest - farthest) / (farthest - nearest)


@lru_cache(maxsize=64)
def _curve(level: float) -> tuple[float, ...]:
    """Coefficients of the polynomial for a level, that of the highest power first.

    Through Chebyshev's nodes, which keep it close everywhere in between: t is smooth
    in 1/df, so each further term gains nearly a digit.
    """
    nearest, farthest = 1.0 / SERIES_FROM_DF, 1.0 / CURVE_FROM_DF
    angles = [math.pi * (k + 0.5) / CURVE_TERMS for k in range(CURVE_TERMS)]
    values = [
        _solve(level, 2.0 / (nearest + farthest + math.cos(a) * (farthest - nearest)))
        for a in angles
    ]
    powers = [0.0] * CURVE_TERMS
    # Chebyshev's polynomials as powers, each from the two before it
    before, present = [0.0] * CURVE_TERMS, [1.0] + [0.0] * (CURVE_TERMS - 1)
    for degree in range(CURVE_TERMS):
        weight = math.fsum(
            value * math.cos(degree * a)
            for value, a in zip(values, angles, strict=True)
        ) / (CURVE_TERMS / (2.0 if degree else 1.0))
        powers = [p + weight * c for p, c in zip(powers, present, strict=True)]
        factor = 2.0 if degree else 1.0
        following = [
            factor * c - b for c, b in zip([0.0, *present[:-1]], before, strict=True)
        ]
        before, present = present, following
    return tuple(reversed(powers))


def _check_level(level: float) -> None:
    """A confidence level is a probability strictly between 0 and 1."""
    if not 0.0 < level < 1.0:
        raise ValueError(f"A confidence level lies between 0 and 1, not {level!r}.")


def _density(t: float, df: float) -> float:
    """Density of Student's t distribution."""
    return math.exp(
        math.lgamma((df + 1.0) / 2.0)
        - math.lgamma(df / 2.0)
        - (df + 1.0) / 2.0 * math.log1p(t * t / df)
    ) / math.sqrt(df * math.pi)


def _two_sided_tail(t: float, df: float) -> float:
    """P(|T| > t)."""
    # Both x and 1 - x are formed directly: near 1 the difference has no digits left.
    square = t * t
    return _incomplete_beta(df / 2.0, 0.5, df / (df + square), square / (df + square))


def _incomplete_beta(a: float, b: float, x: float, complement: float) -> float:
    """Regularised incomplete beta function I_x(a, b), ``complement`` being 1 - x."""
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
