# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""When the events of the demo story happened: five quarters up to this moment."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytz
from dateutil.relativedelta import relativedelta

QUARTERS = 5
_LEAD = timedelta(days=2)


@dataclass(frozen=True)
class Timing:
    """Places events in quarters of the company's time zone, never in the future.

    :param now: this moment, UTC without a zone, as Odoo stores it
    :param zone: name of the company's time zone
    """

    now: datetime
    zone: str

    @property
    def today(self) -> date:
        return self.local_date(self.now)

    def local_date(self, moment: datetime) -> date:
        """The day of a moment (UTC) where the company is."""
        zone = pytz.timezone(self.zone)
        return pytz.utc.localize(moment).astimezone(zone).date()

    def quarter(self, number: int) -> tuple[date, date]:
        """First and last day of a quarter; 0 is the oldest, 4 the present one."""
        today = self.today
        this = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
        start = this + relativedelta(months=3 * (number - QUARTERS + 1))
        return start, start + relativedelta(months=3, days=-1)

    def utc(self, day: date, hours: float) -> datetime:
        """A time of day where the company is, as UTC."""
        local = datetime.combine(day, time()) + timedelta(hours=hours)
        zone = pytz.timezone(self.zone)
        return _whole(zone.localize(local).astimezone(pytz.utc).replace(tzinfo=None))

    def moment(self, number: int, share: float, hour: float) -> datetime:
        """A moment in a quarter, on a working day at about ``hour``.

        On the first days of a quarter there is little room: then events lie close
        together, because they may neither leave the quarter nor come after now.

        :param share: 0 the beginning, 1 the end of the quarter's past part
        """
        first, last = self.quarter(number)
        start = self.utc(first, 0)
        end = min(self.utc(last, 23), self.now)
        latest = end - _LEAD if end - _LEAD > start + _LEAD else end
        found = _whole(start + (latest - start) * (0.02 + 0.96 * share))
        day = self.local_date(found)
        if day.weekday() > 4:
            day -= timedelta(days=day.weekday() - 4)
        tidy = self.utc(day, hour)
        return tidy if start <= tidy <= latest else found

    def months(self, number: int) -> list[date]:
        """First days of the quarter's months that have begun."""
        first, _last = self.quarter(number)
        months = [first + relativedelta(months=month) for month in range(3)]
        return [month for month in months if month <= self.today]

    def month_end(self, month: date) -> datetime:
        """A moment on the last day of a month, or now in the running one."""
        last = month + relativedelta(months=1, days=-1)
        return min(self.utc(last, 15), self.now)

    def at_work(self, moment: datetime, earliest: datetime) -> datetime:
        """The nearest moment at which people work, after ``earliest``, up to now.

        At five before if that is late enough, else on the morning after. What came
        later stays so: nobody works after five.
        """
        local = pytz.utc.localize(moment).astimezone(pytz.timezone(self.zone))
        day = local.date()
        if 9 <= local.hour < 17 and day.weekday() < 5:
            return moment
        before = day - timedelta(days=local.hour < 9)
        before -= timedelta(days=max(before.weekday() - 4, 0))
        after = day + timedelta(days=local.hour >= 17)
        after += timedelta(days=(7 - after.weekday()) if after.weekday() > 4 else 0)
        for found in (self.utc(before, 17), self.utc(after, 10)):
            if earliest < found <= self.now:
                return found
        return moment

    def after(self, moment: datetime, hours: float) -> datetime:
        """So many hours later, but not in the future."""
        return min(_whole(moment + timedelta(hours=hours)), self.now)


def _whole(moment: datetime) -> datetime:
    """Odoo keeps moments without fractions of seconds."""
    return moment.replace(microsecond=0)
