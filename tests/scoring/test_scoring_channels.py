# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The four-channel score, missing channels and the check of weights."""

import math
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring import (
    ChannelInput,
    WeightProblem,
    calculation_table,
    check_weights,
    fill_table,
)

PRINTED = {"ticket": 93, "callback": 95, "survey": 92, "monthly": 90}
WEIGHTS = {"ticket": 20, "callback": 20, "survey": 30, "monthly": 30}


def channels(present: str) -> list[ChannelInput]:
    """The printed channels; of each the initial in ``present`` was measured."""
    return [
        ChannelInput(
            code,
            WEIGHTS[code],
            points if code[0] in present else None,
            receives_missing=code == "survey",
        )
        for code, points in PRINTED.items()
    ]


def test_printed_example() -> None:
    """R51, R52, R62: 93, 95, 92, 90 → 18.6 + 19 + 27.6 + 27 = 92.2."""
    table = calculation_table(channels("tcsm"))
    assert [line.code for line in table.lines] == list(PRINTED)
    assert [line.points for line in table.lines] == [93, 95, 92, 90]
    assert [line.weight for line in table.lines] == [20, 20, 30, 30]
    assert [line.effective_weight for line in table.lines] == [20, 20, 30, 30]
    assert [line.weighted_points for line in table.lines] == [18.6, 19, 27.6, 27]
    assert table.total == pytest.approx(92.2, abs=1e-12)
    assert not table.provisional


# Worked by hand: measured channels, effective weights of ticket, callback, survey and
# monthly, total, provisional.
COMBINATIONS = [
    ("tcsm", (20, 20, 30, 30), 18.6 + 19 + 27.6 + 27, False),
    ("tcs", (20, 20, 60, 0), 18.6 + 19 + 55.2, False),
    ("tsm", (20, 0, 50, 30), 18.6 + 46 + 27, False),
    ("csm", (0, 20, 50, 30), 19 + 46 + 27, False),
    ("ts", (20, 0, 80, 0), 18.6 + 73.6, False),
    ("cs", (0, 20, 80, 0), 19 + 73.6, False),
    ("sm", (0, 0, 70, 30), 64.4 + 27, False),
    ("s", (0, 0, 100, 0), 92.0, False),
    ("tcm", (200 / 7, 200 / 7, 0, 300 / 7), 646 / 7, True),
    ("tc", (50, 50, 0, 0), 46.5 + 47.5, True),
    ("tm", (40, 0, 0, 60), 37.2 + 54, True),
    ("cm", (0, 40, 0, 60), 38 + 54, True),
    ("t", (100, 0, 0, 0), 93.0, True),
    ("c", (0, 100, 0, 0), 95.0, True),
    ("m", (0, 0, 0, 100), 90.0, True),
    ("", (0, 0, 0, 0), None, False),
]


def test_prepared_channels_give_the_same_tables() -> None:
    """R62: weights worked out once serve all clients, whatever was measured of each."""
    prepared = channels("")
    for present, weights, total, provisional in COMBINATIONS * 2:
        given = channels(present)
        table = fill_table(prepared, [channel.points for channel in given])
        assert table == calculation_table(given)
        used = tuple(line.effective_weight for line in table.lines)
        assert used == pytest.approx(weights)
        assert table.total == (total if total is None else pytest.approx(total))
        assert table.provisional == provisional
    with pytest.raises(ValueError, match="zip"):
        fill_table(prepared, [50.0])


def test_the_table_holds_all_sixteen_combinations() -> None:
    """D5: none of the 16 present/missing combinations is forgotten."""
    every = {
        "".join(letter for letter, there in zip("tcsm", choice, strict=True) if there)
        for choice in product([True, False], repeat=4)
    }
    assert {present for present, *_rest in COMBINATIONS} == every
    assert len(COMBINATIONS) == 16


