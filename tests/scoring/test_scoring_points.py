# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Ratings, points, rounding and weighted means."""

import math
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring import (
    percent_shares,
    round_hundredths,
    round_points,
    to_points,
    weighted_mean,
)

POINTS = st.floats(0, 100)
WEIGHTS = st.floats(0, 1e6).filter(lambda weight: weight == 0 or weight > 1e-6)


@pytest.mark.parametrize(
    ("value", "scale", "points"),
    [
        (1, 5, 20.0),  # never min-max: the worst of five is not 0
        (2, 5, 40.0),
        (3, 5, 60.0),
        (4, 5, 80.0),
        (5, 5, 100.0),
        (0, 5, 0.0),
        (7, 10, 70.0),
        (57, 100, 57.0),
        (8.5, 10, 85.0),
        (5, 7, 500 / 7),
        (1e12, 1e12, 100.0),
    ],
)
def test_rating_becomes_points(value: float, scale: float, points: float) -> None:
    """R56, D1: score / scale × 100, exact for whole ratings."""
    assert to_points(value, scale) == points


@pytest.mark.parametrize(
    ("value", "scale"),
    [
        (-0.1, 5),
        (5.1, 5),
        (6, 5),
        (99, 5),
        (math.nan, 5),
        (math.inf, 5),
        (1, 0),
        (0, 0),
        (1, -5),
        (1, math.nan),
        (1, math.inf),
        (1, 1e13),
    ],
)
def test_rating_outside_its_scale_is_refused(value: float, scale: float) -> None:
    """D1: a value outside 0..scale, or a scale that is none, raises ValueError."""
    with pytest.raises(ValueError, match=r"rating|scale"):
        to_points(value, scale)


@given(st.floats(1e-6, 1e9), st.floats(0, 1))
def test_points_never_leave_their_range(scale: float, part: float) -> None:
    """D1: whatever the scale, points lie in 0–100 and reach both ends."""
    assert 0.0 <= to_points(min(scale, scale * part), scale) <= 100.0
    assert to_points(0, scale) == 0.0
    assert to_points(scale, scale) == pytest.approx(100.0, abs=1e-12)


@pytest.mark.parametrize(
    ("points", "rounded"),
    [
        (29.94, 29.9),
        (29.95, 30.0),  # stored as 29.949999…
        (59.94, 59.9),
        (59.95, 60.0),
        (79.94, 79.9),
        (79.95, 80.0),
        (95.04, 95.0),
        (95.05, 95.1),
        (9.95, 10.0),
        (0.05, 0.1),
        (0.04, 0.0),
        (0.0, 0.0),
        (100.0, 100.0),
        (99.95, 100.0),
        (92.2, 92.2),
        (29.949999999999996, 30.0),  # a mean that should have been 29.95
        (29.9499, 29.9),
        (-0.05, 0.0),  # up, also below zero
        (-0.06, -0.1),
        (-12.34, -12.3),
    ],
)
def test_rounding_is_half_up_in_decimals(points: float, rounded: float) -> None:
    """D2: half up to one decimal, as the decimal number is meant."""
    assert round_points(points) == rounded


@pytest.mark.parametrize("points", [math.nan, math.inf, -math.inf])
def test_rounding_refuses_what_is_no_number(points: float) -> None:
    """D2: NaN and infinity raise ValueError."""
    with pytest.raises(ValueError, match="number"):
        round_points(points)


def test_hundredths_equal_decimal_arithmetic() -> None:
    """R62: weighted points are rounded half up too, as the decimals are meant."""
    for thousandths in range(0, 100_001, 5):
        decimal = Decimal(thousandths) / 1000
        expected = float(decimal.quantize(Decimal("0.01"), ROUND_HALF_UP))
        assert round_hundredths(float(decimal)) == expected, decimal
    with pytest.raises(ValueError, match="Only a number"):
        round_hundredths(math.nan)


def test_rounding_equals_decimal_arithmetic_on_every_hundredth() -> None:
    """D2: all 10,001 two-decimal scores round as decimal arithmetic does."""
    for hundredths in range(10_001):
        decimal = Decimal(hundredths) / 100
        expected = float(decimal.quantize(Decimal("0.1"), ROUND_HALF_UP))
        assert round_points(float(decimal)) == expected, decimal


@pytest.mark.parametrize(
    ("pairs", "mean"),
    [
        ([(80, 1), (60, 1)], 70.0),
        ([(80, 3), (60, 1)], 75.0),
        ([(100, 0.2), (50, 0.3), (0, 0.5)], 35.0),
        ([(42, 7)], 42.0),
        ([(42, 7), (90, 0)], 42.0),
        ([(0, 1)], 0.0),
        ([], None),
        ([(90, 0)], None),
        ([(100.0000000001, 1)], 100.0),  # noise of a sum, not an error
        ([(-0.0000000001, 1)], 0.0),
        ([(80, 1e12), (60, 1e12)], 70.0),
        ([(80, 5e-324), (60, 0)], 80.0),
    ],
)
def test_weighted_mean(pairs: list[tuple[float, float]], mean: float | None) -> None:
    """D6: Σ(weight × points) / Σ weight; no weight is no mean, never 0."""
    result = weighted_mean(pairs)
    assert result == (None if mean is None else pytest.approx(mean, abs=1e-12))


@pytest.mark.parametrize(
    ("points", "weight"),
    [
        (50, -1),
        (50, math.nan),
        (50, math.inf),
        (50, 1e13),
        (-1, 1),
        (100.1, 1),
        (math.nan, 1),
        (101, 0),
    ],
)
def test_weighted_mean_refuses_nonsense(points: float, weight: float) -> None:
    """D6: a negative weight or points outside 0–100 raise ValueError."""
    with pytest.raises(ValueError, match=r"weight|Points"):
        weighted_mean([(80, 1), (points, weight)])


@given(st.lists(st.tuples(POINTS, WEIGHTS), min_size=1, max_size=12), st.randoms())
def test_weighted_mean_against_exact_fractions(pairs, random) -> None:
    """D6: equals exact arithmetic, stays in range, whatever the order."""
    result = weighted_mean(pairs)
    weight = sum(Fraction(w) for _p, w in pairs)
    if weight == 0:
        assert result is None
        return
    exact = sum(Fraction(p) * Fraction(w) for p, w in pairs) / weight
    assert result == pytest.approx(float(exact), abs=1e-9)
    counted = [p for p, w in pairs if w]
    assert 0.0 <= min(counted) <= result <= max(counted) <= 100.0
    random.shuffle(pairs)
    assert weighted_mean(pairs) == result


@given(st.lists(WEIGHTS, max_size=12))
def test_shares_sum_to_a_hundred(weights: list[float]) -> None:
    """D5, D10: shares are in proportion and sum to 100 when there is weight."""
    shares = percent_shares(weights)
    assert len(shares) == len(weights)
    if any(weights):
        assert math.fsum(shares) == pytest.approx(100.0, abs=1e-9)
        heaviest = max(range(len(weights)), key=weights.__getitem__)
        for share, weight in zip(shares, weights, strict=True):
            expected = shares[heaviest] * weight / weights[heaviest]
            assert share == pytest.approx(expected, abs=1e-9)
    else:
        assert shares == (0.0,) * len(weights)


@pytest.mark.parametrize("weights", [[1e12, 1e12], [1e12], [5e-324, 5e-324]])
def test_shares_of_extreme_weights(weights: list[float]) -> None:
    """D5: neither overflow nor underflow breaks the proportion."""
    assert percent_shares(weights) == (100.0 / len(weights),) * len(weights)
