# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who does what until when: rules and plans the customer may edit or drop."""

from odoo import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .builders import ImproveCommon

CALL_DAY, REPORT_DAY = "2026-11-17", "2026-11-26"
OPENING = "odoo.addons.client_satisfaction.models.improve.case_opening"


@tagged("post_install", "-at_install")
class TestCasePlan(ImproveCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ref = cls.env.ref
        cls.rule_low = ref("client_satisfaction.automation_low_answer")
        cls.rule_very_low = ref("client_satisfaction.automation_very_low_answer")
        cls.plan_low = ref("client_satisfaction.activity_plan_low")

    def test_plan_of_a_three(self):
        """R77, R79: client manager calls and reports, the service manager joins."""
        case = self._open(60)
        self.assertEqual(
            self._activities(case),
            [
                ("call_client", "Manager", CALL_DAY),
                ("join_call", "Service", CALL_DAY),
                ("report", "Manager", REPORT_DAY),
            ],
        )
        self.assertEqual(case.started_plan_id, self.plan_low)

    def test_plan_of_a_two_and_a_one(self):
        """R78: senior management attends the call as well."""
        for worst in (40, 20):
            self.assertEqual(
                self._activities(self._open(worst)),
                [
                    ("call_client", "Manager", CALL_DAY),
                    ("join_call", "Service", CALL_DAY),
                    ("report", "Manager", REPORT_DAY),
                    ("senior_call", "Senior", CALL_DAY),
                ],
            )

    def test_summary_in_the_language_of_each(self):
        """R77: everybody reads on their list, in their language, what to do."""
        self.env["res.lang"]._activate_lang("ru_RU")
        kind = self.env.ref("client_satisfaction.activity_type_join_call")
        kind.with_context(lang="ru_RU").name = "Присоединиться к звонку"
        self.service.lang = "ru_RU"
        summaries = {
            activity.user_id.name: activity.summary
            for activity in self._open(60).activity_ids
        }
        self.assertEqual(summaries["Service"], "Присоединиться к звонку")
        self.assertEqual(summaries["Manager"], "Present the report to the client")

    def test_missing_person_falls_to_the_programme_manager(self):
        """R77, R78: with a note that tells them why."""
        self.client.client_senior_manager_id = False
        case = self._open(40)
        activity = case.activity_ids.filtered(lambda act: act.user_id == self.boss)
        self.assertEqual(
            activity.activity_type_id,
            self.env.ref("client_satisfaction.activity_type_senior_call"),
        )
        self.assertIn("Nobody is available as Senior management of Acme", activity.note)
        others = case.activity_ids - activity
        self.assertFalse(any(others.mapped("note")))

    def test_public_visitor(self):
        """R75, R81: rules fire where a visitor without any rights has answered."""
        public = self.env.ref("base.public_user")
        request = self._ask(40)
        case = (
            self.env["satisfaction.case"]
            .with_user(public)
            .sudo()
            ._open_from_requests(request)
        )
        self.assertEqual(len(case.sudo().activity_ids), 4)
        self.assertNotIn(
            public.partner_id, case.message_ids.author_id | case.message_partner_ids
        )

    def test_disabled_rule(self):
        """R75: rules off: the case, its people and dates are there all the same."""
        (self.rule_low + self.rule_very_low).active = False
        case = self._open(40)
        self.assertFalse(case.activity_ids)
        self.assertEqual(case.client_manager_id, self.manager)
        self.assertTrue(case.contact_deadline)

    def test_deleted_rules_and_plans(self):
        """R75: deleted by the customer: nothing else depends on them."""
        (self.rule_low + self.rule_very_low).unlink()
        self.env["mail.activity.plan"].search(
            [("res_model", "=", "satisfaction.case")]
        ).unlink()
        case = self._open(40)
        self.assertFalse(case.activity_ids)
        self.assertEqual(case.senior_manager_id, self.senior)

    def test_broken_rule(self):
        """R75: a rule that fails loses no case, and the case says so."""
        action = self.rule_very_low.action_server_ids
        action.write({"state": "code", "code": "raise UserError('mistyped')"})
        requests = self._ask(40, count=2)
        with (
            mute_logger("odoo.addons.base_automation"),
            self.assertLogs(OPENING) as log,
        ):
            cases = self.env["satisfaction.case"]._open_from_requests(requests)
        self.assertIn("An automation rule on satisfaction cases failed", log.output[0])
        self.assertEqual(len(cases), 2)
        for case in cases:
            self.assertIn(
                "An automation rule failed", "".join(case.message_ids.mapped("body"))
            )

    def test_edited_rule(self):
        """R77: the customer gives a 3 another plan in the rule, without code."""
        plan = self.env["mail.activity.plan"].create(
            {
                "name": "Ours",
                "res_model": "satisfaction.case",
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": self.env.ref(
                                "client_satisfaction.activity_type_report"
                            ).id,
                            "responsible_type": "program_manager",
                            "satisfaction_deadline": "report",
                            "delay_count": 2,
                            "delay_from": "before_plan_date",
                        }
                    )
                ],
            }
        )
        action = self.rule_low.action_server_ids
        action.resource_ref = plan
        self.assertEqual(action.value, str(plan.id))
        self.assertEqual(
            self._activities(self._open(60)), [("report", "Boss", "2026-11-24")]
        )

    def test_no_doubles(self):
        """R77: writing the case again starts nothing twice."""
        case = self._open(60)
        before = self._activities(case)
        case.write({"follow_up_level": "manager", "severity": "3"})
        case.write({"activity_plan_id": self.plan_low.id})
        case.write({"state": "contacted"})
        self.assertEqual(self._activities(case), before)

    def test_raised_to_senior_management(self):
        """R78, R99: raised later: senior management is added, nobody asked twice."""
        case = self._open(60)
        self.assertFalse(case.senior_manager_id)
        case.with_user(self.manager).write({"follow_up_level": "senior"})
        self.assertEqual(case.senior_manager_id, self.senior)
        self.assertEqual(
            self._activities(case),
            [
                ("call_client", "Manager", CALL_DAY),
                ("join_call", "Service", CALL_DAY),
                ("report", "Manager", REPORT_DAY),
                ("senior_call", "Senior", CALL_DAY),
            ],
        )

    def test_history_without_activities(self):
        """R75: loading earlier years opens the cases, but calls nobody."""
        case = (
            self.env["satisfaction.case"]
            .with_context(satisfaction_history=True)
            ._open_from_requests(self._ask(40))
        )
        self.assertTrue(case)
        self.assertFalse(case.activity_ids)

    def test_roles_only_for_cases(self):
        """R77: the roles mean nothing on other records, and the form says so."""
        with self.assertRefused("only be used in plans"):
            self.env["mail.activity.plan"].create(
                {
                    "name": "Partners",
                    "res_model": "res.partner",
                    "template_ids": [
                        Command.create(
                            {
                                "activity_type_id": self.env.ref(
                                    "mail.mail_activity_data_todo"
                                ).id,
                                "responsible_type": "client_manager",
                            }
                        )
                    ],
                }
            )

    def test_plan_by_the_wizard(self):
        """R77: started by hand from Odoo's own wizard, the roles are resolved too."""
        self.rule_low.active = False
        case = self._open(60)
        wizard = (
            self.env["mail.activity.schedule"]
            .with_context(active_model="satisfaction.case", active_ids=case.ids)
            .create({"plan_id": self.plan_low.id})
        )
        wizard.action_schedule_plan()
        self.assertEqual(
            [step[:2] for step in self._activities(case)],
            [
                ("call_client", "Manager"),
                ("join_call", "Service"),
                ("report", "Manager"),
            ],
        )


