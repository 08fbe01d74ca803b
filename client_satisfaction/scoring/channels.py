# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The four-channel score and its calculation table (演算表)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from .points import checked_points, checked_weight, percent_shares

WeightProblemKind = Literal["sum", "negative", "receivers", "range"]

#: Weights are kept with two decimals; three thirds of 33.33 % are 0.01 short.
SUM_TOLERANCE = 0.005


@dataclass(frozen=True)
class ChannelInput:
    """One channel of a client and period.

    ``weight`` is the configured weight in percent. ``points`` is the channel's
    score (0–100) or ``None`` when it was not measured. ``receives_missing`` marks
    the one channel that takes over the weight of the unmeasured ones (the
    questionnaire, R53–R55).
    """

    code: str
    weight: float
    points: float | None
    receives_missing: bool = False


class ChannelLine(NamedTuple):
    """One line of the calculation table.

    ``weight`` is the configured weight, ``effective_weight`` the one that was
    used (both in percent). ``weighted_points`` is ``points × effective_weight /
    100``; ``None`` when the channel was not measured.
    """

    code: str
    weight: float
    effective_weight: float
    points: float | None
    weighted_points: float | None


class CalculationTable(NamedTuple):
    """How a score came about: its lines in the order given, and their total.

    ``total`` is ``None`` when nothing was measured. ``provisional`` is true when
    weight is missing that no receiver could take over.
    """

    lines: tuple[ChannelLine, ...]
    total: float | None
    provisional: bool


@dataclass(frozen=True)
class WeightProblem:
    """One reason why a set of weights cannot be used.

    =========  =====================================  ========  ==============
    kind       value                                  expected  codes
    =========  =====================================  ========  ==============
    sum        sum of the weights                     100       all channels
    negative   the weight                             0         that channel
    range      the weight (above 100 or no number)    100       that channel
    receivers  how many channels receive missing      1         the receivers
    =========  =====================================  ========  ==============
    """

    kind: WeightProblemKind
    value: float
    expected: float
    codes: tuple[str, ...] = ()


def calculation_table(channels: Sequence[ChannelInput]) -> CalculationTable:
    """Overall score of one client and period, with the way it was reached.

    Formula: ``total = Σ(points × effective weight) / 100`` where

    * a measured channel keeps its weight; the weight of every unmeasured one goes
      to the receiver (R53–R55), which can so reach 100 %;
    * when the receiver itself is unmeasured, the weights of the measured channels
      are scaled up to 100 % and the total is *provisional* (D5);
    * when nothing is measured there is no total, never 0.

    Decided here: a measured channel of weight 0 adds nothing and makes no score
    by itself; if it is all there is, the total is ``None``. The receiver is the
    exception, as taking over is what it is marked for: with a weight of its own
    of 0 it counts exactly when another channel is missing. Weights that do not
    sum to 100 are scaled to 100 first. Without any receiver missing weight is
    scaled away as if the receiver were unmeasured.

    Unit: points and percent. Range: total 0–100 and between the lowest and
    highest counted points; effective weights sum to 100 when there is a total,
    and are all 0 otherwise.
    Errors: ``ValueError`` for points outside 0–100, a negative or infinite
    weight, or more than one receiver.
    Source: S4 §3.4.1.1–3.4.1.2 (R51–R55, R62), D5.
    """
    return fill_table(channels, [channel.points for channel in channels])


def fill_table(
    channels: Sequence[ChannelInput], points: Sequence[float | None]
) -> CalculationTable:
    """``calculation_table`` with points of their own for many clients' channels.

    What follows from the weights and from which channels were measured is worked out
    once, however many clients there are.

    :param channels: the programme's channels; their own ``points`` are not looked at
    :param points: what each channel was measured with, None: it wasn't

    Unit, range: as ``calculation_table``.
    Errors: as ``calculation_table``, and ``ValueError`` unless there are as many
    points as channels.
    Source: as ``calculation_table``.
    """
    measured = [None if one is None else checked_points(one) for one in points]
    weights, effective, provisional = _weigh(
        tuple([channel.weight for channel in channels]),
        tuple([channel.receives_missing for channel in channels]),
        tuple([value is not None for value in measured]),
    )
    lines = tuple(
        [
            ChannelLine(
                channel.code,
                weight,
                used,
                value,
                None if value is None else value * used / 100.0,
            )
            for channel, weight, used, value in zip(
                channels, weights, effective, measured, strict=True
            )
        ]
    )
    return CalculationTable(lines, _total(lines), provisional)


def check_weights(channels: Sequence[ChannelInput]) -> list[WeightProblem]:
    """Tell everything that is wrong with the weights of a programme's channels.

    Weights must be 0–100 % each, sum to 100 % (two decimals, so 33.33 + 33.33 +
    33.34 is right) and have exactly one receiver of missing weight. Points are
    not looked at.

    Errors: none; wrong weights are what this function is for.
    Source: S4 §3.4.1.1 (R51, R53–R55, R63), D5.
    """
    problems: list[WeightProblem] = []
    for channel in channels:
        if channel.weight < 0.0:
            problems.append(
                WeightProblem("negative", channel.weight, 0.0, (channel.code,))
            )
        elif not channel.weight <= 100.0:
            problems.append(
                WeightProblem("range", channel.weight, 100.0, (channel.code,))
            )
    if all(math.isfinite(channel.weight) for channel in channels):
        total = math.fsum(channel.weight for channel in channels)
        if abs(total - 100.0) > SUM_TOLERANCE:
            codes = tuple(channel.code for channel in channels)
            problems.append(WeightProblem("sum", total, 100.0, codes))
    receivers = tuple(channel.code for channel in channels if channel.receives_missing)
    if len(receivers) != 1:
        problems.append(
            WeightProblem("receivers", float(len(receivers)), 1.0, receivers)
        )
    return problems


@lru_cache(maxsize=4096)
def _weigh(
    weights: tuple[float, ...], receivers: tuple[bool, ...], measured: tuple[bool, ...]
) -> tuple[tuple[float, ...], tuple[float, ...], bool]:
    """Checked weights, those after redistribution, whether that is provisional.

    :param receivers: which channels receive missing weight
    :param measured: which channels were measured
    """
    if sum(receivers) > 1:
        raise ValueError("Only one channel can receive the missing weight.")
    checked = tuple(checked_weight(weight) for weight in weights)
    shares = percent_shares(checked)
    counted = [
        share if is_measured else 0.0
        for share, is_measured in zip(shares, measured, strict=True)
    ]
    missing = math.fsum(
        share
        for share, is_measured in zip(shares, measured, strict=True)
        if not is_measured
    )
    if missing == 0.0:
        return checked, tuple(counted), False
    for index, receives in enumerate(receivers):
        if receives and measured[index]:
            # As the rest of the whole, so that the sum is 100 whatever was missing.
            others = math.fsum(counted[:index] + counted[index + 1 :])
            counted[index] = 100.0 - others
            return checked, tuple(counted), False
    rescaled = percent_shares(counted)
    return checked, rescaled, any(weight > 0.0 for weight in rescaled)


def _total(lines: Sequence[ChannelLine]) -> float | None:
    """Sum of the weighted points, or None when no line carries weight."""
    counted: list[float] = []
    products: list[float] = []
    for line in lines:
        if line.points is not None and line.effective_weight > 0.0:
            counted.append(line.points)
            products.append(line.points * line.effective_weight)
    if not counted:
        return None
    return min(max(counted), max(min(counted), math.fsum(products) / 100.0))
