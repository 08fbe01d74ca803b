# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""People hear of the tasks of cases: once, a moment later; one mail on a bad day."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.client_satisfaction.models.improve import activity_notice

from .builders import ImproveCommon

NOTICE = "odoo.addons.client_satisfaction.models.improve.activity_notice"


@tagged("post_install", "-at_install")
class TestActivityNotice(ImproveCommon):
    def _tell(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "client_satisfaction.ir_cron_tell_tasks"
            ).method_direct_trigger()

    def _told(self, *people):
        """Mails of these people about tasks."""
        partners = self.env["res.partner"].union(*(one.partner_id for one in people))
        return self.env["mail.notification"].search(
            [("res_partner_id", "in", partners.ids)]
        )

    def _pending(self):
        return self.env["mail.activity"].search(
            [("satisfaction_notice_pending", "=", True)]
        )

    def test_one_mail_for_each_task(self):
        """R77, R81: opening a case queues no mail; the job tells of each task once."""
        self._tell()
        case = self._open(60)
        self.assertFalse(self._told(self.manager, self.service))
        self.assertEqual(self._pending(), case.activity_ids)
        self._tell()
        self._tell()
        self.assertEqual(len(self._told(self.manager, self.service)), 3)
        self.assertFalse(self._pending())
        mails = self._told(self.manager).mail_mail_id
        self.assertEqual(set(mails.mapped("state")), {"outgoing"})
        self.assertIn(case.name, " ".join(mails.mapped("subject")))

    def test_mail_in_the_language_of_its_reader(self):
        """R77, R99: the job speaks nobody's language, its mails the one of each."""
        self.assertTrue(self.env["res.lang"]._activate_lang("ru_RU"))
        self.manager.lang = "ru_RU"
        self.service.lang = "en_US"
        self._tell()
        self._open(60)
        self._tell()
        for subject in self._told(self.manager).mail_message_id.mapped("subject"):
            self.assertIn("Вам назначена", subject)
        for subject in self._told(self.service).mail_message_id.mapped("subject"):
            self.assertIn("assigned to you", subject)
        self.assertTrue(self._told(self.manager) and self._told(self.service))

    def test_one_mail_on_a_bad_day(self):
        """R77: many low answers at once: one mail says how many tasks there are."""
        self._tell()
        cases = self.env["satisfaction.case"].union(
            *(self._open(60) for _number in range(6))
        )
        tasks = cases.activity_ids.filtered(lambda one: one.user_id == self.manager)
        self.assertEqual(len(tasks), 12)
        self._tell()
        told = self._told(self.manager)
        self.assertEqual(len(told), 1)
        self.assertEqual(
            told.mail_message_id.subject, "12 new tasks for satisfaction cases"
        )
        # Six are few enough to be told one by one.
        self.assertEqual(len(self._told(self.service)), 6)

    def test_no_mail_for_own_tasks_and_others_hands(self):
        """R81: who plans a task for themselves knows; Odoo tells whoever takes over."""
        self._tell()
        case = self._open(60)
        call = case.activity_ids.filtered(lambda one: one.user_id == self.manager)[0]
        call.user_id = self.senior
        self.assertEqual(len(self._told(self.senior)), 1)
        self._tell()
        self.assertEqual(len(self._told(self.senior)), 1)
        own = self.env["mail.activity"]._create_satisfaction_tasks(
            [
                {
                    "activity_type_id": call.activity_type_id.id,
                    "user_id": self.env.uid,
                    "res_model_id": call.res_model_id.id,
                    "res_id": case.id,
                }
            ]
        )
        self.assertFalse(own.satisfaction_notice_pending)

    @mute_logger(NOTICE)
    def test_one_failure_holds_up_nobody_and_loses_nothing(self):
        """D17: somebody can't be told: the others are, and it is tried again."""
        self._tell()
        self._open(60)
        model = type(self.env["mail.activity"])
        tell = model._tell_satisfaction_task

        def fail_for_manager(activities, person):
            if person == self.manager:
                raise ValueError("No mail for the manager")
            return tell(activities, person)

        with patch.object(model, "_tell_satisfaction_task", fail_for_manager):
            self._tell()
        self.assertFalse(self._told(self.manager))
        self.assertEqual(len(self._told(self.service)), 1)
        self.assertEqual(self._pending().user_id, self.manager)
        self._tell()
        self.assertEqual(len(self._told(self.manager)), 2)

    def test_done_before_anybody_was_told(self):
        """R81: nobody is told of a task that is done already."""
        self._tell()
        case = self._open(60)
        case.activity_ids.action_feedback()
        self._tell()
        self.assertFalse(self._told(self.manager, self.service))

    def test_queries_do_not_grow_with_people(self):
        """R77: planning 50 tasks takes about the queries of planning five."""
        case = self._open(60)
        vals = {
            "activity_type_id": case.activity_ids[0].activity_type_id.id,
            "user_id": self.manager.id,
            "res_model_id": self.env["ir.model"]._get_id(case._name),
            "res_id": case.id,
        }

        def count(number):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["mail.activity"]._create_satisfaction_tasks([vals] * number)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count(1)  # what is cached for good
        few, many = count(5), count(50)
        self.assertLessEqual(many, few + 3)
        self.assertGreater(activity_notice.MOST_MAILS, 5)
