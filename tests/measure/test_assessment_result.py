# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The integrated score of an assessment, stored with all it rests on."""

from unittest.mock import patch

from odoo.tests import tagged

from .assessment_case import AssessmentCase


@tagged("post_install", "-at_install")
class TestAssessmentResult(AssessmentCase):
    def test_integrated_score_by_hand(self):
        """R46, R50, D10: indicators, levels and the whole, computed by hand.

        speed (5+4+3)/3 = 4 → 80, skill (4+2)/2 = 3 → 60 (one can't judge),
        value (5+5+2)/3 = 4 → 80; service (2×80 + 60)/3 = 73.33; whole
        (3×73.33 + 80)/4 = 75.
        """
        assessment = self._started()
        self.assertEqual(len(assessment.request_ids), 3)
        self._hear(
            assessment,
            {
                self.contact: self._given(5, 4, 5, recommend=9),
                self.leader: self._given(4, "na", 5, recommend=10),
                self.vip: self._given(3, 2, 2, recommend=3),
            },
        )
        self.assertIs(assessment.points, False, "never in the answering transaction")
        self._count()
        self.assertEqual(assessment.points, 75.0)
        self.assertEqual(assessment.response_count, 3)
        speed, skill = self._line(assessment, "speed"), self._line(assessment, "skill")
        self.assertEqual((speed.points, skill.points), (80.0, 60.0))
        self.assertEqual((speed.response_count, skill.response_count), (3, 2))
        self.assertAlmostEqual(speed.weight_used, 66.67, 2)
        self.assertAlmostEqual(speed.contribution, 53.33, 2)
        service = self._line(assessment, "service")
        self.assertEqual(service.points, 73.3)
        self.assertEqual(service.weight_used, 75.0)
        self.assertEqual(service.contribution, 55.0)
        self.assertEqual(self._line(assessment, "partners").points, 80.0)
        self.assertEqual(len(assessment.line_ids), 5)
        # R111: NPS from the recommendation question, as counts
        self.assertEqual(
            (assessment.promoters, assessment.passives, assessment.detractors),
            (2, 0, 1),
        )
        self.assertEqual(assessment.target_points, self.program.target_points)
        self.assertEqual(assessment.trend, "first")
        self.assertEqual(assessment.state, "done", "everybody was heard")

    def test_views_of_executives_and_users_and_two_measures(self):
        """R7, R8: who decides and who works apart; quality and partnership apart."""
        assessment = self._started()
        self._hear(
            assessment,
            {
                self.contact: self._given(1, 1, 1),
                self.leader: self._given(5, 5, 3),
                self.vip: self._given(3, 3, 3),
            },
        )
        self._count()
        # leader: (3×100 + 60)/4; users: contact and vip mean 2 → 40 everywhere
        self.assertEqual(assessment.executive_points, 90.0)
        self.assertEqual(assessment.user_points, 40.0)
        self.assertEqual((assessment.executive_count, assessment.user_count), (1, 2))
        self.assertEqual(assessment.quality_points, 60.0)
        self.assertEqual(assessment.partnership_points, 46.7)
        value = self._line(assessment, "value")
        self.assertEqual((value.executive_points, value.user_points), (60.0, 40.0))
        self.assertEqual(value.measure, "partnership")

    def test_own_weights_of_a_client(self):
        """R45, D10: the client's own weight takes the place of the scorecard's."""
        weights = self.env["satisfaction.client.weight"]
        weights.create(
            {
                "client_id": self.client.id,
                "company_id": self.company.id,
                "level_code": "partners",
                "weight": 9,
                "reason": "Strategy counts",
            }
        )
        assessment = self._started()
        self._hear(assessment, {self.leader: self._given(5, 5, 1)})
        self._count()
        # service 100 with 3, partnership 20 with 9
        self.assertEqual(assessment.points, 40.0)
        self.assertTrue(self._line(assessment, "partners").weight_is_own)
        self.assertFalse(self._line(assessment, "service").weight_is_own)

    def test_weights_changed_later(self):
        """R45: a changed weight reaches results that are not reported yet."""
        assessment = self._started()
        self._hear(assessment, {self.leader: self._given(5, 5, 1)})
        self._count()
        self.assertEqual(assessment.points, 80.0)
        self.env["satisfaction.client.weight"].create(
            {
                "client_id": self.client.id,
                "company_id": self.company.id,
                "level_code": "partners",
                "weight": 3,
                "reason": "Both alike",
            }
        )
        assessment._mark_dirty()
        self._count()
        self.assertEqual(assessment.points, 60.0)
        self.assertFalse(assessment.is_dirty)

    def test_nobody_can_judge(self):
        """D5, D10: nothing answered is no score, and no line pretends one."""
        assessment = self._started()
        self._hear(assessment, {self.leader: self._given("na", "na", "na")})
        self._count()
        self.assertIs(assessment.points, False)
        self.assertFalse(assessment.line_ids)

    def test_correction_recomputes(self):
        """D17: a correction changes the result, also one that takes points away."""
        assessment = self._started(mode="online", is_mandatory=True)
        ask = assessment.request_ids.filtered(lambda one: one.partner_id == self.leader)
        ledger = self.env["satisfaction.request"]
        ledger._record_answers({ask.id: self._given(5, 5, 5)}, mode="portal")
        self._count()
        self.assertEqual(assessment.points, 100.0)
        ledger._correct_answer({ask.id: self._given(1, 1, "na")})
        self._count()
        self.assertEqual(assessment.points, 20.0)
        self.assertIs(self._line(assessment, "partners").points, False)
        ledger._correct_answer({ask.id: self._given("na", "na", "na")})
        self._count()
        self.assertIs(assessment.points, False)

    def test_suspicious_answer_waits(self):
        """R46: an answer that is held back counts when it is confirmed."""
        assessment = self._started(mode="online", is_mandatory=True)
        ask = assessment.request_ids.filtered(lambda one: one.partner_id == self.leader)
        self.env["satisfaction.request"]._record_answers(
            {ask.id: self._given(5, 5, 5, recommend=10)},
            mode="mail",
            suspicion="too_quick",
        )
        self.assertTrue(ask.is_suspicious)
        assessment._recompute_results()
        self.assertIs(assessment.points, False)
        self.assertFalse(assessment.promoters)
        ask.with_user(self.program_manager).action_confirm_answer()
        self._count()
        self.assertEqual(assessment.points, 100.0)
        self.assertEqual(assessment.promoters, 1)

    def test_change_beyond_chance_only(self):
        """R47, R48, D13: a fall is named when the respondents agree that it is one."""
        people = self.client.child_ids
        for number in range(5):
            people |= self._make_contact(
                self.client, f"User{number}", satisfaction_role="end_user"
            )
        first = self._started(scheduled_on="2026-01-20")
        ratings = (5, 5, 4, 5, 4, 5, 5, 4)
        self._hear(
            first,
            {one: self._given(n, n, n) for one, n in zip(people, ratings, strict=True)},
        )
        self._count()
        second = self._started(scheduled_on="2026-07-20")
        self._hear(
            second,
            {one: self._given(2, n, n) for one, n in zip(people, ratings, strict=True)},
        )
        self._count()
        self.assertEqual(second.previous_id, first)
        speed, skill = self._line(second, "speed"), self._line(second, "skill")
        self.assertEqual(speed.previous_points, 92.5)
        self.assertEqual((speed.change, speed.trend), (-52.5, "fall"))
        self.assertEqual((skill.change, skill.trend), (0.0, "no_reliable_change"))
        self.assertEqual(second.trend, "fall")
        # speed weighs 2/3 of 3/4 of the whole; 66.25 is shown as 66.3
        self.assertEqual(second.change, -26.2)
        self.assertGreater(second.interval_high, second.points)
        # R47: the one before changes, what follows is compared anew
        first.request_ids[0].user_input_id.user_input_line_ids[
            0
        ].satisfaction_points = 1
        first._recompute_results()
        self.assertNotEqual(speed.previous_points, 92.5)

    def test_called_off_is_nobodys_past(self):
        """R47: an assessment that was called off or moved is compared no more."""
        first = self._started(scheduled_on="2026-01-20")
        second = self._started(scheduled_on="2026-04-20")
        third = self._started(scheduled_on="2026-07-20")
        for assessment, rating in ((first, 5), (second, 4), (third, 3)):
            self._hear(assessment, {self.leader: self._given(rating, rating, rating)})
        self._count()
        self.assertEqual((third.previous_id, third.change), (second, -20.0))
        second.with_user(self.program_manager).action_cancel()
        self._count()
        self.assertEqual((third.previous_id, third.change), (first, -40.0))
        first.scheduled_on = "2026-09-01"
        self._count()
        self.assertEqual(third.trend, "first")
        self.assertEqual((first.previous_id, first.change), (third, 40.0))

    def test_one_respondent_proves_nothing(self):
        """D13: with a single respondent nobody can tell a change from chance."""
        first = self._started(scheduled_on="2026-01-20")
        self._hear(first, {self.leader: self._given(5, 5, 5)})
        self._count()
        second = self._started(scheduled_on="2026-07-20")
        self._hear(second, {self.leader: self._given(3, 3, 3)})
        self._count()
        self.assertEqual((second.change, second.trend), (-40.0, "no_reliable_change"))
        self.assertIs(second.interval_low, False)

    def test_again_writes_nothing(self):
        """Idempotent: what is computed twice is written once."""
        assessment = self._started()
        self._hear(
            assessment,
            {
                self.leader: self._given(5, 4, 3),
                self.vip: self._given(3, 4, 2),
            },
        )
        self._count()
        stamp = assessment.computed_at
        lines = assessment.line_ids
        with patch.object(type(lines), "write") as write_line:
            assessment._recompute_results()
        write_line.assert_not_called()
        self.assertEqual(assessment.computed_at, stamp)
        self.assertEqual(assessment.line_ids, lines)

    def test_two_questions_of_one_indicator(self):
        """D10: who answers two questions about one indicator is one respondent."""
        self.form.question_and_page_ids.filtered(
            lambda one: one.satisfaction_code == "skill"
        ).satisfaction_indicator_id = self.indicators["speed"]
        assessment = self._started()
        self._hear(
            assessment,
            {
                self.leader: self._given(5, 3, 4),
                self.vip: self._given(2, None, 4),
            },
        )
        self._count()
        speed = self._line(assessment, "speed")
        self.assertEqual((speed.points, speed.response_count), (60.0, 2))

    def test_rights(self):
        """R46: client managers read their clients' results, agents none."""
        assessment = self._started()
        self._hear(assessment, {self.leader: self._given(5, 4, 3)})
        self._count()
        model = self.env["satisfaction.assessment"]
        lines = self.env["satisfaction.assessment.line"]
        for user, seen in (
            (self.client_manager, 1),
            (self.other_client_manager, 0),
            (self.program_manager, 1),
            (self.senior_manager, 1),
        ):
            found = model.with_user(user).search([("id", "=", assessment.id)])
            self.assertEqual(len(found), seen, user.login)
            found = lines.with_user(user).search(
                [("assessment_id", "=", assessment.id)]
            )
            self.assertEqual(len(found), seen * 5, user.login)
        for user in (self.agent, self.plain_user):
            self.assertFalse(model.with_user(user).has_access("read"), user.login)
            self.assertFalse(lines.with_user(user).has_access("read"), user.login)
        self.assertFalse(lines.with_user(self.program_manager).has_access("write"))
        self.assertFalse(model.with_user(self.senior_manager).has_access("write"))
