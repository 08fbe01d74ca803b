# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Deadlines on a company's working calendar, for many starts at once.

``resource.calendar.plan_hours`` does the same for one start with several queries
each; a burst of low answers needs the calendar only once.
"""

from bisect import bisect_left
from datetime import date, datetime, timedelta

import pytz

# A calendar that offers no work within this time (e.g. emptied by mistake) can't
# tell a deadline: plain clock time counts then.
HORIZON = timedelta(days=92)


def add_working_hours(
    calendar, starts: list[datetime], hours: float
) -> dict[datetime, datetime]:
    """When the hours after each start are over, nights and days off left out.

    A whole day of 24 hours counts as one working day, less than a day as so many
    working hours, at most one working day: "24 hours" after Friday 16:00 is Monday
    16:00 and "4 hours" after Friday 16:00 is Monday 11:00 where work is from 8 to 17
    with an hour's break.

    :param calendar: ``resource.calendar`` record, may be empty: clock time counts
    :param starts: moments in UTC, naive
    :param hours: hours of the clock, 0 or more
    :return: deadline of each start, in UTC, naive
    """
    clock = {start: start + timedelta(hours=hours) for start in starts}
    if not calendar or not starts:
        return clock
    per_day = calendar.hours_per_day or 8.0
    working_hours = hours // 24 * per_day + min(hours % 24, per_day)
    reach = timedelta(days=hours / 24 * 2) + HORIZON
    intervals = _work_intervals(calendar, min(starts), max(starts) + reach)
    return {
        start: _walk(intervals, start, timedelta(hours=working_hours)) or clock[start]
        for start in starts
    }


def next_working_days(calendar, days: list[date]) -> dict[date, date]:
    """Each day itself, or the first working day after it.

    :param calendar: ``resource.calendar`` record, may be empty: every day counts
    """
    if not calendar or not days:
        return {day: day for day in days}
    # A day more on both sides, as calendar days begin earlier or later than in UTC
    first = datetime.combine(min(days) - timedelta(days=1), datetime.min.time())
    last = datetime.combine(max(days), datetime.min.time()) + HORIZON
    working = sorted(
        {
            start.astimezone(pytz.timezone(calendar.tz)).date()
            for start, _stop in _work_intervals(calendar, first, last, naive=False)
        }
    )
    result = {}
    for day in days:
        position = bisect_left(working, day)
        result[day] = working[position] if position < len(working) else day
    return result


def _work_intervals(calendar, first: datetime, last: datetime, naive: bool = True):
    """Working time between two naive UTC moments, public holidays left out."""
    intervals = calendar._work_intervals_batch(
        pytz.utc.localize(first), pytz.utc.localize(last)
    )[False]
    if not naive:
        return [(start, stop) for start, stop, _meta in intervals]
    return [
        (
            start.astimezone(pytz.utc).replace(tzinfo=None),
            stop.astimezone(pytz.utc).replace(tzinfo=None),
        )
        for start, stop, _meta in intervals
    ]


def _walk(intervals, start: datetime, left: timedelta) -> datetime | None:
    """The moment at which so much working time has passed; None if it never does."""
    position = bisect_left(intervals, start, key=lambda interval: interval[1])
    for begin, end in intervals[position:]:
        begin = max(begin, start)
        if end - begin >= left:
            return begin + left
        left -= end - begin
    return None
