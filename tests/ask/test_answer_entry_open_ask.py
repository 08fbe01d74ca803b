# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Answers typed for a contact whose ask is still open; what proves them."""

import base64
from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..common import SatisfactionCommon


@tagged("post_install", "-at_install")
class TestAnswerEntryOpenAsk(SatisfactionCommon):
    def _open_form(self, user, channel="monthly"):
        form = Form(
            self.env["satisfaction.answer.entry"].with_user(user),
            view="client_satisfaction.answer_entry_view_form",
        )
        form.channel_id = self.channels[channel]
        form.client_id = self.client
        form.partner_id = self.contact
        return form

    def _rate(self, form, rating):
        for index, question in enumerate(self.survey.question_ids):
            if question == self.questions["solution"]:
                with form.line_ids.edit(index) as line:
                    line.rating = str(rating)

    def _make_monthly_ask(self, **values):
        month = self.company._satisfaction_today().replace(day=1)
        return self._make_entry("monthly", rated_month=month, **values)

    def test_offer(self):
        """R18, R28: a contact with an open ask answers it in the meeting; it counts on
        the ask's day, and says when it was told and by whom it was typed."""
        today = self.company._satisfaction_today()
        ask = self._make_monthly_ask(event_date=today.replace(day=1))
        ask.write({"state": "sent", "sent_at": ask.event_at})
        before = self.env["satisfaction.request"].search_count([])
        form = self._open_form(self.interviewer)
        self.assertIn(ask._get_month_name(), form.open_ask_text)
        self.assertTrue(form.answers_open_ask)
        form.mode = "meeting"
        self._rate(form, 4)
        request = form.save()._save_entries()
        self.assertEqual(request, ask)
        self.assertRecordValues(
            ask,
            [
                {
                    "state": "answered",
                    "answer_mode": "meeting",
                    "typed_by_id": self.interviewer.id,
                    "told_on": today,
                    "event_date": today.replace(day=1),
                    "points": 80.0,
                }
            ],
        )
        self.assertEqual(self.env["satisfaction.request"].search_count([]), before)

    def test_refuse_the_offer(self):
        """R28: the typist may say that it is another answer; the ask stays open."""
        ask = self._make_monthly_ask()
        form = self._open_form(self.interviewer)
        form.answers_open_ask = False
        self._rate(form, 5)
        request = form.save()._save_entries()
        self.assertNotEqual(request, ask)
        self.assertEqual(request.state, "answered")
        self.assertEqual(ask.state, "planned")

    def test_no_offer(self):
        """R28: nobody else's ask is offered, no closed one, no other channel's."""
        self._make_monthly_ask(partner_id=self.leader.id)
        self._make_entry("questionnaire")
        self._answered(4, code="monthly")
        form = self._open_form(self.interviewer)
        self.assertFalse(form.open_ask_text)

    def test_ask_about_a_ticket(self):
        """R15, R70: the ask about a ticket is offered without its number; whoever
        worked on the ticket can't type it."""
        ask = self._close_ticket(user_id=self.agent.id)
        form = self._open_form(self.interviewer, "ticket")
        self.assertIn(ask.ticket_number, form.open_ask_text)
        self._rate(form, 5)
        self.assertEqual(form.save()._save_entries(), ask)
        own = self._close_ticket(user_id=self.agent.id, partner_id=self.leader.id)
        own.ticket_id.sudo().user_id = self.agent
        self.agent.sudo().group_ids += self.env.ref(
            "client_satisfaction.group_interviewer"
        )
        form = self._open_form(self.agent, "ticket")
        form.partner_id = self.leader
        self._rate(form, 5)
        with self.assertRaisesRegex(UserError, "let a colleague"):
            form.save()._save_entries()
        self.assertNotEqual(own.state, "answered")

    def test_several_at_once(self):
        """R26: of a pile of answers each goes where it belongs."""
        ask = self._make_monthly_ask()
        entries = self.env["satisfaction.answer.entry"].with_user(self.interviewer)
        for partner in (self.leader, self.contact):
            entry = entries.create(
                {
                    "channel_id": self.channels["monthly"].id,
                    "client_id": self.client.id,
                    "partner_id": partner.id,
                }
            )
            entry.line_ids.filtered(
                lambda line: line.question_id == self.questions["solution"]
            ).rating = "4"
            entries += entry
        requests = entries._save_entries()
        self.assertEqual(requests.partner_id, self.leader + self.contact)
        self.assertEqual(requests[1], ask)
        self.assertEqual(set(requests.mapped("state")), {"answered"})

    def test_minutes_of_a_meeting(self):
        """R26, R28: scans and minutes are shown on the ledger, with the day they were
        told; those who see the answer see them."""
        day = self.company._satisfaction_today() - timedelta(days=1)
        if day.year != self.program.year:
            day += timedelta(days=1)
        scan = (
            self.env["ir.attachment"]
            .with_user(self.client_manager)
            .create(
                {
                    "name": "minutes.pdf",
                    "datas": base64.b64encode(b"minutes"),
                    "res_model": "satisfaction.answer.entry",
                }
            )
        )
        form = self._open_form(self.client_manager)
        form.mode = "meeting"
        form.date = day
        self._rate(form, 4)
        entry = form.save()
        entry.attachment_ids = [Command.set(scan.ids)]
        request = entry._save_entries()
        self.assertEqual(request.told_on, day)
        self.assertEqual(request.scan_ids, scan)
        self.assertEqual(
            request.with_user(self.program_manager).scan_ids.name, "minutes.pdf"
        )
        view = Form(
            request.with_user(self.program_manager),
            view="client_satisfaction.satisfaction_request_view_form",
        )
        self.assertEqual(view.told_on, day.isoformat())
