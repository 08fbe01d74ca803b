# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime
from smtplib import SMTPServerDisconnected
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.tools import mute_logger

from .sending_case import SendingCase

SENDING = "odoo.addons.client_satisfaction.models.ask.request_failure"


class TestSendingFailures(SendingCase):
    """Whatever fails on the way, no ask is lost and none is mailed twice."""

    def test_one_that_cannot_be_rendered(self):
        """Nothing lost: one broken ask stays planned with its error, others go out."""
        requests = self._plan(5)
        broken = requests[2]
        render = type(self.requests)._get_link_question

        def fail(request):
            if request == broken:
                raise ValueError("This one is broken")
            return render(request)

        with (
            patch.object(type(self.requests), "_get_link_question", fail),
            self.assertLogs(SENDING, "WARNING"),
        ):
            self._send_due()
        self.assertEqual((requests - broken).mapped("state"), ["sent"] * 4)
        self.assertEqual((broken.state, broken.send_attempts), ("planned", 1))
        self.assertIn("This one is broken", broken.send_error)
        self.assertGreater(broken.send_after, fields.Datetime.now())
        self.assertFalse(self._mail(broken))
        self.assertIn("This one is broken", broken.summary)
        with self._without_commit():
            self.requests._cron_send()
        self.assertEqual(broken.state, "planned", "not before its next turn")
        self._send_due()
        self.assertEqual((broken.state, broken.send_error), ("sent", False))
        self.assertEqual(broken.send_attempts, 2)

    def test_refused_while_rendering(self):
        """D17: a transaction PostgreSQL refuses is tried again, even if it happens
        while a mail is written; the ask has not failed."""
        request = self._plan()

        def refuse(_request):
            raise SerializationFailure("could not serialize access")

        with (
            patch.object(type(self.requests), "_get_reply_to", refuse),
            patch.object(type(self.requests), "_get_link_question", refuse),
            mute_logger("odoo.addons.mail.models.mail_render_mixin"),
            self.assertRaises(SerializationFailure),
        ):
            self._send_due()
        self.assertEqual((request.state, request.send_attempts), ("planned", 0))

    def test_missing_template(self):
        """Nothing lost: without the template all stay planned and say so."""
        self.env.ref("client_satisfaction.mail_template_invitation").unlink()
        requests = self._plan(2)
        with self.assertLogs(SENDING, "WARNING"):
            self._send_due()
        self.assertEqual(requests.mapped("state"), ["planned"] * 2)
        self.assertTrue(all(requests.mapped("send_error")))

    def test_retries_wait_longer_and_longer(self):
        """Nothing lost: 15 minutes, 30, 60 … at most a day, for some days."""
        request = self._plan()
        waits = []
        for _attempt in range(11):
            with freeze_time("2026-05-04 10:00:00"):
                request._postpone("No server")
                waits.append(request.send_after - datetime(2026, 5, 4, 10))
        minutes = [int(wait.total_seconds() / 60) for wait in waits]
        self.assertEqual(minutes, [15, 30, 60, 120, 240, 480, 960, *[1440] * 4])

    def test_giving_up(self):
        """Nothing lost: after the last attempt it stays visible until it is sent."""
        request = self._plan()
        for _attempt in range(12):
            request._postpone("No server")
        self.assertFalse(request.send_after)
        self.assertEqual((request.state, request.send_error), ("planned", "No server"))
        with self._without_commit():
            self.requests._cron_send()
        self.assertEqual(request.state, "planned")
        failed = self.requests.search(
            [("send_error", "!=", False), ("send_after", "=", False)]
        )
        self.assertIn(request, failed)
        # It doesn't keep the contact from being asked about something else.
        other = self._close_ticket(partner_id=request.partner_id.id)
        self.assertEqual(other.state, "planned")
        request.with_user(self.program_manager).action_send_now()
        with self._without_commit():
            self.requests._cron_send()
        self.assertEqual((request.state, request.send_attempts), ("sent", 1))

    def _process_mails(self, requests, error):
        """Let the mail queue try to send while the server fails with ``error``."""
        servers = type(self.env["ir.mail_server"])
        session = patch.object(servers, "_connect__", **error.get("connect", {}))
        sending = patch.object(servers, "send_email", **error.get("send", {}))
        with (
            patch.object(servers, "_disable_send", lambda self: False),
            session,
            sending,
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            self._mail(requests).send()
        self.env.invalidate_all()

    def test_mail_server_is_down(self):
        """Bad input: no mail server, the ask is planned again with the error shown."""
        requests = self._plan(2)
        self._send_due()
        mails = self._mail(requests)
        down = {"connect": {"side_effect": ConnectionRefusedError("Refused")}}
        self._process_mails(requests, down)
        self.assertEqual(requests.mapped("state"), ["planned"] * 2)
        for request in requests:
            self.assertIn("Refused", request.send_error)
            self.assertFalse(request.sent_at)
            self.assertFalse(request.expires_at)
        self.assertFalse(mails.exists(), "retried by hand it would ask twice")
        self._send_due()
        self.assertEqual(requests.mapped("state"), ["sent"] * 2)
        self.assertEqual(requests.mapped("send_attempts"), [2, 2])
        self.assertFalse(any(requests.mapped("send_error")))

    def test_server_rejects_one_mail(self):
        """Bad input: a rejected mail comes back to its ask, a sent one does not."""
        requests = self._plan(2)
        self._send_due()
        error = {"send": {"side_effect": ["<id@x>", RuntimeError("Mailbox is full")]}}
        self._process_mails(requests, error)
        self.assertEqual(requests.mapped("state"), ["sent", "planned"])
        self.assertIn("Mailbox is full", requests[1].send_error)
        self.assertFalse(self._mail(requests[0]), "sent mails are deleted")

    def test_address_refused_for_good(self):
        """R27: an address no server takes is not tried again; the ledger says why."""
        request = self._plan()
        self._send_due()
        self._process_mails(
            request,
            {"send": {"side_effect": AssertionError("Invalid recipient")}},
        )
        self.assertEqual(request.state, "planned")
        servers = self.env["ir.mail_server"]
        self._send_due()
        self._process_mails(
            request,
            {"send": {"side_effect": AssertionError(servers.NO_VALID_RECIPIENT)}},
        )
        self.assertEqual(
            (request.state, request.skip_reason), ("skipped", "no_contact")
        )
        self.assertTrue(request.send_error)

    def test_failure_of_other_mails(self):
        """Other mails of Odoo are none of our business."""
        mail = self.env["mail.mail"].create(
            {"subject": "Hello", "body_html": "<p>Hi</p>", "email_to": "a@b.example"}
        )
        servers = type(self.env["ir.mail_server"])
        with (
            patch.object(servers, "_disable_send", lambda self: False),
            patch.object(servers, "_connect__", side_effect=OSError("Down")),
        ):
            mail.send()
        self.assertEqual(mail.state, "exception")

    def test_killed_between_batches(self):
        """Safe to kill: what a batch did stands or falls as a whole, no mail twice."""
        requests = self._plan(5)
        requests.send_after = datetime(2000, 1, 1)
        self.env.flush_all()
        queue = type(self.requests)._queue_invitations
        batches = []

        def dies_in_second_batch(batch):
            queue(batch)
            batches.append(batch)
            if len(batches) == 2:
                raise SystemExit("killed")

        with (
            patch.object(
                type(self.requests), "_queue_invitations", dies_in_second_batch
            ),
            self._without_commit(),
            self.assertRaises(SystemExit),
            # the transaction of the second batch: rolled back as a whole
            self.env.cr.savepoint(),
        ):
            self.requests._cron_send(batch_size=2)
        self.env.invalidate_all()
        self.assertEqual(requests.mapped("state"), ["planned"] * 5)
        with self._without_commit():
            self.requests._cron_send(batch_size=2)
        self.assertEqual(requests.mapped("state"), ["sent"] * 5)
        mails = self.env["mail.mail"].search(
            [
                ("model", "=", "satisfaction.request"),
                ("res_id", "in", requests.ids),
            ]
        )
        self.assertEqual(sorted(mails.mapped("res_id")), requests.ids)

    def test_lost_connection_is_raised(self):
        """A broken connection ends the mail job; the ask keeps its mail."""
        request = self._plan()
        self._send_due()
        with self.assertRaises(SMTPServerDisconnected):
            self._process_mails(
                request, {"send": {"side_effect": SMTPServerDisconnected()}}
            )
