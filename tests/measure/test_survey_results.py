# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The results page of a questionnaire, wave, channel and programme."""

import json
from datetime import timedelta

from odoo import Command, fields

from odoo.addons.client_satisfaction.scoring import Moments, mean_interval

from .results_case import ResultsCase


class TestFigures(ResultsCase):
    def test_distribution_mean_and_interval(self):
        """R34, R35, R82: what was counted by hand stands on the page, with n."""
        for rating in (5, 5, 4, 2):
            self._answered(rating, 3)
        data = self._data()
        self.assertEqual(
            self._counts(data, "solution"), {"5": 2, "4": 1, "3": 0, "2": 1, "1": 0}
        )
        bar = self._question(data, "solution")["bars"][0]
        self.assertEqual((bar["text"], bar["width"]), ("50 %", 50.0))
        self.assertEqual(bar["interval"], "15.0–85.0")  # Wilson, 2 of 4
        interval = mean_interval(Moments.of([100, 100, 80, 40]))
        self.assertEqual(
            self._question(data, "solution")["figure"]["text"],
            f"80.0 ({interval.low:.1f}–{interval.high:.1f}, n = 4)",
        )
        self.assertEqual(self._question(data, "speed")["n"], 4)
        self.assertEqual(self._card(data, "answered")["value"], "4")
        self.assertEqual(self._card(data, "points")["value"], "70.0")

    def test_promoter_score(self):
        """R111, D11: the recommendation is no mean, and has its counts beside it."""
        survey = self.env.ref("client_satisfaction.survey_relationship").copy()
        question = survey.question_ids.filtered("satisfaction_is_recommendation")
        self.channels["questionnaire"].survey_id = survey
        for value in (10, 9, 9, 7, 3):
            self._typed(survey, {question.id: str(value)}, "questionnaire")
        data = self._data(scope=survey)
        self.assertEqual(self._card(data, "nps")["value"], "+40.0")
        shown = next(
            one for one in data["sections"][0]["questions"] if question.id in one["ids"]
        )
        self.assertIn("+40.0 (", shown["figure"]["text"])
        self.assertIn("n = 5", shown["figure"]["text"])
        self.assertEqual(
            shown["figure"]["note"], "3 promoters · 1 passives · 1 detractors"
        )
        self.assertEqual(len(shown["bars"]), 11)

    def test_choices_and_tests_and_machines(self):
        """Ticked answers are shares of respondents; held back ones don't count."""
        reasons = self.questions["reasons"]
        self.assertEqual(reasons.question_type, "multiple_choice")
        answers = reasons.suggested_answer_ids
        ask = self._make_entry()
        ask._record_answers(
            {
                ask.id: {
                    self.questions["solution"].id: "2",
                    reasons.id: [answers[0].id, answers[1].id],
                }
            },
            mode="phone",
            typed_by=self.program_manager,
        )
        machine = self._answered(1, 1)
        machine.write(machine._prepare_suspicion("honeypot"))
        self.env["survey.user_input"].create(
            {"survey_id": self.survey.id, "test_entry": True, "state": "done"}
        )
        data = self._data()
        shown = self._question(data, "reasons")
        self.assertEqual(shown["n"], 1, "one respondent, two ticks")
        self.assertEqual([bar["text"] for bar in shown["bars"][:2]], ["100 %", "100 %"])
        self.assertEqual(self._card(data, "answered")["value"], "1")
        self.assertEqual(self._counts(data, "solution")["1"], 0)

    def test_not_applicable_drops_out(self):
        """D10: it counts neither for nor against, and is named."""
        speed = self.questions["speed"]
        speed.satisfaction_allow_na = True
        for raw in ("5", "na"):
            ask = self._make_entry()
            ask._record_answers(
                {ask.id: {self.questions["solution"].id: "4", speed.id: raw}},
                mode="phone",
                typed_by=self.program_manager,
            )
        shown = self._question(self._data(), "speed")
        self.assertEqual((shown["n"], shown["not_applicable"]), (1, 1))
        self.assertIn("100.0 (n = 1)", shown["figure"]["text"])

    def test_number_matrix_and_choice(self):
        """Every type of question has its picture."""
        survey = self.survey.copy()
        number = self.env["survey.question"].create(
            {
                "survey_id": survey.id,
                "title": "How many of you?",
                "question_type": "numerical_box",
            }
        )
        matrix = self.env["survey.question"].create(
            {
                "survey_id": survey.id,
                "title": "How were we?",
                "question_type": "matrix",
                "suggested_answer_ids": [
                    Command.create({"value": "Good"}),
                    Command.create({"value": "Bad"}),
                ],
                "matrix_row_ids": [
                    Command.create({"value": "By phone"}),
                    Command.create({"value": "On site"}),
                ],
            }
        )
        self.channels["ticket"].survey_id = survey
        for heads, column in ((10, 0), (20, 1)):
            row = str(matrix.matrix_row_ids[0].id)
            answer = matrix.suggested_answer_ids[column].id
            self._typed(survey, {number.id: str(heads), matrix.id: {row: [answer]}})
        data = self._data(scope=survey)
        shown = {one["title"]: one for one in data["sections"][0]["questions"]}
        self.assertTrue(
            shown["How many of you?"]["figure"]["text"].startswith("15.0 (")
        )
        self.assertEqual(shown["How were we?"]["n"], 2)
        self.assertEqual(
            [
                [cell["count"] for cell in row["cells"]]
                for row in shown["How were we?"]["matrix"]["rows"]
            ],
            [[1, 1], [0, 0]],
        )

    def test_response_rate_is_that_of_the_analysis(self):
        """R82: answered of the sent asks whose time is over."""
        past = fields.Datetime.now() - timedelta(days=30)
        over = past + timedelta(days=14)
        for _number in range(3):
            self._answered(4, sent_at=past, expires_at=over)
        expired = self._make_entry()
        expired.write({"state": "expired", "sent_at": past, "expires_at": over})
        self._answered(4)  # typed without an ask
        self.env.flush_all()
        card = self._card(self._data(), "response")
        self.assertEqual(card["value"], "75 %")
        [(rate,)] = self.env["satisfaction.ask.report"]._read_group(
            [("survey_id", "=", self.survey.id)], [], ["response_rate:avg"]
        )
        self.assertEqual(rate, 75)

    def test_other_wordings_count_with_it(self):
        """R37: the same code is the same question; a client's copy stands alone too."""
        own = self.survey._copy_for_clients(self.client)
        self._answered(5, partner_id=self.other_contact.id)
        solution = own.question_ids.filtered(
            lambda question: question.satisfaction_code == "solution"
        )
        self._typed(own, {solution.id: "1"})
        shown = self._question(self._data(), "solution")
        self.assertEqual(shown["n"], 2)
        self.assertEqual(
            set(shown["ids"]), {self.questions["solution"].id, solution.id}
        )
        self.assertEqual(self._question(self._data(wordings=False), "solution")["n"], 1)
        self.assertEqual(self._card(self._data(scope=own), "answered")["value"], "1")

    def test_asked_again_counts_nowhere(self):
        """R59: a second look's answers would bend the result that is examined."""
        self._answered(5)
        again = self._answered(1)
        again.channel_code = "recheck"
        self.assertEqual(self._card(self._data(), "answered")["value"], "1")
        self.assertEqual(
            self._card(self._data(scope=self.program), "answered")["value"], "1"
        )


class TestSize(ResultsCase):
    def test_queries_and_size_don_t_grow(self):
        """B7: thirty answers cost and weigh what three do."""

        def look():
            self.env.flush_all()
            self.env.invalidate_all()
            results = self.results.with_user(self.program_manager)
            before = self.env.cr.sql_log_count
            data = results.get_data(self._params())
            return self.env.cr.sql_log_count - before, len(json.dumps(data))

        for rating in (5, 3, 1):
            self._answered(rating, 4, 4)
        look()
        few = look()
        for number in range(27):
            self._answered(1 + number % 5, 4, 4)
        many = look()
        self.assertEqual(many[0], few[0])
        self.assertLess(many[1], few[1] * 1.1)
