# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two workers at one assessment: real transactions on two connections."""

from odoo.exceptions import UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from tests.ask.race_case import RaceCase


class TestTwoAtOneAssessment(RaceCase):
    def setUp(self):
        super().setUp()
        with self._environment() as env:
            company = self.program.with_env(env).company_id
            self.rule_ids = self.program.with_env(env).rule_ids.ids
            user = new_test_user(
                env,
                login="race_assessor",
                groups="base.group_user,client_satisfaction.group_interviewer",
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            )
            env["res.partner"].browse(self.contact_id).satisfaction_role = "vip"
            self.survey_id = env.ref("client_satisfaction.survey_relationship").id
            assessment = env["satisfaction.assessment"].create(
                {
                    "client_id": self.client_id,
                    "company_id": company.id,
                    "survey_id": self.survey_id,
                    "program_id": self.program.id,
                    "interviewer_id": user.id,
                }
            )
            self.user_id, self.assessment_id = user.id, assessment.id
            self.created += [user, user.partner_id]

    def _delete_all(self):
        with self._environment() as env:
            assessments = env["satisfaction.assessment"].search(
                [("client_id", "=", self.client_id)]
            )
            assessments.request_ids.assessment_id = False
            env["satisfaction.remark"].search(
                [("client_id", "=", self.client_id)]
            ).unlink()
            assessments.unlink()
            env["satisfaction.score"].search(
                [("client_id", "=", self.client_id)]
            ).unlink()
        super()._delete_all()
        with self._environment() as env:
            # Asking made the rule for asks by hand.
            env["satisfaction.rule"].search(
                [("program_id", "=", self.program.id), ("id", "not in", self.rule_ids)]
            ).unlink()

    def _browse(self, env):
        return env["satisfaction.assessment"].browse(self.assessment_id)

    def test_opened_by_two(self):
        """R71: started twice at once, each respondent is asked once."""
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            results = self._run_both(
                lambda env, number: len(self._browse(env)._open_requests())
            )
        self.assertEqual(sorted(results), [0, 1])
        with self._environment() as env:
            assessment = self._browse(env)
            self.assertEqual(assessment.request_ids.partner_id.ids, [self.contact_id])
            self.assertEqual(len(assessment.request_ids), 1)
            self.assertEqual(assessment.state, "running")

    def test_stored_by_two(self):
        """R28: a double click stores one answer; the other one is told kindly."""
        with self._environment() as env:
            assessment = self._browse(env)
            assessment._open_requests()
            ask_id = assessment.request_ids.id
            answers = {
                str(question.id): "4"
                for question in assessment.request_ids.survey_id.question_ids
                if question.question_type == "scale"
            }

        def store(env, number):
            own = self._browse(env(user=self.user_id))
            try:
                own.finish_interview_answers(ask_id, answers)
                return "stored"
            except UserError as error:
                return error.args[0]

        with mute_logger("odoo.sql_db", "odoo.service.model"):
            results = self._run_both(store)
        winner = results.index("stored")
        self.assertIn("already been answered", results[1 - winner])

        # Two jobs count at once: one result, each line once.
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            results = self._run_both(
                lambda env, number: bool(
                    env["satisfaction.score"]._recompute_pending() or True
                )
            )
        self.assertEqual(results, [True, True])
        with self._environment() as env:
            assessment = self._browse(env)
            self.assertEqual(assessment.points, 80.0)
            keys = [line._get_key() for line in assessment.line_ids]
            self.assertTrue(keys)
            self.assertEqual(len(keys), len(set(keys)))

    def test_two_tabs_keep_drafts(self):
        """R28: two tabs keep one draft, nobody gets an error."""
        with self._environment() as env:
            assessment = self._browse(env)
            assessment._open_requests()
            ask_id = assessment.request_ids.id

        def keep(env, number):
            own = self._browse(env(user=self.user_id))
            return own.save_interview_draft(ask_id, {"1": str(number)})

        with mute_logger("odoo.sql_db", "odoo.service.model"):
            results = self._run_both(keep)
        self.assertEqual(results, [True, True])
        with self._environment() as env:
            drafts = env["satisfaction.interview.draft"].search(
                [("request_id", "=", ask_id)]
            )
            self.assertEqual(len(drafts), 1)
