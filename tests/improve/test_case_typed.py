# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A complaint typed on the case form, as a client manager does after a call."""

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .builders import ImproveCommon


@tagged("post_install", "-at_install")
class TestCaseTyped(ImproveCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.group_ids = [
            Command.link(cls.env.ref("helpdesk_mgmt.group_helpdesk_user").id)
        ]
        cls.tickets = cls.env["helpdesk.ticket"].create(
            [
                {
                    "name": name,
                    "description": "<p>Down</p>",
                    "partner_id": cls.contact.id,
                    "team_id": cls.team.id,
                    "company_id": cls.company.id,
                    "user_id": cls.manager.id,
                }
                for name in ("No internet", "No telephone")
            ]
        )

    def _type(self, ticket=None, words="Nobody calls back", user=None):
        """Type the form as the web client does."""
        Case = self.env["satisfaction.case"].with_user(user or self.manager)
        with Form(Case.with_company(self.company)) as form:
            form.partner_id = self.contact
            form.client_id = self.client
            if ticket:
                form.ticket_id = ticket
            form.complaint_way = "phone"
            form.subject = "No call"
            form.complaint = f"<p>{words}</p>"
        return form.record

    def _mails(self, case):
        return self.env["mail.mail"].search(
            [("subject", "like", case.name), ("email_to", "ilike", "ann@acme")]
        )

    def test_acknowledged_at_once(self):
        """R74, R84: typed by the client manager: the client hears of it at once."""
        case = self._type(self.tickets[0])
        self.assertEqual(case.complaint_way, "phone")
        self.assertTrue(case.acknowledged_at)
        self.assertIn(self.contact, case.message_partner_ids)
        self.assertEqual(len(self._mails(case)), 1)
        case.write({"call_notes": "<p>Called.</p>"})
        self.assertEqual(len(self._mails(case)), 1, "once, not at each saving")

    def test_no_words_no_mail(self):
        """R74: the form asks for the client's words; without them nobody is thanked."""
        Case = self.env["satisfaction.case"].with_user(self.manager)
        form = Form(Case)
        form.partner_id = self.contact
        with self.assertRaisesRegex(AssertionError, "complaint is a required field"):
            form.save()
        case = Case.create({"partner_id": self.contact.id})
        self.assertFalse(case.acknowledged_at)

    def test_client_who_wants_no_mail(self):
        """R91: where the case says 'not by mail', typing it sends none."""
        self.client.satisfaction_inform = "none"
        case = self._type()
        self.assertFalse(case.acknowledged_at)
        self.assertFalse(self._mails(case))

    def test_open_case_is_named_while_typing(self):
        """R84: the form names the open case about the same ticket, before saving."""
        first = self._type(self.tickets[0])
        form = Form(self.env["satisfaction.case"].with_user(self.manager))
        form.partner_id = self.contact
        form.ticket_id = self.tickets[1]
        self.assertFalse(form.same_matter_id)
        form.ticket_id = self.tickets[0]
        self.assertEqual(form.same_matter_id, first)
        form.complaint = "<p>And the invoice is wrong</p>"
        second = form.save()
        self.assertEqual(second.same_matter_id, first)
        self.assertIn(second.name, first.message_ids[:1].body, "its people are told")

    def test_open_case_of_others_is_not_named(self):
        """R119: who may not read the open case doesn't learn of it by typing."""
        self._type(self.tickets[0])
        stranger = self._user(
            "stranger",
            "client_satisfaction.group_agent,helpdesk_mgmt.group_helpdesk_user",
        )
        form = Form(self.env["satisfaction.case"].with_user(stranger))
        form.partner_id = self.contact
        form.ticket_id = self.tickets[0].with_user(self.boss)
        self.assertFalse(form.same_matter_id)

    def test_later_complaints_join_it(self):
        """R84: what the client sends by the portal afterwards joins the typed case."""
        case = self._type(words="Printer  is broken")
        again = self.env["satisfaction.case"]._record_complaint(
            {
                "text": "printer is broken",
                "partner_id": self.contact.id,
                "company_id": self.company.id,
                "way": "portal",
            }
        )
        self.assertEqual(again, case)

    @mute_logger("odoo.sql_db")
    def test_same_words_twice(self):
        """R84: the same words typed twice are one complaint; nothing is written."""
        self._type(self.tickets[0])
        count = self.env["satisfaction.case"].search_count([])
        # The server says it in the words of the index: "already on an open case"
        with self.assertRaises(UniqueViolation), self.cr.savepoint():
            self._type(self.tickets[0])
        self.assertEqual(self.env["satisfaction.case"].search_count([]), count)
