# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Indicators, levels and the integrated score of one client."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .points import checked_points, percent_shares, weighted_mean


@dataclass(frozen=True)
class IndicatorInput:
    """One indicator of a level: its weight and all ratings of it, in points.

    "Not applicable" and unanswered are simply not among the ``ratings``. The
    weight is the client's own where one is set, otherwise the scorecard's (R45);
    any unit, only the proportion within the level counts.
    """

    code: str
    weight: float
    ratings: tuple[float, ...]


@dataclass(frozen=True)
class LevelInput:
    """One level of interaction (R43): its weight and its indicators."""

    code: str
    weight: float
    indicators: tuple[IndicatorInput, ...]


@dataclass(frozen=True)
class IndicatorResult:
    """One indicator's part in its level.

    ``points`` is the mean over the respondents who answered, ``weight_used`` its
    weight in percent of the level, ``contribution`` the points it brings to the
    level's score; ``n`` counts the ratings. ``None``: not answered.
    """

    code: str
    weight: float
    weight_used: float
    points: float | None
    contribution: float | None
    n: int


@dataclass(frozen=True)
class LevelResult:
    """One level's part in the integrated score.

    ``weight_used`` is in percent of the whole, ``contribution`` in points of the
    integrated score; ``n`` counts the ratings of all its indicators.
    """

    code: str
    weight: float
    weight_used: float
    points: float | None
    contribution: float | None
    n: int
    indicators: tuple[IndicatorResult, ...]


@dataclass(frozen=True)
class ScorecardResult:
    """The integrated score (``None`` when nothing counted) and all it rests on."""

    levels: tuple[LevelResult, ...]
    total: float | None
    n: int


def integrated_score(levels: Sequence[LevelInput]) -> ScorecardResult:
    """Integrated score of one client, with every step for the drill-down.

    Formula::

        indicator  = mean of its ratings
        level      = Σ(w × indicator) / Σ w    over the answered indicators
        integrated = Σ(W × level) / Σ W        over the answered levels

    Unanswered indicators and levels drop out of both sums. A weight of 0 shows
    the indicator or level without letting it count.

    Unit: points; ``weight_used`` in percent. Range: 0–100; the weights used sum
    to 100 within each answered level and over the answered levels; contributions
    add up to the points they explain.
    Errors: ``ValueError`` for a rating outside 0–100 or a negative or infinite
    weight.
    Source: S1 (R42–R48; the formula image is lost there), D10.
    """
    scored = [_score_level(level) for level in levels]
    shares = _weights_used((level.weight, level.points) for level in scored)
    results = tuple(
        LevelResult(
            code=level.code,
            weight=level.weight,
            weight_used=share,
            points=level.points,
            contribution=None if level.points is None else level.points * share / 100.0,
            n=level.n,
            indicators=level.indicators,
        )
        for level, share in zip(scored, shares, strict=True)
    )
    total = weighted_mean(
        (level.points, level.weight_used)
        for level in results
        if level.points is not None
    )
    return ScorecardResult(results, total, sum(level.n for level in results))


@dataclass(frozen=True)
class _ScoredLevel:
    """A level before it is known how much of the whole it makes up."""

    code: str
    weight: float
    points: float | None
    n: int
    indicators: tuple[IndicatorResult, ...]


def _score_level(level: LevelInput) -> _ScoredLevel:
    """Points of one level and of each of its indicators."""
    means = [
        weighted_mean((checked_points(rating), 1.0) for rating in indicator.ratings)
        for indicator in level.indicators
    ]
    shares = _weights_used(
        (indicator.weight, mean)
        for indicator, mean in zip(level.indicators, means, strict=True)
    )
    indicators = tuple(
        IndicatorResult(
            code=indicator.code,
            weight=indicator.weight,
            weight_used=share,
            points=mean,
            contribution=None if mean is None else mean * share / 100.0,
            n=len(indicator.ratings),
        )
        for indicator, mean, share in zip(level.indicators, means, shares, strict=True)
    )
    points = weighted_mean(
        (indicator.points, indicator.weight_used)
        for indicator in indicators
        if indicator.points is not None
    )
    count = sum(indicator.n for indicator in indicators)
    return _ScoredLevel(level.code, level.weight, points, count, indicators)


def _weights_used(
    weighted: Iterable[tuple[float, float | None]],
) -> tuple[float, ...]:
    """Percent of each part; what has no points has no weight."""
    pairs = list(weighted)
    # All weights are checked, also those that drop out: a wrong one must not
    # wait for the first answer to be noticed.
    percent_shares([weight for weight, _points in pairs])
    return percent_shares(
        [0.0 if points is None else weight for weight, points in pairs]
    )
