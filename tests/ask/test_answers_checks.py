# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.exceptions import ValidationError

from odoo.addons.client_satisfaction.exceptions import AnswerError

from .answers_case import AnswersCase


class TestAnswersChecks(AnswersCase):
    """Hostile and wrong values are refused; odd but right ones are stored."""

    def test_wrong_values_change_nothing(self):
        """Bad input: whatever does not fit its question is refused with a sentence."""
        request = self._sent()
        foreign = self.env["survey.question"].create(
            {
                "survey_id": self.env["survey.survey"]
                .create({"title": "Other", "survey_type": "satisfaction"})
                .id,
                "title": "Other",
                "question_type": "simple_choice",
                "suggested_answer_ids": [(0, 0, {"value": "Foreign"})],
            }
        )
        solution, reasons, comment = (
            self.questions[name].id for name in ("solution", "reasons", "comment")
        )
        fine = {solution: "4"}
        cases = [
            {},
            {solution: ""},
            {solution: None},
            *(
                {solution: value}
                for value in (
                    "0",
                    "6",
                    "99",
                    "-1",
                    "4.5",
                    "abc",
                    "²",
                    "٣",
                    "1e1",
                    "5; DROP TABLE",
                    "9" * 5000,
                    0,
                    6,
                    4.0,
                    True,
                    ["4"],
                    {"4": "4"},
                )
            ),
            {**fine, reasons: str(foreign.suggested_answer_ids.id)},
            {**fine, reasons: [self.reasons[0].id, foreign.suggested_answer_ids.id]},
            {**fine, reasons: "abc"},
            {**fine, reasons: ["-1"]},
            {**fine, reasons: {"a": 1}},
            {**fine, foreign.id: str(foreign.suggested_answer_ids.id)},
            {**fine, comment: "x" * 4001},
            {**fine, comment: "x" * 5_000_000},
            {**fine, comment: ["x"]},
        ]
        before = self._snapshot(request)
        for raw in cases:
            with self.subTest(str(raw)[:60]):
                with self.assertRaisesKept(AnswerError) as caught:
                    self.requests._record_answers({request.id: raw}, mode="mail")
                self.assertTrue(caught.exception.problems)
                self.assertTrue(all(caught.exception.problems.values()))
                self.assertEqual(self._snapshot(request), before)
        self.assertFalse(request.attempt_ids)

    def test_odd_but_right_values(self):
        """R36: every character a client may send is stored, or cleaned, not refused."""
        for text, stored in (
            ("x" * 4000, "x" * 4000),
            ("line\r\n" * 666, ("line\n" * 666).strip()),
            ("nul\x00byte", "nulbyte"),
            ("half \ud83d pair", "half ? pair"),
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
            ("=1+1", "=1+1"),
            ("谢谢 😀 спасибо", "谢谢 😀 спасибо"),
            ("   ", False),
        ):
            # ascii: a name with half a character can't be sent between test workers
            with self.subTest(ascii(text[:20])):
                request = self._make_entry(ticket_id=self._make_tickets().id)
                self._answer(request, 5, comment=text)
                self.assertEqual(request.comment, stored)

    def test_problems_name_their_question(self):
        """Bad input: each problem stands at its question, in the visitor's language."""
        request = self._sent()
        solution, comment = self.questions["solution"], self.questions["comment"]
        solution.constr_error_msg = "Please rate us."
        with self.assertRaisesKept(AnswerError) as caught:
            self.requests._record_answers(
                {request.id: {comment.id: "x" * 4001}}, mode="mail"
            )
        self.assertEqual(set(caught.exception.problems), {solution.id, comment.id})
        self.assertEqual(caught.exception.problems[solution.id], "Please rate us.")
        self.assertIsInstance(caught.exception, ValidationError)

    def test_mandatory_reason_only_when_low(self):
        """R75: a mandatory question "when low" is mandatory only then."""
        self.questions["reasons"].constr_mandatory = True
        request = self._sent()
        with self.assertRaisesKept(AnswerError) as caught:
            self._answer(request, 2)
        self.assertEqual(set(caught.exception.problems), {self.questions["reasons"].id})
        self._answer(request, 5)
        self.assertEqual(request.state, "answered")

    def test_all_or_nothing_in_a_batch(self):
        """One wrong answer of many: none is stored."""
        first = self._make_entry(ticket_id=self._make_tickets().id)
        second = self._make_entry(ticket_id=self._make_tickets().id)
        before = self._snapshot(first + second)
        with self.assertRaisesKept(AnswerError):
            self.requests._record_answers(
                {first.id: self._raw(5), second.id: self._raw(6)}, mode="import"
            )
        self.assertEqual(self._snapshot(first + second), before)

    def test_other_question_types(self):
        """R37: what other questionnaires may hold is checked and stored as well."""
        survey = self.env["survey.survey"].create(
            {"title": "All types", "survey_type": "satisfaction"}
        )

        def question(title, kind, **values):
            return self.env["survey.question"].create(
                {
                    "survey_id": survey.id,
                    "title": title,
                    "question_type": kind,
                    **values,
                }
            )

        number = question(
            "Number",
            "numerical_box",
            validation_required=True,
            validation_min_float_value=1,
            validation_max_float_value=10,
        )
        day = question("Day", "date")
        moment = question("Moment", "datetime")
        line = question("Address", "char_box", validation_email=True)
        matrix = question(
            "Matrix",
            "matrix",
            suggested_answer_ids=[(0, 0, {"value": v}) for v in ("Good", "Bad")],
            matrix_row_ids=[(0, 0, {"value": v}) for v in ("Phone", "Mail")],
        )
        row, column = matrix.matrix_row_ids[0], matrix.suggested_answer_ids[1]
        right = {
            number.id: "7.5",
            day.id: "2026-05-04",
            moment.id: "2026-05-04 10:00:00",
            line.id: "ada@acme.example",
            matrix.id: {str(row.id): [str(column.id)]},
        }
        wrong = {
            number: ("11", "nan", "inf", "abc", ["7"], "9" * 100),
            day: ("2026-13-45", "tomorrow", ["x"]),
            moment: ("2026-05-04 99:00:00", "x"),
            line: ("nobody", 5, "a@b.example" + "x" * 5000),
            matrix: (
                "x",
                {"0": ["1"]},
                {str(row.id): [str(self.reasons[0].id)]},
                {str(row.id): matrix.suggested_answer_ids.ids},
            ),
        }
        for asked, values in wrong.items():
            for value in values:
                with self.subTest(f"{asked.title}: {str(value)[:30]}"):
                    request = self._make_entry("callback", survey_id=survey.id)
                    with self.assertRaisesKept(AnswerError) as caught:
                        self.requests._record_answers(
                            {request.id: {**right, asked.id: value}}, mode="phone"
                        )
                    self.assertEqual(set(caught.exception.problems), {asked.id})
        request = self._make_entry("callback", survey_id=survey.id)
        self.requests._record_answers({request.id: right}, mode="phone")
        self.assertFalse(request.is_scored)
        self.assertIs(request.points, False)
        lines = request.user_input_id.user_input_line_ids
        self.assertEqual(len(lines), 5)
        values = {answer.question_id: answer for answer in lines}
        self.assertEqual(values[number].value_numerical_box, 7.5)
        self.assertEqual(values[day].value_date, fields.Date.to_date("2026-05-04"))
        self.assertEqual(values[matrix].suggested_answer_id, column)
        self.assertEqual(values[matrix].matrix_row_id, row)

    def test_conditional_question(self):
        """R34: a question nobody saw is neither required nor stored."""
        survey = self.env["survey.survey"].create(
            {"title": "Conditions", "survey_type": "satisfaction"}
        )
        first = self.env["survey.question"].create(
            {
                "survey_id": survey.id,
                "title": "Did you call?",
                "sequence": 1,
                "question_type": "simple_choice",
                "suggested_answer_ids": [(0, 0, {"value": v}) for v in ("Yes", "No")],
            }
        )
        yes, no = first.suggested_answer_ids
        second = self.env["survey.question"].create(
            {
                "survey_id": survey.id,
                "title": "How was the call?",
                "sequence": 2,
                "question_type": "scale",
                "scale_min": 1,
                "scale_max": 5,
                "constr_mandatory": True,
                "satisfaction_is_scored": True,
                "triggering_answer_ids": [(6, 0, yes.ids)],
            }
        )
        request = self._make_entry("callback", survey_id=survey.id)
        with self.assertRaisesKept(AnswerError):
            self.requests._record_answers(
                {request.id: {first.id: str(yes.id)}}, mode="phone"
            )
        self.requests._record_answers(
            {request.id: {first.id: str(no.id), second.id: "1"}}, mode="phone"
        )
        self.assertFalse(request.is_scored)
