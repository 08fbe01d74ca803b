# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Deviations worth a warning, and what a second look at a low score says."""

from typing import Literal

from .confidence import Interval, estimate_change
from .points import checked_points

#: Why a figure is reported: it can't be chance, or it is large whatever it is.
Certainty = Literal["beyond_chance", "beyond_drop"]

#: What asking again about a low score showed.
Verdict = Literal["confirmed", "not_confirmed", "not_sure"]


def shortfall(
    points: float,
    interval: Interval | None,
    reference: float,
    reference_interval: Interval | None = None,
    *,
    drop: float = 10.0,
) -> Certainty | None:
    """Whether a score lies so far below a reference that somebody should know.

    The reference is the client's own past or the other clients' mean (with their
    interval), or a target (a plain number, known for certain).

    Formula: ``beyond_chance`` where the interval of the difference leaves out 0
    (Zou & Donner, from both intervals; a reference without interval counts as
    certain); otherwise ``beyond_drop`` where ``reference - points ≥ drop``.
    A score whose own interval is unknown (fewer than two answers) can only be
    ``beyond_drop``.

    Unit: points. Range: ``None`` when nothing is to be reported; never for a score
    at or above its reference.
    Errors: ``ValueError`` for points outside 0–100 or a negative drop.
    Source: S4 (R101), D15.
    """
    if drop < 0.0:
        raise ValueError(f"A drop is a number of points from 0 on, not {drop!r}.")
    checked_points(points)
    checked_points(reference)
    if points >= reference:
        return None
    known = reference_interval or Interval(reference, reference)
    if estimate_change(reference, known, points, interval) == "fall":
        return "beyond_chance"
    return "beyond_drop" if reference - points >= drop else None


def recheck_verdict(
    points: float | None, interval: Interval | None, acceptable_from: float
) -> Verdict:
    """What asking again says about a score below the acceptable one.

    Formula: ``confirmed`` where the whole interval of the second result lies below
    the acceptable score, ``not_confirmed`` where it lies at or above it, otherwise
    ``not_sure`` — also with fewer than two answers.

    Unit: points.
    Errors: ``ValueError`` for figures outside 0–100.
    Source: S4 §3.4.2 (R59), D15.
    """
    checked_points(acceptable_from)
    if points is None or interval is None:
        return "not_sure"
    checked_points(points)
    if interval.high < acceptable_from:
        return "confirmed"
    return "not_confirmed" if interval.low >= acceptable_from else "not_sure"
