# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Named bands of points and what a low answer sets in motion."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .points import checked_points, round_points

BandProblemKind = Literal["gap", "overlap", "start", "end", "reversed", "empty", "grid"]
FollowUpLevel = Literal["none", "manager", "senior"]


@dataclass(frozen=True)
class Band:
    """A named range of points on the one-decimal grid, both ends included.

    ``lower`` and ``upper`` are compared with the *rounded* points (D2), so 29.9
    and 30.0 are neighbours and nothing lies between them.
    """

    code: str
    lower: float
    upper: float


@dataclass(frozen=True)
class BandProblem:
    """One reason why a set of bands does not name every score exactly once.

    ``numbers`` are the two numbers a sentence needs. For a single band they are
    its own (lower, upper) ends:

    ========  ===============================================================
    kind      numbers
    ========  ===============================================================
    empty     0 and 100: there is no band at all
    grid      the ends of a band of which one has more than one decimal
    reversed  the ends of a band that ends below its start
    start     the ends of the lowest band, which does not start at 0
    end       the ends of the highest band, which does not end at 100
    gap       upper end of the band below, lower end of the band above
    overlap   the range that both bands cover
    ========  ===============================================================

    ``codes`` names the bands concerned, the lower one first.
    """

    kind: BandProblemKind
    numbers: tuple[float, float]
    codes: tuple[str, ...] = ()


#: The five bands of S4 §3.4.2 (R57). The source prints 10 as the lowest end; 0–9.9
#: is very dissatisfied as well (D2).
DEFAULT_BANDS: tuple[Band, ...] = (
    Band("very_dissatisfied", 0.0, 29.9),
    Band("dissatisfied", 30.0, 59.9),
    Band("average", 60.0, 79.9),
    Band("satisfied", 80.0, 95.0),
    Band("very_satisfied", 95.1, 100.0),
)


def find_band(points: float, bands: Sequence[Band] = DEFAULT_BANDS) -> Band:
    """Name the band of a score.

    The points are rounded half up to one decimal first, so 79.95 is satisfied
    and 95.04 is satisfied, not very satisfied. The order of ``bands`` makes no
    difference. Where bands overlap (``check_bands`` refuses that) the lower one
    is taken: a doubtful table must not flatter.

    Unit: points, 0–100.
    Errors: ``ValueError`` for points outside 0–100 and for points that no band
    covers.
    Source: S4 §3.4.2 (R57), D2.
    """
    tenths = _tenths(round_points(checked_points(points)))
    hits = [b for b in bands if _tenths(b.lower) <= tenths <= _tenths(b.upper)]
    if not hits:
        raise ValueError(f"No band covers {tenths / 10.0} points.")
    return min(hits, key=lambda band: (band.lower, band.upper, band.code))


def check_bands(bands: Sequence[Band]) -> list[BandProblem]:
    """Tell everything that keeps bands from covering 0–100 exactly once.

    Single bands are judged first (kinds ``grid`` and ``reversed``). Only when
    each is sound in itself is the chain judged (``start``, ``gap``, ``overlap``,
    ``end``), because one mistyped end would otherwise be reported three times.

    Range: an empty list means that ``find_band`` answers for every score from 0
    to 100 and that the answer is unambiguous.
    Errors: none; a wrong table is what this function is for.
    Source: D2, S4 §3.4.2 (R57).
    """
    if not bands:
        return [BandProblem("empty", (0.0, 100.0))]
    ordered = sorted(bands, key=lambda band: (band.lower, band.upper, band.code))
    problems = [problem for band in ordered for problem in _own_problems(band)]
    return problems or _chain_problems(ordered)


def follow_up_level(
    worst_points: float, follow_up_below: float = 80, senior_below: float = 60
) -> FollowUpLevel:
    """Who has to contact the client after an answer.

    ========================================  ===========
    worst scored question, in points          result
    ========================================  ===========
    below ``senior_below``                    ``senior``
    below ``follow_up_below``                 ``manager``
    otherwise                                 ``none``
    ========================================  ===========

    On the 5-point scale: 1 or 2 → senior, 3 → manager, 4 or 5 → none. Give the
    points of the *worst* scored question, never the mean (R75). They are rounded
    like every printed score first, so nobody sees "80.0" with a follow-up. Where
    ``senior_below`` is set above ``follow_up_below``, senior goes first.

    Unit: points, 0–100.
    Errors: ``ValueError`` for points or thresholds outside 0–100.
    Source: S3 (R75, R77, R78), S4 §3.4.2 (R59, R60), D3, D4.
    """
    worst = round_points(checked_points(worst_points))
    manager, senior = checked_points(follow_up_below), checked_points(senior_below)
    if worst < senior:
        return "senior"
    if worst < manager:
        return "manager"
    return "none"


def _tenths(number: float) -> int:
    """The number in tenths, as an integer that can be compared exactly."""
    return math.floor(number * 10.0 + 0.5)


def _on_grid(number: float) -> bool:
    """Whether the number has at most one decimal, as far as floats can tell."""
    return math.isfinite(number) and abs(number * 10.0 - _tenths(number)) <= 1e-6


def _own_problems(band: Band) -> list[BandProblem]:
    """What is wrong with one band, whatever stands beside it."""
    problems: list[BandProblem] = []
    ends = (band.lower, band.upper)
    if not all(map(_on_grid, ends)):
        problems.append(BandProblem("grid", ends, (band.code,)))
    if band.upper < band.lower:
        problems.append(BandProblem("reversed", ends, (band.code,)))
    return problems


def _chain_problems(ordered: Sequence[Band]) -> list[BandProblem]:
    """What is wrong between bands that are sound in themselves."""
    problems: list[BandProblem] = []
    first = ordered[0]
    if _tenths(first.lower) != 0:
        problems.append(BandProblem("start", (first.lower, first.upper), (first.code,)))
    # The band that reaches highest so far: a wide band may swallow several others.
    reach = first
    for band in ordered[1:]:
        step = _tenths(band.lower) - _tenths(reach.upper)
        codes = (reach.code, band.code)
        if step > 1:
            problems.append(BandProblem("gap", (reach.upper, band.lower), codes))
        elif step < 1:
            ends = (band.lower, min(reach.upper, band.upper))
            problems.append(BandProblem("overlap", ends, codes))
        if band.upper > reach.upper:
            reach = band
    if _tenths(reach.upper) != 1000:
        problems.append(BandProblem("end", (reach.lower, reach.upper), (reach.code,)))
    return problems
