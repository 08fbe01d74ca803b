# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Complaints by mail, with mails as servers deliver them."""

from odoo.tests import tagged

from .builders import ImproveCommon

MAIL = """Return-Path: <{sender}>
From: {author} <{sender}>
To: {to}
Subject: {subject}
Message-Id: <{number}@mail.acme.example>
Date: Mon, 16 Nov 2026 14:30:00 +0000
MIME-Version: 1.0
{headers}Content-Type: {kind}; charset=utf-8

{body}
"""


@tagged("post_install", "-at_install")
class TestCaseMail(ImproveCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alias_domain = cls.env["mail.alias.domain"].create(
            {"name": "provider.example", "company_ids": [(4, cls.company.id)]}
        )
        alias = cls.env.ref("client_satisfaction.mail_alias_complaint")
        alias.write(
            {
                "alias_domain_id": cls.alias_domain.id,
                "alias_defaults": str({"company_id": cls.company.id}),
            }
        )
        cls.address = alias.alias_full_name
        cls.number = 0

    def _receive(self, sender="ann@acme.example", body="It broke again.", **more):
        type(self).number += 1
        values = {
            "author": "Ann",
            "to": self.address,
            "subject": "Complaint",
            "headers": "",
            "kind": "text/plain",
            "number": self.number,
            **more,
        }
        before = self.env["satisfaction.case"].search([])
        self.env["mail.thread"].message_process(
            None, MAIL.format(sender=sender, body=body, **values)
        )
        return self.env["satisfaction.case"].search([]) - before

    def test_client_found_by_sender(self):
        """R84: a mail of a known contact: the client's case, acknowledged."""
        case = self._receive()
        self.assertEqual(
            (case.partner_id, case.client_id, case.company_id, case.complaint_way),
            (self.contact, self.client, self.company, "mail"),
        )
        self.assertIn("It broke again.", case.complaint)
        self.assertEqual(case.subject, "Complaint")
        self.assertTrue(case.acknowledged_at)
        self.assertEqual(
            case.message_ids.filtered(lambda m: m.message_type == "email").author_id,
            self.contact,
        )

    def test_unknown_sender_is_never_lost(self):
        """R84: a stranger's complaint waits for the programme manager."""
        case = self._receive("eve@nowhere.example", author="Eve")
        self.assertTrue(case)
        self.assertFalse(case.client_id)
        self.assertIn("eve@nowhere.example", case.email_from)
        self.assertEqual(case.client_manager_id, self.boss)
        self.assertTrue(case.acknowledged_at)

    def test_colleague_passes_on(self):
        """R84: a colleague who forwards is not taken for the client."""
        case = self._receive("agent@provider.example", author="Agent")
        self.assertFalse(case.partner_id)
        self.assertEqual(case.client_manager_id, self.boss)

    def test_machines_are_ignored(self):
        """R84: auto-replies, bounces and our own address open nothing."""
        for headers in (
            "Auto-Submitted: auto-replied\n",
            "X-Autoreply: yes\n",
            "Precedence: auto_reply\n",
        ):
            with self.subTest(headers=headers):
                self.assertFalse(self._receive(headers=headers))
        with self.subTest("own address"):
            self.assertFalse(self._receive(self.address, author="Us"))
        self.assertTrue(self._receive(headers="Auto-Submitted: no\n"))

    def test_number_in_the_subject_continues(self):
        """R91: an answer that names the case goes there, for its contact only."""
        case = self._receive()
        again = self._receive(subject=f"Re: {case.name}: your complaint", body="Well?")
        self.assertFalse(again)
        self.assertIn("Well?", case._get_client_messages()[-1].body)
        stranger = self._receive(
            "eve@nowhere.example", subject=f"Re: {case.name}", body="Let me in"
        )
        self.assertTrue(stranger)
        self.assertNotIn("Let me in", "".join(case.message_ids.mapped("body")))

    def test_same_mail_twice(self):
        """R84: a mail that is delivered twice is one complaint."""
        case = self._receive(number=4711)
        self.assertFalse(self._receive(number=4711))
        self.assertTrue(case.exists())

    def test_html_mail_is_cleaned(self):
        """Security: what a mail carries can't run on the case."""
        case = self._receive(
            body="<p>Look</p><script>alert(1)</script><img src=x onerror=alert(1)>",
            kind="text/html",
        )
        self.assertIn("Look", case.complaint)
        self.assertNotIn("script", case.complaint)
        self.assertNotIn("onerror", case.complaint)

    def test_mail_without_text(self):
        """R84: a mail with nothing but a subject is a complaint all the same."""
        case = self._receive(body="", subject="Help!")
        self.assertIn("Help!", case.complaint)

    def test_attachment_comes_along(self):
        """R84: a file in the mail hangs on the case."""
        boundary = "BB"
        body = (
            f"--{boundary}\nContent-Type: text/plain\n\nSee file\n"
            f"--{boundary}\nContent-Type: text/csv\n"
            'Content-Disposition: attachment; filename="log.csv"\n\na,b\n'
            f"--{boundary}--\n"
        )
        case = self._receive(body=body, kind=f'multipart/mixed; boundary="{boundary}"')
        self.assertEqual(case.message_ids.attachment_ids.mapped("name"), ["log.csv"])
