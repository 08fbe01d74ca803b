# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError

from .action_case import ActionCommon


class TestActionEffect(ActionCommon):
    """R82, R89: answers before and after an action."""

    def _make_done(self, **values):
        action = self._make_action(self.program_manager, **values)
        action.write({"result": "Done", "state": "done"})
        # As if it had been started and done five months ago
        action.sudo().write(
            {
                "started_on": self.today - timedelta(days=170),
                "done_on": self.today - timedelta(days=150),
            }
        )
        return action

    def _answer_on(self, days_ago, *ratings, **values):
        day = self.today - timedelta(days=days_ago)
        request = self._answered(*ratings, **values)
        request.sudo().event_date = day
        return request

    def _measure(self):
        with self._without_commit():
            self.env["satisfaction.action"]._cron_measure_effects()

    def test_better_beyond_chance(self):
        action = self._make_done()
        for days in (180, 190, 200, 210, 220, 230):
            self._answer_on(days, 2, 2, 3)
        self._answer_on(160, 1, 1, 1)  # while the work went on: counts on no side
        self._answer_on(900, 1, 1, 1)
        for days in (20, 30, 40, 50, 60, 149):
            self._answer_on(days, 5, 5, 4)
        self._answer_on(40, 1, 1, 1, partner_id=self.other_leader.id)
        self._measure()
        self.assertEqual((action.before_count, action.after_count), (6, 6))
        self.assertAlmostEqual(action.before_points, 46.7)
        self.assertAlmostEqual(action.after_points, 93.3)
        self.assertAlmostEqual(action.effect_change, 46.7)
        self.assertEqual(action.effect, "better")
        self.assertLess(action.effect_low, action.effect_change)
        self.assertGreater(action.effect_low, 0)
        self.assertIn("Better beyond chance", action.effect_html)
        self.assertIn("93.3", action.effect_html)
        self.assertIn("n = 6", action.effect_html)
        self.assertFalse(action.effect_is_final)

    def test_few_answers_say_nothing(self):
        action = self._make_done()
        for days in (180, 190, 200, 210):
            self._answer_on(days, 1, 1, 1)
            self._answer_on(days - 160, 5, 5, 5)
        self._measure()
        self.assertEqual(action.effect, "too_few")
        self.assertIn("At least 5 answers", action.effect_html)

    def test_only_the_linked_indicators_count(self):
        """R49: an action aimed at an indicator is measured by that indicator."""
        indicator = self.questions["speed"].satisfaction_indicator_id
        if not indicator:
            indicator = self.env["satisfaction.indicator"].search([], limit=1)
            self.questions["speed"].sudo().satisfaction_indicator_id = indicator
        others = self.env["survey.question"].search(
            [("satisfaction_indicator_id", "=", indicator.id)]
        )
        self.assertIn(self.questions["speed"], others)
        action = self._make_done(indicator_ids=[Command.set(indicator.ids)])
        same = [
            name
            for name in ("solution", "speed", "communication")
            if self.questions[name].satisfaction_indicator_id == indicator
        ]
        for days in (180, 190, 200, 210, 220):
            self._answer_on(days, *(1 if name in same else 5 for name in self._names()))
            self._answer_on(
                days - 160, *(4 if name in same else 1 for name in self._names())
            )
        self._measure()
        self.assertEqual(action.before_points, 20)
        self.assertEqual(action.after_points, 80)
        self.assertEqual(action.effect, "better")

    @staticmethod
    def _names():
        return ("solution", "speed", "communication")

    def test_final_after_the_months(self):
        """R82: once the months are over (and late answers in) it stays."""
        action = self._make_done(effect_months=2)
        self._measure()
        self.assertTrue(action.effect_is_final)
        self._answer_on(120, 5, 5, 5)
        self._measure()
        self.assertEqual(action.after_count, 0)
        action.effect_months = 3
        self.assertFalse(action.effect_is_final)
        self._measure()
        self.assertEqual(action.after_count, 1)

    def test_measured_not_typed(self):
        action = self._make_done()
        with self.assertRefused("can't be typed in", UserError):
            action.with_user(self.program_manager).effect = "better"
        with self.assertRefused("between 1 and 24"):
            action.effect_months = 0

    def test_many_with_one_query(self):
        """Measuring 50 actions takes one aggregate, as measuring one does."""
        actions = self.env["satisfaction.action"]
        for _number in range(50):
            actions |= self._make_done()
        costs = []
        for some in (actions[:2], actions):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            some._query_moments()
            costs.append(self.env.cr.sql_log_count - start)
        self.assertEqual(costs[0], costs[1])

    def test_no_day_of_the_future(self):
        self.assertEqual(
            self._make_done()._get_effect_periods()["before"][1],
            self.today - timedelta(days=171),
        )
        self.assertLess(fields.Date.today() - timedelta(days=3), self.today)
