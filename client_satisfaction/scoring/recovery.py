# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whether clients with a problem were won back: the same person before and after."""

from collections.abc import Iterable
from dataclasses import dataclass

from .confidence import Interval, mean_interval
from .effect import ENOUGH_ANSWERS, EffectVerdict
from .estimates import Moments
from .points import checked_points


@dataclass(frozen=True)
class RecoveryEffect:
    """What dealing with problems did to those who had them.

    ``before``, ``after`` and ``change`` are means in points, ``None`` for n = 0;
    ``interval`` is that of the change, ``None`` for n < 2.
    """

    n: int
    before: float | None
    after: float | None
    change: float | None
    interval: Interval | None
    verdict: EffectVerdict


def recovery_effect(
    pairs: Iterable[tuple[float, float]],
    enough: int = ENOUGH_ANSWERS,
    level: float = 0.95,
) -> RecoveryEffect:
    """The mean change from the bad answer to the rating of what was done about it.

    Formula: with ``d_i = after_i - before_i`` of the same case,
    ``mean(d) ± t(level, n-1) × s_d / √n``, cut off at -100 and 100 (paired t). Better
    or worse when 0 lies outside. Samples without spread are treated as in
    ``confidence.mean_interval``.

    The cases were chosen by a bad answer, so a part of any rise is regression to the
    mean: also without any help the next answer would usually be better. Compare with
    clients that had no problem before calling it recovery.

    :param pairs: (before, after) of each case that has both, in points
    Unit: points. Range of the change: -100 to 100; verdict "too_few" for fewer than
    ``enough`` pairs.
    Errors: ``ValueError`` for points outside 0–100 and unless ``enough`` ≥ 2 and
    0 < ``level`` < 1.
    Source: R96, R100, D15; Student (1908), paired differences.
    """
    if enough < 2:
        raise ValueError(f"{enough!r} pairs show no spread.")
    checked = [(checked_points(old), checked_points(new)) for old, new in pairs]
    before = Moments.of(old for old, _new in checked)
    after = Moments.of(new for _old, new in checked)
    changes = Moments.of(new - old for old, new in checked)
    interval = mean_interval(changes, level=level, low=-100.0, high=100.0)
    change = changes.mean
    verdict: EffectVerdict = "no_reliable_change"
    if changes.n < enough or interval is None:
        verdict = "too_few"
    elif interval.low > 0.0:
        verdict = "better"
    elif interval.high < 0.0:
        verdict = "worse"
    return RecoveryEffect(
        changes.n,
        before.mean,
        after.mean,
        change,
        interval,
        verdict,
    )
