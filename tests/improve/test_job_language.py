# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .builders import ImproveCommon


@tagged("post_install", "-at_install")
class TestJobLanguage(ImproveCommon):
    def _escalate(self, lang):
        """The words the job leaves on a case nobody called about in time."""
        self.env["satisfaction.case"].search([]).write(
            {"contact_deadline": False, "state": "new"}
        )
        # The company of whoever the job runs as
        self.env.ref("base.main_company").partner_id.lang = lang
        case = self._open(60)
        known = case.message_ids
        cron = self.env.ref("client_satisfaction.ir_cron_cases_escalate")
        self.assertEqual(cron.user_id.company_id, self.env.ref("base.main_company"))
        with (
            freeze_time(case.contact_deadline + timedelta(minutes=1)),
            self.enter_registry_test_mode(),
        ):
            cron.method_direct_trigger()
        case.invalidate_recordset()
        self.assertEqual(case.escalation_level, "1")
        notes = (case.message_ids - known).filtered("body")
        self.assertTrue(notes)
        return case, " ".join(notes.mapped("body"))

    def test_jobs_write_in_the_company_language(self):
        """R99: what a job leaves in the conversation is in the company's language; who
        is told goes on being told in the own one."""
        self.assertTrue(self.env["res.lang"]._activate_lang("ru_RU"))
        self.service.lang = "en_US"
        case, words = self._escalate("ru_RU")
        self.assertRegex(words, "[а-яё]{4}")
        self.assertNotIn("not contacted", words)
        kind = self.env.ref("client_satisfaction.activity_type_escalation")
        alarm = case.activity_ids.filtered(lambda one: one.activity_type_id == kind)
        self.assertIn("not contacted", alarm.note)

    def test_jobs_of_others_are_left_alone(self):
        """R99: only the programme's own jobs are changed."""
        ours = self.env.ref("client_satisfaction.ir_cron_cases_escalate")
        theirs = self.env.ref("mail.ir_cron_mail_scheduler_action")
        self.assertTrue(ours._is_of_satisfaction())
        self.assertFalse(theirs._is_of_satisfaction())
