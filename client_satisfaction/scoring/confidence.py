# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How sure a figure is: intervals, and whether a change is more than chance.

Every published mean, share and NPS carries its n and a 95 % interval, and a trend
arrow is drawn only where the change is significant (D15).
"""

import math
from typing import Literal, NamedTuple

from .estimates import (
    Estimate,
    Moments,
    Parts,
    combined_estimate,
    difference,
    mean_estimate,
)
from .student import normal_critical, student_critical

Change = Literal["rise", "fall", "no_reliable_change"]


class Interval(NamedTuple):
    """A confidence interval, both ends in the unit of the figure it belongs to."""

    low: float
    high: float


def mean_interval(
    moments: Moments, level: float = 0.95, low: float = 0.0, high: float = 100.0
) -> Interval | None:
    """Confidence interval of a mean.

    Formula: ``mean ± t(level, n-1) × √(s²/n)``, cut off at ``low`` and ``high``.

    Identical ratings do not prove that nobody would have answered otherwise, so
    a sample without any spread is judged as if one more answer had come one step
    of the 5-point scale (20 points) away: ``s² = 20² / (n + 1)``. That is a little
    less than if one of the n had really been a step away, so agreement always
    gives the narrower interval, but never a certain one.

    Unit: that of the values. Range: ``low``–``high``; ``None`` for n < 2.
    Errors: ``ValueError`` unless ``low < high`` and 0 < ``level`` < 1.
    Source: D15; Student (1908), "The probable error of a mean".
    """
    return estimate_interval(mean_estimate(moments), level=level, low=low, high=high)


def combined_interval(
    parts: Parts, level: float = 0.95, low: float = 0.0, high: float = 100.0
) -> Interval | None:
    """Confidence interval of a weighted sum of means, such as the overall score.

    Formula: ``Σ w·mean ± t(level, df) × √v`` with ``v = Σ v_i``,
    ``v_i = w_i² s_i² / n_i`` and the degrees of freedom of Welch–Satterthwaite,
    ``df = v² / Σ(v_i² / (n_i - 1))``; w = weight / Σ weight. Cut off at ``low``
    and ``high``. Samples without spread are treated as in ``mean_interval``.

    Unit: points; weights in percent (effective weights sum to 100; others are
    scaled). Parts of weight 0 are ignored.
    Range: ``low``–``high``; ``None`` when nothing has weight or any weighted part
    has n < 2, since one answer tells nothing about the spread.
    Errors: ``ValueError`` for negative weights, unless ``low < high`` and
    0 < ``level`` < 1.
    Source: D15; Satterthwaite (1946), Welch (1947).
    """
    return estimate_interval(combined_estimate(parts), level=level, low=low, high=high)


def estimate_interval(
    estimated: Estimate | None,
    level: float = 0.95,
    low: float = 0.0,
    high: float = 100.0,
) -> Interval | None:
    """Confidence interval of an estimate, whatever it was combined from.

    Formula: ``mean ± t(level, df) × √variance``, cut off at ``low`` and ``high``.

    Unit: that of the estimate. Range: ``low``–``high``; ``None`` without an estimate.
    Errors: ``ValueError`` unless ``low < high`` and 0 < ``level`` < 1.
    Source: D15.
    """
    if not low < high:
        raise ValueError(f"An interval cannot run from {low!r} to {high!r}.")
    if estimated is None:
        # The level is checked although it is not used, so that a wrong one shows.
        normal_critical(level)
        return None
    mean, variance, df = estimated
    reach = student_critical(level, df) * math.sqrt(variance)
    return Interval(
        min(high, max(low, mean - reach)), min(high, max(low, mean + reach))
    )


def share_interval(successes: int, n: int, level: float = 0.95) -> Interval | None:
    """Confidence interval of a share, by Wilson's score method.

    Formula, with p = successes / n and z the normal critical value::

        (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)

    Unit: percent. Range: 0–100 and always around the share itself; ``None`` for
    n = 0.
    Errors: ``ValueError`` unless 0 ≤ ``successes`` ≤ ``n`` and 0 < ``level`` < 1.
    Source: D15; Wilson (1927), JASA 22, 209–212.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes!r} of {n!r} is not a share.")
    z = normal_critical(level)
    if n == 0:
        return None
    share = successes / n
    centre = share + z * z / (2.0 * n)
    reach = z * math.sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n))
    scale = 1.0 + z * z / n
    # The ends are exact at none and all; rounding must not cut the share off.
    low = 0.0 if successes == 0 else max(0.0, (centre - reach) / scale)
    high = 1.0 if successes == n else min(1.0, (centre + reach) / scale)
    return Interval(100.0 * low, 100.0 * high)


def nps_interval(
    promoters: int, passives: int, detractors: int, level: float = 0.95
) -> Interval | None:
    """Confidence interval of a Net Promoter Score, by the adjusted Wald method.

    NPS is the difference of two shares of the same respondents, the case that
    Bonett and Price treat: one promoter and one detractor are added, then::

        p = (promoters + 1) / (n + 2)      q = (detractors + 1) / (n + 2)
        p - q ± z √((p + q - (p - q)²) / (n + 2))

    Unit: NPS points. Range: -100 to 100; ``None`` without respondents.
    Errors: ``ValueError`` for negative counts and unless 0 < ``level`` < 1.
    Source: D11, D15; Bonett & Price (2012), "Adjusted Wald confidence interval
    for a difference of binomial proportions based on paired data", JEBS 37(4).
    """
    if min(promoters, passives, detractors) < 0:
        raise ValueError("Numbers of respondents cannot be negative.")
    z = normal_critical(level)
    n = promoters + passives + detractors
    if n == 0:
        return None
    p = (promoters + 1.0) / (n + 2.0)
    q = (detractors + 1.0) / (n + 2.0)
    reach = z * math.sqrt((p + q - (p - q) ** 2) / (n + 2.0))
    return Interval(100.0 * max(-1.0, p - q - reach), 100.0 * min(1.0, p - q + reach))


