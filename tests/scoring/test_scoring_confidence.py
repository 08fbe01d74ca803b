# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Moments, intervals and whether a change is reliable."""

import math
import statistics
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring import (
    Interval,
    Moments,
    change,
    combined_change,
    combined_interval,
    mean_interval,
    nps_change,
    nps_interval,
    share_change,
    share_interval,
    student_critical,
)

RATINGS = st.lists(
    st.sampled_from([0, 20, 40, 60, 80, 100]) | st.floats(0, 100),
    max_size=30,
)


def ends(interval: Interval | None) -> tuple[float, float]:
    assert interval is not None
    return interval.low, interval.high


@given(RATINGS)
def test_moments_equal_the_statistics_module(values: list[float]) -> None:
    """D15: mean and sample variance as the standard library finds them."""
    moments = Moments.of(values)
    assert moments.n == len(values)
    if values:
        assert moments.mean == pytest.approx(statistics.fmean(values), abs=1e-9)
    else:
        assert moments.mean is None
    if len(values) > 1:
        exact = statistics.variance(values)
        assert moments.variance == pytest.approx(exact, rel=1e-9, abs=1e-7)
        assert moments.variance >= 0
    else:
        assert moments.variance is None


@given(RATINGS, RATINGS)
def test_moments_add_up(some: list[float], more: list[float]) -> None:
    """D15: moments of parts add up to the moments of the whole."""
    added, whole = Moments.of(some) + Moments.of(more), Moments.of(some + more)
    assert added.n == whole.n
    assert added.total == pytest.approx(whole.total, abs=1e-9)
    assert added.squares == pytest.approx(whole.squares, abs=1e-6)


def test_moments_of_a_million_rows_summed_naively() -> None:
    """D15: sums as SQL delivers them keep the variance, or its absence."""
    values = [66.7, 66.6] * 50_000
    (*_all, total) = accumulate(values)
    (*_all, squares) = accumulate(value * value for value in values)
    moments = Moments(len(values), total, squares)
    assert moments.variance == pytest.approx(statistics.variance(values), rel=1e-4)
    (*_all, total) = accumulate([66.7] * 100_000)
    (*_all, squares) = accumulate([66.7 * 66.7] * 100_000)
    assert Moments(100_000, total, squares).variance == 0


@pytest.mark.parametrize(
    "sums",
    [
        (-1, 0, 0),
        (0, 1, 1),
        (0, 0, 1),
        (2, 100, 4000),  # the squares of two numbers summing to 100 make 5000 at least
        (2, 100, -1),
        (2, math.nan, 1),
        (2, 1, math.inf),
    ],
)
def test_impossible_sums_are_refused(sums: tuple[int, float, float]) -> None:
    """D15: sums that no ratings can have raise ValueError."""
    with pytest.raises(ValueError, match="Not the sums"):
        Moments(*sums)


def test_moments_add_only_moments() -> None:
    """D15: adding anything else is a TypeError, not a wrong number."""
    with pytest.raises(TypeError):
        Moments(0, 0, 0) + 1


@pytest.mark.parametrize(
    ("values", "level", "low", "high"),
    [
        # scipy.stats.t.interval(level, n - 1, mean, sem), cut off at 100
        ([80, 100, 60, 80, 100], 0.95, 63.22298732632865, 100),
        ([80, 100, 60, 80, 100], 0.9, 68.0467194489412, 99.9532805510588),
        ([60, 60, 80], 0.95, 37.98231513500359, 95.35101819832975),
        ([92, 88, 95, 90, 91, 89, 97], 0.95, 88.70726690809563, 94.72130452047578),
    ],
)
def test_mean_interval_reference_values(values, level, low, high) -> None:
    """D15, R113, R114: Student's interval of a mean."""
    interval = mean_interval(Moments.of(values), level)
    assert ends(interval) == pytest.approx((low, high), abs=1e-9)


@pytest.mark.parametrize("values", [[], [80]])
def test_too_few_answers_have_no_interval(values: list[float]) -> None:
    """D15: no interval for n < 2."""
    assert mean_interval(Moments.of(values)) is None


