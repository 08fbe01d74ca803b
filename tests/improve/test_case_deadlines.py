# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Until when to call and to report: hours and days the company works."""

from datetime import date, datetime

from odoo.tests import tagged

from odoo.addons.client_satisfaction.working_time import (
    add_working_hours,
    next_working_days,
)

from .builders import ImproveCommon

# Berlin is one hour ahead of UTC in winter: local 16:00 is 15:00 here.
# 2026-11-16 is a Monday, 2026-11-20 a Friday.
CONTACT = [
    # received (UTC), hours, deadline (UTC), what
    ("2026-11-16 14:30", 24, "2026-11-17 14:30", "a working day later"),
    ("2026-11-20 15:00", 24, "2026-11-23 15:00", "over the weekend"),
    ("2026-11-16 21:00", 24, "2026-11-17 16:00", "at night: the next day's end"),
    ("2026-11-21 11:00", 24, "2026-11-23 16:00", "on Saturday: Monday's end"),
    ("2026-11-16 08:00", 4, "2026-11-16 13:00", "four hours with a break"),
    ("2026-11-20 15:00", 4, "2026-11-23 10:00", "four hours over the weekend"),
    ("2026-11-16 14:30", 12, "2026-11-17 14:30", "half a day: never over a day"),
    ("2026-11-16 14:30", 48, "2026-11-18 14:30", "two working days"),
    ("2026-11-20 15:00", 30, "2026-11-24 13:00", "a day and six hours"),
    ("2026-11-24 14:30", 24, "2026-11-26 14:30", "over a public holiday"),
]


@tagged("post_install", "-at_install")
class TestCaseDeadlines(ImproveCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.company.resource_calendar_id
        cls.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": cls.calendar.id,
                "company_id": cls.company.id,
                "date_from": "2026-11-24 23:00:00",
                "date_to": "2026-11-25 22:59:59",
            }
        )

    def test_contact_deadline(self):
        """R81: nights, weekends and holidays of the company don't count."""
        for received, hours, deadline, what in CONTACT:
            with self.subTest(what):
                start = datetime.fromisoformat(received)
                self.assertEqual(
                    add_working_hours(self.calendar, [start], hours)[start],
                    datetime.fromisoformat(deadline),
                )

    def test_all_at_once_as_one_by_one(self):
        """R81: a batch gives each start the deadline it has alone."""
        starts = [datetime.fromisoformat(row[0]) for row in CONTACT]
        self.assertEqual(
            add_working_hours(self.calendar, starts, 24),
            {
                start: add_working_hours(self.calendar, [start], 24)[start]
                for start in starts
            },
        )

    def test_more_hours_are_never_earlier(self):
        """R81: a longer time allowed never gives an earlier deadline."""
        start = datetime(2026, 11, 20, 15, 0)
        deadlines = [
            add_working_hours(self.calendar, [start], hours)[start]
            for hours in range(100)
        ]
        self.assertEqual(deadlines, sorted(deadlines))

    def test_without_working_hours(self):
        """R81: no calendar, or one without hours: the clock counts."""
        start = datetime(2026, 11, 20, 15, 0)
        clock = datetime(2026, 11, 21, 15, 0)
        nothing = self.env["resource.calendar"]
        self.assertEqual(add_working_hours(nothing, [start], 24)[start], clock)
        self.calendar.attendance_ids.unlink()
        self.assertEqual(add_working_hours(self.calendar, [start], 24)[start], clock)
        self.assertEqual(
            next_working_days(self.calendar, [start.date()])[start.date()], start.date()
        )

    def test_report_on_a_working_day(self):
        """R79: so many days later, else the first working day after it."""
        for day, expected in (
            (date(2026, 11, 20), date(2026, 11, 20)),
            (date(2026, 11, 21), date(2026, 11, 23)),
            (date(2026, 11, 22), date(2026, 11, 23)),
            (date(2026, 11, 25), date(2026, 11, 26)),
        ):
            with self.subTest(day):
                self.assertEqual(next_working_days(self.calendar, [day])[day], expected)

    def test_deadlines_of_a_case(self):
        """R79, R81: from when the client answered, by the programme's times."""
        self.program.write({"contact_within_hours": 4, "report_within_days": 5})
        case = self._open(40, answered_at=datetime(2026, 11, 16, 8, 0))
        self.assertEqual(case.contact_deadline, datetime(2026, 11, 16, 13, 0))
        self.assertEqual(case.report_deadline, date(2026, 11, 23))
        self.assertEqual((case.due_what, case.due_on), ("call", date(2026, 11, 16)))
        self.assertEqual(case.deadline_state, "late")

    def test_next_deadline(self):
        """R79: the call, then the report or what was agreed with the client."""
        case = self._open(40)
        case.action_contacted()
        self.assertEqual((case.due_what, case.due_on), ("report", case.report_deadline))
        case.commitment_date = "2026-12-24"
        self.assertEqual(case.due_on, date(2026, 12, 24))
        case.write(
            {
                "call_notes": "<p>Waited</p>",
                "planned_actions": "<p>Spare</p>",
                "state": "done",
            }
        )
        self.assertFalse(case.due_on or case.due_what)
        self.assertEqual(case.deadline_state, "none")
