# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Figures of efficiency, the other side of satisfaction: how long, how reliably."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .confidence import Interval
from .student import normal_critical

#: Up to here the binomial distribution is summed exactly.
EXACT_UP_TO = 1_000


@dataclass(frozen=True)
class Median:
    """The middle of some durations, in their own unit; ``n`` of them."""

    n: int
    median: float | None
    interval: Interval | None


def median_duration(values: Sequence[float], level: float = 0.95) -> Median:
    """Median with a confidence interval that needs no assumption about the shape.

    Times to resolve are skewed: a few tickets take weeks, so that their mean says
    little about what clients usually see.

    Formula: the middle value (mean of the two middle ones for an even n). The
    interval runs from the k-th smallest to the k-th largest value, k being the
    largest number with ``2 × P(Bin(n, ½) < k) ≤ 1 - level``; for n above 1,000
    ``k = ⌊(n + 1)/2 - z√n/2⌋``.

    Unit: that of the values. Range: 0 upwards; the median is ``None`` without
    values, the interval also for fewer than six of them (at 95 %).
    Errors: ``ValueError`` for a negative or infinite duration, and unless
    0 < ``level`` < 1.
    Source: R6, D15; Conover (1999), Practical Nonparametric Statistics, 3.2.
    """
    z = normal_critical(level)
    ordered = sorted(float(value) for value in values)
    if ordered and not (ordered[0] >= 0.0 and math.isfinite(ordered[-1])):
        raise ValueError("A duration is a number of 0 or more.")
    n = len(ordered)
    if not n:
        return Median(0, None, None)
    middle = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2.0
    rank = _rank(n, level, z)
    if rank < 1:
        return Median(n, middle, None)
    return Median(n, middle, Interval(ordered[rank - 1], ordered[n - rank]))


def _rank(n: int, level: float, z: float) -> int:
    """The k of ``median_duration``; 0 when n values can't bound the median."""
    if n > EXACT_UP_TO:
        return math.floor((n + 1) / 2.0 - z * math.sqrt(n) / 2.0)
    # 2 · Σ C(n, i) / 2ⁿ ≤ 1 - level, in whole numbers as long as possible
    limit = (1.0 - level) / 2.0
    below, rank = 0, 0
    while rank < n:
        below += math.comb(n, rank)
        if below / (1 << n) > limit:
            break
        rank += 1
    return rank