def test_interval_stays_within_the_limits_given() -> None:
    """D15: cut off at the ends of the scale, also of one below zero."""
    assert ends(mean_interval(Moments.of([0, 100]))) == (0, 100)
    paired = mean_interval(Moments.of([-20, 20]), low=-100, high=100)
    assert ends(paired) == (-100, 100)
    narrow = mean_interval(Moments.of([-2, 2] * 50), low=-100, high=100)
    assert -1 < ends(narrow)[0] < 0 < ends(narrow)[1] < 1


@pytest.mark.parametrize("n", [2, 3, 5, 10, 30, 100])
def test_agreement_is_not_certainty(n: int) -> None:
    """D15: identical ratings get a real interval, narrower than with a dissenter."""
    agreed = ends(mean_interval(Moments.of([80] * n)))
    reach = student_critical(0.95, n - 1) * 20 / math.sqrt(n * (n + 1))
    assert agreed == pytest.approx((max(0, 80 - reach), min(100, 80 + reach)))
    assert agreed[0] < 80 < agreed[1]
    if n > 2:  # two answers leave no room to compare: nearly the whole scale
        dissent = ends(mean_interval(Moments.of([80] * (n - 1) + [60])))
        assert agreed[1] - agreed[0] < dissent[1] - dissent[0]


@given(RATINGS.filter(lambda values: len(values) > 1))
def test_properties_of_mean_intervals(values: list[float]) -> None:
    """D15: around the mean, in range, wider the surer it has to be."""
    moments = Moments.of(values)
    low, high = ends(mean_interval(moments))
    assert 0 <= low <= moments.mean + 1e-9
    assert moments.mean - 1e-9 <= high <= 100
    surer_low, surer_high = ends(mean_interval(moments, 0.99))
    assert surer_low <= low
    assert high <= surer_high
    assert mean_interval(Moments.of(reversed(values))) == Interval(low, high)


@pytest.mark.parametrize(
    "arguments", [{"level": 95}, {"low": 5, "high": 5}, {"low": math.nan}]
)
def test_wrong_limits_and_levels_are_refused(arguments: dict[str, float]) -> None:
    """D15: a level in percent or an empty range raises, with or without answers."""
    for values in ([], [80, 60]):
        with pytest.raises(ValueError, match=r"level|interval"):
            mean_interval(Moments.of(values), **arguments)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # scipy.stats.binomtest(k, n).proportion_ci(0.95, method="wilson")
        (0, 1, 0.0, 79.34506856227625),
        (1, 1, 20.654931437723747, 100.0),
        (0, 10, 0.0, 27.753279986288927),
        (1, 10, 1.7876213095072897, 40.41500267952385),
        (5, 10, 23.6593090512564, 76.3406909487436),
        (10, 10, 72.24672001371108, 100.0),
        (15, 20, 53.12991223812561, 88.81382985923344),
        (75, 100, 65.6955364519384, 82.45478863771231),
        (750, 1000, 72.22397197409138, 77.58469010163085),
    ],
)
def test_wilson_reference_values(successes, n, low, high) -> None:
    """D15, R116: Wilson's interval of a share, in percent."""
    assert ends(share_interval(successes, n)) == pytest.approx((low, high), abs=1e-9)


@given(st.integers(1, 5000), st.floats(0, 1), st.floats(0.5, 0.999))
def test_properties_of_wilson(n: int, part: float, level: float) -> None:
    """D15: always in 0–100, around the share, mirrored for the opposite."""
    successes = round(n * part)
    low, high = ends(share_interval(successes, n, level))
    assert 0 <= low <= 100 * successes / n <= high <= 100
    assert low < high
    mirrored = ends(share_interval(n - successes, n, level))
    assert mirrored == pytest.approx((100 - high, 100 - low), abs=1e-9)


def test_share_of_nothing_and_impossible_shares() -> None:
    """D15: no interval for n = 0; more successes than tries raise ValueError."""
    assert share_interval(0, 0) is None
    for successes, n in ((2, 1), (-1, 5), (0, -1)):
        with pytest.raises(ValueError, match="share"):
            share_interval(successes, n)


def test_nps_interval_by_hand() -> None:
    """D11, D15, R111: 5 promoters, 3 passives, 2 detractors.

    p = 6/12, q = 3/12, difference 0.25, variance (0.75 - 0.0625) / 12.
    """
    reach = 1.959963984540054 * math.sqrt(0.6875 / 12)
    assert ends(nps_interval(5, 3, 2)) == pytest.approx(
        (25 - 100 * reach, 25 + 100 * reach)
    )


