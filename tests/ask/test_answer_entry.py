# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Answers told on the phone, on paper or in a meeting, typed in the backend."""

import base64
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..common import SatisfactionCommon


@tagged("post_install", "-at_install")
class TestAnswerEntry(SatisfactionCommon):
    def _open_form(self, user, **defaults):
        entries = self.env["satisfaction.answer.entry"].with_user(user)
        return Form(
            entries.with_context(
                **{f"default_{name}": value for name, value in defaults.items()}
            ),
            view="client_satisfaction.answer_entry_view_form",
        )

    def _type(self, form, *ratings, comment=None):
        """Type ratings in the order of the questionnaire, and a comment."""
        names = ("solution", "speed", "communication")
        wanted = dict(zip(names, ratings, strict=False))
        for index, question in enumerate(self.survey.question_ids):
            for name, rating in wanted.items():
                if question == self.questions[name]:
                    with form.line_ids.edit(index) as line:
                        line.rating = str(rating)
            if comment and question == self.questions["comment"]:
                with form.line_ids.edit(index) as line:
                    line.text = comment

    def _make_entry_record(self, user, ratings=(4,), **values):
        """The record of the screen, made without the screen (as an RPC call does)."""
        entry = (
            self.env["satisfaction.answer.entry"]
            .with_user(user)
            .create(
                {
                    "channel_id": self.channels["monthly"].id,
                    "client_id": self.client.id,
                    "partner_id": self.contact.id,
                    **values,
                }
            )
        )
        names = ("solution", "speed", "communication")
        for name, rating in zip(names, ratings, strict=False):
            entry.line_ids.filtered(
                lambda line, question=self.questions[name]: line.question_id == question
            ).rating = str(rating)
        return entry

    def _count(self):
        return self.env["satisfaction.request"].search_count([])

    # ------------------------------------------------------------------
    # The main job
    # ------------------------------------------------------------------
    def test_callback(self):
        """R15, R118: an interviewer types what the client said on the phone; the ticket
        and its people are credited, the typist is named."""
        ticket = self._make_tickets()
        form = self._open_form(self.interviewer)
        self.assertEqual(form.channel_id, self.channels["callback"])
        self.assertEqual(form.mode, "phone")
        form.ticket_id = ticket
        self.assertEqual(form.client_id, self.client)
        self.assertEqual(form.partner_id, self.contact)
        self.assertEqual(len(form.line_ids), len(self.survey.question_ids))
        self._type(form, 3, 4, 5, comment="Nobody called back")
        action = form.save().action_save()
        request = self.env["satisfaction.request"].browse(action["res_id"])
        self.assertRecordValues(
            request,
            [
                {
                    "state": "answered",
                    "channel_kind": "callback",
                    "answer_mode": "phone",
                    "typed_by_id": self.interviewer.id,
                    "partner_id": self.contact.id,
                    "client_id": self.client.id,
                    "ticket_id": ticket.id,
                    "team_id": self.team.id,
                    "user_id": self.agent.id,
                    "points": 80.0,
                    "worst_points": 60.0,
                    "comment": "Nobody called back",
                }
            ],
        )
        self.assertEqual(request.with_user(self.interviewer).points, 80)

    def test_other_channels(self):
        """R17, R18, R26, R28: questionnaire on paper and monthly rating in a meeting,
        dated when they were given."""
        day = self.company._satisfaction_today() - timedelta(days=3)
        if day.year != self.program.year:
            day = self.company._satisfaction_today()
        for code, mode in (("questionnaire", "paper"), ("monthly", "meeting")):
            with self.subTest(code=code):
                form = self._open_form(self.client_manager)
                form.channel_id = self.channels[code]
                form.mode = mode
                form.date = day
                form.client_id = self.client
                form.partner_id = self.leader
                self._type(form, 5, 4)
                request = form.save()._save_entries()
                self.assertRecordValues(
                    request,
                    [
                        {
                            "channel_code": code,
                            "answer_mode": mode,
                            "event_date": day,
                            "typed_by_id": self.client_manager.id,
                            "respondent_role": "decision_leader",
                            "points": 90.0,
                        }
                    ],
                )
                self.assertTrue(request.score_pending)

    def test_reasons(self):
        """R75: reasons of a low rating are typed as well."""
        entry = self._make_entry_record(self.program_manager, (2,))
        tags = self.questions["reasons"].suggested_answer_ids[:2]
        entry.line_ids.filtered(
            lambda line: line.question_id == self.questions["reasons"]
        ).answer_ids = tags
        request = entry._save_entries()
        for tag in tags:
            self.assertIn(tag.value, request.reasons)

    def test_open_ask_is_answered(self):
        """R15: a client called about a ticket whose mail is out answers that ask; the
        link of the mail is used then."""
        ask = self._close_ticket()
        ask.write({"state": "sent"})
        before = self._count()
        entry = self._make_entry_record(
            self.interviewer,
            (5,),
            channel_id=self.channels["ticket"].id,
            ticket_id=ask.ticket_id.id,
        )
        self.assertEqual(entry._save_entries(), ask)
        self.assertEqual(ask.state, "answered")
        self.assertEqual(ask.typed_by_id, self.interviewer)
        self.assertEqual(self._count(), before)

    def test_many_at_once(self):
        """R26: a pile of paper is stored in one go, with about the queries of one."""

        def make(count):
            contacts = [
                self._make_contact(self.client, f"Person {number}")
                for number in range(count)
            ]
            entries = self.env["satisfaction.answer.entry"].with_user(self.interviewer)
            for contact in contacts:
                entries += self._make_entry_record(
                    self.interviewer, (4, 5), mode="paper", partner_id=contact.id
                )
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            requests = entries._save_entries()
            self.env.flush_all()
            self.assertEqual(set(requests.mapped("points")), {90.0})
            self.assertEqual(len(requests), count)
            return self.env.cr.sql_log_count - start

        make(1)
        few, many = make(2), make(20)
        self.assertLess(many - few, 20 * 8, f"{few} queries for 2, {many} for 20")

    def test_next_one(self):
        """R26: the next answer begins with the same channel, day and way."""
        day = self.company._satisfaction_today()
        entry = self._make_entry_record(self.interviewer, (4,), mode="paper", date=day)
        action = entry.action_save_and_next()
        context = action["context"]
        self.assertEqual(context["default_mode"], "paper")
        self.assertEqual(context["default_channel_id"], self.channels["monthly"].id)
        form = Form(
            self.env["satisfaction.answer.entry"]
            .with_user(self.interviewer)
            .with_context(**context),
            view="client_satisfaction.answer_entry_view_form",
        )
        self.assertEqual(form.channel_id, self.channels["monthly"])
        self.assertEqual(form.mode, "paper")
        self.assertFalse(form.client_id)

    def test_scan(self):
        """R26: the scan of the paper is kept with the answer; nothing else is moved."""
        attachments = self.env["ir.attachment"]
        data = base64.b64encode(b"scan")
        own = attachments.with_user(self.interviewer).create(
            {"name": "p.pdf", "datas": data, "res_model": "satisfaction.answer.entry"}
        )
        foreign = attachments.create(
            {"name": "x", "datas": data, "res_model": "satisfaction.answer.entry"}
        )
        entry = self._make_entry_record(self.interviewer, (4,), mode="paper")
        entry.sudo().attachment_ids = [Command.set((own + foreign).ids)]
        request = entry._save_entries()
        self.assertEqual((own.res_model, own.res_id), (request._name, request.id))
        self.assertNotEqual(foreign.res_id, request.id)

    # ------------------------------------------------------------------
    # Who may, and what is refused
    # ------------------------------------------------------------------
    def test_who_may_type(self):
        """R118: interviewers and programme managers for all, client managers for own
        clients, agents and senior management not at all."""
        allowed = {
            "interviewer": True,
            "program_manager": True,
            "client_manager": True,
            "other_client_manager": False,
            "agent": False,
            "senior_manager": False,
            "plain_user": False,
        }
        for name, may in allowed.items():
            with self.subTest(name=name):
                before = self._count()
                if may:
                    self._make_entry_record(self.users[name])._save_entries()
                    self.assertEqual(self._count(), before + 1)
                    continue
                with self.assertRaises(AccessError):
                    self._make_entry_record(self.users[name])._save_entries()
                self.assertEqual(self._count(), before)

    def test_client_choice(self):
        """R119: client managers choose among their own clients only."""
        entries = self.env["satisfaction.answer.entry"]
        partners = self.env["res.partner"]
        other = self._make_client("Umbrella")
        own = partners.search(
            entries.with_user(self.client_manager)._get_client_domain()
        )
        self.assertIn(self.client, own)
        self.assertNotIn(other, own)
        everybody = entries.with_user(self.interviewer)._get_client_domain()
        self.assertIn(other, partners.search(everybody))

    def test_own_ticket(self):
        """R70: nobody types the client's opinion about their own work (glpi #474)."""
        ticket = self._make_tickets(user_id=self.interviewer.id)
        entry = self._make_entry_record(
            self.interviewer,
            (5,),
            channel_id=self.channels["callback"].id,
            ticket_id=ticket.id,
        )
        before = self._count()
        with self.assertRaisesRegex(UserError, "let a colleague"):
            entry._save_entries()
        self.assertEqual(self._count(), before)

    def test_second_answer_about_a_ticket(self):
        """D17: one answer about a ticket in a channel; the first one counts."""
        ticket = self._make_tickets()
        values = {
            "channel_id": self.channels["callback"].id,
            "ticket_id": ticket.id,
        }
        self._make_entry_record(self.interviewer, (5,), **values)._save_entries()
        second = self._make_entry_record(self.interviewer, (1,), **values)
        with self.assertRaisesRegex(UserError, "already been answered"):
            second._save_entries()
        third = self._make_tickets()
        values["ticket_id"] = third.id
        twins = self._make_entry_record(self.interviewer, (5,), **values)
        twins += self._make_entry_record(self.interviewer, (5,), **values)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            twins._save_entries()

    def test_wrong_values(self):
        """R33, R38: what is typed wrong is refused with the question's name."""
        for rating in ("0", "6", "99", "ab", "-1", "4.", "४"):
            with self.subTest(rating=rating):
                entry = self._make_entry_record(self.interviewer, (rating,))
                with (
                    self.assertRaisesRegex(ValidationError, "How well did we solve it"),
                    self.env.cr.savepoint(),
                ):
                    entry._save_entries()
        entry = self._make_entry_record(self.interviewer, ())
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            entry._save_entries()

    def test_what_does_not_fit(self):
        """R3, D8: no running programme, another client's contact or ticket, the own
        company, a day to come."""
        other = self._make_client("Umbrella")
        eve = self._make_contact(other, "Eve")
        tomorrow = self.company._satisfaction_today() + timedelta(days=1)
        cases = {
            "contact of another client": {"partner_id": eve.id},
            "ticket of another client": {
                "ticket_id": self._make_tickets(partner_id=eve.id).id
            },
            "own company": {
                "client_id": self.company.partner_id.id,
                "partner_id": self.company.partner_id.id,
            },
            "future": {"date": tomorrow},
        }
        for name, values in cases.items():
            with self.subTest(name=name):
                entry = self._make_entry_record(self.interviewer, (4,), **values)
                before = self._count()
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    entry._save_entries()
                self.assertEqual(self._count(), before)
        self.program.state = "draft"
        entry = self._make_entry_record(self.interviewer, (4,))
        with self.assertRaisesRegex(UserError, "no running programme"):
            entry._save_entries()
