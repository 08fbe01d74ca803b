# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Answers stored as rows are what the survey engine itself would have stored."""

from unittest.mock import patch

from odoo import Command
from odoo.tools import SQL

from odoo.addons.client_satisfaction.models.ask import answer_rows

from .answers_case import AnswersCase

# What differs between any two answers
OWN = {
    "survey_user_input": {"id", "access_token", "satisfaction_request_id"},
    "survey_user_input_line": {"id", "user_input_id"},
}
STAMPS = {"create_date", "write_date", "start_datetime", "end_datetime"}


class TestAnswerRows(AnswersCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        speed = cls.questions["speed"]
        speed.satisfaction_allow_na = True
        cls.choice = cls.env["survey.question"].create(
            {
                "survey_id": cls.survey.id,
                "title": "Who helped you?",
                "question_type": "simple_choice",
                "satisfaction_is_scored": True,
                "suggested_answer_ids": [
                    Command.create({"value": "Ada", "answer_score": 4}),
                    Command.create(
                        {"value": "Bob", "answer_score": 2, "is_correct": True}
                    ),
                ],
            }
        )
        cls.line = cls.env["survey.question"].create(
            {
                "survey_id": cls.survey.id,
                "title": "In one word?",
                "question_type": "char_box",
            }
        )
        cls.raw = {
            **cls._raw(2, "na", 5, comment="Slow,\r\n\x00but 友好 'quoted' %s"),
            cls.questions["reasons"].id: [cls.reasons[0].id, cls.reasons[2].id],
            cls.choice.id: cls.choice.suggested_answer_ids[1].id,
            cls.line.id: "Fine",
        }

    def _store(self, *, as_rows, raw=None, **values):
        entry = self._make_entry(**values)
        with (
            patch.object(type(entry), "_can_store_rows", lambda self: as_rows),
            patch.object(
                type(entry), "_store_records" if as_rows else "_store_rows", None
            ),
        ):
            self.requests._record_answers({entry.id: raw or self.raw}, mode="mail")
        self.env.flush_all()
        return entry

    def _read(self, table, condition):
        """All columns of rows, as the database keeps them."""
        self.env.cr.execute(
            SQL(
                "SELECT * FROM %s t WHERE %s ORDER BY id",
                SQL.identifier(table),
                condition,
            )
        )
        return [
            {
                name: value
                for name, value in row.items()
                if name not in OWN[table] and name not in STAMPS
            }
            for row in self.env.cr.dictfetchall()
        ]

    def _stored(self, entry):
        answer = entry.user_input_id
        self.env.cr.execute(
            "SELECT survey_question_id FROM survey_question_survey_user_input_rel"
            " WHERE survey_user_input_id = %s ORDER BY 1",
            [answer.id],
        )
        questions = self.env.cr.fetchall()
        return {
            "answer": self._read("survey_user_input", SQL("id = %s", answer.id)),
            "lines": self._read(
                "survey_user_input_line", SQL("user_input_id = %s", answer.id)
            ),
            "questions": questions,
            "figures": entry.read(
                ["state", "points", "worst_points", "comment", "reasons", "is_scored"]
            )[0]
            | {"id": None},
        }

    def test_rows_are_records(self):
        """B1, B2, R38: every column of answer, lines and question list is the same,
        NULL where the engine writes NULL."""
        self.assertTrue(self.requests._knows_answer_columns())
        for name, values in (
            ("with a contact", {}),
            ("in Russian", {"lang": "ru_RU"}),
            ("only an address", {"partner_id": False, "email": "x@client.example"}),
        ):
            with self.subTest(name):
                rows = self._stored(self._store(as_rows=True, **values))
                records = self._stored(self._store(as_rows=False, **values))
                # The order of lines counts, their number as well.
                self.maxDiff = None
                self.assertEqual(rows, records)
                self.assertEqual(len(rows["lines"]), 8)
                self.assertEqual(len(rows["questions"]), 7)

    def test_stamps(self):
        """R38: who wrote it and when stands in the row, the token is its own."""
        first, second = (self._store(as_rows=True) for _number in range(2))
        answer = first.user_input_id
        self.assertEqual(answer.create_uid, self.env.user)
        self.assertEqual(answer.create_date, answer.write_date)
        self.assertEqual(answer.start_datetime, first.answered_at)
        self.assertEqual(answer.satisfaction_request_id, first)
        self.assertNotEqual(answer.access_token, second.user_input_id.access_token)

    def test_many_at_once(self):
        """R26: more asks than fit one statement; each answer has its own lines."""
        entries = self.requests.browse()
        for _number in range(5):
            entries |= self._make_entry()
        answers = {
            entry.id: self._raw(1 + number, 4, 4, comment=f"Remark {number}")
            for number, entry in enumerate(entries)
        }
        with patch.object(answer_rows, "ASKS_A_STATEMENT", 2):
            self.requests._record_answers(answers, mode="import")
        for number, entry in enumerate(entries):
            self.assertEqual(entry.comment, f"Remark {number}")
            lines = entry.user_input_id.user_input_line_ids
            self.assertEqual(
                lines.filtered("value_text_box").value_text_box, f"Remark {number}"
            )
            self.assertEqual(len(lines), 4)

    def test_correction_replaces_lines(self):
        """D17: a correction keeps the answer and has lines of its own."""
        entry = self._make_entry()
        self.requests._record_answers({entry.id: self._raw(5, 5, 5)}, mode="mail")
        answer = entry.user_input_id
        self.assertEqual(len(answer.user_input_line_ids), 3)
        self.requests._correct_answer({entry.id: self._raw(3, 4)})
        self.assertEqual(entry.user_input_id, answer)
        self.assertEqual(answer.user_input_line_ids.mapped("value_scale"), [3, 4])

    def test_nothing_stale(self):
        """B2: what was counted and listed before the answer is counted anew."""
        entry = self._make_entry()
        question = self.questions["solution"]
        before = self.survey.answer_done_count
        lines = len(question.user_input_line_ids)
        self.assertFalse(entry.answer_line_ids)
        self.requests._record_answers({entry.id: self._raw(5)}, mode="mail")
        self.assertEqual(self.survey.answer_done_count, before + 1)
        self.assertEqual(len(question.user_input_line_ids), lines + 1)
        self.assertEqual(entry.answer_line_ids.value_scale, 5)
        self.assertIn(entry.user_input_id, self.survey.user_input_ids)

    def test_exam_is_left_to_the_engine(self):
        """R35: where the engine scores the questionnaire, it makes the records."""
        self.survey.scoring_type = "scoring_without_answers"
        entry = self._make_entry()
        self.assertFalse(entry._can_store_rows())
        self.requests._record_answers({entry.id: self.raw}, mode="mail")
        self.assertGreater(entry.user_input_id.scoring_total, 0)

    def test_other_addons_have_their_say(self):
        """R38: an addon with a create of its own, or a column that wants a value,
        gets records; so does an automation rule."""
        registry = self.env.registry
        for name, part in (
            ("create", patch.object(answer_rows, "KNOWN_MAKERS", ("odoo.orm.",))),
            (
                "column",
                patch.object(answer_rows, "UNUSED", answer_rows.UNUSED - {"nickname"}),
            ),
        ):
            field = self.env["survey.user_input"]._fields["nickname"]
            with self.subTest(name), part, patch.object(field, "required", True):
                registry.clear_cache()
                self.assertFalse(self.requests._knows_answer_columns())
                self.assertFalse(self._make_entry()._can_store_rows())
        registry.clear_cache()
        self.assertTrue(self.requests._knows_answer_columns())

    def test_automation_rule_runs(self):
        """R38: a rule on new answers runs for the answers of clients, too."""
        rule = self.env["base.automation"].create(
            {
                "name": "Mark new answers",
                "model_id": self.env["ir.model"]._get_id("survey.user_input"),
                "trigger": "on_create_or_write",
            }
        )
        rule.action_server_ids = [
            Command.create(
                {
                    "name": "Mark",
                    "model_id": rule.model_id.id,
                    "state": "code",
                    "code": "records.write({'nickname': 'marked'})",
                }
            )
        ]
        self.env.flush_all()
        self.env["base.automation"]._unregister_hook()
        self.env["base.automation"]._register_hook()
        self.addCleanup(self.env["base.automation"]._unregister_hook)
        entry = self._make_entry()
        self.assertFalse(entry._can_store_rows())
        self.requests._record_answers({entry.id: self._raw(5)}, mode="mail")
        self.assertEqual(entry.user_input_id.nickname, "marked")
