# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from itertools import product
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring import Interval, is_on_good_side, median_duration, target_status

# n and the rank of the lower end, from the printed table of Conover (1999), A3/A14
RANKS = {5: None, 6: 1, 8: 1, 9: 2, 12: 3, 15: 4, 20: 6, 25: 8, 50: 18, 100: 40}


@pytest.mark.parametrize(("n", "rank"), RANKS.items())
def test_median_interval_by_table(n, rank):
    """R6, D15: the ends are the k-th smallest and the k-th largest value."""
    result = median_duration(range(1, n + 1))
    assert result.n == n
    assert result.median == (n + 1) / 2
    if rank is None:
        assert result.interval is None
    else:
        assert result.interval == Interval(rank, n + 1 - rank)


def test_median_of_many():
    """The approximation for large n joins the exact ranks without a step."""
    exact = median_duration(range(1000)).interval
    approximate = median_duration(range(1001)).interval
    assert abs(exact.low - approximate.low) <= 1
    assert abs(exact.high - approximate.high) <= 2


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=80))
def test_median_lies_inside(values):
    result = median_duration(values)
    assert result.median == pytest.approx(median(values))
    if result.interval:
        assert result.interval.low <= result.median <= result.interval.high


def test_no_durations():
    assert median_duration([]).median is None


@pytest.mark.parametrize("bad", [[-1.0], [float("nan")], [float("inf")]])
def test_bad_durations(bad):
    with pytest.raises(ValueError):
        median_duration(bad)


@pytest.mark.parametrize(
    ("value", "interval", "goal", "direction", "expected"),
    [
        (None, None, 80, "at_least", "not_measured"),
        (90, Interval(85, 95), 80, "at_least", "reached"),
        (90, Interval(80, 95), 80, "at_least", "reached"),
        (90, Interval(79.9, 95), 80, "at_least", "open"),
        (70, Interval(60, 80), 80, "at_least", "open"),
        (70, Interval(60, 79.9), 80, "at_least", "missed"),
        (90, None, 80, "at_least", "open"),
        (4, Interval(3, 5), 8, "at_most", "reached"),
        (4, Interval(3, 8), 8, "at_most", "reached"),
        (4, Interval(3, 9), 8, "at_most", "open"),
        (12, Interval(9, 15), 8, "at_most", "missed"),
        (-10, Interval(-20, 0), 0, "at_least", "open"),
    ],
)
def test_target_status(value, interval, goal, direction, expected):
    """R4, D15: a verdict only where chance allows no other."""
    assert target_status(value, interval, goal, direction) == expected


@pytest.mark.parametrize(
    ("value", "goal", "direction", "good"),
    [
        (None, 1, "at_least", False),
        (80, 80, "at_least", True),
        (79.9, 80, "at_least", False),
        (8, 8, "at_most", True),
        (8.1, 8, "at_most", False),
    ],
)
def test_exact_values(value, goal, direction, good):
    assert is_on_good_side(value, goal, direction) is good
    status = target_status(value, None, goal, direction, exact=True)
    assert (status == "reached") is good


@given(*[st.floats(-100, 100)] * 3)
def test_directions_mirror(value, reach, goal):
    """At most is at least, seen in a mirror."""
    low, high = sorted((value - abs(reach), value + abs(reach)))
    least = target_status(value, Interval(low, high), goal)
    most = target_status(-value, Interval(-high, -low), -goal, "at_most")
    assert least == most


def test_bad_direction():
    with pytest.raises(ValueError):
        target_status(1, None, 1, "about")


def test_every_pair_is_judged():
    values = (None, 10, 50, 90)
    for value, direction in product(values, ("at_least", "at_most")):
        assert target_status(value, None, 50, direction, exact=True) in (
            ("not_measured",) if value is None else ("reached", "missed")
        )
