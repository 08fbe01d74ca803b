# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How much the respondents of one assessment agree.

The respondents are the sample. The ratings one person gives to several indicators
hang together, so intervals and tests count persons, not ratings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .estimates import Moments
from .points import weighted_mean
from .scorecard import ScorecardResult


@dataclass(frozen=True)
class RespondentMoments:
    """Sums over the respondents' own points: of all, and by level and indicator.

    ``indicators`` is keyed by (level code, indicator code).
    """

    total: Moments
    levels: dict[str, Moments]
    indicators: dict[tuple[str, str], Moments]


def respondent_moments(
    result: ScorecardResult, ratings: Sequence[Mapping[str, float]]
) -> RespondentMoments:
    """Each respondent's own scores with the weights that were used, summed up.

    Formula: a respondent's level is ``Σ(w × rating) / Σ w`` over the indicators this
    respondent answered, its whole ``Σ(W × level) / Σ W`` over the levels with an
    answer; w and W are the ``weight_used`` of ``result``.

    Where everybody answered everything, the mean of the respondents is the
    integrated score itself.

    :param ratings: one mapping {indicator code: points} for each respondent; an
        indicator outside of the scorecard is ignored

    Unit: points. Range: 0–100 for each respondent; who answered nothing with weight
    is in no sum.
    Errors: ``ValueError`` for points outside 0–100.
    Source: S1 (R46, R71), D10, D15; the respondents as sampling units: Kish (1965),
    Survey Sampling, chapter 5.
    """
    wholes: list[float] = []
    by_level: dict[str, list[float]] = {level.code: [] for level in result.levels}
    by_indicator: dict[tuple[str, str], list[float]] = {
        (level.code, indicator.code): []
        for level in result.levels
        for indicator in level.indicators
    }
    for given in ratings:
        levels: list[tuple[float, float]] = []
        for level in result.levels:
            pairs: list[tuple[float, float]] = []
            for indicator in level.indicators:
                rating = given.get(indicator.code)
                if rating is not None:
                    by_indicator[level.code, indicator.code].append(rating)
                    pairs.append((rating, indicator.weight_used))
            own = weighted_mean(pairs)
            if own is not None:
                by_level[level.code].append(own)
                levels.append((own, level.weight_used))
        whole = weighted_mean(levels)
        if whole is not None:
            wholes.append(whole)
    return RespondentMoments(
        Moments.of(wholes),
        {code: Moments.of(values) for code, values in by_level.items()},
        {key: Moments.of(values) for key, values in by_indicator.items()},
    )


def measure_points(result: ScorecardResult, level_codes: Sequence[str]) -> float | None:
    """Points of some of the levels only, e.g. those about the service's quality.

    Formula: ``Σ(W × level) / Σ W`` over the answered levels among ``level_codes``.

    Unit: points. Range: 0–100; ``None`` when none of them was answered.
    Errors: ``ValueError`` for a result with points outside 0–100.
    Source: S0 (R8), D10.
    """
    return weighted_mean(
        (level.points, level.weight_used)
        for level in result.levels
        if level.code in level_codes and level.points is not None
    )
