# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Deviations worth a warning (R101) and second looks at low scores (R59)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring import (
    Interval,
    estimate_change,
    recheck_verdict,
    shortfall,
)

POINTS = st.floats(0, 100)


@pytest.mark.parametrize(
    ("points", "interval", "reference", "reference_interval", "expected"),
    [
        # Against a target: the whole interval lies below it
        (70, (64, 76), 80, None, "beyond_chance"),
        # It reaches the target and less than ten points are missing
        (75, (68, 82), 80, None, None),
        # It reaches the target, but ten points are many
        (70, (58, 82), 80, None, "beyond_drop"),
        # One answer has no interval
        (70, None, 80, None, "beyond_drop"),
        (71, None, 80, None, None),
        # At or above it: nothing to report
        (80, (70, 90), 80, None, None),
        (90, (88, 92), 80, None, None),
        # Against the past or the others: both are uncertain
        (70, (66, 74), 79, (75, 83), "beyond_chance"),
        (75, (66, 84), 79, (70, 88), None),
    ],
)
def test_shortfall(points, interval, reference, reference_interval, expected):
    """R101, D15: beyond chance, beyond a set drop, or nothing to report."""
    assert (
        shortfall(
            points,
            interval and Interval(*interval),
            reference,
            reference_interval and Interval(*reference_interval),
        )
        == expected
    )


def test_difference_of_two_estimates_by_hand():
    """D15: the distances that face each other are joined as a right triangle."""
    # 79 - 70 = 9 against √((74 - 70)² + (79 - 75)²) = 5.66
    assert math.hypot(4, 4) < 9
    assert estimate_change(79, Interval(75, 83), 70, Interval(66, 74)) == "fall"
    # The same distance, wider intervals: √(7² + 7²) = 9.9
    assert (
        estimate_change(79, Interval(72, 86), 70, Interval(63, 77))
        == "no_reliable_change"
    )
    assert estimate_change(70, Interval(66, 74), 79, Interval(75, 83)) == "rise"


@given(POINTS, POINTS, st.floats(0, 50))
def test_shortfall_never_reports_what_is_no_worse(points, reference, drop):
    """R101: nothing is reported at or above the reference, everything far below."""
    found = shortfall(points, None, reference, drop=drop)
    if points >= reference:
        assert found is None
    else:
        assert (found is not None) == (reference - points >= drop)


@pytest.mark.parametrize(
    ("points", "interval", "verdict"),
    [
        (60, (50, 70), "confirmed"),
        (60, (50, 79.9), "confirmed"),
        (85, (80, 90), "not_confirmed"),
        (75, (65, 85), "not_sure"),
        (20, None, "not_sure"),
        (None, None, "not_sure"),
    ],
)
def test_recheck_verdict(points, interval, verdict):
    """R59, D15: a defect is confirmed, not confirmed, or it can't be said."""
    assert recheck_verdict(points, interval and Interval(*interval), 80) == verdict


@pytest.mark.parametrize("bad", [-1, 100.1, math.nan])
def test_figures_outside_the_scale_are_refused(bad):
    """R101, R59: figures of no scale are an error, not a warning to somebody."""
    with pytest.raises(ValueError):
        shortfall(bad, None, 80)
    with pytest.raises(ValueError):
        shortfall(50, None, bad)
    with pytest.raises(ValueError):
        recheck_verdict(bad, Interval(0, 1), 80)
    with pytest.raises(ValueError):
        shortfall(50, None, 60, drop=-1)
