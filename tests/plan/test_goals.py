# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Business goals, the check before the start, and a complete copy for next year."""

from odoo import Command
from odoo.exceptions import AccessError

from ..common import SatisfactionCommon


class TestGoals(SatisfactionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = (
            cls.env["satisfaction.program"]
            .with_user(cls.program_manager)
            .create({"name": "Plan 2031", "year": 2031, "strategy": "<p>Ask.</p>"})
        )
        cls.goals = cls.env["satisfaction.business.goal"].with_user(cls.program_manager)

    def _goal(self, **values):
        return self.goals.create(
            {"program_id": self.draft.id, "name": "Keep our clients", **values}
        )

    def test_without_goals(self):
        """R2, R5: a programme without goals says so; its start is written down."""
        self.assertIn("No business goal", self.draft.goal_warning)
        self.draft.action_approve_strategy()
        self.draft.action_start()
        self.assertEqual(self.draft.state, "running")
        bodies = " ".join(str(message.body) for message in self.draft.message_ids)
        self.assertIn("Started although: No business goal", bodies)

    def test_questionnaires_that_serve_no_goal(self):
        """R5: every questionnaire in use is named until it serves a goal."""
        self.draft.channel_ids.survey_id = self.survey
        goal = self._goal(measure="Clients lost")
        self.assertIn(f"“{self.survey.title}”", self.draft.goal_warning)
        goal.survey_ids = self.survey
        self.assertFalse(self.draft.goal_warning)
        relationship = self.env.ref("client_satisfaction.survey_relationship")
        self.draft.rule_ids.survey_id = relationship
        self.assertIn(f"“{relationship.title}”", self.draft.goal_warning)
        self.draft.rule_ids.active = False
        self.assertFalse(self.draft.goal_warning)
        self.draft.action_approve_strategy()
        messages = self.draft.message_ids
        self.draft.action_start()
        bodies = " ".join(
            str(message.body) for message in self.draft.message_ids - messages
        )
        self.assertNotIn("Started although", bodies)

    def test_another_wording_serves_as_well(self):
        """R5, R7: the end users' wording serves the goal of the executives' one."""
        executive = self.env.ref("client_satisfaction.survey_relationship")
        user = executive.satisfaction_variant_ids[:1]
        self.assertTrue(user)
        self.draft.channel_ids.survey_id = user
        self.draft.rule_ids.survey_id = False
        self._goal(survey_ids=[Command.link(executive.id)])
        self.assertFalse(self.draft.goal_warning)

    def test_goals_nobody_measures(self):
        """R5: a goal without measure, questionnaire, indicator or target is named."""
        self.draft.channel_ids.survey_id = False
        self.draft.rule_ids.survey_id = False
        goal = self._goal()
        self.assertIn("Nobody will know", self.draft.goal_warning)
        goal.indicator_ids = self.env["satisfaction.indicator"].search([], limit=1)
        self.assertFalse(self.draft.goal_warning)

    def test_rights(self):
        """R2: goals are the programme manager's; everybody in the programme reads."""
        goal = self._goal()
        for user in (self.agent, self.client_manager, self.senior_manager):
            self.assertEqual(goal.with_user(user).name, "Keep our clients")
            with self.assertRaises(AccessError):
                goal.with_user(user).name = "Other"
        with self.assertRaises(AccessError):
            goal.with_user(self.plain_user).read(["name"])


class TestNextYear(SatisfactionCommon):
    def test_complete_copy(self):
        """R2, R13: goals with their targets, rules that are switched off, processes
        and the newest scorecard come along; the exit list is fresh."""
        program = self.program.with_user(self.program_manager)
        off = self.rule.copy({"name": "Switched off", "active": False})
        target = self.env["satisfaction.target"].create(
            {"program_id": program.id, "kpi": "retention", "goal": 95}
        )
        self.env["satisfaction.business.goal"].create(
            {
                "program_id": program.id,
                "name": "Keep our clients",
                "measure": "Clients lost",
                "survey_ids": [Command.link(self.survey.id)],
                "target_ids": [Command.link(target.id)],
            }
        )
        program.process_ids[3].write(
            {"systems": "Telephony", "responsible_id": self.client_manager.id}
        )
        check = program.exit_check_ids[0]
        check.note = "Seen"
        check.action_confirm()
        copy = program.copy()
        rules = copy.with_context(active_test=False).rule_ids
        self.assertEqual(
            sorted(rules.mapped(lambda rule: (rule.name, rule.active))),
            sorted([(self.rule.name, True), (off.name, False)]),
        )
        self.assertEqual(rules.channel_id.program_id, copy)
        goal = copy.goal_ids
        self.assertEqual(goal.name, "Keep our clients")
        self.assertEqual(goal.survey_ids, self.survey)
        self.assertEqual(
            (goal.target_ids.program_id, goal.target_ids.kpi, goal.target_ids.goal),
            (copy, "retention", 95),
        )
        self.assertEqual(program.goal_ids.target_ids, target)
        self.assertEqual(len(copy.process_ids), 9)
        self.assertEqual(copy.process_ids[3].systems, "Telephony")
        self.assertEqual(len(copy.exit_check_ids), 6)
        self.assertFalse(copy.exit_check_ids.filtered("confirmed_on"))
        self.assertFalse(any(copy.exit_check_ids.mapped("note")))
        self.assertEqual(copy.scorecard_id, program.scorecard_id._get_newest())
