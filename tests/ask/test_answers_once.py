# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields

from odoo.addons.client_satisfaction.exceptions import AnswerError, AnswerRefused

from .answers_case import AnswersCase


class TestAnswersOnce(AnswersCase):
    """The first valid answer wins on whichever page; it can be corrected in time."""

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
