# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a measure brought: answers before it beside answers after it."""

import math
from dataclasses import dataclass
from typing import Literal

from .confidence import Interval
from .estimates import Moments, difference, mean_estimate
from .student import student_critical

EffectVerdict = Literal["too_few", "better", "worse", "no_reliable_change"]

#: Answers on either side without which nothing is said about an effect.
ENOUGH_ANSWERS = 5


@dataclass(frozen=True)
class Effect:
    """The difference of two means with its 95 % interval, and what it says.

    ``change`` is ``None`` where one side has no answer, ``interval`` where one side
    has fewer than two.
    """

    verdict: EffectVerdict
    change: float | None
    interval: Interval | None


def measure_effect(
    before: Moments,
    after: Moments,
    enough: int = ENOUGH_ANSWERS,
    level: float = 0.95,
) -> Effect:
    """Whether answers after a measure are better than those before, beyond chance.

    Formula: ``mean_after - mean_before ± t(level, df) × √(s²_b/n_b + s²_a/n_a)`` with
    the degrees of freedom of Welch–Satterthwaite, cut off at -100 and 100. Better or
    worse when 0 lies outside, as in ``confidence.change``. Samples without spread are
    treated as in ``confidence.mean_interval``.

    It says that something changed, not why: who was asked, the season, or that an
    unusually bad month is followed by a usual one may be behind it as well.

    Unit: points. Range: -100 to 100; "too_few" with fewer than ``enough`` answers on
    either side, whatever the difference.
    Errors: ``ValueError`` unless ``enough`` ≥ 2 and 0 < ``level`` < 1.
    Source: R82, R89, D15; Welch (1947), Biometrika 34, 28–35.
    """
    if enough < 2:
        raise ValueError(f"{enough!r} answers show no spread.")
    old, new = mean_estimate(before), mean_estimate(after)
    if old is None or new is None:
        # The level is checked although it is not used, so that a wrong one shows.
        student_critical(level, 1.0)
        means = before.mean, after.mean
        change = None if means[0] is None or means[1] is None else means[1] - means[0]
        return Effect("too_few", change, None)
    both = difference(old, new)
    reach = student_critical(level, both.df) * math.sqrt(both.variance)
    interval = Interval(
        max(-100.0, both.mean - reach),
        min(100.0, both.mean + reach),
    )
    verdict: EffectVerdict = "no_reliable_change"
    if min(before.n, after.n) < enough:
        verdict = "too_few"
    elif both.mean > reach:
        verdict = "better"
    elif both.mean < -reach:
        verdict = "worse"
    return Effect(verdict, both.mean, interval)
