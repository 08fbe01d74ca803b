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
class Card:
    """One figure, with what was counted for it below.

    :param sample: the invented figure and its count; a share in per cent (0–100)
    :param measure: a stored field with its aggregator (``points:avg``), or the number
        of records
    :param format: how the figure is written; ``"2"`` takes a share in per cent (0–100)
    :param counted: what is counted, in words; without it no count is shown
    :param count_measure: as ``measure``, for the count
    :param count_domain: what is counted where that isn't what is measured
    :param without: the filters that leave this figure alone
    :param fill: the colour behind it
    """

    title: str
    model: str
    sample: tuple[float, float]
    measure: str = "__count"
    domain: Domain = ()
    format: NumberFormat = "3"
    counted: str = ""
    count_measure: str = "__count"
    count_domain: Domain | None = None
    without: Sequence[str] = ()
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
