# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Bands of points and the follow-up they ask for."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring import (
    DEFAULT_BANDS,
    Band,
    BandProblem,
    check_bands,
    find_band,
    follow_up_level,
    to_points,
)

VERY_LOW, LOW, MIDDLE, HIGH, VERY_HIGH = (band.code for band in DEFAULT_BANDS)


def test_default_bands_are_the_printed_ones() -> None:
    """R57, D2: the five bands of the source, from 0 instead of 10."""
    assert [(b.code, b.lower, b.upper) for b in DEFAULT_BANDS] == [
        ("very_dissatisfied", 0, 29.9),
        ("dissatisfied", 30, 59.9),
        ("average", 60, 79.9),
        ("satisfied", 80, 95),
        ("very_satisfied", 95.1, 100),
    ]
    assert check_bands(DEFAULT_BANDS) == []


@pytest.mark.parametrize(
    ("points", "code"),
    [
        (0, VERY_LOW),
        (9.9, VERY_LOW),
        (10, VERY_LOW),
        (29.9, VERY_LOW),
        (29.94, VERY_LOW),
        (29.95, LOW),  # in the gap of the printed bands
        (30, LOW),
        (59.9, LOW),
        (59.94, LOW),
        (59.95, MIDDLE),
        (60, MIDDLE),
        (79.9, MIDDLE),
        (79.94, MIDDLE),
        (79.95, HIGH),
        (80, HIGH),
        (92.2, HIGH),
        (95, HIGH),
        (95.04, HIGH),
        (95.05, VERY_HIGH),
        (95.1, VERY_HIGH),
        (100, VERY_HIGH),
    ],
)
def test_every_band_edge(points: float, code: str) -> None:
    """R57, D2, D3: each end of each band and each gap between the printed ends."""
    assert find_band(points).code == code
    assert find_band(points, DEFAULT_BANDS[::-1]).code == code


@given(st.floats(0, 100), st.randoms())
def test_every_score_has_one_band_in_any_order(points: float, shuffler) -> None:
    """R57, D2: default bands answer for every score, whatever their order."""
    shuffled = list(DEFAULT_BANDS)
    shuffler.shuffle(shuffled)
    assert find_band(points, shuffled) == find_band(points)


@pytest.mark.parametrize("points", [-0.1, 100.1, math.nan])
def test_no_band_outside_the_range(points: float) -> None:
    """D2: points outside 0–100 raise ValueError."""
    with pytest.raises(ValueError, match="Points"):
        find_band(points)


def test_points_in_a_gap_are_refused() -> None:
    """D2: with a gap in the table the score has no name, and that is said."""
    with pytest.raises(ValueError, match=r"covers 50\.0"):
        find_band(50, [Band("low", 0, 49.9), Band("high", 50.1, 100)])


def test_overlap_does_not_flatter() -> None:
    """D2: in a doubtful table the lower band is taken, in either order."""
    bands = [Band("low", 0, 60), Band("high", 50, 100)]
    assert find_band(55, bands).code == "low"
    assert find_band(55, bands[::-1]).code == "low"


GOOD = (Band("low", 0, 49.9), Band("high", 50, 100))


