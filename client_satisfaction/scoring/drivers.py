# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Key drivers: which indicator moves the overall score most."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from .confidence import Interval, mean_interval
from .estimates import SPREAD_NOISE, Moments
from .points import HALF_NOISE, checked_points
from .student import normal_critical

Quadrant = Literal["fix_first", "keep_up", "monitor", "maintain"]


@dataclass(frozen=True)
class Driver:
    """Importance and performance of one indicator.

    ``importance`` is a correlation (-1 to 1), ``performance`` a mean in points;
    each with its 95 % interval. ``n`` counts the pairs. ``None`` where too few
    answers, or answers without spread, allow no statement.
    """

    code: str
    n: int
    importance: float | None
    importance_interval: Interval | None
    performance: float | None
    performance_interval: Interval | None
    quadrant: Quadrant | None


def key_drivers(
    ratings: Mapping[str, Sequence[tuple[float, float]]], min_n: int = 30
) -> dict[str, Driver]:
    """Importance against performance of every indicator.

    ``ratings`` maps an indicator to its ``(rating, overall)`` pairs, one for each
    respondent who gave both; the rating in points, the overall figure in any unit
    (points, or 0–10 for NPS).

    Formula: importance is Pearson's r of rating and overall, with Fisher's
    interval ``tanh(atanh r ± z / √(n - 3))``; performance is the mean rating with
    Student's interval. The quadrant compares both with the plain means over the
    indicators that can be judged:

    ==================  ======================  ==================
    importance          performance below mean  performance above
    ==================  ======================  ==================
    at or above mean    ``fix_first``           ``keep_up``
    below mean          ``monitor``             ``maintain``
    ==================  ======================  ==================

    Below ``min_n`` pairs an indicator stays silent (everything but ``n`` is
    ``None``). Ratings that never vary have a performance but no importance. A
    quadrant needs at least two indicators to compare.

    A correlation says what moves together, not what causes what.

    Range: most important indicator first, then the silent ones by code.
    Errors: ``ValueError`` for ratings outside 0–100, an overall that is not a
    finite number, or ``min_n`` below 4 (Fisher's interval needs n > 3).
    Source: requirements part 3 (key-driver analysis), R35, R48, R101, D15; Fisher
    (1921), Metron 1, 3–32.
    """
    if min_n < 4:
        raise ValueError(f"A correlation needs at least 4 pairs, not {min_n!r}.")
    drivers = [_measure(code, pairs, min_n) for code, pairs in ratings.items()]
    judged = [
        (driver.importance, driver.performance)
        for driver in drivers
        if driver.importance is not None and driver.performance is not None
    ]
    if len(judged) >= 2:
        mean_importance = math.fsum(i for i, _p in judged) / len(judged)
        mean_performance = math.fsum(p for _i, p in judged) / len(judged)
        drivers = [
            _with_quadrant(driver, mean_importance, mean_performance)
            for driver in drivers
        ]
    drivers.sort(
        key=lambda driver: (
            driver.importance is None,
            -(driver.importance or 0.0),
            driver.code,
        )
    )
    return {driver.code: driver for driver in drivers}


def _measure(code: str, pairs: Sequence[tuple[float, float]], min_n: int) -> Driver:
    """One indicator without its quadrant, which depends on the others."""
    checked = [(checked_points(rating), overall) for rating, overall in pairs]
    if not all(math.isfinite(overall) for _rating, overall in checked):
        raise ValueError(f"An overall figure of {code!r} is not a number.")
    n = len(checked)
    if n < min_n:
        return Driver(code, n, None, None, None, None, None)
    moments = Moments.of(rating for rating, _overall in checked)
    importance = _correlation(checked)
    interval = None if importance is None else _fisher_interval(importance, n)
    performance_interval = mean_interval(moments)
    return Driver(
        code, n, importance, interval, moments.mean, performance_interval, None
    )


def _correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's r, or None when either side never varies."""
    n = len(pairs)
    x_mean = math.fsum(x for x, _y in pairs) / n
    y_mean = math.fsum(y for _x, y in pairs) / n
    x_spread = math.fsum((x - x_mean) ** 2 for x, _y in pairs)
    y_spread = math.fsum((y - y_mean) ** 2 for _x, y in pairs)
    if (
        x_spread <= SPREAD_NOISE * n * x_mean**2
        or y_spread <= SPREAD_NOISE * n * y_mean**2
    ):
        return None
    together = math.fsum((x - x_mean) * (y - y_mean) for x, y in pairs)
    return min(1.0, max(-1.0, together / math.sqrt(x_spread) / math.sqrt(y_spread)))


def _fisher_interval(r: float, n: int) -> Interval:
    """95 % interval of a correlation of n > 3 pairs."""
    # A perfect correlation has no finite Fisher transform and no room either side.
    if abs(r) >= 1.0:
        return Interval(r, r)
    reach = normal_critical(0.95) / math.sqrt(n - 3.0)
    return Interval(math.tanh(math.atanh(r) - reach), math.tanh(math.atanh(r) + reach))


def _with_quadrant(
    driver: Driver, mean_importance: float, mean_performance: float
) -> Driver:
    if driver.importance is None or driver.performance is None:
        return driver
    important = driver.importance >= mean_importance - HALF_NOISE
    strong = driver.performance >= mean_performance - HALF_NOISE
    quadrant: Quadrant
    if important:
        quadrant = "keep_up" if strong else "fix_first"
    else:
        quadrant = "maintain" if strong else "monitor"
    return Driver(
        driver.code,
        driver.n,
        driver.importance,
        driver.importance_interval,
        driver.performance,
        driver.performance_interval,
        quadrant,
    )
