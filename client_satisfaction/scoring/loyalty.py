# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Figures about clients as a whole: NPS, retention, improvement, the 75 % rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from .confidence import (
    Interval,
    mean_interval,
    nps_interval,
    share_interval,
)
from .estimates import Moments
from .points import HALF_NOISE, checked_points, round_points

K = TypeVar("K")


@dataclass(frozen=True)
class NpsResult:
    """Net Promoter Score with its counts; ``nps`` from -100 to 100."""

    promoters: int
    passives: int
    detractors: int
    n: int
    nps: float | None
    interval: Interval | None


@dataclass(frozen=True)
class Share:
    """``part`` of ``whole``; ``share`` and ``interval`` in percent."""

    part: int
    whole: int
    share: float | None
    interval: Interval | None


@dataclass(frozen=True)
class Improvement:
    """Change of the same clients' scores; ``n`` clients had both scores.

    ``mean_change`` and ``interval`` are in points, from -100 to 100.
    """

    n: int
    mean_change: float | None
    rose: int
    held: int
    fell: int
    interval: Interval | None


@dataclass(frozen=True)
class CoverageShare:
    """Satisfied clients among the measured ones, and how many were measured.

    ``share`` (satisfied / measured), its ``interval`` and ``coverage`` (measured
    / total) are in percent.
    """

    satisfied: int
    measured: int
    total: int
    share: float | None
    coverage: float | None
    interval: Interval | None


def nps(scores: Iterable[int]) -> NpsResult:
    """Net Promoter Score of answers to the 0–10 question.

    Formula: ``(promoters - detractors) / n × 100``; promoters answered 9–10,
    detractors 0–6, passives 7–8.

    Unit: NPS points. Range: -100 to 100; ``None`` without answers.
    Errors: ``ValueError`` for anything but a whole number from 0 to 10.
    Source: S0 (R111), D11.
    """
    promoters = passives = detractors = 0
    for score in scores:
        if score not in range(11):
            raise ValueError(f"An NPS answer is a whole number 0–10, not {score!r}.")
        if score >= 9:
            promoters += 1
        elif score >= 7:
            passives += 1
        else:
            detractors += 1
    return nps_of_counts(promoters, passives, detractors)


def nps_of_counts(promoters: int, passives: int, detractors: int) -> NpsResult:
    """Net Promoter Score from counted answers, as SQL delivers them.

    Formula, unit and range as ``nps``.
    Errors: ``ValueError`` for negative counts.
    Source: S0 (R111), D11.
    """
    interval = nps_interval(promoters, passives, detractors)
    n = promoters + passives + detractors
    score = 100.0 * (promoters - detractors) / n if n else None
    return NpsResult(promoters, passives, detractors, n, score, interval)


def retention_rate(active_at_start: int, still_active_at_end: int) -> Share:
    """Share of the clients active at the start who are still active at the end.

    Formula: ``active at both start and end / active at start × 100``. Clients
    won during the period are in neither number.

    Unit: percent. Range: 0–100; ``None`` when there was no client at the start.
    Errors: ``ValueError`` unless 0 ≤ still active ≤ active at start.
    Source: S0 (R112), D12.
    """
    return share_of_counts(still_active_at_end, active_at_start)


def improvement(
    before: Mapping[K, float], after: Mapping[K, float], tolerance: float = 0.05
) -> Improvement:
    """Change of the overall score for the clients measured both times.

    Formula: ``mean(after - before)`` over the clients in both mappings; a client
    rose or fell when the change is larger than ``tolerance``, otherwise held. The
    interval is the paired one: Student t of the single changes.

    Unit: points. Range: -100 to 100; ``None`` when no client was in both, the
    interval also for a single one.
    Errors: ``ValueError`` for points outside 0–100 or a negative tolerance.
    Source: S0 (R115), S1 (R47, R68), D13.
    """
    if not tolerance >= 0.0:
        raise ValueError(f"A tolerance cannot be negative: {tolerance!r}.")
    changes = [
        checked_points(after[client]) - checked_points(before[client])
        for client in before
        if client in after
    ]
    # 80.05 - 80 is a hair below 0.05 in binary, 70.05 - 70 a hair above.
    limit = tolerance + HALF_NOISE
    rose = sum(difference > limit for difference in changes)
    fell = sum(difference < -limit for difference in changes)
    moments = Moments.of(changes)
    return Improvement(
        n=len(changes),
        mean_change=moments.mean,
        rose=rose,
        held=len(changes) - rose - fell,
        fell=fell,
        interval=mean_interval(moments, low=-100.0, high=100.0),
    )


def satisfied_share(
    points: Iterable[float | None], acceptable_from: float = 80
) -> CoverageShare:
    """Share of measured clients at or above the acceptable score.

    Formula: ``satisfied / measured × 100``, beside it ``measured / total × 100``
    as coverage: a client without a score (``None``) is never hidden in the ratio.
    Scores are rounded to one decimal first, as for the bands.

    Unit: points in, percent out. Range: 0–100; ``None`` where the divisor is 0.
    Errors: ``ValueError`` for points or threshold outside 0–100.
    Source: S4 §3.4.2 (R58, R61, R116; target 75 %), D2, D9.
    """
    threshold = checked_points(acceptable_from)
    satisfied = measured = total = 0
    for value in points:
        total += 1
        if value is not None:
            measured += 1
            satisfied += round_points(checked_points(value)) >= threshold
    return satisfied_share_of_counts(satisfied, measured, total)


def satisfied_share_of_counts(
    satisfied: int, measured: int, total: int
) -> CoverageShare:
    """Share of satisfied clients from counted scores, as SQL delivers them.

    Formula, unit and range as ``satisfied_share``.
    Errors: ``ValueError`` unless 0 ≤ satisfied ≤ measured ≤ total.
    Source: S4 §3.4.2 (R58, R61, R116), D9.
    """
    if measured > total:
        raise ValueError(f"{measured} of {total} clients can't be measured.")
    share = share_of_counts(satisfied, measured)
    coverage = 100.0 * measured / total if total else None
    return CoverageShare(
        satisfied, measured, total, share.share, coverage, share.interval
    )


def share_of_counts(part: int, whole: int) -> Share:
    """A share of counted things, e.g. answered of sent, with its interval.

    Formula: ``part / whole × 100``; Wilson's interval.

    Unit: percent. Range: 0–100; ``None`` when there is nothing to share.
    Errors: ``ValueError`` unless 0 ≤ part ≤ whole.
    Source: D15.
    """
    interval = share_interval(part, whole)
    return Share(part, whole, 100.0 * part / whole if whole else None, interval)