@pytest.mark.parametrize(
    ("bands", "problems"),
    [
        (GOOD, []),
        ([Band("all", 0, 100)], []),
        ([], [BandProblem("empty", (0, 100))]),
        (
            [Band("low", 0, 49.9), Band("high", 50.1, 100)],
            [BandProblem("gap", (49.9, 50.1), ("low", "high"))],
        ),
        (
            [Band("low", 0, 50), Band("high", 50, 100)],
            [BandProblem("overlap", (50, 50), ("low", "high"))],
        ),
        (
            [Band("wide", 0, 100), Band("inside", 40, 60)],
            [BandProblem("overlap", (40, 60), ("wide", "inside"))],
        ),
        (
            [Band("twin", 0, 100), Band("other", 0, 100)],
            [BandProblem("overlap", (0, 100), ("other", "twin"))],
        ),
        (
            [Band("low", 10, 49.9), Band("high", 50, 100)],
            [BandProblem("start", (10, 49.9), ("low",))],
        ),
        (
            [Band("low", -1, 49.9), Band("high", 50, 100)],
            [BandProblem("start", (-1, 49.9), ("low",))],
        ),
        (
            [Band("low", 0, 49.9), Band("high", 50, 99)],
            [BandProblem("end", (50, 99), ("high",))],
        ),
        (
            [Band("low", 0, 49.9), Band("high", 50, 101)],
            [BandProblem("end", (50, 101), ("high",))],
        ),
        (
            [Band("low", 49.9, 0), Band("high", 50, 100)],
            [BandProblem("reversed", (49.9, 0), ("low",))],
        ),
        (
            [Band("low", 0, 49.95), Band("high", 50, 100)],
            [BandProblem("grid", (0, 49.95), ("low",))],
        ),
        (
            [Band("low", 0, math.inf)],
            [BandProblem("grid", (0, math.inf), ("low",))],
        ),
        (
            [Band("low", 5, 20), Band("middle", 30, 50), Band("high", 50, 90)],
            [
                BandProblem("start", (5, 20), ("low",)),
                BandProblem("gap", (20, 30), ("low", "middle")),
                BandProblem("overlap", (50, 50), ("middle", "high")),
                BandProblem("end", (50, 90), ("high",)),
            ],
        ),
    ],
)
def test_check_bands(bands: list[Band], problems: list[BandProblem]) -> None:
    """R57, D2: each kind of wrong table, with the numbers a sentence needs."""
    assert check_bands(bands) == problems
    assert check_bands(list(bands)[::-1]) == problems


@given(st.sets(st.integers(1, 1000), max_size=8), st.randoms())
def test_sound_tables_name_every_score(cuts: set[int], shuffler) -> None:
    """D2: any cut of 0–100 into bands is accepted and covers every tenth once."""
    starts = [0, *sorted(cuts)]
    ends = [*(cut - 1 for cut in sorted(cuts)), 1000]
    bands = [
        Band(str(start), start / 10, end / 10)
        for start, end in zip(starts, ends, strict=True)
    ]
    shuffler.shuffle(bands)
    assert check_bands(bands) == []
    for tenths in random.Random(1).sample(range(1001), 50):
        expected = str(max(start for start in starts if start <= tenths))
        assert find_band(tenths / 10, bands).code == expected


@pytest.mark.parametrize(
    ("answer", "level"),
    [(1, "senior"), (2, "senior"), (3, "manager"), (4, "none"), (5, "none")],
)
def test_five_point_answers(answer: int, level: str) -> None:
    """R75, R77, R78, D4: below 4 is followed up, 1–2 by senior management."""
    assert follow_up_level(to_points(answer, 5)) == level


@pytest.mark.parametrize(
    ("points", "level"),
    [
        (0, "senior"),
        (59.9, "senior"),
        (59.94, "senior"),
        (59.95, "manager"),  # shown as 60.0
        (60, "manager"),
        (79.94, "manager"),
        (79.95, "none"),  # shown as 80.0
        (80, "none"),
        (100, "none"),
    ],
)
def test_thresholds_follow_the_printed_score(points: float, level: str) -> None:
    """R59, R60, D3, D4: the same edges as the bands."""
    assert follow_up_level(points) == level


def test_thresholds_can_be_set() -> None:
    """D4: one policy table drives both; senior goes first when set higher."""
    assert follow_up_level(85, follow_up_below=90, senior_below=70) == "manager"
    assert follow_up_level(69, follow_up_below=90, senior_below=70) == "senior"
    assert follow_up_level(85, follow_up_below=80, senior_below=90) == "senior"
    assert follow_up_level(0, follow_up_below=0, senior_below=0) == "none"


@pytest.mark.parametrize(
    "arguments", [(-1,), (101,), (math.nan,), (50, 101, 60), (50, 80, -1)]
)
def test_follow_up_refuses_nonsense(arguments: tuple[float, ...]) -> None:
    """D4: points and thresholds outside 0–100 raise ValueError."""
    with pytest.raises(ValueError, match="Points"):
        follow_up_level(*arguments)
