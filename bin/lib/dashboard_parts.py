# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the description of a dashboard says about its cards and charts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

#: Conditions as JSON knows them, e.g. ``[["state", "=", "new"]]``.
Domain: TypeAlias = Sequence[Sequence[object]]
#: The number formats of a figure: with one decimal, a share in per cent, a count.
NumberFormat: TypeAlias = Literal["1", "2", "3"]
#: What the samples of monthly charts are labelled with.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun")


@dataclass(frozen=True)
class Source:
    """One number of the database: a measure over the records of a domain.

    :param measure: a stored field with its aggregator (``points:avg``), or the number
        of records; ``a:sum-b:sum`` takes one measure from another
    :param without: the filters that leave it alone
    :param period: the date the period looks at, where it isn't the usual one
    """

    model: str
    domain: Domain = ()
    measure: str = "__count"
    without: Sequence[str] = ()
    period: str = ""


@dataclass(frozen=True)
class Card:
    """One figure, with what was counted for it below.

    :param source: what the figure is made of
    :param sample: the invented figure and its count; a share in per cent (0–100)
    :param counted: the words below; ``[n]`` is the count, ``[goal]`` the goal. Without
        them nothing is shown
    :param count: what is counted; None: the records of ``source``
    :param share: the figure is 100 × source ÷ count, e.g. a share of clients
    :param by_team: (source, count) that take their place while a team is chosen, where
        ``source`` knows nothing of teams
    :param goal: a goal to name beside the count
    :param format: how the figure is written; ``"2"`` takes a share in per cent (0–100)
    :param fill: the colour behind it
    """

    title: str
    source: Source
    sample: tuple[float, float]
    counted: str = ""
    count: Source | None = None
    share: bool = False
    by_team: tuple[Source, Source] | None = None
    goal: Source | None = None
    sample_goal: float = 0
    format: NumberFormat = "3"
    fill: str = "#EFF6FF"


@dataclass(frozen=True)
class Chart:
    """One chart of a model.

    :param by: what is grouped by, e.g. ``["event_date:month", "origin"]``
    :param sample: invented labels and values
    :param measure: a stored field, or the number of records
    :param legend: several series: stacked, and named above the chart
    :param without: the filters that leave this chart alone
    """

    title: str
    type: Literal["bar", "line", "pie"]
    model: str
    by: Sequence[str]
    sample: Sequence[tuple[str, float]]
    measure: str = "__count"
    domain: Domain = ()
    legend: bool = False
    without: Sequence[str] = ()


@dataclass(frozen=True)
class StoredTrend:
    """A line through the stored values of a KPI of the whole company.

    It follows no filter: a value for each of the latest periods is there to be read,
    where a row for each ask would have to be counted.

    :param sample: invented labels and values
    """

    title: str
    kpi: str
    sample: Sequence[tuple[str, float]]
    periods: int = 8
