# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tools import html2plaintext

from tests.common import SatisfactionCommon

START = datetime(2026, 5, 4, 10)  # a Monday
REMINDING = "odoo.addons.client_satisfaction.models.ask.request_remind"


class Killed(BaseException):
    """The process ends here."""


class TestReminders(SatisfactionCommon):
    """One reminder, counted, to whoever has not answered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.requests = cls.env["satisfaction.request"]
        cls.rule.write({"delay_hours": 0, "reminder_days": 4, "expiry_days": 14})
        with freeze_time(START):
            cls._make_program(cls.company, 2026)

    def _sent(self, **values):
        with freeze_time(START):
            request = self._close_ticket(**values)
            self._send_due()
        self.assertEqual(request.state, "sent")
        return request

    def _remind(self, *, days=4, hours=0):
        with (
            freeze_time(START + timedelta(days=days, hours=hours)),
            self._without_commit(),
        ):
            self.requests._cron_remind()

    def _mails(self, request):
        return self.env["mail.mail"].search(
            [("model", "=", "satisfaction.request"), ("res_id", "=", request.id)],
            order="id",
        )

    def test_one_reminder_and_no_second(self):
        """R29: after four days, once, however often the job runs."""
        request = self._sent()
        self._remind(days=3, hours=23)
        self.assertEqual(len(self._mails(request)), 1)
        for hour in range(3):
            self._remind(hours=hour)
        for day in range(5, 20):
            self._remind(days=day)
        self.assertEqual(len(self._mails(request)), 2)
        self.assertEqual(request.reminder_count, 1)
        self.assertEqual(request.reminded_at, START + timedelta(days=4))
        self.assertFalse(request.remind_after)
        self.assertEqual(request.state, "sent", "it waits for its answer as before")

    def test_it_says_that_it_is_a_reminder(self):
        """R27, R29: the mail says so, has the same links and the way out."""
        request = self._sent(name="Screen <b>dark</b>")
        self._remind()
        first, second = self._mails(request)
        self.assertTrue(second.subject.startswith("Reminder"))
        self.assertIn("reminder", html2plaintext(second.body_html))
        self.assertIn(request.ticket_number, second.subject)
        self.assertNotIn("<b>dark</b>", second.body_html)
        for value in range(1, 6):
            self.assertIn(request._get_answer_url(value), second.body_html)
        self.assertIn(request._get_opt_out_url(), second.body_html)
        self.assertIn("List-Unsubscribe", second.headers)
        self.assertNotEqual(first, second)

    def test_nobody_is_reminded_in_vain(self):
        """R29: not after an answer, an opt-out, the expiry, a reopening."""
        cases = {
            "answered": lambda ask: self._answer(ask, 5),
            "opted out": lambda ask: ask._opt_out(),
            "expired": lambda ask: ask.write({"state": "expired"}),
            "expires": lambda ask: ask.write({"expires_at": START}),
            "reopened": lambda ask: ask.ticket_id.write(
                {"stage_id": self.stage_open.id}
            ),
            "no address": lambda ask: ask.partner_id.write({"email": False}),
            "cancelled": lambda ask: ask.with_user(
                self.program_manager
            ).action_cancel(),
            "programme closed": lambda ask: ask.program_id.action_close("x"),
        }
        for name, happens in cases.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                request = self._sent()
                with freeze_time(START + timedelta(days=1)):
                    happens(request)
                mails = self._mails(request)
                self._remind()
                self.assertEqual(self._mails(request), mails, "perhaps a thank-you")
                self.assertFalse(request.reminder_count)
                savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_rules_without_reminder(self):
        """R29: none where the rule wants none, or it would come after the end."""
        for days in (0, 14, 20):
            with self.subTest(days):
                self.rule.write({"reminder_days": days, "cool_down_days": 0})
                self.assertFalse(self._sent().remind_after)

    def test_reminder_keeps_the_window(self):
        """R20, R29: reminders wait for the morning too."""
        self.rule.write({"window_from": 9, "window_to": 18})
        self.contact.tz = "UTC"
        request = self._sent()
        self._remind(hours=12)
        self.assertFalse(request.reminder_count)
        self.assertEqual(request.remind_after, datetime(2026, 5, 9, 9))
        self._remind(days=4, hours=23)
        self.assertEqual(request.reminder_count, 1)

    def test_missing_template(self):
        """Nothing lost: tried again, shown on the ask, given up after three times."""
        request = self._sent()
        self.env.ref("client_satisfaction.mail_template_reminder").unlink()
        for number in range(4):
            if number < 3:
                with self.assertLogs(REMINDING, "WARNING"):
                    self._remind(hours=6 * number)
                self.assertIn("Reminder", request.send_error)
            else:
                self._remind(hours=6 * number)
        self.assertEqual((request.state, request.reminder_count), ("sent", 0))
        self.assertFalse(request.remind_after)

    def test_mail_server_refuses_the_reminder(self):
        """Nothing lost: the first mail arrived, so only the reminder is repeated."""
        request = self._sent()
        self._remind()
        mail = request.invitation_mail_id
        with freeze_time(START + timedelta(days=4)):
            mail._postprocess_sent_message(
                [], [], failure_reason="Greylisted", failure_type="unknown"
            )
        self.assertEqual((request.state, request.reminder_count), ("sent", 0))
        self.assertIn("Greylisted", request.send_error)
        self.assertTrue(request.sent_at and request.expires_at)
        self._remind(days=5)
        self.assertEqual(request.reminder_count, 1)

    def test_killed_in_the_middle(self):
        """R29: killed between two batches nobody is reminded twice, nobody left out."""
        self.rule.cool_down_days = 0
        with freeze_time(START):
            tickets = self._make_tickets(6)
            tickets.stage_id = self.stage_closed
            self._send_due()
        requests = self._ledger(tickets)
        cron = type(self.env["ir.cron"])
        committed = []

        def commit(*args, **kwargs):
            # The second batch is queued but never committed.
            if len(committed) == 2:
                raise Killed
            self.env.flush_all()
            committed.append(self.env.cr.savepoint())
            return 1000.0

        moment = START + timedelta(days=4)
        with freeze_time(moment), patch.object(cron, "_commit_progress", commit):
            try:
                self.requests._cron_remind(batch_size=2)
                self.fail("The job was not killed")
            except Killed:
                committed[-1].close(rollback=True)
                self.env.invalidate_all()
        self.assertEqual(sum(requests.mapped("reminder_count")), 2)
        self._remind()
        self.assertEqual(requests.mapped("reminder_count"), [1] * 6)
        for request in requests:
            self.assertEqual(len(self._mails(request)), 2)
