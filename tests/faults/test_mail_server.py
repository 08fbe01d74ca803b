# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A mail server that refuses, hangs, breaks off: real SMTP on this machine.

Whatever it does, in the end each client has each mail once.
"""

import asyncio
import socket
from collections import Counter
from datetime import datetime, timedelta
from email import message_from_bytes
from unittest.mock import patch

from aiosmtpd.controller import Controller

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models import ir_mail_server
from odoo.addons.client_satisfaction.models.ask.mail_mail import MOST_ATTEMPTS

from ..ask.sending_case import SendingCase

LOUD = ("odoo.addons.mail.models.mail_mail", "odoo.addons.base.models.ir_mail_server")
PAST = datetime(2000, 1, 1)


class Whims:
    """What the server does; called by aiosmtpd."""

    def __init__(self):
        self.mood = "good"
        self.mails = []

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        if self.mood == "hang at hello":
            await asyncio.sleep(3)
        return responses

    async def handle_RCPT(self, server, session, envelope, address, _options):
        if self.mood == "550 recipient":
            return "550 5.1.1 No such mailbox"
        if self.mood == "450 recipient":
            return "450 4.2.1 Greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.mood == "451 data":
            return "451 4.3.0 Local error in processing"
        if self.mood == "554 data":
            return "554 5.7.1 Rejected as spam"
        if self.mood == "hang at data":
            await asyncio.sleep(3)
            return "451 too late"
        if self.mood == "break off":
            server.transport.close()
            return "421 gone"
        self.mails.append(message_from_bytes(envelope.content))
        if self.mood == "accept and break off":
            server.transport.close()
        return "250 kept"


@tagged("post_install", "-at_install")
class TestMailServer(SendingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.whims = Whims()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        cls.controller = Controller(cls.whims, hostname="127.0.0.1", port=port)
        cls.controller.start()
        cls.addClassCleanup(cls.controller.stop)
        cls.env["ir.mail_server"].search([]).active = False
        cls.server = cls.env["ir.mail_server"].create(
            {
                "name": "Whimsical",
                "smtp_host": "127.0.0.1",
                "smtp_port": port,
                "smtp_encryption": "none",
            }
        )
        cls.env["mail.mail"].search([]).unlink()

    def setUp(self):
        super().setUp()
        self.whims.mails.clear()
        self.whims.mood = "good"
        servers = type(self.env["ir.mail_server"])
        self.startPatcher(patch.object(servers, "_disable_send", lambda self: False))
        self.startPatcher(patch.object(ir_mail_server, "SMTP_TIMEOUT", 0.5))

    def _make_work(self):
        """Asks to send and a case whose client is to be told."""
        asks = self._plan(3)
        case = self.env["satisfaction.case"]._record_complaint(
            {
                "text": "It broke again",
                "partner_id": self.contact.id,
                "company_id": self.company.id,
                "way": "mail",
            }
        )
        # Mails to colleagues aren't ours to look after.
        self.env["mail.mail"].search([("satisfaction_about", "=", False)]).unlink()
        return asks, case

    def _run_queue(self):
        """What the jobs do once: ask, and send what waits."""
        waiting = self.requests.search([("state", "=", "planned")])
        waiting.filtered("send_after").send_after = PAST
        with self._without_commit():
            self.requests._cron_send()
        mails = self.env["mail.mail"].search([("state", "=", "outgoing")])
        mails.scheduled_date = False
        with mute_logger(*LOUD):
            mails.process_email_queue()
        self.env.invalidate_all()

    def _received(self):
        return Counter((mail["To"], mail["Subject"]) for mail in self.whims.mails)

    def _assert_nothing_lost(self, asks, case):
        """Each ask waits with its reason or its mail, the case's mail waits."""
        for ask in asks:
            if ask.state == "planned":
                self.assertTrue(ask.send_error)
                self.assertTrue(ask.send_after)
            else:
                self.assertEqual(ask.state, "sent")
                self.assertEqual(ask.invitation_mail_id.state, "outgoing")
        mail = self.env["mail.mail"].search([("satisfaction_about", "like", "case,")])
        self.assertEqual(mail.state, "outgoing")
        return mail

    def _try(self, mood):
        asks, case = self._make_work()
        self.whims.mood = mood
        for _turn in range(2):
            self._run_queue()
            self._assert_nothing_lost(asks, case)
            self.assertFalse(self._received())
        self.whims.mood = "good"
        for _turn in range(3):
            self._run_queue()
        self.assertEqual(set(asks.mapped("state")), {"sent"})
        self.assertFalse(any(asks.mapped("send_error")))
        received = self._received()
        self.assertEqual(len(received), 4, received)
        self.assertEqual(set(received.values()), {1}, "nobody gets a mail twice")
        self.assertFalse(
            self.env["mail.mail"].search_count([("state", "=", "exception")])
        )

    def test_refused_for_now(self):
        """R27, D17: 451 on the mail: tried again, once received."""
        self._try("451 data")

    def test_refused_for_good(self):
        """R27: 554 on the mail may be the server's bad day: tried again, listed."""
        self._try("554 data")

    def test_greylisted(self):
        """R27: 450 on the recipient: tried again."""
        self._try("450 recipient")

    def test_breaks_off(self):
        """R27: the connection is gone amid the mail: all of them wait."""
        self._try("break off")

    def test_hangs(self):
        """R27: a server that says nothing holds no job for ever."""
        self._try("hang at data")

    def test_no_server(self):
        """R27: nobody listens: all of them wait."""
        port = self.server.smtp_port
        asks, case = self._make_work()
        self.server.smtp_port = 1
        self._run_queue()
        self._assert_nothing_lost(asks, case)
        self.server.smtp_port = port
        for _turn in range(3):
            self._run_queue()
        self.assertEqual(set(self._received().values()), {1})
        self.assertEqual(len(self._received()), 4)

    def test_accepted_but_not_said(self):
        """D17: SMTP can't tell whether a mail was taken when the connection breaks
        right after: it comes twice then, as one and the same Message-Id."""
        asks, _case = self._make_work()
        self.whims.mood = "accept and break off"
        self._run_queue()
        self.whims.mood = "good"
        for _turn in range(3):
            self._run_queue()
        self.assertEqual(set(asks.mapped("state")), {"sent"})
        by_id = Counter(mail["Message-Id"] for mail in self.whims.mails)
        self.assertEqual(len(self._received()), 4)
        self.assertEqual(len(by_id), 4, "a second copy is the same mail")

    def test_no_such_mailbox(self):
        """R27: an address nobody has: the ask is skipped with the reason; the case's
        people read that the client wasn't told."""
        asks, case = self._make_work()
        self.whims.mood = "550 recipient"
        for _turn in range(MOST_ATTEMPTS + 1):
            self._run_queue()
        self.assertFalse(self._received())
        for ask in asks:
            self.assertIn(ask.state, ("planned", "skipped"))
            self.assertTrue(ask.send_error)
        said = " ".join(case.message_ids.mapped("body"))
        self.assertIn("could not be sent", said)
        self.assertNotIn("access_token", said)

    def test_pauses_grow(self):
        """R27: 15 minutes, 30, 60 … then it is left to people."""
        _asks, case = self._make_work()
        mail = self.env["mail.mail"].search([("satisfaction_about", "like", "case,")])
        pauses = []
        for _attempt in range(MOST_ATTEMPTS):
            mail.write({"state": "exception", "scheduled_date": False})
            mail._note_failure("unknown", "Bad day")
            if mail.scheduled_date:
                pauses.append(mail.scheduled_date - fields.Datetime.now())
        minutes = [round(pause / timedelta(minutes=1)) for pause in pauses]
        self.assertEqual(minutes, [15, 30, 60, 120, 240, 480, 960, *[1440] * 4])
        self.assertEqual(mail.state, "exception")
        self.assertIn("Bad day", " ".join(case.message_ids.mapped("body")))