@pytest.mark.parametrize(
    "shares", [(0.6, 0.25, 0.15), (0.3, 0.4, 0.3), (0.85, 0.1, 0.05), (0.1, 0.2, 0.7)]
)
@pytest.mark.parametrize("n", [10, 25])
def test_nps_interval_keeps_its_promise(shares: tuple[float, ...], n: int) -> None:
    """D15: exact coverage over all possible samples is 95 % within 2.5 points."""
    truth = 100 * (shares[0] - shares[2])
    covered = 0.0
    for promoters in range(n + 1):
        for detractors in range(n + 1 - promoters):
            counts = (promoters, n - promoters - detractors, detractors)
            low, high = ends(nps_interval(*counts))
            if low <= truth <= high:
                covered += math.factorial(n) * math.prod(
                    share**count / math.factorial(count)
                    for share, count in zip(shares, counts, strict=True)
                )
    assert 0.925 <= covered <= 1


@given(st.tuples(*[st.integers(0, 500)] * 3).filter(any))
def test_properties_of_nps_intervals(counts: tuple[int, int, int]) -> None:
    """D15: in -100…100, around the NPS, mirrored when the camps change sides."""
    promoters, passives, detractors = counts
    low, high = ends(nps_interval(*counts))
    score = 100 * (promoters - detractors) / sum(counts)
    assert -100 <= low <= score + 1e-9
    assert score - 1e-9 <= high <= 100
    mirrored = ends(nps_interval(detractors, passives, promoters))
    assert mirrored == pytest.approx((-high, -low), abs=1e-9)


def test_nps_of_nobody() -> None:
    """D15: no interval without respondents; negative counts raise ValueError."""
    assert nps_interval(0, 0, 0) is None
    with pytest.raises(ValueError, match="negative"):
        nps_interval(3, -1, 0)


FIRST = Moments.of([80, 100, 60])  # mean 80, variance 400
SECOND = Moments.of([60, 80, 70, 90])  # mean 75, variance 500 / 3


def test_combined_interval_by_hand() -> None:
    """D15: Welch–Satterthwaite for 50 % of 80 and 50 % of 75.

    v = 0.25 · 400/3 + 0.25 · 500/12 = 43.75; df = 43.75² / (v₁²/2 + v₂²/3) =
    3.2347; t = 3.0557 (scipy).
    """
    low, high = ends(combined_interval([(50, FIRST), (50, SECOND)]))
    assert (low, high) == pytest.approx((57.28836022538488, 97.71163977461512))


def test_combined_interval_of_one_part_is_the_mean_interval() -> None:
    """D15: one part with all the weight; parts of weight 0 do not matter."""
    alone = mean_interval(FIRST)
    assert combined_interval([(100, FIRST)]) == alone
    assert combined_interval([(100, FIRST), (0, Moments(0, 0, 0))]) == alone
    assert combined_interval([(7, FIRST)]) == alone  # weights are scaled


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [(0, FIRST)],
        [(50, FIRST), (50, Moments.of([80]))],
        [(99, FIRST), (1, Moments(0, 0, 0))],
    ],
)
def test_combined_interval_needs_two_answers_in_each_part(parts) -> None:
    """D15: None when any weighted part has n < 2 or nothing has weight."""
    assert combined_interval(parts) is None


def test_combined_interval_refuses_negative_weights() -> None:
    """D15: a negative weight raises ValueError."""
    with pytest.raises(ValueError, match="weight"):
        combined_interval([(-1, FIRST), (101, SECOND)])