@pytest.mark.parametrize(("present", "weights", "total", "provisional"), COMBINATIONS)
def test_missing_channels(present, weights, total, provisional) -> None:
    """R53, R54, R55, D5: where the weight of missing channels goes."""
    table = calculation_table(channels(present))
    effective = [line.effective_weight for line in table.lines]
    assert effective == pytest.approx(list(weights), abs=1e-9)
    assert table.total == (None if total is None else pytest.approx(total, abs=1e-9))
    assert table.provisional is provisional
    for line in table.lines:
        if line.code[0] in present:
            share = line.points * line.effective_weight / 100
            assert line.weighted_points == pytest.approx(share, abs=1e-9)
        else:
            assert line.points is None
            assert line.weighted_points is None


@pytest.mark.parametrize(
    ("given_channels", "weights", "total", "provisional"),
    [
        # A measured channel of weight 0 is shown but makes no score by itself.
        ([("a", 0, 80, False), ("s", 100, None, True)], (0, 0), None, False),
        ([("a", 0, 80, False), ("s", 100, 60, True)], (0, 100), 60.0, False),
        # The receiver is marked for taking over, also without weight of its own.
        ([("a", 100, None, False), ("s", 0, 60, True)], (0, 100), 60.0, False),
        ([("a", 100, 80, False), ("s", 0, 60, True)], (100, 0), 80.0, False),
        # A receiver without weight that is missing leaves nothing undone …
        ([("a", 100, 80, False), ("s", 0, None, True)], (100, 0), 80.0, False),
        # … unless another channel is missing too.
        (
            [("a", 50, 80, False), ("b", 50, None, False), ("s", 0, None, True)],
            (100, 0, 0),
            80.0,
            True,
        ),
        # No weight at all is no score, even with points.
        ([("a", 0, 80, False), ("s", 0, 60, True)], (0, 0), None, False),
        # Nobody receives: scaled up and provisional.
        ([("a", 50, 80, False), ("b", 50, None, False)], (100, 0), 80.0, True),
        # Weights that do not sum to 100 are proportions.
        ([("a", 1, 80, False), ("s", 3, 60, True)], (25, 75), 65.0, False),
        ([], (), None, False),
    ],
)
def test_unusual_programmes(given_channels, weights, total, provisional) -> None:
    """D5: weights of 0, receivers without weight, no receiver, other sums."""
    table = calculation_table([ChannelInput(*values) for values in given_channels])
    assert tuple(line.effective_weight for line in table.lines) == weights
    assert table.total == total
    assert table.provisional is provisional


@pytest.mark.parametrize(
    "wrong",
    [
        [ChannelInput("a", -1, 80)],
        [ChannelInput("a", math.nan, 80)],
        [ChannelInput("a", math.inf, None)],
        [ChannelInput("a", 100, 101)],
        [ChannelInput("a", 100, math.nan)],
        [ChannelInput("a", 50, 80, True), ChannelInput("b", 50, 80, True)],
    ],
)
def test_wrong_channels_are_refused(wrong: list[ChannelInput]) -> None:
    """D5: wrong weights, points or two receivers raise ValueError."""
    with pytest.raises(ValueError, match=r"weight|Points"):
        calculation_table(wrong)


@st.composite
def programmes(draw) -> list[ChannelInput]:
    """One to six channels with any weights, any of them unmeasured, one receiver."""
    count = draw(st.integers(1, 6))
    receiver = draw(st.none() | st.integers(0, count - 1))
    weight = st.integers(0, 100) | st.floats(0.01, 100)
    return [
        ChannelInput(
            f"c{index}",
            draw(weight),
            draw(st.none() | st.floats(0, 100)),
            receives_missing=index == receiver,
        )
        for index in range(count)
    ]


