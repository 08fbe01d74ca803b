# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Indicators, levels and the integrated score."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring import IndicatorInput, LevelInput, integrated_score


def level(
    code: str, weight: float, *indicators: tuple[str, float, tuple]
) -> LevelInput:
    return LevelInput(code, weight, tuple(IndicatorInput(*i) for i in indicators))


def test_worked_example() -> None:
    """R42, R43, R44, R46, R48, R50, D10: every step of a scorecard by hand."""
    result = integrated_score(
        [
            level(
                "management",
                40,
                ("informs", 2, (80, 60)),  # 70
                ("understands", 3, (100, 80, 90)),  # 90
            ),  # (2·70 + 3·90) / 5 = 82
            level(
                "requests",
                60,
                ("speed", 50, (40,)),  # 40
                ("quality", 30, (80, 80)),  # 80
                ("dispatch", 20, ()),  # nobody answered
            ),  # (50·40 + 30·80) / 80 = 55
        ]  # (40·82 + 60·55) / 100 = 65.8
    )
    assert result.total == pytest.approx(65.8)
    assert result.n == 8
    management, requests = result.levels
    assert management.points == pytest.approx(82)
    assert requests.points == pytest.approx(55)
    assert (management.weight_used, requests.weight_used) == (40, 60)
    assert management.contribution == pytest.approx(32.8)
    assert requests.contribution == pytest.approx(33.0)
    assert (management.n, requests.n) == (5, 3)
    assert [i.points for i in management.indicators] == pytest.approx([70, 90])
    assert [i.weight_used for i in management.indicators] == pytest.approx([40, 60])
    assert [i.contribution for i in management.indicators] == pytest.approx([28, 54])
    assert [i.n for i in management.indicators] == [2, 3]
    speed, quality, dispatch = requests.indicators
    assert (speed.weight_used, quality.weight_used) == (62.5, 37.5)
    assert (speed.contribution, quality.contribution) == (25, 30)
    assert (dispatch.points, dispatch.contribution) == (None, None)
    assert (dispatch.weight_used, dispatch.n, dispatch.weight) == (0, 0, 20)


def test_clients_own_weights_change_the_result() -> None:
    """R45, D10: the same answers with another client's weights."""
    answers = (("speed", (40,)), ("quality", (80,)))

    def total(*weights: float) -> float | None:
        indicators = [(c, w, r) for (c, r), w in zip(answers, weights, strict=True)]
        return integrated_score([level("requests", 1, *indicators)]).total

    assert total(1, 1) == 60
    assert total(3, 1) == 50
    assert total(1, 3) == 70
    assert total(0, 1) == 80


def test_unanswered_level_drops_out_of_both_sums() -> None:
    """D10: an unanswered level neither lowers nor raises the total."""
    result = integrated_score(
        [level("a", 10, ("x", 1, (90,))), level("b", 90, ("y", 1, ()))]
    )
    assert result.total == 90
    assert [entry.weight_used for entry in result.levels] == [100, 0]
    assert result.levels[1].points is None
    assert result.levels[1].contribution is None


def test_weight_zero_is_shown_but_does_not_count() -> None:
    """D10: a level or indicator of weight 0 has points but no part in the score."""
    result = integrated_score(
        [
            level("a", 1, ("x", 1, (90,)), ("shown", 0, (10,))),
            level("b", 0, ("y", 1, (20,))),
        ]
    )
    assert result.total == 90
    assert result.levels[0].indicators[1].points == 10
    assert result.levels[0].indicators[1].contribution == 0
    assert (result.levels[1].points, result.levels[1].contribution) == (20, 0)


@pytest.mark.parametrize(
    "levels",
    [
        [],
        [level("a", 1)],
        [level("a", 1, ("x", 1, ()))],
        [level("a", 0, ("x", 1, (80,)))],
        [level("a", 1, ("x", 0, (80,)))],
    ],
)
def test_nothing_counted_is_no_score(levels: list[LevelInput]) -> None:
    """D5, D10: no answers or no weight give None, never 0."""
    assert integrated_score(levels).total is None


@pytest.mark.parametrize(
    "wrong",
    [
        level("a", 1, ("x", 1, (101,))),
        level("a", 1, ("x", 1, (math.nan,))),
        level("a", 1, ("x", -1, (80,))),
        level("a", 1, ("x", 1, (80,)), ("y", -1, ())),
        level("a", -1, ("x", 1, ())),
        level("a", math.inf, ("x", 1, (80,))),
    ],
)
def test_wrong_input_is_refused(wrong: LevelInput) -> None:
    """D10: ratings outside 0–100 and wrong weights raise, even when unanswered."""
    with pytest.raises(ValueError, match=r"weight|Points"):
        integrated_score([wrong])


WEIGHT = st.integers(0, 10) | st.floats(0.01, 100)
INDICATOR = st.tuples(
    WEIGHT, st.lists(st.sampled_from([0, 20, 40, 60, 80, 100, 66.7]), max_size=4)
)
SCORECARD = st.lists(
    st.tuples(WEIGHT, st.lists(INDICATOR, max_size=4)), min_size=1, max_size=4
)


def build(scorecard, mirror: bool = False) -> list[LevelInput]:
    """Levels from plain lists; ``mirror`` turns every order round."""
    step = -1 if mirror else 1
    return [
        LevelInput(
            f"level{number}",
            weight,
            tuple(
                IndicatorInput(f"indicator{place}", own, tuple(ratings[::step]))
                for place, (own, ratings) in list(enumerate(indicators))[::step]
            ),
        )
        for number, (weight, indicators) in list(enumerate(scorecard))[::step]
    ]


@given(SCORECARD)
def test_properties_of_every_scorecard(scorecard) -> None:
    """R46, D10: shares sum to 100, contributions to points, order is nothing."""
    result = integrated_score(build(scorecard))
    parts = [(result.total, result.levels)]
    parts += [(entry.points, entry.indicators) for entry in result.levels]
    for points, entries in parts:
        used = math.fsum(entry.weight_used for entry in entries)
        contributions = math.fsum(entry.contribution or 0.0 for entry in entries)
        if points is None:
            assert used == 0
        else:
            assert 0 <= points <= 100
            assert used == pytest.approx(100, abs=1e-9)
            assert contributions == pytest.approx(points, abs=1e-9)
    mirrored = integrated_score(build(scorecard, mirror=True))
    assert mirrored.n == result.n
    assert mirrored.total == (
        None if result.total is None else pytest.approx(result.total, abs=1e-9)
    )
