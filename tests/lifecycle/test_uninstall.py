# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""bin/test --all: uninstalled from a filled database and installed again."""

from tests.lifecycle.lifecycle import ADDON, BRIDGES, IS_WHOLE, LifeCycleCase

NATIVE = """
survey = env["survey.survey"].create({"title": "Lunch", "access_mode": "token"})
question = env["survey.question"].create(
    {"survey_id": survey.id, "title": "Was it good?", "question_type": "text_box"}
)
answer = survey._create_answer(email="guest@elsewhere.example", check_attempts=False)
answer._save_lines(question, "The soup was cold")
answer._mark_done()
own = env["survey.survey"].search([("survey_type", "=", "satisfaction")], limit=1)
own = own.copy()
own.title = "Our own questionnaire"
ticket = env["helpdesk.ticket"].search([], limit=1)
env["mail.activity.plan"].create(
    {"name": "Own plan", "res_model": "satisfaction.case"}
)
env["ir.filters"].create(
    {"name": "Own filter", "model_id": "satisfaction.case", "user_ids": []}
)
env["ir.attachment"].create(
    {"name": "scan", "raw": b"x", "res_model": "satisfaction.request", "res_id": 1}
)
env.cr.commit()
"""
UNINSTALL = """
env["ir.module.module"].search(
    [("name", "=", "client_satisfaction")]
).button_immediate_uninstall()
"""
LOOK = """
for model, kinds in (
    ("survey.survey", ("list", "form", "kanban", "search")),
    ("survey.user_input", ("list", "form", "search")),
    ("helpdesk.ticket", ("list", "form", "kanban", "search")),
    ("res.partner", ("list", "form", "kanban", "search")),
    ("mail.activity.plan", ("list", "form")),
    ("gamification.goal.definition", ("list", "form")),
):
    env[model].get_views([(False, kind) for kind in kinds])
    for record in env[model].with_context(active_test=False).search([], limit=50):
        record.read()
ticket = env["helpdesk.ticket"].search([], limit=1)
closed = env["helpdesk.ticket.stage"].search([("closed", "=", True)], limit=1)
ticket.stage_id = closed
survey = env["survey.survey"].search([("title", "=", "Lunch")])
answer = survey._create_answer(email="other@elsewhere.example", check_attempts=False)
answer._save_lines(survey.question_ids, "Fine")
answer._mark_done()
for cron in env["ir.cron"].search([]):
    assert cron.model_id.model in env, cron.name
assert answer.state == "done"
"""


class TestUninstall(LifeCycleCase):
    __test__ = IS_WHOLE

    def test_uninstall_and_reinstall(self):
        """Tickets, native surveys and their answers stay; of ours nothing does."""
        name = self._make_database("uninstall")
        self.assertEqual(self._install(name, demo=True), [])
        # The bridges to them come along.
        self.assertEqual(self._run(name, "-i", ",".join(BRIDGES.values())), [])
        self._run(name, script=NATIVE)
        # Without those of the demo data, which are the addon's own.
        tickets = (
            "SELECT id, number, name, partner_id, stage_id FROM helpdesk_ticket"
            " WHERE id NOT IN (SELECT res_id FROM ir_model_data"
            " WHERE model = 'helpdesk.ticket' AND module = 'client_satisfaction')"
            " ORDER BY 1"
        )
        native = (
            "SELECT answer.id, answer.state, line.value_text_box"
            " FROM survey_user_input AS answer"
            " JOIN survey_survey AS survey ON survey.id = answer.survey_id"
            " JOIN survey_user_input_line AS line ON line.user_input_id = answer.id"
            " WHERE survey.title->>'en_US' = 'Lunch' ORDER BY 1"
        )
        before = self._query(name, tickets), self._query(name, native)
        given = self._query(name, "SELECT count(*) FROM survey_user_input_line")
        self.assertGreater(len(before[0]), 50)
        self.assertEqual(len(before[1]), 1)

        self._run(name, script=UNINSTALL)

        self.assertEqual(
            (self._query(name, tickets), self._query(name, native)), before
        )
        self._check_clean(name)
        answers = "SELECT count(*) FROM survey_user_input_line"
        self.assertEqual(self._query(name, answers), given, "Clients' answers stay.")
        self.assertEqual(self._run(name, script=LOOK), [])
        self.assertEqual(self._install(name, demo=False), [])
        self.assertTrue(self._query(name, "SELECT id FROM satisfaction_program"))
        self.assertEqual(
            self._query(
                name,
                "SELECT active, survey_type FROM survey_survey"
                " WHERE title->>'en_US' = 'Our own questionnaire'",
            )[0][0],
            False,
        )

    def _check_clean(self, name):
        """Nothing of the addon is left in the database."""
        leftovers = {
            "tables": "SELECT tablename FROM pg_tables"
            " WHERE tablename LIKE 'satisfaction%%'",
            "columns": "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND (column_name LIKE 'satisfaction%%'"
            " OR column_name IN ('client_manager_id', 'client_since'))",
            "models": "SELECT model FROM ir_model WHERE model LIKE 'satisfaction.%%'",
            "xmlids": f"SELECT name FROM ir_model_data WHERE module LIKE '{ADDON}%%'",
            "types": "SELECT id FROM survey_survey WHERE survey_type = 'satisfaction'"
            " OR survey_type IS NULL",
            "templates": "SELECT id FROM mail_template"
            " WHERE model LIKE 'satisfaction%%'",
            "plans": "SELECT id FROM mail_activity_plan"
            " WHERE res_model LIKE 'satisfaction%%'",
            "activities": "SELECT id FROM mail_activity"
            " WHERE res_model LIKE 'satisfaction%%'",
            "messages": "SELECT id FROM mail_message WHERE model LIKE 'satisfaction%%'",
            "followers": "SELECT id FROM mail_followers"
            " WHERE res_model LIKE 'satisfaction%%'",
            "files": "SELECT id FROM ir_attachment"
            " WHERE res_model LIKE 'satisfaction%%'",
            "filters": "SELECT id FROM ir_filters WHERE model_id LIKE 'satisfaction%%'",
            "actions": "SELECT id FROM ir_act_window"
            " WHERE res_model LIKE 'satisfaction%%'",
            "jobs": "SELECT id FROM ir_cron WHERE ir_actions_server_id NOT IN"
            " (SELECT id FROM ir_act_server WHERE model_id IS NOT NULL)",
            "goals": "SELECT id FROM gamification_goal_definition"
            " WHERE computation_mode NOT IN ('manually','count','sum','python')",
            "sequences": "SELECT id FROM ir_sequence WHERE code LIKE 'satisfaction%%'",
            "parameters": "SELECT key FROM ir_config_parameter"
            " WHERE key LIKE '%%satisfaction%%'",
        }
        for what, query in leftovers.items():
            with self.subTest(what=what):
                self.assertEqual(self._query(name, query.replace("%%", "%")), [])
        [(readers,)] = self._query(
            name,
            "SELECT count(*) FROM survey_survey AS survey"
            " WHERE title->>'en_US' = 'Our own questionnaire' AND NOT active AND EXISTS"
            " (SELECT 1 FROM res_users_survey_survey_rel AS rel"
            " WHERE rel.survey_survey_id = survey.id)",
        )
        self.assertEqual(readers, 1, "Clients' answers are not opened to others.")
