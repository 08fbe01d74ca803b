# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Month ends, midnights and days on which the clock is changed, in six time zones.

A month's figures may depend neither on who looks, nor on where the server stands.
"""

from collections import Counter
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ..common import SatisfactionCommon

YEAR = fields.Date.today().year
NOW = datetime(YEAR, 12, 30, 12)
ZONES = (
    "Europe/Madrid",
    "America/Los_Angeles",
    "Asia/Tokyo",
    "Asia/Kathmandu",  # a quarter of an hour beside the others
    "Australia/Lord_Howe",  # half an hour of summer time
    "Pacific/Kiritimati",  # a day ahead of nearly everybody
)
MONTH_ENDS = [date(YEAR, 2, 1), date(YEAR, 7, 1), date(YEAR, 11, 1)]


def find_clock_changes(zone):
    """Days of the year on which the offset from UTC changes."""
    zone, day, found = ZoneInfo(zone), datetime(YEAR, 1, 2, tzinfo=timezone.utc), []
    while day.year == YEAR:
        if zone.utcoffset(day) != zone.utcoffset(day - timedelta(days=1)):
            found.append(day.astimezone(zone).date())
        day += timedelta(days=1)
    return [day for day in found if day < NOW.date()]


def find_moments(zone, day):
    """24 moments round the midnight a day begins with, in naive UTC."""
    midnight = datetime.combine(day, datetime.min.time(), ZoneInfo(zone))
    start = midnight.astimezone(timezone.utc).replace(tzinfo=None)
    return [
        # Seconds before and after, and then every quarter of an hour
        start + timedelta(minutes=15 * number, seconds=1 if number >= 0 else -1)
        for number in range(-12, 12)
    ]


@tagged("post_install", "-at_install")
class TestClock(SatisfactionCommon):
    @classmethod
    def setUpClass(cls):
        with freeze_time(NOW):
            super().setUpClass()

    def _close_at(self, moments):
        """Tickets closed at these moments, and the rows of the ledger about them."""
        tickets = self.env["helpdesk.ticket"].create(
            [
                {
                    "name": f"Closed at {moment}",
                    "description": "<p>x</p>",
                    "partner_id": self.contact.id,
                    "team_id": self.team.id,
                    "user_id": self.agent.id,
                    "stage_id": self.stage_closed.id,
                    "company_id": self.company.id,
                    "closed_date": moment,
                }
                for moment in moments
            ]
        )
        return {row.ticket_id: row for row in self._ledger(tickets)}, tickets

    @freeze_time(NOW)
    def test_same_month_for_everybody(self):
        """D7: 24 closings round midnight × six zones × month ends and clock changes:
        the day is the company's, and each viewer sees the same months."""
        seen, changes = 0, 0
        for zone in ZONES:
            self.company.partner_id.tz = zone
            days = find_clock_changes(zone)
            changes += len(days)
            moments = [
                moment
                for day in (*days, *MONTH_ENDS)
                for moment in find_moments(zone, day)
            ]
            rows, tickets = self._close_at(moments)
            self.assertEqual(len(rows), len(moments), "a closing left no row")
            expected = Counter()
            for ticket, moment in zip(tickets, moments, strict=True):
                utc = moment.replace(tzinfo=timezone.utc)
                own_day = utc.astimezone(ZoneInfo(zone)).date()
                self.assertEqual(rows[ticket].event_date, own_day, (zone, moment))
                expected[own_day.replace(day=1)] += 1
            for viewer in (*ZONES, "UTC", False):
                self.program_manager.tz = viewer
                found = (
                    self.env["satisfaction.request"]
                    .with_user(self.program_manager)
                    .with_context(tz=viewer)
                    ._read_group(
                        [("ticket_id", "in", tickets.ids)],
                        ["event_date:month"],
                        ["__count"],
                    )
                )
                self.assertEqual(Counter(dict(found)), expected, (zone, viewer))
                seen += 1
        self.assertEqual(seen, len(ZONES) * (len(ZONES) + 2))
        self.assertGreaterEqual(changes, 6, "too few clock changes to prove anything")

    @freeze_time(NOW)
    def test_scores_count_the_company_s_day(self):
        """D7: an answer about a ticket closed a second before the month's end counts in
        that month, one a second later in the next, whatever zone the server is in."""
        self.program.period_length = "month"
        for zone in ("Pacific/Kiritimati", "America/Los_Angeles"):
            self.company.partner_id.tz = zone
            before, *_more, after = find_moments(zone, date(YEAR, 7, 1))[11:13]
            client = self._make_client(f"Midnight {zone}")
            contact = self._make_contact(client, zone.partition("/")[2])
            for moment, rating in ((before, 5), (after, 1)):
                self._answered(
                    rating, rating, rating, event_at=moment, partner_id=contact.id
                )
            self.env["satisfaction.score"]._recompute_pending()
            scores = self.env["satisfaction.score"].search(
                [("client_id", "=", client.id), ("is_measured", "=", True)]
            )
            found = {
                score.period_start: score.line_ids.filtered(
                    lambda line: line.channel_code == "ticket"
                ).points
                for score in scores
            }
            self.assertEqual(found, {date(YEAR, 6, 1): 100, date(YEAR, 7, 1): 20}, zone)

    def test_end_of_the_last_day(self):
        """R27: an ask is open until the last second of its last day, also on a day of
        23 or 25 hours."""
        for zone in ZONES:
            self.company.partner_id.tz = zone
            for day in (*find_clock_changes(zone), *MONTH_ENDS):
                with self.subTest(zone=zone, day=day):
                    end = self.company._satisfaction_day_end(day)
                    utc = end.replace(tzinfo=timezone.utc)
                    own = utc.astimezone(ZoneInfo(zone))
                    self.assertEqual(own.date(), day)
                    later = (utc + timedelta(seconds=1)).astimezone(ZoneInfo(zone))
                    self.assertEqual(later.date(), day + timedelta(days=1))
