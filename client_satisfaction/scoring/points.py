# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Ratings, points and their means.

*Points* are the common currency of the whole product: a number from 0 (worst)
to 100 (best). Every scale is converted to points once, when an answer is stored,
and everything behind that only knows points.
"""

import math
from collections.abc import Iterable, Sequence

#: Sums that come back from SQL or from a mean of means may overshoot the end of
#: the range by rounding noise. That much is forgiven and cut off; more is an error.
RANGE_NOISE = 1e-6

#: Half-way cases must not depend on how a decimal looks in binary: 29.95 is stored
#: as 29.9499999… and still has to round up. Far above float noise, far below 0.05.
HALF_NOISE = 1e-9

#: No scale and no weight is larger; beyond are typing errors that would cost digits.
LARGEST = 1e12


def checked_points(points: float) -> float:
    """Return ``points`` when they are points, that is from 0 to 100.

    Rounding noise beyond either end (up to ``RANGE_NOISE``) is cut off.

    Unit: points. Range of the result: 0–100.
    Errors: ``ValueError`` for NaN, infinity and anything really outside 0–100.
    """
    if not -RANGE_NOISE <= points <= 100.0 + RANGE_NOISE:
        raise ValueError(f"Points must lie between 0 and 100, not {points!r}.")
    return min(100.0, max(0.0, float(points)))


def checked_weight(weight: float) -> float:
    """Return ``weight`` when it can be a weight: from 0 to ``LARGEST``.

    Errors: ``ValueError`` for NaN, infinity, negative and absurdly large numbers.
    """
    if not 0.0 <= weight <= LARGEST:
        raise ValueError(f"A weight must be a number from 0 upwards, not {weight!r}.")
    return float(weight)


def to_points(value: float, scale: float) -> float:
    """Convert a rating on a scale that ends at ``scale`` to points.

    Formula: ``value / scale × 100``, never min-max: 1 of 5 is 20, not 0.

    Unit: points. Range of the result: 0–100.
    Errors: ``ValueError`` when ``scale`` is not above 0 (and at most ``LARGEST``)
    or ``value`` is NaN or outside 0–``scale``.
    Source: S4 §3.4.2 (R56), D1.
    """
    if not 0.0 < scale <= LARGEST:
        raise ValueError(f"A scale must end above 0, not at {scale!r}.")
    if not 0.0 <= value <= scale:
        raise ValueError(f"A rating must lie between 0 and {scale!r}, not {value!r}.")
    # Multiplying first keeps whole ratings exact: 57 / 100 * 100 is 56.99999….
    return min(100.0, value * 100.0 / scale)


def round_points(points: float) -> float:
    """Round half up to one decimal, the precision of every printed score.

    Half-way cases follow the decimal number that is meant, not its binary
    neighbour: 29.95 gives 30.0 and 79.95 gives 80.0. "Up" is towards higher
    numbers for changes below zero as well: -0.05 gives 0.0.

    Unit: points in, points out (differences of points may be negative).
    Errors: ``ValueError`` for NaN and infinity.
    Source: D2 (gaps between the bands printed in S4 §3.4.2).
    """
    if not math.isfinite(points):
        raise ValueError(f"Only a number can be rounded, not {points!r}.")
    return math.floor(points * 10.0 + 0.5 + HALF_NOISE) / 10.0


def round_hundredths(points: float) -> float:
    """Round half up to two decimals, the precision of printed weighted points.

    As ``round_points`` otherwise.

    Unit: points in, points out.
    Errors: ``ValueError`` for NaN and infinity.
    Source: S4 §3.4.1.2 (R62).
    """
    if not math.isfinite(points):
        raise ValueError(f"Only a number can be rounded, not {points!r}.")
    return math.floor(points * 100.0 + 0.5 + HALF_NOISE) / 100.0


def weighted_mean(pairs: Iterable[tuple[float, float]]) -> float | None:
    """Weighted mean of ``(points, weight)`` pairs.

    Formula: ``Σ(weight × points) / Σ weight``. The order of the pairs makes no
    difference, not even in the last binary digit. Pairs of weight 0 are ignored.

    Unit: points; weights in any common unit.
    Range of the result: between the smallest and the largest weighted points,
    hence 0–100; ``None`` when there is no weight at all ("not measured", never 0).
    Errors: ``ValueError`` for points outside 0–100 and for a weight that is
    negative or not finite.
    Source: D6; S1 (integrated score), S4 §3.4.1.2.
    """
    counted = [
        (points, weight)
        for points, weight in (
            (checked_points(points), checked_weight(weight)) for points, weight in pairs
        )
        if weight > 0.0
    ]
    if not counted:
        return None
    mean = math.fsum(points * weight for points, weight in counted) / math.fsum(
        weight for _points, weight in counted
    )
    lowest = min(points for points, _weight in counted)
    highest = max(points for points, _weight in counted)
    return min(highest, max(lowest, mean))


def percent_shares(weights: Sequence[float]) -> tuple[float, ...]:
    """Scale weights so that they sum to 100.

    Formula: ``weight × 100 / Σ weight``.

    Unit: percent. Range of each result: 0–100; all 0 when there is no weight.
    Errors: ``ValueError`` for a weight that is negative or not finite.
    Source: D5, D10.
    """
    checked = [checked_weight(weight) for weight in weights]
    total = math.fsum(checked)
    if total == 0.0:
        return (0.0,) * len(checked)
    return tuple(min(100.0, weight * 100.0 / total) for weight in checked)
