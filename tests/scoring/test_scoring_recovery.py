# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Proves of scoring.recovery: paired change from the bad answer to the later word."""

import math

import pytest
from scoring import recovery_effect


def test_worked_example():
    """R100: differences 60, 60, 80, 40, 60: mean 60, t(4) = 2.776, s = 14.142."""
    effect = recovery_effect([(20, 80), (40, 100), (20, 100), (40, 80), (20, 80)])
    assert (effect.n, effect.before, effect.after, effect.change) == (5, 28, 88, 60)
    reach = 2.7764451 * 14.1421356 / math.sqrt(5)
    assert effect.interval.low == pytest.approx(60 - reach, abs=1e-4)
    assert effect.interval.high == pytest.approx(60 + reach, abs=1e-4)
    assert effect.verdict == "better"


def test_pairs_not_groups():
    """R100: a change that everybody shares shows, however different they are."""
    pairs = [(20, 41), (40, 60), (60, 80), (80, 99), (30, 50), (70, 90)]
    assert recovery_effect(pairs).verdict == "better"


@pytest.mark.parametrize(
    ("pairs", "verdict"),
    [
        ([], "too_few"),
        ([(20, 80)], "too_few"),
        ([(20, 80)] * 4, "too_few"),
        ([(80, 20)] * 12, "worse"),
        ([(40, 80), (80, 40)] * 4, "no_reliable_change"),
    ],
)
def test_verdicts(pairs, verdict):
    """R100: nothing is claimed from a few cases, nor from noise."""
    assert recovery_effect(pairs).verdict == verdict


def test_nothing_measured():
    """R100: no cases: no figures, never 0."""
    effect = recovery_effect([])
    assert (effect.before, effect.after, effect.change, effect.interval) == (None,) * 4


@pytest.mark.parametrize("pair", [(-1, 50), (50, 101), (float("nan"), 50)])
def test_bad_points(pair):
    """R100: what are no points is an error."""
    with pytest.raises(ValueError, match="Points must lie"):
        recovery_effect([pair])


def test_bad_options():
    """R100: fewer than two pairs show no spread; levels lie between 0 and 1."""
    with pytest.raises(ValueError, match="spread"):
        recovery_effect([(20, 40)], enough=1)
    with pytest.raises(ValueError):
        recovery_effect([(20, 40), (20, 60)], level=1.0)
