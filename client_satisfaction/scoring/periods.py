# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which answers count in a period: its own, or older ones that are still valid."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from .estimates import Moments


class Source(NamedTuple):
    """The answers a channel counts with, and the days they came from.

    ``start`` and ``end`` are the first and last day of the months looked at; they
    lie inside the period itself, or before it when older answers still count.
    """

    start: date
    end: date
    moments: Moments


def add_months(day: date, months: int) -> date:
    """The first day of the month that lies ``months`` after that of ``day``.

    Range: any sign. Errors: ``OverflowError``/``ValueError`` outside years 1–9999.
    Source: D7.
    """
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def is_valid_in(month: date, period_start: date, validity_months: int) -> bool:
    """Whether answers of a month before a period may still count in it.

    They do when they were given no more than ``validity_months`` before the
    period's first day: with 12, a questionnaire of any day of March 2025 counts
    from the second quarter of 2025 to the first of 2026, the one in which the
    next yearly questionnaire is due. 0: never.

    ``month`` is the first day of the month of the answers.
    Errors: ``ValueError`` for a negative validity.
    Source: D7.
    """
    if validity_months < 0:
        raise ValueError(f"Answers cannot be valid for {validity_months} months.")
    earliest = add_months(period_start, -validity_months)
    return earliest <= month < period_start


def pick_source(
    months: Mapping[date, Moments],
    period_start: date,
    period_end: date,
    validity_months: int = 0,
) -> Source | None:
    """The answers that count for one channel in one period.

    Answers of the period itself win, however old the others. Otherwise those of
    the latest earlier period of the same length that has any, as far as they are
    still valid (``is_valid_in``): never a mixture of periods, so that the
    calculation table can name where its number came from.

    :param months: moments of the answers by the first day of their month; months
        without answers may be missing or have n = 0
    :param period_start: first day of a month
    :param period_end: last day of a month, the same or a later one
    :return: ``None`` when nothing counts

    Errors: ``ValueError`` for a period that is not made of whole months, or a
    negative validity.
    Source: D7.
    """
    if validity_months < 0:
        raise ValueError(f"Answers cannot be valid for {validity_months} months.")
    own = [
        month
        for month in _months_of(period_start, period_end)
        if month in months and months[month].n
    ]
    if own:
        return _source(months, own, period_start, period_end)
    if not validity_months:
        return None
    counted = {month: moments for month, moments in months.items() if moments.n}
    valid = [
        month for month in counted if is_valid_in(month, period_start, validity_months)
    ]
    if not valid:
        return None
    length = _month_count(period_start, period_end)
    # Periods of that length counted backwards from this one: -1 is the one before.
    back = (_month_count(period_start, max(valid)) - 1) // length
    start = add_months(period_start, back * length)
    end = add_months(start, length) - timedelta(days=1)
    start = max(start, add_months(period_start, -validity_months))
    inside = [month for month in valid if start <= month <= end]
    return _source(counted, inside, start, end)


@lru_cache(maxsize=1024)
def _months_of(start: date, end: date) -> tuple[date, ...]:
    """First days of the months of a period, which thousands of clients have."""
    if start.day != 1 or (end + timedelta(days=1)).day != 1 or end < start:
        raise ValueError(f"{start}–{end} is not made of whole months.")
    return tuple(
        add_months(start, number) for number in range(_month_count(start, end))
    )


def _month_count(start: date, end: date) -> int:
    """Months from the one of ``start`` to the one of ``end``, both included."""
    return (end.year - start.year) * 12 + end.month - start.month + 1


def _source(
    months: Mapping[date, Moments], chosen: list[date], start: date, end: date
) -> Source:
    first, *others = sorted(chosen)
    moments = months[first]
    for month in others:
        moments += months[month]
    return Source(start, end, moments)