@given(programmes(), st.randoms())
def test_properties_of_every_programme(programme, shuffler) -> None:
    """D5, R62: weights sum to 100, the total stays in range, order is nothing."""
    table = calculation_table(programme)
    weights = [line.effective_weight for line in table.lines]
    assert [line.code for line in table.lines] == [c.code for c in programme]
    for line in table.lines:
        assert 0.0 <= line.effective_weight <= 100.0
        if line.points is None:
            assert line.effective_weight == 0.0
    if table.total is None:
        assert weights == [0.0] * len(weights)
        assert not table.provisional
    else:
        assert math.fsum(weights) == pytest.approx(100.0, abs=1e-9)
        assert 0.0 <= table.total <= 100.0
        parts = [line.weighted_points or 0.0 for line in table.lines]
        assert table.total == pytest.approx(math.fsum(parts), abs=1e-9)

    shuffled = list(programme)
    shuffler.shuffle(shuffled)
    again = calculation_table(shuffled)
    assert again.provisional is table.provisional
    assert again.total == (
        None if table.total is None else pytest.approx(table.total, abs=1e-9)
    )
    by_code = {line.code: line.effective_weight for line in again.lines}
    assert [by_code[line.code] for line in table.lines] == pytest.approx(
        weights, abs=1e-9
    )


@given(programmes())
def test_receiver_leaves_the_others_alone(programme) -> None:
    """R53, R54, R55: with a measured receiver no other weight ever changes."""
    total = sum(channel.weight for channel in programme)
    receiver = [c for c in programme if c.receives_missing and c.points is not None]
    if not receiver or not total:
        return
    table = calculation_table(programme)
    assert not table.provisional
    for channel, line in zip(programme, table.lines, strict=True):
        if channel.points is not None and not channel.receives_missing:
            expected = 100 * channel.weight / total
            assert line.effective_weight == pytest.approx(expected, abs=1e-9)


def weights_only(*weights: float, receivers: int = 1) -> list[ChannelInput]:
    return [
        ChannelInput(f"c{index}", weight, None, receives_missing=index < receivers)
        for index, weight in enumerate(weights)
    ]


@pytest.mark.parametrize(
    ("programme", "problems"),
    [
        (weights_only(20, 20, 30, 30), []),
        (weights_only(100), []),
        (weights_only(33.33, 33.33, 33.34), []),
        (weights_only(0.1, 0.2, 99.7), []),
        (weights_only(50, 40), [WeightProblem("sum", 90, 100, ("c0", "c1"))]),
        (weights_only(50, 50.01), [WeightProblem("sum", 100.01, 100, ("c0", "c1"))]),
        (
            weights_only(110, -10),
            [
                WeightProblem("range", 110, 100, ("c0",)),
                WeightProblem("negative", -10, 0, ("c1",)),
            ],
        ),
        (
            weights_only(100.5),
            [
                WeightProblem("range", 100.5, 100, ("c0",)),
                WeightProblem("sum", 100.5, 100, ("c0",)),
            ],
        ),
        (weights_only(math.inf, 1), [WeightProblem("range", math.inf, 100, ("c0",))]),
        (weights_only(50, 50, receivers=0), [WeightProblem("receivers", 0, 1)]),
        (
            weights_only(50, 50, receivers=2),
            [WeightProblem("receivers", 2, 1, ("c0", "c1"))],
        ),
        ([], [WeightProblem("sum", 0, 100), WeightProblem("receivers", 0, 1)]),
    ],
)
def test_check_weights(programme, problems) -> None:
    """R51, R63, D5: each kind of wrong weights, with the figures of a sentence."""
    found = check_weights(programme)
    assert [(p.kind, p.expected, p.codes) for p in found] == [
        (p.kind, p.expected, p.codes) for p in problems
    ]
    assert [p.value for p in found] == pytest.approx([p.value for p in problems])


def test_a_weight_that_is_no_number() -> None:
    """D5: NaN is told as out of range and does not spoil the sum's check."""
    (problem,) = check_weights(weights_only(math.nan, 50))
    assert (problem.kind, problem.codes) == ("range", ("c0",))
