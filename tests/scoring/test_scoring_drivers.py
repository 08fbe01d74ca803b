# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Key drivers: importance against performance."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring import Moments, key_drivers, mean_interval

OVERALL = [30, 35, 70, 60, 90, 40, 50, 55, 85, 95] * 3


def pairs(ratings: list[float]) -> list[tuple[float, float]]:
    return list(zip(ratings, OVERALL, strict=True))


MOVES = [20, 40, 60, 80, 100] * 6
AGAINST = [60, 60, 20, 40, 20, 60, 40, 40, 20, 20] * 3
WEAK = [40, 20, 40, 20, 40, 20, 40, 20, 40, 20] * 3
FINE = [100, 80, 100, 100, 80, 80, 100, 80, 80, 100] * 3


def test_correlation_reference_value() -> None:
    """D15: r and Fisher's interval as scipy.stats.pearsonr has them (n = 30)."""
    driver = key_drivers({"speed": pairs(MOVES)})["speed"]
    assert driver.n == 30
    assert driver.importance == pytest.approx(0.9273177451170651, rel=1e-12)
    interval = driver.importance_interval
    assert interval.low == pytest.approx(0.8515316635282862, rel=1e-9)
    assert interval.high == pytest.approx(0.9651468169047331, rel=1e-9)
    assert driver.performance == 60
    assert driver.performance_interval == mean_interval(Moments.of(MOVES))


def test_all_four_quadrants() -> None:
    """R35, R48, R101: what to fix first, keep up, monitor and maintain."""
    important_and_good = [min(100, 10 + rating) for rating in MOVES]
    drivers = key_drivers(
        {
            "fine": pairs(FINE),
            "weak": pairs(WEAK),
            "low": pairs([rating / 2 for rating in MOVES]),
            "good": pairs(important_and_good),
        }
    )
    assert {code: driver.quadrant for code, driver in drivers.items()} == {
        "low": "fix_first",
        "good": "keep_up",
        "weak": "monitor",
        "fine": "maintain",
    }
    importances = [driver.importance for driver in drivers.values()]
    assert importances == sorted(importances, reverse=True)


def test_negative_correlation_is_no_importance() -> None:
    """R48: an indicator that moves the other way ranks last, with its sign."""
    drivers = key_drivers({"against": pairs(AGAINST), "speed": pairs(MOVES)})
    assert list(drivers) == ["speed", "against"]
    assert drivers["against"].importance < 0
    assert drivers["against"].quadrant == "monitor"


def test_silent_below_the_minimum() -> None:
    """D15: 29 answers say nothing, 30 do; the silent ones stand at the end."""
    drivers = key_drivers(
        {"a": pairs(MOVES)[:29], "b": pairs(MOVES), "c": pairs(FINE), "d": []}
    )
    assert list(drivers)[2:] == ["a", "d"]
    silent = drivers["a"]
    assert silent.n == 29
    assert silent.importance is silent.importance_interval is None
    assert silent.performance is silent.performance_interval is None
    assert silent.quadrant is None
    assert drivers["d"].n == 0
    assert key_drivers({"a": pairs(MOVES)[:29]}, min_n=29)["a"].importance is not None


def test_no_quadrant_without_comparison() -> None:
    """D15: a single indicator is neither above nor below the others."""
    drivers = key_drivers({"speed": pairs(MOVES), "few": pairs(MOVES)[:5]})
    assert drivers["speed"].importance is not None
    assert drivers["speed"].quadrant is None


def test_ratings_that_never_vary() -> None:
    """D15: without spread there is a performance but no importance."""
    drivers = key_drivers({"same": pairs([66.7] * 30), "speed": pairs(MOVES)})
    assert drivers["same"].importance is None
    assert drivers["same"].quadrant is None
    assert drivers["same"].performance == pytest.approx(66.7)
    flat = key_drivers({"speed": [(rating, 66.7) for rating in MOVES]})
    assert flat["speed"].importance is None


def test_perfect_correlation() -> None:
    """D15: r = 1 has no room around it."""
    driver = key_drivers({"same": [(x, x / 10) for x in MOVES]})["same"]
    assert driver.importance == pytest.approx(1)
    assert driver.importance_interval.low == pytest.approx(1)
    assert driver.importance_interval.high == pytest.approx(1)


@pytest.mark.parametrize(
    ("wrong", "min_n"),
    [
        ([(101, 1)], 30),
        ([(math.nan, 1)], 30),
        ([(50, math.nan)], 30),
        ([(50, math.inf)], 30),
        ([], 3),
    ],
)
def test_wrong_input_is_refused(wrong, min_n: int) -> None:
    """D15: ratings outside 0–100, an overall that is none, too small a minimum."""
    with pytest.raises(ValueError, match=r"Points|number|pairs"):
        key_drivers({"a": wrong}, min_n)


@given(
    st.lists(
        st.tuples(st.sampled_from([20, 40, 60, 80, 100]), st.integers(0, 10)),
        min_size=4,
        max_size=40,
    ),
    st.randoms(),
)
def test_importance_equals_the_statistics_module(drawn, shuffler) -> None:
    """R48, D15: Pearson's r as the standard library has it, in any order."""
    driver = key_drivers({"a": drawn}, min_n=4)["a"]
    ratings, overalls = zip(*drawn, strict=True)
    if len(set(ratings)) == 1 or len(set(overalls)) == 1:
        assert driver.importance is None
    else:
        expected = statistics.correlation(ratings, overalls)
        assert driver.importance == pytest.approx(expected, abs=1e-9)
        interval = driver.importance_interval
        assert -1 <= interval.low <= driver.importance <= interval.high <= 1
    shuffler.shuffle(drawn)
    assert key_drivers({"a": drawn}, min_n=4)["a"] == driver
