# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a measure brought (R82, R89)."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring import Effect, Moments, change, measure_effect

RATINGS = st.lists(st.sampled_from([20, 40, 60, 80, 100]), max_size=25)


def effect(before: list[float], after: list[float], enough: int = 5) -> Effect:
    return measure_effect(Moments.of(before), Moments.of(after), enough=enough)


def test_printed_example_of_welch() -> None:
    """D15: t-interval of two samples, checked by hand.

    Means 50 and 80, s² = 250 each, n = 5 each: √(50 + 50) = 10, df = 8, t = 2.306.
    """
    before, after = [30.0, 40, 50, 60, 70], [60.0, 70, 80, 90, 100]
    result = effect(before, after)
    assert result.verdict == "better"
    assert result.change == pytest.approx(30.0)
    assert result.interval is not None
    assert result.interval.low == pytest.approx(30.0 - 23.06, abs=0.01)
    assert result.interval.high == pytest.approx(30.0 + 23.06, abs=0.01)
    back = effect(after, before)
    assert back.verdict == "worse"
    assert back.change == pytest.approx(-30.0)


@pytest.mark.parametrize(
    ("before", "after", "change_", "has_interval"),
    [
        ([], [], None, False),
        ([40.0] * 9, [], None, False),
        ([40.0], [100.0], 60.0, False),
        ([20.0] * 4, [100.0] * 40, 80.0, True),
    ],
)
def test_few_answers_prove_nothing(
    before: list[float], after: list[float], change_: float | None, has_interval: bool
) -> None:
    """R89: with fewer than five answers on a side nothing is claimed."""
    result = effect(before, after)
    assert result.verdict == "too_few"
    assert result.change == change_
    assert (result.interval is not None) is has_interval


def test_agreement_is_no_certainty() -> None:
    """D15: ten times the same answer still has an interval."""
    result = effect([60.0] * 10, [60.0] * 10)
    assert result.verdict == "no_reliable_change"
    assert result.interval is not None
    assert result.interval.low < 0 < result.interval.high


@given(RATINGS, RATINGS)
def test_same_judgement_as_everywhere(before: list[float], after: list[float]) -> None:
    """D13, D15: never another verdict than that of the trend."""
    result = effect(before, after, enough=2)
    words = {"rise": "better", "fall": "worse"}
    judged = change(Moments.of(before), Moments.of(after))
    if min(len(before), len(after)) < 2:
        assert result.verdict == "too_few"
    else:
        assert result.verdict == words.get(judged, "no_reliable_change")
        assert result.change == pytest.approx(
            statistics.fmean(after) - statistics.fmean(before)
        )
        assert result.interval is not None
        assert -100 <= result.interval.low <= result.interval.high <= 100


@pytest.mark.parametrize("enough", [1, 0, -3])
def test_one_answer_is_never_enough(enough: int) -> None:
    with pytest.raises(ValueError, match="no spread"):
        effect([20.0, 40.0], [60.0, 80.0], enough=enough)
