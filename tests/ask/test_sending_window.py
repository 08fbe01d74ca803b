# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tools import mute_logger

from odoo.addons.client_satisfaction.models.ask.sending_window import SendingWindow

from tests.common import SatisfactionCommon

WEEKDAYS = frozenset(range(5))


class TestSendingWindow(SatisfactionCommon):
    """Mails go out at the hours and on the days of the recipient."""

    def assertOpens(self, window, zone, moment, expected, holidays=()):
        found = window.next_open(
            datetime.fromisoformat(moment), ZoneInfo(zone), holidays
        )
        self.assertEqual(found, datetime.fromisoformat(expected), (zone, moment))

    def test_hours_and_weekdays(self):
        """R20, R29: from 9 to 18 o'clock on working days, where the contact lives."""
        window = SendingWindow(9, 18, WEEKDAYS)
        for zone, moment, expected in (
            # Monday 4 May 2026
            ("UTC", "2026-05-04 08:59:59", "2026-05-04 09:00"),
            ("UTC", "2026-05-04 09:00", "2026-05-04 09:00"),
            ("UTC", "2026-05-04 17:59:59", "2026-05-04 17:59:59"),
            ("UTC", "2026-05-04 18:00", "2026-05-05 09:00"),
            # 9 o'clock in Shanghai, New York, Kathmandu (5:45 ahead)
            ("Asia/Shanghai", "2026-05-04 00:30", "2026-05-04 01:00"),
            ("America/New_York", "2026-05-04 12:00", "2026-05-04 13:00"),
            ("Asia/Kathmandu", "2026-05-04 00:00", "2026-05-04 03:15"),
            # Friday evening waits for Monday
            ("UTC", "2026-05-08 18:00", "2026-05-11 09:00"),
            # In Auckland it is Saturday already, in Honolulu still Friday.
            ("Pacific/Auckland", "2026-05-08 22:00", "2026-05-10 21:00"),
            ("Pacific/Honolulu", "2026-05-09 01:00", "2026-05-09 01:00"),
        ):
            self.assertOpens(window, zone, moment, expected)

    def test_summer_time(self):
        """R20: the clock on the wall counts, also on the days it is turned."""
        window = SendingWindow(9, 18)
        for moment, expected in (
            ("2026-03-28 20:00", "2026-03-29 07:00"),  # the last winter hour was at 1
            ("2026-10-24 20:00", "2026-10-25 08:00"),
        ):
            self.assertOpens(window, "Europe/Berlin", moment, expected)
        # 2:30 doesn't exist on 29 March: an hour later; twice on 25 October: the first
        night = SendingWindow(2.5, 5)
        self.assertOpens(night, "Europe/Berlin", "2026-03-29 00:00", "2026-03-29 01:30")
        self.assertOpens(night, "Europe/Berlin", "2026-10-24 23:00", "2026-10-25 00:30")

    def test_holidays(self):
        """R20: over the holidays, also when they end in the middle of a night."""
        window = SendingWindow(9, 18, WEEKDAYS)
        friday = (datetime(2026, 4, 30, 22), datetime(2026, 5, 1, 21, 59, 59))
        monday = (datetime(2026, 5, 3, 22), datetime(2026, 5, 4, 21, 59, 59))
        self.assertOpens(
            window,
            "Europe/Berlin",
            "2026-05-01 08:00",
            "2026-05-05 07:00",
            (friday, monday),
        )

    def test_always_open(self):
        """R20: without a window nothing waits."""
        self.assertOpens(SendingWindow(), "UTC", "2026-05-09 03:00", "2026-05-09 03:00")

    def test_planned_into_the_window(self):
        """R20: the delay ends at night; the mail waits for the contact's morning."""
        self.rule.write({"window_from": 9, "window_to": 18})
        self.contact.tz = "Asia/Shanghai"
        self.leader.tz = False  # then the company's: Moscow
        with freeze_time("2026-05-04 17:30:00"):
            self._make_program(self.company, 2026)
            shanghai = self._close_ticket()
            moscow = self._close_ticket(partner_id=self.leader.id)
        self.assertEqual(shanghai.send_after, datetime(2026, 5, 5, 1))
        self.assertEqual(moscow.send_after, datetime(2026, 5, 5, 6))

    def test_holidays_of_company_and_rule(self):
        """R20: public holidays of the company's working hours, or of the rule's."""
        leaves = self.env["resource.calendar.leaves"]
        holiday = {
            "name": "Holiday",
            "date_from": datetime(2026, 5, 4, 0),
            "date_to": datetime(2026, 5, 5, 20, 59, 59),
            "company_id": self.company.id,
        }
        calendar = self.company.resource_calendar_id
        leave = leaves.create({**holiday, "calendar_id": calendar.id})
        moment = datetime(2026, 5, 4, 10)

        def opens():
            holidays = self.rule._find_holidays(moment)[self.rule]
            return self.rule._next_open(moment, self.contact, holidays)

        self.assertEqual(opens(), datetime(2026, 5, 5, 21))
        self.rule.calendar_id = calendar.create({"name": "Second shift"})
        self.assertEqual(opens(), moment, "another calendar's holidays")
        leave.calendar_id = False
        self.assertEqual(opens(), datetime(2026, 5, 5, 21), "everybody's holidays")
        leave.resource_id = self.env["resource.resource"].create({"name": "Ada"})
        self.assertEqual(opens(), moment, "a colleague's holidays")
        leave.resource_id = False
        self.rule.skip_holidays = False
        self.assertEqual(opens(), moment)

    def test_late_job_keeps_the_window(self):
        """R20: a job that stood still until night does not write at night."""
        self.rule.write({"window_from": 9, "window_to": 18, "delay_hours": 0})
        ledger = self.env["satisfaction.request"]
        self.contact.tz = "UTC"
        with freeze_time("2026-05-04 10:00:00"):
            self._make_program(self.company, 2026)
            request = self._close_ticket()
        with freeze_time("2026-05-04 20:00:00"), self._without_commit():
            ledger._cron_send()
        self.assertEqual(request.state, "planned")
        self.assertEqual(request.send_after, datetime(2026, 5, 5, 9))
        with freeze_time("2026-05-05 09:00:00"), self._without_commit():
            ledger._cron_send()
        self.assertEqual(request.state, "sent")

    def test_bad_settings_are_refused(self):
        """R29: a window that never opens, a share of nothing: told, not stored."""
        for values in (
            {"window_from": 18, "window_to": 9},
            {"window_to": 25},
            {"window_from": -1},
            {
                f"on_{day}": False
                for day in (
                    "monday",
                    "tuesday",
                    "wednesday",
                    "thursday",
                    "friday",
                    "saturday",
                    "sunday",
                )
            },
            {"share": 0},
            {"share": 100.5},
            {"max_per_hour": -1},
            {"every_months": 0},
        ):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(Exception) as caught,
            ):
                self.rule.write(values)
                self.env.flush_all()
            self.assertNotIsInstance(caught.exception, AssertionError)

    # ------------------------------------------------------------------
    # Pace
    # ------------------------------------------------------------------
    def test_mails_per_hour_are_spread(self):
        """R20: many due at once go out evenly, never more than the hour allows."""
        self.rule.write({"max_per_hour": 30, "delay_hours": 0, "cool_down_days": 0})
        ledger = self.env["satisfaction.request"]
        start = datetime(2026, 5, 4, 10)
        with freeze_time(start):
            self._make_program(self.company, 2026)
            tickets = self._make_tickets(40)
            tickets.stage_id = self.stage_closed
        sent = []
        for minute in range(0, 90, 5):
            with freeze_time(start + timedelta(minutes=minute)):
                with self._without_commit():
                    ledger._cron_send()
                asked = self._ledger(tickets).filtered("sent_at")
                sent.append(len(asked))
                hour = asked.filtered(
                    lambda ask, m=minute: (
                        ask.sent_at > start + timedelta(minutes=m - 60)
                    )
                )
                self.assertLessEqual(len(hour), 30)
        self.assertEqual(sent[:4], [3, 6, 9, 12])
        self.assertEqual(sent[-1], 40)

    def test_other_rules_are_not_held_up(self):
        """R20: a slow rule holds up nobody else's mails."""
        self.rule.write({"max_per_hour": 12, "cool_down_days": 0})
        quick = self.rule.copy({"sequence": 1, "max_per_hour": 0})
        quick.ticket_domain = "[('priority', '=', '3')]"
        slow = self._make_tickets(5)
        slow.stage_id = self.stage_closed
        urgent = self._make_tickets(5, priority="3")
        urgent.stage_id = self.stage_closed
        self._send_due()
        self.assertEqual(self._ledger(urgent).mapped("state"), ["sent"] * 5)
        self.assertEqual(self._ledger(slow).mapped("state").count("sent"), 1)

    def test_share_is_stable(self):
        """R20, D14: a share of tickets; the same ticket is always in or always out."""
        self.rule.write({"share": 30, "cool_down_days": 0, "repeat": "closing"})
        tickets = self._make_tickets(200)
        tickets.stage_id = self.stage_closed
        asked = self._ledger(tickets).filtered(lambda ask: ask.state == "planned")
        reasons = set((self._ledger(tickets) - asked).mapped("skip_reason"))
        self.assertEqual(reasons, {"not_sampled"})
        self.assertTrue(35 <= len(asked) <= 85, len(asked))
        first = asked.ticket_id
        tickets.stage_id = self.stage_open
        tickets.stage_id = self.stage_closed
        latest = self._ledger(tickets).filtered(lambda ask: ask.state == "planned")
        self.assertEqual(latest.ticket_id, first)
        # next year's copy goes on with it, a copy by hand draws anew
        self.assertEqual(self.rule.copy_data()[0]["seed"], self.rule.seed)
        self.assertNotEqual(self.rule.copy().seed, self.rule.seed)

    def test_agreed_needs_no_tick(self):
        """R23: what was agreed is mandatory by itself, and stays so."""
        rule = self.rule.create(
            {"name": "Agreed", "program_id": self.program.id, "trigger": "agreed"}
        )
        self.assertTrue(rule.is_mandatory)
        with self.assertRaises(ValidationError):
            rule.is_mandatory = False
