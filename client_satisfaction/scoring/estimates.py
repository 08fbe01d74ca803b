# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Sums of ratings, and the estimates with their error that follow from them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from .points import LARGEST, percent_shares

#: One step of the 5-point scale (R38), in points.
SCALE_STEP = 20.0

#: A spread below a millionth of the values (its square) is rounding of the sums.
SPREAD_NOISE = 1e-12


@dataclass(frozen=True)
class Moments:
    """Number, sum and sum of squares of ratings: all that mean and spread need.

    SQL delivers them in one aggregate (``count(*)``, ``sum(x)``, ``sum(x * x)``),
    and they add up over channels, months and clients.

    Unit: points (``squares`` in points²).
    Errors: ``ValueError`` for sums that no set of numbers can have.
    """

    n: int
    total: float
    squares: float

    def __post_init__(self) -> None:
        n, total, squares = self.n, self.total, self.squares
        # Made by the thousand: what is right passes by one line.
        if n > 0 and -LARGEST < total < LARGEST and squares < LARGEST * LARGEST:
            possible = n * squares * (1.0 + 1e-9) >= total * total
        else:
            possible = _is_possible(n, total, squares)
        if not possible:
            raise ValueError(f"Not the sums of any ratings: {self!r}.")

    @classmethod
    def of(cls, values: Iterable[float]) -> "Moments":
        """Moments of single values; their order makes no difference."""
        listed = [float(value) for value in values]
        return cls(
            len(listed),
            math.fsum(listed),
            math.fsum(value * value for value in listed),
        )

    def __add__(self, other: "Moments") -> "Moments":
        if not isinstance(other, Moments):
            return NotImplemented
        return Moments(
            self.n + other.n, self.total + other.total, self.squares + other.squares
        )

    @property
    def mean(self) -> float | None:
        """``Σx / n``; ``None`` for n = 0."""
        return self.total / self.n if self.n else None

    @property
    def variance(self) -> float | None:
        """Sample variance ``(Σx² - (Σx)²/n) / (n - 1)``; ``None`` for n < 2.

        Both terms are large and nearly equal when ratings agree; where their
        difference is no more than the rounding of the sums it is 0. Never negative.
        """
        if self.n < 2:
            return None
        spread = self.squares - self.total * self.total / self.n
        if spread <= SPREAD_NOISE * self.squares:
            return 0.0
        return spread / (self.n - 1)


#: A mean of one sample, or a score combined from several: ``(weight, moments)``.
Parts = Sequence[tuple[float, Moments]]


class Estimate(NamedTuple):
    """An estimate, its squared standard error and that one's degrees of freedom."""

    mean: float
    variance: float
    df: float


#: The weights of a programme are the same for all its clients.
_shares = lru_cache(maxsize=1024)(percent_shares)


def mean_estimate(moments: Moments) -> Estimate | None:
    """A mean with the squared standard error ``s²/n``; None for n < 2.

    A sample without spread is judged as ``confidence.mean_interval`` tells.

    Unit: that of the values.
    Errors: none.
    Source: D15.
    """
    variance = moments.variance
    if variance is None:
        return None
    n = moments.n
    if variance == 0.0:
        variance = SCALE_STEP**2 / (n + 1)
    return Estimate(moments.total / n, variance / n, n - 1.0)


def combined_estimate(parts: Parts) -> Estimate | None:
    """The weighted sum of means, or None when its error cannot be judged.

    Formula: as ``confidence.combined_interval``.

    Unit: points; weights as there.
    Errors: ``ValueError`` for negative weights.
    Source: D15; Satterthwaite (1946), Welch (1947).
    """
    return combine_estimates(
        [(weight, mean_estimate(moments)) for weight, moments in parts]
    )


def combine_estimates(
    estimates: Sequence[tuple[float, Estimate | None]],
) -> Estimate | None:
    """``combined_estimate`` of means whose estimates are there already.

    :param estimates: ``(weight, estimate)``; None where it cannot be judged

    Unit: points.
    Errors: as ``combined_estimate``.
    Source: as ``combined_estimate``.
    """
    shares = _shares(tuple([weight for weight, _part in estimates]))
    means: list[float] = []
    variances: list[float] = []
    freedoms: list[float] = []
    for share, (_weight, part) in zip(shares, estimates, strict=True):
        if share == 0.0:
            continue
        if part is None:
            return None
        factor = share / 100.0
        means.append(factor * part.mean)
        variances.append(factor * factor * part.variance)
        freedoms.append(part.df)
    if len(means) == 1:
        return Estimate(means[0], variances[0], freedoms[0])
    return _join(math.fsum(means), variances, freedoms) if means else None


def difference(before: Estimate, after: Estimate) -> Estimate:
    """``after - before`` of two independent estimates."""
    return _join(
        after.mean - before.mean,
        (before.variance, after.variance),
        (before.df, after.df),
    )


def _join(
    mean: float, variances: Sequence[float], freedoms: Sequence[float]
) -> Estimate:
    """Independent estimates together; degrees of freedom by Welch–Satterthwaite.

    :param mean: what they make together
    :param variances: the squared standard error of each
    :param freedoms: the degrees of freedom of each
    """
    variance = math.fsum(variances)
    # Relative to the sum, so that neither square can under- or overflow.
    weight = math.fsum(
        [
            (part / variance) ** 2 / df
            for part, df in zip(variances, freedoms, strict=True)
        ]
    )
    return Estimate(mean, variance, max(1.0, 1.0 / weight))


def _is_possible(n: int, total: float, squares: float) -> bool:
    """Whether there are numbers with these sums."""
    if n < 0 or not (math.isfinite(total) and math.isfinite(squares)):
        return False
    if n == 0:
        return total == 0.0 == squares
    return n * squares * (1.0 + 1e-9) >= total * total
