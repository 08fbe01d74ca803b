# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Remarks by mail, as real mails arrive."""

from odoo.tests import tagged

from .remark_case import RemarkCommon

MAIL = """From: {sender}
To: client-remarks@provider.example
Subject: {subject}
Message-Id: <{number}@client.example>
Content-Type: text/plain; charset=utf-8

{text}
"""


@tagged("post_install", "-at_install")
class TestRemarkMail(RemarkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        alias = cls.env.ref("client_satisfaction.mail_alias_remarks")
        alias.alias_domain_id = cls.env["mail.alias.domain"].create(
            {"name": "provider.example"}
        )

    def _receive(self, sender, text="Please open on Saturdays", number=1, **values):
        self.env["mail.thread"].message_process(
            "satisfaction.remark",
            MAIL.format(
                sender=sender,
                text=text,
                number=number,
                subject=values.get("subject", "An idea"),
            ),
        )
        return self.remarks.search([("source", "=", "mail")], order="id desc", limit=1)

    def test_known_sender(self):
        """R126: a contact's mail is a remark of the client."""
        remark = self._receive(f"Ada <{self.contact.email}>")
        self.assertRecordValues(
            remark,
            [
                {
                    "name": "An idea",
                    "partner_id": self.contact.id,
                    "client_id": self.client.id,
                    "state": "new",
                    "user_id": self.client_manager.id,
                    "said_on": self.company._satisfaction_today(),
                }
            ],
        )
        self.assertIn("open on Saturdays", remark.text)

    def test_unknown_sender(self):
        """R126: an unknown sender's words are kept for the programme's manager, who
        names the client."""
        remark = self._receive("nobody@nowhere.example")
        self.assertFalse(remark.client_id)
        self.assertEqual(remark.user_id, self.program_manager)
        self.assertTrue(
            remark.message_ids.filtered(
                lambda message: "nobody@nowhere.example" in (message.body or "")
            )
        )
        mine = remark.with_user(self.program_manager)
        mine.partner_id = self.contact
        self.assertEqual(remark.client_id, self.client)

    def test_same_mail_twice(self):
        """R126: a mail delivered twice is one remark."""
        first = self._receive(self.contact.email, number=7)
        self.assertEqual(self._receive(self.contact.email, number=7), first)
        self.assertEqual(self.remarks.search_count([("source", "=", "mail")]), 1)

    def test_without_text(self):
        """R126: also a mail that is only a subject, or nothing, is kept."""
        self.assertEqual(self._receive(self.contact.email, "").text, "An idea")
        remark = self._receive(self.contact.email, "", number=2, subject="")
        self.assertIn(self.contact.email, remark.text)