def change(
    before: Moments | Parts, after: Moments | Parts, level: float = 0.95
) -> Change:
    """Whether a mean (or a combined score) rose or fell by more than chance.

    Formula: Welch's test, ``|after - before| / √(v_after + v_before)`` against
    Student's t with the degrees of freedom of Welch–Satterthwaite over all parts
    of both sides. Give ``Moments`` for a single mean, ``(weight, Moments)`` parts
    for a score combined from channels. Samples without spread are treated as in
    ``mean_interval``.

    Range: "rise", "fall" or "no_reliable_change", the latter also when either
    side cannot be judged (nothing measured, or a weighted part with n < 2).
    Errors: ``ValueError`` for negative weights and unless 0 < ``level`` < 1.
    Source: D13, D15 (R47); Welch (1947), Biometrika 34, 28–35.
    """
    return change_of_estimates(
        combined_estimate(_parts(before)), combined_estimate(_parts(after)), level=level
    )


def change_of_estimates(
    old: Estimate | None, new: Estimate | None, level: float = 0.95
) -> Change:
    """``change`` of two estimates that are there already.

    Range: as ``change``; "no_reliable_change" without one of them.
    Errors: ``ValueError`` unless 0 < ``level`` < 1.
    Source: D13, D15 (R47).
    """
    if old is None or new is None:
        normal_critical(level)
        return "no_reliable_change"
    both = difference(old, new)
    error = math.sqrt(both.variance)
    # Student's value is never below the normal one: most comparisons end here,
    # without the long way to the exact threshold.
    if abs(both.mean) <= normal_critical(level) * error:
        return "no_reliable_change"
    return _direction(both.mean, student_critical(level, both.df) * error)


def combined_change(before: Parts, after: Parts, level: float = 0.95) -> Change:
    """``change`` for scores combined from channels, under a name that says so.

    Errors: as ``change``.
    Source: D13, D15 (R47).
    """
    return change(before, after, level=level)


def share_change(
    before: tuple[int, int], after: tuple[int, int], level: float = 0.95
) -> Change:
    """Whether a share rose or fell by more than chance.

    Formula: Newcombe's interval for a difference of two independent shares, from
    their Wilson intervals; a change when 0 lies outside.

    ``before`` and ``after`` are (successes, n).
    Range: "rise", "fall", "no_reliable_change" (also for n = 0 on either side).
    Errors: ``ValueError`` unless 0 ≤ successes ≤ n and 0 < ``level`` < 1.
    Source: D15 (R112, R116); Newcombe (1998), Statistics in Medicine 17, 873–890.
    """
    intervals = (
        share_interval(*before, level=level),
        share_interval(*after, level=level),
    )
    shares = tuple(100.0 * part / n if n else 0.0 for part, n in (before, after))
    return estimate_change(shares[0], intervals[0], shares[1], intervals[1])


def nps_change(
    before: tuple[int, int, int], after: tuple[int, int, int], level: float = 0.95
) -> Change:
    """Whether a Net Promoter Score rose or fell by more than chance.

    Formula: as ``share_change``, from the two intervals of ``nps_interval``.

    ``before`` and ``after`` are (promoters, passives, detractors).
    Range: "rise", "fall", "no_reliable_change" (also with no respondents).
    Errors: ``ValueError`` for negative counts and unless 0 < ``level`` < 1.
    Source: D11, D15 (R111); Zou & Donner (2008), Statistics in Medicine 27.
    """
    intervals = (
        nps_interval(*before, level=level),
        nps_interval(*after, level=level),
    )
    scores = tuple(
        100.0 * (promoters - detractors) / max(1, promoters + passives + detractors)
        for promoters, passives, detractors in (before, after)
    )
    return estimate_change(scores[0], intervals[0], scores[1], intervals[1])


def estimate_change(
    before: float,
    before_interval: Interval | None,
    after: float,
    after_interval: Interval | None,
) -> Change:
    """Whether an estimate rose or fell by more than chance, from both intervals.

    Formula: the interval of the difference is joined from the distances between
    each estimate and the end of its interval that faces the other one; a change
    where 0 lies outside.

    Unit: that of the estimates. Range: "rise", "fall", "no_reliable_change" (also
    where an interval is unknown).
    Errors: none; both estimates and intervals come from functions of this module.
    Source: D15; Zou & Donner (2008), Statistics in Medicine 27, 1693–1702.
    """
    if before_interval is None or after_interval is None:
        return "no_reliable_change"
    difference = after - before
    if difference > 0.0:
        reach = math.hypot(after - after_interval.low, before_interval.high - before)
    else:
        reach = math.hypot(after_interval.high - after, before - before_interval.low)
    return _direction(difference, reach)


def _parts(sample: Moments | Parts) -> Parts:
    return [(100.0, sample)] if isinstance(sample, Moments) else sample


def _direction(difference: float, threshold: float) -> Change:
    if difference > threshold:
        return "rise"
    if difference < -threshold:
        return "fall"
    return "no_reliable_change"
