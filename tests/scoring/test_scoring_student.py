# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Quantiles against reference values of scipy 1.x (``scipy.stats.t.ppf``)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring import normal_critical, student_critical
from scoring.student import CURVE_FROM_DF, SERIES_FROM_DF, _solve


@pytest.mark.parametrize(
    ("level", "df", "critical"),
    [
        (0.95, 1, 12.706204736174694),
        (0.95, 2, 4.302652729749462),
        (0.95, 3, 3.1824463052837078),
        (0.95, 4, 2.7764451051977934),
        (0.95, 5, 2.5705818356363146),
        (0.95, 9, 2.262157162798205),
        (0.95, 10, 2.228138851986274),
        (0.95, 29, 2.045229642132703),
        (0.95, 30, 2.0422724563012378),
        (0.95, 60, 2.0002978220142604),
        (0.95, 100, 1.9839715185235518),
        (0.95, 1000, 1.9623390808264083),  # from here on the series
        (0.95, 4999, 1.9604386466615247),
        (0.95, 1e6, 1.959966356814107),
        (0.95, 1.5, 6.016663104427929),  # not whole, as Welch–Satterthwaite gives
        (0.95, 2.5, 3.5746548420036817),
        (0.95, 17.3, 2.1070320037534676),
        (0.8, 5, 1.4758840488244815),
        (0.9, 7, 1.8945786050900062),
        (0.99, 12, 3.0545395893929013),
        (0.999, 3, 12.923978636687961),
    ],
)
def test_student_reference_values(level: float, df: float, critical: float) -> None:
    """D15: Student's t equals the reference to eleven digits."""
    assert student_critical(level, df) == pytest.approx(critical, rel=1e-11)


def test_normal_reference_values() -> None:
    """D15: the normal quantile of the usual levels."""
    assert normal_critical(0.95) == pytest.approx(1.959963984540054, rel=1e-12)
    assert normal_critical(0.99) == pytest.approx(2.5758293035489004, rel=1e-12)


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.99])
@pytest.mark.parametrize("df", [1, 2])
def test_student_closed_forms(level: float, df: int) -> None:
    """D15: for 1 and 2 degrees of freedom the quantile has a closed form."""
    closed = {
        1: math.tan(math.pi * level / 2),
        2: level * math.sqrt(2 / (1 - level**2)),
    }
    assert student_critical(level, df) == pytest.approx(closed[df], rel=1e-10)


@given(st.floats(1, 5000), st.floats(1.001, 3), st.floats(0.05, 0.999))
def test_student_falls_towards_normal(df: float, more: float, level: float) -> None:
    """D15: more answers never widen; the normal value is never undercut."""
    wide, narrow = student_critical(level, df), student_critical(level, df * more)
    assert wide >= narrow >= normal_critical(level)


def test_the_series_joins_the_fraction() -> None:
    """D15: no step where the method of computing changes."""
    below, above = student_critical(0.95, 999.999999), student_critical(0.95, 1000)
    assert below == pytest.approx(above, rel=1e-9)


@given(
    st.floats(CURVE_FROM_DF, SERIES_FROM_DF), st.sampled_from([0.5, 0.8, 0.95, 0.999])
)
def test_the_curve_runs_through_the_exact_values(df: float, level: float) -> None:
    """D15: what is read from the polynomial is what Newton's method finds."""
    assert student_critical(level, df) == pytest.approx(_solve(level, df), rel=2e-12)


def test_the_curve_joins_the_exact_values() -> None:
    """D15: no step where the polynomial begins."""
    below = student_critical(0.95, CURVE_FROM_DF - 1e-9)
    assert below == pytest.approx(student_critical(0.95, CURVE_FROM_DF), rel=1e-8)


def test_extreme_levels() -> None:
    """D15: next to no confidence is no width; next to certainty is still finite."""
    assert student_critical(1e-20, 5) == 0
    # The tail of the Cauchy distribution is 2 / (pi t).
    tail = 1 - (1 - 1e-9)
    expected = 2 / math.pi / tail
    assert student_critical(1 - 1e-9, 1) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("level", [0, 1, -0.5, 95, math.nan])
def test_level_must_be_a_probability(level: float) -> None:
    """D15: a level given in percent, or none at all, raises ValueError."""
    with pytest.raises(ValueError, match="level"):
        normal_critical(level)
    with pytest.raises(ValueError, match="level"):
        student_critical(level, 5)


@pytest.mark.parametrize("df", [0, 0.5, -1, math.nan])
def test_degrees_of_freedom_start_at_one(df: float) -> None:
    """D15: fewer degrees of freedom than two answers have raise ValueError."""
    with pytest.raises(ValueError, match="freedom"):
        student_critical(0.95, df)
