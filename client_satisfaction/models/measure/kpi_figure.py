# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One value of a KPI, made of what ``scoring/`` returns, and where it belongs."""

from typing import NamedTuple

from ...scoring import (
    Interval,
    Moments,
    mean_interval,
    median_duration,
    share_of_counts,
)


class Key(NamedTuple):
    """Which value: ``number`` is that of the period in the list asked for."""

    kpi: str
    number: int
    scope: str = "company"
    record_id: int = 0
    channel_code: str = ""


class Figure(NamedTuple):
    """One value, as the functions of ``scoring/`` returned it."""

    value: float | None
    n: int
    interval: Interval | None = None
    good: int = 0
    middle: int = 0
    bad: int = 0


def share_figure(part, whole):
    """A share of counted things as a figure."""
    share = share_of_counts(part, whole)
    return Figure(share.share, whole, share.interval, good=part, bad=whole - part)


def mean_of_hours(hours):
    """Mean duration as a figure; a duration has no upper end."""
    moments = Moments.of(hours)
    interval = mean_interval(moments, low=0.0, high=float("inf"))
    return Figure(moments.mean, moments.n, interval)


def median_of_hours(hours):
    """Median duration as a figure."""
    result = median_duration(hours)
    return Figure(result.median, result.n, result.interval)
