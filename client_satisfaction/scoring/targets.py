# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whether a goal was reached, missed, or chance still allows both."""

from typing import Literal

from .confidence import Interval

Direction = Literal["at_least", "at_most"]
TargetStatus = Literal["reached", "open", "missed", "not_measured"]

#: Goals have one decimal; noise far below it must not turn 75.0 into "missed".
GOAL_NOISE = 1e-6


def target_status(
    value: float | None,
    interval: Interval | None,
    goal: float,
    direction: Direction = "at_least",
    *,
    exact: bool = False,
) -> TargetStatus:
    """Compare a measured value with its goal, as far as the sample allows.

    ``reached`` when the whole interval lies on the good side of the goal (the goal
    itself included), ``missed`` when all of it lies on the other, ``open`` when the
    goal lies inside or the interval is unknown: then more answers are needed, or
    the difference is too small to matter. A complete count (``exact``) has no
    chance in it and is compared as it is.

    Unit: value, interval and goal in the same one.
    Errors: ``ValueError`` for another direction.
    Source: R4, R12, D15.
    """
    if direction not in ("at_least", "at_most"):
        raise ValueError(f"A goal is at least or at most, not {direction!r}.")
    if value is None:
        return "not_measured"
    low, high = value, value
    if not exact:
        if interval is None:
            return "open"
        low, high = interval.low, interval.high
    if direction == "at_most":
        low, high, goal = -high, -low, -goal
    if low >= goal - GOAL_NOISE:
        return "reached"
    if high < goal - GOAL_NOISE:
        return "missed"
    return "open"


def is_on_good_side(
    value: float | None, goal: float, direction: Direction = "at_least"
) -> bool:
    """Whether the value alone meets the goal, whatever its interval.

    Range: False also for ``None``.
    Errors: ``ValueError`` for another direction.
    Source: R4.
    """
    return target_status(value, None, goal, direction, exact=True) == "reached"