@given(
    st.lists(
        st.tuples(st.integers(1, 60), st.lists(st.integers(0, 100), min_size=2)),
        min_size=1,
        max_size=5,
    )
)
def test_properties_of_combined_intervals(drawn) -> None:
    """D15: in range, around the score, whatever the order of the parts."""
    parts = [(weight, Moments.of(values)) for weight, values in drawn]
    low, high = ends(combined_interval(parts))
    total = sum(weight for weight, _moments in parts)
    score = sum(weight * moments.mean for weight, moments in parts) / total
    assert 0 <= low <= score + 1e-9
    assert score - 1e-9 <= high <= 100
    assert ends(combined_interval(parts[::-1])) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # scipy.stats.ttest_ind(equal_var=False): p = 0.049993 and p = 0.050013
        ([60, 80, 80, 40, 20, 20, 20], [60, 80, 60, 100, 60, 80], "rise"),
        (
            [20, 20, 60, 40, 60, 40, 80, 40],
            [40, 80, 100, 60, 100, 40, 80],
            "no_reliable_change",
        ),
        ([40, 60, 40, 60], [80, 100, 100, 80], "rise"),
        ([60, 80], [80, 100], "no_reliable_change"),
        ([], [80, 100], "no_reliable_change"),
        ([80, 100, 80], [20], "no_reliable_change"),
        ([80] * 10, [80] * 10, "no_reliable_change"),
        ([60] * 10, [80] * 10, "rise"),  # no spread at all, yet many and far apart
        ([60] * 2, [80] * 2, "no_reliable_change"),  # … here too few to tell
    ],
)
def test_change_of_a_mean(before, after, expected: str) -> None:
    """R47, D13, D15: an arrow only where Welch's test finds a change."""
    old, new = Moments.of(before), Moments.of(after)
    opposite = {"rise": "fall"}.get(expected, expected)
    assert change(old, new) == expected
    assert change(new, old) == opposite
    assert change([(100, old)], [(100, new)]) == expected


def test_change_of_a_combined_score() -> None:
    """D15: combined scores; an unchanged part dilutes, a single answer silences."""
    low, high = Moments.of([40, 60, 40, 60]), Moments.of([80, 100, 100, 80])
    noisy = Moments.of([0, 100, 20, 90])
    assert combined_change([(50, low), (50, low)], [(50, high), (50, high)]) == "rise"
    assert combined_change([(50, high), (50, low)], [(50, low), (50, low)]) == "fall"
    assert (
        combined_change([(10, low), (90, noisy)], [(10, high), (90, noisy)])
        == "no_reliable_change"
    )
    single = Moments.of([20])
    assert combined_change([(100, high)], [(99, low), (1, single)]) == (
        "no_reliable_change"
    )
    # Channels may differ between the periods; the score is what is compared.
    assert change(low, [(30, high), (70, high)]) == "rise"


def test_surer_is_harder() -> None:
    """D15: what is a change at 95 % need not be one at 99 %."""
    before = Moments.of([60, 80, 80, 40, 20, 20, 20])
    after = Moments.of([60, 80, 60, 100, 60, 80])
    assert change(before, after, 0.99) == "no_reliable_change"
    with pytest.raises(ValueError, match="level"):
        change(Moments(0, 0, 0), after, 95)


@given(RATINGS, RATINGS)
def test_changes_mirror(some: list[float], more: list[float]) -> None:
    """D15: the way back is the opposite, and nothing changes from itself."""
    old, new = Moments.of(some), Moments.of(more)
    opposite = {"rise": "fall", "fall": "rise"}
    there = change(old, new)
    assert change(new, old) == opposite.get(there, there)
    assert change(old, old) == "no_reliable_change"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # Newcombe (1998), example (a): 56/70 against 48/80 differ, 0.0524 to 0.3339
        ((48, 80), (56, 70), "rise"),
        ((9, 10), (3, 10), "fall"),
        ((7, 10), (8, 10), "no_reliable_change"),
        ((0, 0), (8, 10), "no_reliable_change"),
        ((8, 10), (0, 0), "no_reliable_change"),
    ],
)
def test_change_of_a_share(before, after, expected: str) -> None:
    """D15, R112, R116: Newcombe's test of two shares."""
    opposite = {"rise": "fall", "fall": "rise"}.get(expected, expected)
    assert share_change(before, after) == expected
    assert share_change(after, before) == opposite


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((20, 30, 50), (50, 30, 20), "rise"),
        ((50, 0, 0), (0, 0, 50), "fall"),
        ((5, 3, 2), (6, 2, 2), "no_reliable_change"),
        ((0, 0, 0), (6, 2, 2), "no_reliable_change"),
    ],
)
def test_change_of_the_nps(before, after, expected: str) -> None:
    """D11, D15, R111: an arrow at the NPS only where it really moved."""
    opposite = {"rise": "fall", "fall": "rise"}.get(expected, expected)
    assert nps_change(before, after) == expected
    assert nps_change(after, before) == opposite
