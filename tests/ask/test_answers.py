# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import ValidationError

from odoo.addons.client_satisfaction.exceptions import AnswerError, AnswerRefused

from tests.common import SatisfactionCommon


class TestAnswers(SatisfactionCommon):
    """Answers: checked, stored once, turned into figures, handed on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.requests = cls.env["satisfaction.request"]
        cls.reasons = cls.questions["reasons"].suggested_answer_ids

    def _sent(self, **values):
        request = self._close_ticket(**values)
        self._send_due()
        self.assertEqual(request.state, "sent")
        return request

    def _snapshot(self, request):
        """Everything an answer could change, to prove that nothing did."""
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            request.read(["state", "points", "worst_points", "comment", "answered_at"]),
            self.env["survey.user_input"].search([]).ids,
            self.env["survey.user_input.line"].search([]).ids,
        )

    # ------------------------------------------------------------------
    # What is stored
    # ------------------------------------------------------------------
    def test_answer_is_stored(self):
        """R14, R38, R56, D1, D6: three ratings of 5 as points, mean and worst."""
        request = self._sent()
        with freeze_time("2026-11-23 12:00:00"):
            request.expires_at = datetime(2026, 12, 1)
            raw = self._raw(2, 4, 5, comment="  Slow,\r\nbut friendly ")
            raw[self.questions["reasons"].id] = [
                str(self.reasons[0].id),
                str(self.reasons[2].id),
            ]
            self.requests._record_answers({request.id: raw}, mode="mail")
        self.assertRecordValues(
            request,
            [
                {
                    "state": "answered",
                    "is_scored": True,
                    "worst_points": 40.0,
                    "comment": "Slow,\nbut friendly",
                    "reasons": "The problem is not solved, It took too long",
                    "answered_at": datetime(2026, 11, 23, 12),
                    "answer_mode": "mail",
                    "typed_by_id": False,
                    "score_pending": True,
                    "follow_up_after": datetime(2026, 11, 23, 12, 10),
                    "case_id": False,
                }
            ],
        )
        self.assertAlmostEqual(request.points, 220 / 3, 9)
        user_input = request.user_input_id
        self.assertRecordValues(
            user_input,
            [
                {
                    "state": "done",
                    "partner_id": self.contact.id,
                    "survey_id": self.survey.id,
                    "satisfaction_request_id": request.id,
                    "test_entry": False,
                }
            ],
        )
        lines = user_input.user_input_line_ids
        scored = lines.filtered("satisfaction_is_scored")
        self.assertEqual(
            {line.question_id: line.satisfaction_points for line in scored},
            {
                self.questions["solution"]: 40.0,
                self.questions["speed"]: 80.0,
                self.questions["communication"]: 100.0,
            },
        )
        self.assertEqual(len(lines), 6)
        self.assertEqual(request.summary, "3.7 / 5 · 73.3")

    def test_every_rating(self):
        """R56, D1, D4: 1 to 5 are 20 to 100; below 4 of 5 is followed up."""
        for rating, points, is_low in (
            (1, 20, True),
            (2, 40, True),
            (3, 60, True),
            (4, 80, False),
            (5, 100, False),
        ):
            with self.subTest(rating):
                request = self._make_entry(ticket_id=self._make_tickets().id)
                self._answer(request, rating)
                self.assertEqual(request.points, points)
                self.assertEqual(bool(request.follow_up_after), is_low)

    def test_worst_question_decides_not_the_mean(self):
        """R75, D4: 5, 5 and 3 make 86.7 in the mean and are followed up."""
        request = self._sent()
        self._answer(request, 5, 5, 3)
        self.assertAlmostEqual(request.points, 260 / 3, 9)
        self.assertEqual(request.worst_points, 60)
        self.assertTrue(request.follow_up_after)

    def test_thresholds_of_the_programme(self):
        """D4: the programme's own thresholds drive the follow-up."""
        self.program.write({"follow_up_below": 50, "senior_below": 30})
        request = self._sent()
        self._answer(request, 3)
        self.assertFalse(request.follow_up_after)

    def test_only_the_mandatory_question(self):
        """R32: one click and one button are a whole answer."""
        request = self._sent()
        self._answer(request, 4)
        self.assertEqual((request.points, request.worst_points), (80, 80))
        self.assertEqual(len(request.user_input_id.user_input_line_ids), 1)

    def test_weights_of_questions(self):
        """D6: the mean is weighted where the questionnaire says so."""
        self.questions["solution"].satisfaction_weight = 3
        request = self._sent()
        self._answer(request, 5, 1)
        self.assertEqual(request.points, 80)

    def test_choices_count_by_their_score(self):
        """R33, D1, D10: a choice counts own / best score, or drops out at 0."""
        survey = self.env["survey.survey"].create(
            {"title": "Choices", "survey_type": "satisfaction"}
        )
        question = self.env["survey.question"].create(
            {
                "survey_id": survey.id,
                "title": "Were we polite?",
                "question_type": "simple_choice",
                "satisfaction_is_scored": True,
                "suggested_answer_ids": [
                    (0, 0, {"value": "Yes", "answer_score": 10}),
                    (0, 0, {"value": "So so", "answer_score": 7}),
                    (0, 0, {"value": "Does not apply", "answer_score": 0}),
                ],
            }
        )
        yes, so_so, not_applicable = question.suggested_answer_ids
        for answer, points in ((yes, 100), (so_so, 70), (not_applicable, False)):
            with self.subTest(answer.value):
                request = self._make_entry("callback", survey_id=survey.id)
                self.requests._record_answers(
                    {request.id: {question.id: str(answer.id)}}, mode="phone"
                )
                self.assertEqual(request.points, points)
                self.assertEqual(request.is_scored, points is not False)
                self.assertEqual(request.score_pending, points is not False)

    def test_frozen_credit(self):
        """D16: reassigning the ticket later changes nothing about who is credited."""
        request = self._sent()
        team = self._make_team(
            name="Second line", user_ids=[(6, 0, self.other_agent.ids)]
        )
        request.ticket_id._write({"team_id": team.id, "user_id": self.other_agent.id})
        self.env.invalidate_all()
        self._answer(request, 1)
        self.assertEqual((request.team_id, request.user_id), (self.team, self.agent))

    def test_typed_by_staff(self):
        """R15, R26, D17: who typed it is kept, and nobody waits for a correction."""
        request = self._make_entry("callback")
        self.assertFalse(request.send_after, "no mail goes out for it")
        self._answer(request, 2, mode="phone", typed_by=self.interviewer)
        self.assertEqual(request.typed_by_id, self.interviewer)
        self.assertEqual(request.answer_mode, "phone")
        self.assertTrue(request.case_id, "followed up at once")
        self.assertFalse(request._is_correctable())

    def test_entry_for_an_open_ask(self):
        """R26: the client answers an open ask on the phone: it is the same ask."""
        request = self._sent()
        entry = self._make_entry(ticket_id=request.ticket_id.id)
        self.assertEqual(entry, request)
        other = self._make_entry("callback", ticket_id=request.ticket_id.id)
        self.assertNotEqual(other, request)
        self.assertRecordValues(
            other,
            [
                {
                    "channel_kind": "callback",
                    "client_id": self.client.id,
                    "team_id": self.team.id,
                    "user_id": self.agent.id,
                    "program_id": self.program.id,
                    "survey_id": self.survey.id,
                    "state": "planned",
                }
            ],
        )

    # ------------------------------------------------------------------
    # Hostile and wrong values
    # ------------------------------------------------------------------
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

    # ------------------------------------------------------------------
    # The first valid answer wins
    # ------------------------------------------------------------------
    def test_second_answer_is_refused_and_logged(self):
        """D17: the first valid answer stands; later ones are logged."""
        request = self._sent()
        self._answer(request, 5)
        before = self._snapshot(request)
        with self.assertRaisesKept(AnswerRefused) as caught:
            self._answer(request, 1, comment="x" * 3000)
        self.assertEqual(caught.exception.reason, "already_answered")
        self.assertEqual(self._snapshot(request), before)
        attempt = request.attempt_ids
        self.assertEqual(attempt.outcome, "already_answered")
        self.assertEqual(attempt.values[str(self.questions["solution"].id)], 1)
        self.assertLess(len(json.dumps(attempt.values)), 1000)

    def test_no_more_than_fifty_attempts_are_logged(self):
        """D17: a scanner can't fill the database."""
        request = self._sent()
        self._answer(request, 5)
        for _attempt in range(55):
            with self.assertRaisesKept(AnswerRefused):
                self._answer(request, 1)
        self.assertEqual(len(request.attempt_ids), 50)

    def test_closed_asks_refuse(self):
        """Bad input: expired, cancelled, skipped and unknown asks take no answer."""
        expired = self._sent()
        expired.expires_at = fields.Datetime.now() - timedelta(seconds=1)
        marked = self._sent(partner_id=self.leader.id)
        marked.state = "expired"
        cancelled = self._make_entry("callback")
        cancelled.state = "cancelled"
        skipped = self._make_entry("callback")
        skipped.write({"state": "skipped", "skip_reason": "no_rule"})
        for request, reason in (
            (expired, "expired"),
            (marked, "expired"),
            (cancelled, "cancelled"),
            (skipped, "cancelled"),
        ):
            with self.subTest(reason):
                before = self._snapshot(request)
                with self.assertRaisesKept(AnswerRefused) as caught:
                    self._answer(request, 4)
                self.assertEqual(caught.exception.reason, reason)
                self.assertEqual(self._snapshot(request), before)
                self.assertEqual(request.attempt_ids.outcome, reason)
        gone = self._make_entry("callback")
        gone_id = gone.id
        gone.unlink()
        with self.assertRaisesKept(AnswerRefused) as caught:
            self.requests._record_answers({gone_id: self._raw(4)}, mode="mail")
        self.assertEqual(caught.exception.reason, "unknown")

    def test_correction_in_time(self):
        """D17: an explicit correction within the window replaces, and is logged."""
        with freeze_time("2026-11-23 12:00:00"):
            request = self._sent()
            self._answer(request, 1, comment="Bad")
        first = request.user_input_id
        request.score_pending = False
        with freeze_time("2026-11-23 12:10:00"):
            self.assertTrue(request._is_correctable())
            self.requests._correct_answer({request.id: self._raw(5, 4)})
        self.assertRecordValues(
            request,
            [
                {
                    "state": "answered",
                    "points": 90.0,
                    "worst_points": 80.0,
                    "comment": False,
                    "user_input_id": first.id,
                    "answered_at": datetime(2026, 11, 23, 12),
                    "score_pending": True,
                    "follow_up_after": False,
                }
            ],
        )
        self.assertEqual(len(first.user_input_line_ids), 2)
        attempt = request.attempt_ids
        self.assertEqual(attempt.outcome, "corrected")
        solution = str(self.questions["solution"].id)
        self.assertEqual(attempt.values[solution], 5)
        self.assertEqual(attempt.replaced_values[solution], 1)

    def test_correction_for_the_worse(self):
        """D17, R75: a correction to a low rating is followed up after the window."""
        with freeze_time("2026-11-23 12:00:00"):
            request = self._sent()
            self._answer(request, 5)
            self.assertFalse(request.follow_up_after)
        with freeze_time("2026-11-23 12:05:00"):
            self.requests._correct_answer({request.id: self._raw(1)})
        self.assertEqual(request.follow_up_after, datetime(2026, 11, 23, 12, 10))

    def test_correction_too_late_or_wrong(self):
        """D17: after the window the answer stands; wrong corrections change nothing."""
        with freeze_time("2026-11-23 12:00:00"):
            request = self._sent()
            self._answer(request, 4)
        with freeze_time("2026-11-23 12:05:00"):
            before = self._snapshot(request)
            with self.assertRaisesKept(AnswerError):
                self.requests._correct_answer({request.id: self._raw(9)})
            self.assertEqual(self._snapshot(request), before)
        with freeze_time("2026-11-23 12:10:01"):
            self.assertFalse(request._is_correctable())
            with self.assertRaisesKept(AnswerRefused):
                self.requests._correct_answer({request.id: self._raw(5)})
            self.assertEqual(self._snapshot(request), before)
        self.program.correction_minutes = 0
        other = self._sent(partner_id=self.leader.id)
        self._answer(other, 4)
        with self.assertRaisesKept(AnswerRefused):
            self.requests._correct_answer({other.id: self._raw(5)})

    def test_correction_of_an_open_ask(self):
        """D17: nothing can be corrected that was not answered."""
        request = self._sent()
        with self.assertRaisesKept(AnswerRefused):
            self.requests._correct_answer({request.id: self._raw(5)})
        self.assertEqual(request.state, "sent")

    # ------------------------------------------------------------------
    # Handing on
    # ------------------------------------------------------------------
    def test_after_answers(self):
        """R74, R81, D17: thanks at once, low ones wait for the correction window."""
        cases = type(self.env["satisfaction.case"])
        request, other = self._sent(), self._sent(partner_id=self.leader.id)
        with (
            patch.object(type(self.requests), "_send_thanks") as thanks,
            patch.object(cases, "_open_from_requests") as opening,
        ):
            self._answer(request, 2)
            self.assertEqual(thanks.call_count, 1)
            self.assertFalse(opening.called)
            self.program.correction_minutes = 0
            self._answer(other, 2)
            self.assertEqual(opening.call_args.args[0], other)
        cron = self.env.ref("client_satisfaction.ir_cron_open_cases")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertIn(request.follow_up_after, triggers.mapped("call_at"))

    def test_history_is_quiet(self):
        """An answer of the past opens its case but thanks nobody and wakes no job."""
        request = self._make_entry("monthly")
        trigger = self.env["ir.cron.trigger"]
        before = trigger.search_count([])
        past = fields.Datetime.now() - timedelta(days=40)
        with patch.object(type(self.requests), "_send_thanks") as thanks:
            self.requests.with_context(satisfaction_history=True)._record_answers(
                {request.id: self._raw(2)},
                mode="import",
                answered_at={request.id: past},
            )
        self.assertFalse(thanks.called)
        self.assertEqual(trigger.search_count([]), before)
        self.assertEqual(request.answered_at, past)
        self.assertTrue(request.case_id)

    def test_native_page(self):
        """D17, D4: answers finished on the survey engine's page count the same."""
        request = self._sent()
        user_input = request._start_native_answer("en_US")
        solution, comment = self.questions["solution"], self.questions["comment"]
        for value in ("7", "abc", "0", ["4", "5"]):
            self.assertTrue(solution.validate_question(value), value)
        self.assertTrue(solution.validate_question(""), "mandatory although going back")
        self.assertFalse(solution.validate_question("2"))
        self.assertTrue(comment.validate_question("x" * 4001))
        user_input._save_lines(solution, "2")
        user_input._save_lines(comment, "Hm")
        user_input._mark_done()
        self.assertRecordValues(
            request,
            [
                {
                    "state": "answered",
                    "points": 40.0,
                    "worst_points": 40.0,
                    "comment": "Hm",
                    "user_input_id": user_input.id,
                    "answer_mode": "mail",
                    "score_pending": True,
                }
            ],
        )
        self.assertTrue(request.follow_up_after)

    def test_native_page_after_an_answer(self):
        """D17: a native answer that comes second is logged and never counts."""
        request = self._sent()
        user_input = request._start_native_answer("en_US")
        user_input._save_lines(self.questions["solution"], "1")
        self._answer(request, 5)
        user_input._mark_done()
        self.assertEqual(request.points, 100)
        self.assertNotEqual(request.user_input_id, user_input)
        self.assertFalse(user_input.satisfaction_request_id)
        self.assertEqual(request.attempt_ids.outcome, "already_answered")

    def test_native_checks_leave_other_surveys_alone(self):
        """Other surveys of the company keep Odoo's own checks."""
        question = self.env["survey.question"].create(
            {
                "survey_id": self.env["survey.survey"].create({"title": "Quiz"}).id,
                "title": "Any",
                "question_type": "text_box",
            }
        )
        self.assertFalse(question.validate_question("x" * 10_000))

    def test_queries_of_answers(self):
        """B2: a hundred answers cost about as many queries as ten."""
        counts = {}
        for count in (10, 100):
            tickets = self._make_tickets(count)
            entries = self.requests._create_entry(
                [
                    {
                        "channel_id": self.channels["ticket"].id,
                        "ticket_id": ticket.id,
                    }
                    for ticket in tickets
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with patch.object(type(self.requests), "_send_thanks"):
                self.requests._record_answers(
                    {entry.id: self._raw(5, 4, 4, comment="Good") for entry in entries},
                    mode="import",
                )
            self.env.flush_all()
            counts[count] = self.env.cr.sql_log_count - before
        self.assertLessEqual(counts[100], counts[10] + 10, counts)

    def test_scored_questions_must_be_scorable(self):
        """R35: only scales and single choices can count."""
        with self.assertRaises(ValidationError):
            self.questions["comment"].satisfaction_is_scored = True
        with self.assertRaises(ValidationError):
            self.questions["solution"].satisfaction_when_low = True
            self.questions["solution"].satisfaction_is_scored = True
