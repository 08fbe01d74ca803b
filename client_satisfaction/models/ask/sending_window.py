# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""When mails may go out: hours and weekdays where the recipient lives. Pure Python."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

EVERY_DAY = frozenset(range(7))
# Holidays may be adjacent; more than this in a row is a closed company.
MOST_HOLIDAYS = 400


@dataclass(frozen=True)
class SendingWindow:
    """Open from ``opens`` to ``closes`` o'clock (hours, 0–24) on ``weekdays`` (0–6)."""

    opens: float = 0.0
    closes: float = 24.0
    weekdays: frozenset[int] = EVERY_DAY

    @property
    def is_always_open(self) -> bool:
        return self.opens <= 0 and self.closes >= 24 and self.weekdays >= EVERY_DAY

    def next_open(
        self,
        moment: datetime,
        zone: ZoneInfo,
        holidays: Collection[tuple[datetime, datetime]] = (),
    ) -> datetime:
        """The first moment, from ``moment`` on, at which a mail may go out.

        Hours are those of the clock on the recipient's wall, also where summer time
        begins or ends: an hour that doesn't exist is that one hour later, one that
        comes twice is the first of the two.

        :param moment: naive UTC
        :param zone: the recipient's time zone
        :param holidays: closed spans as naive UTC, both ends included
        :return: naive UTC; ``moment`` itself when it is fine
        """
        for _attempt in range(MOST_HOLIDAYS):
            moment = self._next_working_hour(moment, zone)
            ends = [end for start, end in holidays if start <= moment <= end]
            if not ends:
                break
            moment = max(ends) + timedelta(seconds=1)
        return moment

    def _next_working_hour(self, moment: datetime, zone: ZoneInfo) -> datetime:
        if self.is_always_open or not self.weekdays:
            return moment
        day = moment.replace(tzinfo=timezone.utc).astimezone(zone).date()
        while True:
            closes = _at(day, self.closes, zone)
            if day.weekday() in self.weekdays and moment < closes:
                return max(moment, _at(day, self.opens, zone))
            day += timedelta(days=1)


def _at(day: date, hours: float, zone: ZoneInfo) -> datetime:
    """That hour of the clock as naive UTC; 24 is the next day's midnight."""
    local = datetime.combine(day, time()) + timedelta(minutes=round(hours * 60))
    return local.replace(tzinfo=zone).astimezone(timezone.utc).replace(tzinfo=None)
