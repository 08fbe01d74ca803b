# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import ValidationError

from .answers_case import AnswersCase


class TestAnswers(AnswersCase):
    """Answers: stored, turned into figures, handed on."""

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
