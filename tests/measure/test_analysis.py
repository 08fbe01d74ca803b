# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Analysis of asks and answers: averages that are right at any grouping."""

from odoo.exceptions import AccessError

from ..common import SatisfactionCommon


class TestAnalysis(SatisfactionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.asks = cls.env["satisfaction.ask.report"]
        cls.answers = cls.env["satisfaction.answer.report"]
        cls.other = cls._make_client("Birch")
        cls.other_contact = cls._make_contact(cls.other, "Bea")

    def _ask(self, state, contact=None, ended=True, **values):
        contact = contact or self.contact
        return self.env["satisfaction.request"].create(
            {
                "company_id": self.company.id,
                "program_id": self.program.id,
                "channel_kind": "ticket",
                "channel_code": "ticket",
                "client_id": contact.commercial_partner_id.id,
                "partner_id": contact.id,
                "event_date": self.program.date_start,
                "sent_at": False if state == "skipped" else "2020-01-01 10:00:00",
                "expires_at": "2020-01-08" if ended else "2090-01-01",
                "state": state,
                **values,
            }
        )

    def _measure(self, measure, groupby=()):
        self.env.flush_all()
        return self.asks._read_group(
            [
                ("company_id", "=", self.company.id),
                ("program_id", "=", self.program.id),
            ],
            list(groupby),
            [f"{measure}:avg"],
        )

    def test_response_rate_at_any_grouping(self):
        """R82, R109: 3 of 4 of one client, 0 of 2 of another, 3 of 6 together."""
        for _number in range(3):
            self._ask("answered")
        self._ask("expired")
        for _number in range(2):
            self._ask("expired", self.other_contact)
        self.assertEqual(self._measure("response_rate"), [(50,)])
        self.assertEqual(
            dict(self._measure("response_rate", ["client_id"])),
            {self.client: 75, self.other: 0},
        )

    def test_young_and_unsent_asks_say_nothing_about_the_rate(self):
        """R82: an ask whose time isn't over has no say, nor one not sent."""
        self._ask("answered")
        self._ask("sent", ended=False)
        self._ask("answered", ended=False)
        self._ask("skipped", skip_reason="opted_out")
        self.assertEqual(self._measure("response_rate"), [(100,)])
        self.assertEqual(self._measure("asked_share"), [(75,)])

    def test_suspicious_answer_is_no_response(self):
        self._ask("answered", is_suspicious=True)
        self.assertEqual(self._measure("response_rate"), [(0,)])

    def test_points_and_csat(self):
        """R82, R114: unscored rows don't pull the mean down."""
        self._ask("expired")
        self._ask("answered", is_scored=True, points=100, worst_points=100)
        self._ask("answered", is_scored=True, points=70, worst_points=40)
        self.assertEqual(self._measure("points"), [(85,)])
        self.assertEqual(self._measure("satisfied_share"), [(50,)])
        self.assertEqual(self._measure("low_share"), [(50,)])

    def test_promoter_score(self):
        """R111, D11: two promoters, one passive, one detractor are 25."""
        survey = self.env.ref("client_satisfaction.survey_relationship")
        question = survey.question_ids.filtered("satisfaction_is_recommendation")
        self.assertEqual(len(question), 1)
        for value in (9, 10, 7, 6):
            answer = self.env["survey.user_input"].create(
                {
                    "survey_id": survey.id,
                    "state": "done",
                    "user_input_line_ids": [
                        (
                            0,
                            0,
                            {
                                "question_id": question.id,
                                "answer_type": "scale",
                                "value_scale": value,
                            },
                        )
                    ],
                }
            )
            self._ask("answered", survey_id=survey.id, user_input_id=answer.id)
        self._ask("answered")
        self.assertEqual(self._measure("nps"), [(25,)])

    def test_answers_by_question(self):
        """R35, R109: one row per scored question, none for comments."""
        request = self._answered(5, 3, 4, comment="Slow")
        rows = self.answers.search([("request_id", "=", request.id)])
        self.assertEqual(
            {row.question_id: row.points for row in rows},
            {
                self.questions["solution"]: 100,
                self.questions["speed"]: 60,
                self.questions["communication"]: 80,
            },
        )
        self.assertEqual(rows.client_id, self.client)
        action = rows[0].with_user(self.client_manager).action_open_request()
        self.assertEqual(action["res_id"], request.id)

    def test_whose_rows_are_read(self):
        """R109: client managers analyse own clients, agents nobody's."""
        self._answered(5, 3, 4)
        self._answered(5, 5, 5, partner_id=self.other_contact.id)
        self.env.flush_all()
        for model in (self.asks, self.answers):
            mine = model.with_user(self.client_manager).search([])
            self.assertEqual(mine.client_id, self.client)
            total = model.with_user(self.client_manager)._read_group(
                [], [], ["__count"]
            )
            self.assertEqual(total, [(len(mine),)])
            everything = model.with_user(self.senior_manager).search(
                [("company_id", "=", self.company.id)]
            )
            self.assertGreater(len(everything), len(mine))
            self.assertFalse(model.with_user(self.other_client_manager).search([]))
            for user in (self.agent, self.interviewer, self.plain_user):
                with self.assertRaises(AccessError):
                    model.with_user(user).search([])
