# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Respondents as the sample of one assessment."""

import math
import random

import pytest
from scoring import (
    IndicatorInput,
    LevelInput,
    integrated_score,
    measure_points,
    respondent_moments,
)


def scored(ratings):
    """Two levels: service (3) of speed (2) and skill (1), partners (1) of value."""

    def of(code):
        return tuple(given[code] for given in ratings if code in given)

    return integrated_score(
        [
            LevelInput(
                "service",
                3,
                (
                    IndicatorInput("speed", 2, of("speed")),
                    IndicatorInput("skill", 1, of("skill")),
                ),
            ),
            LevelInput("partners", 1, (IndicatorInput("value", 1, of("value")),)),
        ]
    )


def test_by_hand() -> None:
    """R46, R71: each respondent's own score with the weights that were used."""
    ratings = [
        {"speed": 100.0, "skill": 40.0, "value": 60.0},
        {"speed": 40.0, "skill": 40.0, "value": 100.0},
    ]
    result = scored(ratings)
    moments = respondent_moments(result, ratings)
    # (2×100 + 40)/3 = 80 → (3×80 + 60)/4 = 75; 40 → (3×40 + 100)/4 = 55
    assert moments.total.n == 2
    assert moments.total.mean == pytest.approx(65.0)
    assert moments.total.squares == pytest.approx(75.0**2 + 55.0**2)
    assert moments.levels["service"].mean == pytest.approx(60.0)
    assert moments.indicators["service", "skill"].variance == pytest.approx(0.0)
    assert result.total == pytest.approx(65.0)


def test_complete_answers_give_the_integrated_score() -> None:
    """D10: where everybody answered everything, the respondents' mean is the score."""
    draw = random.Random(4)
    for _round in range(200):
        ratings = [
            {code: 20.0 * draw.randint(1, 5) for code in ("speed", "skill", "value")}
            for _person in range(draw.randint(1, 9))
        ]
        result = scored(ratings)
        moments = respondent_moments(result, ratings)
        assert moments.total.n == len(ratings)
        assert math.isclose(moments.total.mean or 0, result.total or 0)


def test_who_answered_nothing_is_in_no_sum() -> None:
    """D10: not applicable drops out, an unknown indicator is ignored."""
    ratings = [{"speed": 80.0}, {}, {"foreign": 20.0}]
    moments = respondent_moments(scored(ratings), ratings)
    assert moments.total.n == 1
    assert moments.levels["partners"].n == 0
    assert ("service", "foreign") not in moments.indicators


def test_points_outside_of_the_range() -> None:
    """Bad input: 120 points are refused."""
    result = scored([{"speed": 80.0}])
    with pytest.raises(ValueError, match="between 0 and 100"):
        respondent_moments(result, [{"speed": 120.0}])


def test_measures_apart() -> None:
    """R8: quality and partnership are each the weighted mean of their own levels."""
    result = scored([{"speed": 100.0, "skill": 40.0, "value": 60.0}])
    assert measure_points(result, ["service"]) == pytest.approx(80.0)
    assert measure_points(result, ["partners"]) == pytest.approx(60.0)
    assert measure_points(result, ["service", "partners"]) == pytest.approx(75.0)
    assert measure_points(result, []) is None
    assert measure_points(scored([{"speed": 80.0}]), ["partners"]) is None
