# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""NPS, retention, improvement and the 75 % rule."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring import (
    Moments,
    improvement,
    mean_interval,
    nps,
    nps_interval,
    nps_of_counts,
    retention_rate,
    satisfied_share,
    satisfied_share_of_counts,
    share_interval,
    share_of_counts,
)


@pytest.mark.parametrize("score", range(11))
def test_every_answer_has_its_camp(score: int) -> None:
    """R111, D11: 9–10 promote, 7–8 are passive, 0–6 detract."""
    result = nps([score])
    camp = "promoters" if score >= 9 else "passives" if score >= 7 else "detractors"
    assert getattr(result, camp) == 1
    assert result.promoters + result.passives + result.detractors == result.n == 1
    assert result.nps == {"promoters": 100, "passives": 0, "detractors": -100}[camp]


def test_nps_worked_example() -> None:
    """R111, D11, D15: 5 promoters, 3 passives, 2 detractors are 30, with interval."""
    result = nps([10, 9, 9, 10, 9, 7, 8, 7, 6, 0])
    assert (result.promoters, result.passives, result.detractors) == (5, 3, 2)
    assert (result.n, result.nps) == (10, 30)
    assert result.interval == nps_interval(5, 3, 2)
    assert nps_of_counts(5, 3, 2) == result


def test_nps_of_nobody() -> None:
    """D11: no answers, no NPS — not 0."""
    result = nps([])
    assert (result.n, result.nps, result.interval) == (0, None, None)


@pytest.mark.parametrize("score", [-1, 11, 9.5, math.nan, "9"])
def test_nps_refuses_other_answers(score) -> None:
    """D11: anything but a whole number 0–10 raises ValueError."""
    with pytest.raises(ValueError, match="0–10"):
        nps([9, score])


@given(st.lists(st.integers(0, 10), min_size=1), st.randoms())
def test_properties_of_nps(scores: list[int], shuffler) -> None:
    """D11: between -100 and 100, whatever the order."""
    result = nps(scores)
    assert -100 <= result.nps <= 100
    assert result.n == len(scores)
    shuffler.shuffle(scores)
    assert nps(scores) == result


def test_retention() -> None:
    """R112, D12, D15: 45 of 50 clients stayed, 90 %, with Wilson's interval."""
    result = retention_rate(50, 45)
    assert (result.part, result.whole, result.share) == (45, 50, 90)
    assert result.interval == share_interval(45, 50)
    nobody = retention_rate(0, 0)
    assert (nobody.share, nobody.interval) == (None, None)


@pytest.mark.parametrize("clients", [(50, 51), (50, -1), (-1, -1)])
def test_retention_refuses_impossible_numbers(clients: tuple[int, int]) -> None:
    """D12: more clients at the end than there were raise ValueError."""
    with pytest.raises(ValueError, match="share"):
        retention_rate(*clients)


def test_improvement_of_the_same_clients() -> None:
    """R47, R68, R115, D13: only clients in both; rose, held, fell and the mean."""
    before = {"a": 70, "b": 80, "c": 90, "d": 85.0, "left": 10}
    after = {"a": 80, "b": 78, "c": 90.05, "d": 84.95, "new": 100}
    result = improvement(before, after)
    assert (result.n, result.rose, result.held, result.fell) == (4, 1, 2, 1)
    assert result.mean_change == pytest.approx(2.0)
    changes = Moments.of([10, -2, 90.05 - 90, 84.95 - 85])
    assert result.interval == mean_interval(changes, low=-100, high=100)


@pytest.mark.parametrize("start", [0.0, 10.0, 70.0, 80.0, 99.9])
def test_tolerance_is_meant_in_decimals(start: float) -> None:
    """D13: a change of exactly 0.05 is held, whatever its binary digits say."""
    assert improvement({1: start}, {1: start + 0.05}).held == 1
    assert improvement({1: start + 0.05}, {1: start}).held == 1
    assert improvement({1: start}, {1: start + 0.06}).rose == 1


