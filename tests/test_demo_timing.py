# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The demo story fits every day it may be loaded."""

from datetime import date, datetime, timedelta
from statistics import mean

from odoo.tests import tagged

from odoo.addons.base.tests.common import BaseCommon
from odoo.addons.client_satisfaction.demo.story_cases import STAGE_DAYS
from odoo.addons.client_satisfaction.demo.story_history import tell
from odoo.addons.client_satisfaction.demo.story_timing import Timing

# UTC moments; the company lives eight hours ahead.
DAYS = {
    "in the middle of a quarter": datetime(2026, 11, 23, 8),
    "the last minutes of a year": datetime(2026, 12, 31, 15, 50),
    "the first minutes of a year": datetime(2026, 12, 31, 16, 5),
    "the second day of a quarter": datetime(2027, 4, 2, 3),
    "a leap day": datetime(2028, 2, 29, 12),
}


@tagged("post_install", "-at_install")
class TestDemoTiming(BaseCommon):
    """The story as plain values, on days that are hard for it."""

    def test_events_stay_in_their_quarter(self):
        """D7: nothing in the future, everything in its quarter, whatever day it is."""
        for name, now in DAYS.items():
            timing = Timing(now, "Asia/Singapore")
            tickets, asks = tell(timing)
            with self.subTest(name):
                self.assertTrue(all(ask.event_at <= now for ask in asks))
                self.assertTrue(
                    all(ask.answered_at <= now for ask in asks if ask.answered_at)
                )
                self.assertTrue(
                    all(ticket.opened_at < ticket.closed_at for ticket in tickets)
                )
                first = timing.quarter(0)[0]
                days = {timing.local_date(ask.event_at) for ask in asks}
                self.assertGreaterEqual(min(days), first)

    def test_every_quarter_tells_its_part(self):
        """The recovered client's bad quarter is bad on every day it is loaded."""
        for name, now in DAYS.items():
            timing = Timing(now, "Asia/Singapore")
            first, last = timing.quarter(1)
            ratings = [
                mean(ask.reply.ratings)
                for ask in tell(timing)[1]
                if ask.client.key == "aurora"
                and ask.reply
                and first <= timing.local_date(ask.event_at) <= last
            ]
            with self.subTest(name):
                self.assertGreater(len(ratings), 10)
                self.assertLess(mean(ratings), 3)

    def test_same_story_every_time(self):
        """Chance is seeded: told twice on one day it is the same story."""
        timing = Timing(datetime(2026, 11, 23, 8), "Asia/Singapore")
        self.assertEqual(tell(timing), tell(timing))

    def test_people_work_in_office_hours(self):
        """Nobody calls a client on a Saturday at ten to six in the morning."""
        timing = Timing(datetime(2026, 11, 23, 8), "Asia/Singapore")
        answered = timing.utc(date(2026, 11, 20), 13)
        for day, hour, expected_day, expected_hour in (
            (20, 15, 20, 15),
            (20, 22, 20, 17),
            (21, 6, 20, 17),
            (22, 12, 20, 17),
            (23, 6, 20, 17),
            (24, 10, 24, 10),
        ):
            with self.subTest(day=day, hour=hour):
                self.assertEqual(
                    timing.at_work(timing.utc(date(2026, 11, day), hour), answered),
                    timing.utc(date(2026, 11, expected_day), expected_hour),
                )
        # Answered after hours: on the next morning, if that has come yet.
        late = timing.utc(date(2026, 11, 20), 21)
        early = timing.utc(date(2026, 11, 21), 6)
        monday = timing.utc(date(2026, 11, 23), 10)
        self.assertEqual(timing.at_work(early, late), monday)
        timing = Timing(datetime(2026, 11, 22, 8), "Asia/Singapore")
        self.assertEqual(timing.at_work(early, late), early)

    def test_stages_keep_their_order(self):
        """R92: whatever the hour of an answer, its case goes on day after day."""
        timing = Timing(datetime(2027, 4, 2, 3), "Asia/Singapore")
        first = timing.utc(date(2026, 11, 16), 0)
        for minutes in range(0, 7 * 24 * 60, 20):
            answered = first + timedelta(minutes=minutes)
            moments = [
                timing.at_work(answered + timedelta(days=days), answered)
                for _stage, days in STAGE_DAYS[1:]
            ]
            self.assertEqual([answered, *moments], sorted([answered, *moments]))