@tagged("post_install", "-at_install")
class TestDirectComplaint(ImproveCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls.env["helpdesk.ticket"].create(
            {
                "name": "VPN down",
                "description": "x",
                "company_id": cls.company.id,
                "team_id": cls.team.id,
                "category_id": cls.category.id,
                "partner_id": cls.contact.id,
                "user_id": cls.agent.id,
            }
        )
        cls.team.user_ids = [Command.link(cls.agent.id)]

    def test_agent_records_a_complaint(self):
        """R83, R84: from the ticket's button: people, deadlines and plan as usual."""
        action = self.ticket.with_user(self.agent).action_record_complaint()
        form = Form(
            self.env["satisfaction.case"]
            .with_user(self.agent)
            .with_context(**action["context"])
        )
        self.assertEqual(form.client_id, self.client)
        self.assertEqual(form.client_manager_id, self.manager)
        form.complaint = "<p>Nobody called back</p>"
        case = form.save()
        self.assertRecordValues(
            case,
            [
                {
                    "origin": "complaint",
                    "ticket_id": self.ticket.id,
                    "client_id": self.client.id,
                    "partner_id": self.contact.id,
                    "client_manager_id": self.manager.id,
                    "service_manager_id": self.service.id,
                    "program_id": self.program.id,
                    "worst_points": False,
                }
            ],
        )
        self.assertTrue(case.contact_deadline and case.report_deadline)
        activities = self._activities(case.sudo())
        self.assertEqual(
            [step[:2] for step in activities],
            [
                ("call_client", "Manager"),
                ("join_call", "Service"),
                ("report", "Manager"),
            ],
        )
        self.assertEqual(self.ticket.with_user(self.agent).satisfaction_case_count, 1)
        action = self.ticket.with_user(self.agent).action_open_satisfaction_cases()
        self.assertEqual(action["res_id"], case.id)

    def test_client_manager_records_a_complaint(self):
        """R84: by telephone, without a ticket."""
        form = Form(self.env["satisfaction.case"].with_user(self.manager))
        form.partner_id = self.contact
        self.assertEqual(form.client_id, self.client)
        form.complaint = "<p>Nobody ever calls back.</p>"
        case = form.save()
        self.assertEqual(case.client_manager_id, self.manager)
        self.assertEqual(case.missing_people, "Service manager")
        self.assertEqual(self.client.with_user(self.manager).satisfaction_case_count, 1)