def test_improvement_without_a_panel() -> None:
    """D13, D15: nobody in both is no figure; a single client has no interval."""
    empty = improvement({"a": 70.0}, {"b": 80.0})
    assert (empty.n, empty.mean_change, empty.interval) == (0, None, None)
    single = improvement({"a": 70.0}, {"a": 80.0})
    assert (single.n, single.mean_change, single.interval) == (1, 10, None)


def test_interval_of_the_change_stays_possible() -> None:
    """D13, D15: no client can change by more than 100 points, up or down."""
    worst, best = {"a": 0.0, "b": 0.0}, {"a": 100.0, "b": 90.0}
    assert improvement(worst, best).interval.high == 100
    assert improvement(best, worst).interval.low == -100


def test_improvement_refuses_nonsense() -> None:
    """D13: points outside 0–100 and a negative tolerance raise ValueError."""
    with pytest.raises(ValueError, match="Points"):
        improvement({"a": 70.0}, {"a": 101.0})
    with pytest.raises(ValueError, match="tolerance"):
        improvement({}, {}, tolerance=-1)


SCORES = st.dictionaries(st.integers(0, 20), st.floats(0, 100))


@given(SCORES, SCORES)
def test_properties_of_improvement(before, after) -> None:
    """D13: camps add up to the panel; the way back is the opposite."""
    there, back = improvement(before, after), improvement(after, before)
    assert there.n == len(before.keys() & after.keys())
    assert there.rose + there.held + there.fell == there.n
    assert (there.rose, there.held, there.fell) == (back.fell, back.held, back.rose)
    if there.n:
        assert -100 <= there.mean_change <= 100
        assert there.mean_change == pytest.approx(-back.mean_change, abs=1e-9)


def test_seventy_five_percent_rule() -> None:
    """R58, R61, R64, R116, D9: 3 of 4 measured; the silent one shows as coverage."""
    result = satisfied_share([80, 92.2, 79.95, 79.94, None])
    assert (result.satisfied, result.measured, result.total) == (3, 4, 5)
    assert (result.share, result.coverage) == (75, 80)
    assert result.interval == share_interval(3, 4)


def test_nobody_measured() -> None:
    """D9: unmeasured clients are no dissatisfied ones, and no clients are none."""
    silent = satisfied_share([None, None])
    assert (silent.share, silent.coverage, silent.interval) == (None, 0, None)
    empty = satisfied_share([])
    assert (empty.share, empty.coverage, empty.total) == (None, None, 0)


def test_other_threshold() -> None:
    """R58: the acceptable score can be set, within 0–100."""
    assert satisfied_share([85, 95], acceptable_from=90).share == 50
    for points, threshold in (([50], 101), ([101], 80), ([math.nan], 80)):
        with pytest.raises(ValueError, match="Points"):
            satisfied_share(points, threshold)


def test_share_of_counts_carries_its_interval():
    """D15: a share is published with n and interval; of nothing there is none."""
    rate = share_of_counts(30, 40)
    assert (rate.share, rate.interval) == (75.0, share_interval(30, 40))
    assert share_of_counts(0, 0).share is None
    with pytest.raises(ValueError):
        share_of_counts(3, 2)


def test_satisfied_share_of_counts_is_the_same_share():
    """R61, R116, D9: counted by SQL or one by one, the share is the same."""
    assert satisfied_share_of_counts(2, 3, 5) == satisfied_share(
        [90, 80, 40, None, None]
    )
    for satisfied, measured, total in ((1, 3, 2), (4, 3, 5), (-1, 3, 5)):
        with pytest.raises(ValueError):
            satisfied_share_of_counts(satisfied, measured, total)


@given(st.lists(st.none() | st.floats(0, 100)))
def test_properties_of_the_share(points) -> None:
    """D9: percentages in range, order is nothing, silence never moves the share."""
    result = satisfied_share(points)
    assert 0 <= result.satisfied <= result.measured <= result.total == len(points)
    assert satisfied_share(points[::-1]) == result
    assert satisfied_share([*points, None]).share == result.share
    for percent in (result.share, result.coverage):
        assert percent is None or 0 <= percent <= 100
