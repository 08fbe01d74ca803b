# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What becomes of anonymous answers afterwards: remarks, drivers, results, exports."""

import io
import json
from datetime import timedelta

import openpyxl

from odoo import fields
from odoo.tests import tagged

from ..common import SatisfactionCommon

WORDS = "Whisper"


@tagged("post_install", "-at_install")
class TestAnonymousAfter(SatisfactionCommon):
    """Whoever reads, groups or exports them finds no person in them, and no way to one.

    The people have names that stand nowhere else, so that a name anywhere beside the
    words would be found.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env.ref("client_satisfaction.survey_service_review").copy()
        cls.survey.satisfaction_is_anonymous = True
        cls.channels["questionnaire"].survey_id = cls.survey
        cls.people = cls.env["res.partner"].union(
            *(cls._make_contact(cls.client, f"Voter{number}") for number in range(6))
        )
        now = fields.Datetime.now()
        for number, person in enumerate(cls.people):
            ask = cls._make_entry("questionnaire", partner_id=person.id)
            ask.write(
                {
                    "state": "sent",
                    "sent_at": now - timedelta(hours=5),
                    "expires_at": now + timedelta(days=14),
                }
            )
            raw = {
                question.id: str(1 + number % 5)
                for question in cls.survey.question_ids
                if question.question_type == "scale"
            }
            raw[cls.survey.question_ids[-1].id] = f"{WORDS} number {number}"
            ask._record_answers({ask.id: raw}, mode="mail")
        with cls._without_commit():
            cls.env["satisfaction.sealed.answer"]._cron_release()
            cls.env["satisfaction.remark"]._cron_collect()
        cls.env["satisfaction.score"]._recompute_pending()
        cls.released = cls.env["satisfaction.request"].search(
            [("is_anonymous", "=", True)]
        )
        cls.remarks = cls.env["satisfaction.remark"].search([("text", "like", WORDS)])
        cls.env.flush_all()

    def test_remarks_know_nobody(self):
        """D6, R86: the words become remarks without a person, an ask of a person or an
        hour, and their order is not that of the answers."""
        self.assertEqual(len(self.released), 6)
        self.assertEqual(len(self.remarks), 6)
        for remark in self.remarks:
            self.assertTrue(remark.is_anonymous)
            self.assertEqual(remark.client_id, self.client)
            text = json.dumps(remark.read()[0], default=str)
            for person in self.people:
                self.assertNotIn(person.name, text)
                self.assertNotIn(person.email, text)
            self.assertFalse(remark.partner_id)
            self.assertNotIn(remark.sudo().request_id.partner_id, self.people)
            self.assertNotIn(
                self.people, remark.message_partner_ids, "nobody follows it"
            )
        self.assertEqual(len(set(self.remarks.mapped("said_on"))), 1)

    def test_analyses_of_few_tell_nobody(self):
        """D6, R109: grouped by contact, role, day, hour or person, the answers stay
        with nobody."""
        for user in (self.client_manager, self.program_manager, self.senior_manager):
            for name in ("satisfaction.answer.report", "satisfaction.ask.report"):
                model = self.env[name].with_user(user)
                domain = [("request_id", "in", self.released.ids)]
                if "request_id" not in model._fields:
                    domain = [("id", "in", self.released.ids)]
                for field in ("partner_id", "user_id", "typed_by_id"):
                    if field not in model._fields:
                        continue
                    for (group,) in model._read_group(domain, [field]):
                        self.assertFalse(group, (name, field))

    def test_exports_tell_nobody(self):
        """D6, R109: workbook and CSV hold the words, the points and the client, but no
        name in the row."""
        export = self.env.ref("base.group_allow_export")
        for user in (self.client_manager, self.program_manager):
            user.group_ids += export
            for model, records in (
                ("satisfaction.request", self.released),
                ("satisfaction.remark", self.remarks),
            ):
                seen = self.env[model].with_user(user).browse(records.ids)
                names = [
                    name
                    for name, field in seen._fields.items()
                    if field.exportable
                    and field.type not in ("one2many", "binary")
                    and seen._has_field_access(field, "read")
                ]
                rows = seen.export_data(names)["datas"]
                text = json.dumps(rows, default=str)
                self.assertIn(WORDS, text)
                for person in self.people:
                    self.assertNotIn(person.name, text, (user.login, model))
            workbook = self.env["satisfaction.workbook"].with_user(user)
            file = io.BytesIO()
            selection = workbook._select_program(self.program.with_user(user))
            workbook._write(file, selection)
            book = openpyxl.load_workbook(file, read_only=True)
            words = 0
            for sheet in book:
                for row in sheet.iter_rows(values_only=True):
                    text = " ".join(str(value) for value in row if value)
                    if WORDS in text:
                        words += 1
                        for person in self.people:
                            self.assertNotIn(person.name, text, sheet.title)
            self.assertGreaterEqual(words, 6)
