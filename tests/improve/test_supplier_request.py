# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from .action_case import ActionCommon

LOGGER = "odoo.addons.client_satisfaction.models.improve.document_mail"


class TestSupplierRequest(ActionCommon):
    """R95: what suppliers have to improve, without anything clients said."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.env["res.partner"].create(
            {
                "name": "Parts Ltd",
                "is_company": True,
                "email": "desk@parts.example",
                "lang": "en_US",
            }
        )
        cls.contact.phone = "+7 495 123"
        cls.action = cls._make_action(
            action_type="supplier",
            description="<p>Ada says Parts Ltd never delivers</p>",
            supplier_id=cls.supplier.id,
        )

    @classmethod
    def _make_request(cls, **values):
        return (
            cls.env["satisfaction.supplier.request"]
            .with_user(cls.client_manager)
            .create(
                {
                    "name": "Spare parts arrive late",
                    "text": "Parts came 4 days later than agreed.",
                    "supplier_id": cls.supplier.id,
                    "action_id": cls.action.id,
                    "date_due": cls.today + timedelta(days=10),
                    **values,
                }
            )
        )

    def _send_documents(self):
        with self._without_commit():
            self.env["satisfaction.document.mail"]._cron_send_documents()

    def test_sent_once_by_the_job(self):
        """The button only asks for the mail; the job writes it once, with the PDF."""
        request = self._make_request()
        before = self.env["mail.mail"].search([])
        request.action_send()
        self.assertEqual((request.state, request.asked_on), ("asked", self.today))
        self.assertEqual(self.env["mail.mail"].search([]), before)
        self._send_documents()
        self._send_documents()
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.recipient_ids, self.supplier)
        self.assertEqual(mail.subject, "Spare parts arrive late")
        self.assertIn("Parts came 4 days later than agreed.", mail.body_html)
        self.assertIn("your plan of improvement by", mail.body_html)
        self.assertEqual(len(mail.attachment_ids), 1)
        self.assertTrue(request.mailed_at)
        for secret in ("Acme", "Ada", "never delivers"):
            self.assertNotIn(secret, mail.body_html)

    def test_names_are_held_back(self):
        """No client's name, contact, address or number goes out by mistake."""
        for text in (
            "Acme complained.",
            "ACME, complained",
            "ask Ada about it",
            "write to ada@acme.example",
            "call +7 495 123",
        ):
            request = self._make_request(text=text)
            for send in (request.action_send, request.action_print):
                with self.assertRefused("names", UserError):
                    send()
            with self.assertRefused("names", UserError):
                request.action_handed_over()
            self.assertIn("Not to be sent like this", request.preview_html)
            self.assertEqual(request.state, "draft")
        # Part of another word is no name.
        self._make_request(text="Adapters and acmeter arrive late").action_send()

    def test_ticked_clients_may_be_named(self):
        """A client is named when ticked, its people never, others' clients not."""
        request = self._make_request(
            text="Acme waited.", client_ids=[Command.set(self.client.ids)]
        )
        request.action_send()
        self._send_documents()
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertIn("Clients concerned: Acme", mail.body_html)
        with self.assertRefused("Ada", UserError):
            self._make_request(
                text="Ada of Acme waited.", client_ids=[Command.set(self.client.ids)]
            ).action_send()
        with self.assertRefused("isn't touched by this action"):
            self._make_request(client_ids=[Command.set(self.other_client.ids)])

    def test_stages(self):
        """Asked, answered with words or files, accepted; refused only with a reason."""
        with self.assertRefused("the text for the supplier"):
            self._make_request(text=" ").action_handed_over()
        request = self._make_request()
        request.action_handed_over()
        with self.assertRefused("the supplier's answer or its files"):
            request.action_answered()
        request.answer = "A second store from May on"
        request.action_answered()
        self.assertEqual(request.answered_on, self.today)
        with self.assertRefused("why the answer is refused"):
            request.action_refuse()
        request.action_accept()
        self.assertIn(
            "The supplier's answer was accepted.",
            self.action.message_ids[:1].body,
        )

    def test_without_address(self):
        self.supplier.email = False
        with self.assertRefused("has no e-mail address", UserError):
            self._make_request().action_send()

    def test_reminded_once_when_late(self):
        """No answer by the day: asker and supplier are reminded, once."""
        request = self._make_request(date_due=self.today - timedelta(days=1))
        request.action_handed_over()
        answered = self._make_request(
            date_due=self.today - timedelta(days=1), answer="Here"
        )
        answered.action_handed_over()
        answered.action_answered()
        self.assertTrue(request.is_late)
        self.assertEqual(
            self.env["satisfaction.supplier.request"].search([("is_late", "=", True)])
            & (request | answered),
            request,
        )
        before = self.env["mail.mail"].search([])
        for _run in range(2):
            with self._without_commit():
                self.env["satisfaction.supplier.request"]._cron_remind()
            self._send_documents()
        self.assertEqual(request.activity_ids.user_id, self.client_manager)
        self.assertEqual(len(request.activity_ids), 1)
        self.assertFalse(answered.activity_ids)
        mail = (self.env["mail.mail"].search([]) - before).filtered(
            lambda mail: self.supplier in mail.recipient_ids
        )
        self.assertEqual(mail.subject, "Reminder: Spare parts arrive late")

    def test_late_by_the_day_of_its_company(self):
        """The list of late ones and each of them agree around midnight, too."""
        request = self._make_request(date_due=date(2026, 11, 23))
        request.action_handed_over()
        requests = self.env["satisfaction.supplier.request"].with_context(tz="UTC")
        # Midnight in Moscow is at 21:00 UTC.
        for moment, is_late in (("20:59:59", False), ("21:00:00", True)):
            with freeze_time(f"2026-11-23 {moment}"):
                request.invalidate_recordset(["is_late"])
                self.assertIs(request.is_late, is_late)
                for value in (True, False):
                    found = requests.search([("is_late", "=", value)])
                    self.assertIs(request in found, value is is_late)

    def test_mail_that_cannot_be_written(self):
        """A broken template loses nothing: it is said, and tried again."""
        request = self._make_request()
        request.action_send()
        template = self.env.ref("client_satisfaction.mail_template_supplier_request")
        with (
            patch.object(type(template), "send_mail", side_effect=ValueError("Torn")),
            mute_logger(LOGGER),
        ):
            self._send_documents()
        self.assertEqual(request.mail_error, "Torn")
        self.assertTrue(request.mail_pending)
        self._send_documents()
        self.assertFalse(request.mail_error or request.mail_pending)
        self.assertTrue(request.mailed_at)

    def test_who_sees_what(self):
        request = self._make_request()
        with self.assertRaises(AccessError):
            request.with_user(self.other_client_manager).read(["text"])
        with self.assertRaises(AccessError):
            request.with_user(self.agent).read(["text"])
        with self.assertRaises(AccessError):
            request.with_user(self.senior_manager).text = "x"
        self.assertEqual(request.with_user(self.senior_manager).text, request.text)
        with self.assertRaises(AccessError):
            request.with_user(self.client_manager).mail_pending = "x"

    def test_written_from_the_action(self):
        """Nothing of the action's own words is taken over into the request."""
        context = self.action.action_ask_supplier()["context"]
        request = (
            self.env["satisfaction.supplier.request"]
            .with_user(self.client_manager)
            .with_context(**context)
            .create({"name": "Parts"})
        )
        self.assertEqual(request.supplier_id, self.supplier)
        self.assertFalse(request.text)
        self.assertEqual(self.action.supplier_request_count, 1)

    def test_answer_by_mail(self):
        """A reply to our mail puts it on the asker's list."""
        request = self._make_request()
        request.action_handed_over()
        request.sudo().message_update({})
        self.assertIn("answered: accept or refuse", request.activity_ids.summary)

    def test_constraint_error_is_the_users(self):
        with self.assertRaises(ValidationError):
            self._make_request(state="accepted")
