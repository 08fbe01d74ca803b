# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time, timedelta

import pytz

from odoo.tools import format_datetime, format_time

# Where no working hours are known: nine to five, Monday to Friday.
USUAL_HOURS = {day: (9.0, 17.0) for day in range(5)}


class CallTime:
    """When to call a client: working hours, in the time zone where the client is.

    The client's own hours are unknown, so those of our company are taken, as hours
    of the client's clock.

    :param env: says language and time zone of whoever looks
    :param now: naive UTC datetime
    :param zone_name: time zone of the client
    :param calendar: ``resource.calendar`` of our company, may be empty
    """

    def __init__(self, env, now, zone_name, calendar):
        self.env = env
        self.zone = pytz.timezone(zone_name)
        self.local = pytz.utc.localize(now).astimezone(self.zone)
        self.hours = _find_hours(calendar)
        self.begin, self.end = self._find_window()

    @property
    def is_good(self):
        """Whether the client is likely to be at work right now."""
        return bool(self.begin) and self.begin <= self.local <= self.end

    def _find_window(self):
        """Begin and end of the working day that is on or comes next."""
        for ahead in range(8):
            day = self.local.date() + timedelta(days=ahead)
            if day.weekday() not in self.hours:
                continue
            begin, end = (self._at(day, hour) for hour in self.hours[day.weekday()])
            if self.local <= end:
                return begin, end
        return None, None

    def _at(self, day, hour):
        minutes = timedelta(minutes=round(hour * 60))
        return self.zone.localize(datetime.combine(day, time()) + minutes)

    def word_now(self):
        """E.g. "Mon 14:32"."""
        return self._word(self.local, self.zone, "EEE HH:mm")

    def word_window(self):
        """E.g. "09:00–17:00", and what that is for whoever looks."""
        if not self.begin:
            return ""
        hours = self._word_span(self.zone)
        if self.begin.date() != self.local.date():
            day = self._word(self.begin, self.zone, "EEE")
            hours = f"{day} {hours}"
        here = self.env.tz
        if self.begin.utcoffset() == self.begin.astimezone(here).utcoffset():
            return hours
        return self.env._(
            "%(there)s (%(here)s for you)", there=hours, here=self._word_span(here)
        )

    def _word_span(self, zone):
        return "–".join(
            format_time(self.env, moment.astimezone(zone).time(), time_format="HH:mm")
            for moment in (self.begin, self.end)
        )

    def _word(self, moment, zone, form):
        naive = moment.astimezone(pytz.utc).replace(tzinfo=None)
        return format_datetime(self.env, naive, tz=str(zone), dt_format=form)


def _find_hours(calendar):
    """``{weekday: (first hour, last hour)}`` somebody works, Monday is 0."""
    hours = {}
    for line in calendar.attendance_ids:
        if line.day_period == "lunch" or line.display_type:
            continue
        day = int(line.dayofweek)
        first, last = hours.get(day, (24.0, 0.0))
        hours[day] = (min(first, line.hour_from), max(last, line.hour_to))
    return hours or USUAL_HOURS
