# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a measurement says: ours beside a peer, their ratio, and whether that is good.

Pure: no Odoo, no database.
"""

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Comparison:
    """Two medians of one measure and what is to be reached.

    ``ratio`` is ours / peer, and so is ``goal``: at most that much, or at least that
    much when ``at_least`` is set (throughput). ``unit`` is that of ``ours`` and
    ``peer``; ``runs`` is how many times each was measured. ``queries`` are the medians
    of the database queries of both sides, where they were counted.
    """

    name: str
    ours: float
    peer: float
    goal: float
    unit: str
    runs: int
    at_least: bool = False
    queries: tuple[float, float] | None = None
    note: str = ""

    @property
    def ratio(self) -> float:
        """Ours / peer; ours itself where the peer is nothing (a limit of zero)."""
        return self.ours / self.peer if self.peer else self.ours

    @property
    def met(self) -> bool:
        if self.at_least:
            return self.ratio >= self.goal
        return self.ratio <= self.goal

    def as_dict(self) -> dict[str, Any]:
        """For the JSON file."""
        values = asdict(self) | {"ratio": self.ratio, "met": self.met}
        return {name: value for name, value in values.items() if value is not None}

    def as_line(self) -> str:
        sign = "≥" if self.at_least else "≤"
        queries = self.queries and f" ({self.queries[0]:g} / {self.queries[1]:g} q)"
        return (
            f"  {self.name:48} {show(self.ours)} / {show(self.peer)} {self.unit}"
            f"{queries or ''} = {self.ratio:.3f}"
            f"  (goal {sign} {self.goal:g}: {'met' if self.met else 'MISSED'})"
        )


@dataclass(frozen=True)
class Growth:
    """How one measure grows with the number of answers beneath."""

    name: str
    unit: str
    points: tuple[tuple[int, float], ...]


def compare_samples(
    name: str,
    ours: Sequence[float],
    peer: Sequence[float],
    *,
    goal: float,
    unit: str,
    at_least: bool = False,
    note: str = "",
) -> Comparison:
    """The medians of two series that were measured in turn."""
    return Comparison(
        name=name,
        ours=statistics.median(ours),
        peer=statistics.median(peer),
        goal=goal,
        unit=unit,
        runs=len(ours),
        at_least=at_least,
        note=note,
    )


def limit(
    name: str, ours: Sequence[float], most: float, *, unit: str, note: str = ""
) -> Comparison:
    """An absolute limit: the peer is the limit itself, so the goal is 1.

    A limit of zero (errors) has the goal 0 and the count as its ratio.
    """
    return Comparison(
        name=name,
        ours=statistics.median(ours) if most else max(ours),
        peer=most,
        goal=1.0 if most else 0.0,
        unit=unit,
        runs=len(ours),
        note=note,
    )


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that ``percent`` of 100 of them don't exceed (nearest rank)."""
    if not values:
        raise ValueError("There is no percentile of nothing.")
    ordered = sorted(values)
    rank = -(-len(ordered) * percent // 100)  # rounded up
    return ordered[max(int(rank), 1) - 1]


def show(value: float) -> str:
    """Three significant figures, without an exponent."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 0.001 or not value else f"{value:.6f}"
