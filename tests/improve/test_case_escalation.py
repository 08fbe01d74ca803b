# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Missed deadlines go up; clients hear how it goes on."""

import unittest
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .builders import MONDAY, ImproveCommon


class Killed(Exception):
    """The worker is killed here."""


@tagged("post_install", "-at_install")
class TestCaseEscalation(ImproveCommon):
    def setUp(self):
        super().setUp()
        self.cases = self.env["satisfaction.case"]
        # What the database already holds must not take part.
        self.cases.search([]).write({"contact_deadline": False, "state": "new"})

    def _run(self, method, at, commit=None):
        cron = type(self.env["ir.cron"])

        def flush_only(*args, **kwargs):
            self.env.flush_all()
            return commit(*args) if commit else float("inf")

        with freeze_time(at), patch.object(cron, "_commit_progress", flush_only):
            getattr(self.cases, method)()

    def _alarms(self, case):
        kind = self.env.ref("client_satisfaction.activity_type_escalation")
        return (
            case.activity_ids.filtered(lambda a: a.activity_type_id == kind)
            .sorted("id")
            .mapped("user_id.name")
        )

    # ------------------------------------------------------------------
    # Up, level by level (R99)
    # ------------------------------------------------------------------
    def test_up_to_the_programme_manager_once_per_level(self):
        """R99: service manager, then senior management, then programme manager."""
        case = self._open(60)
        late = case.contact_deadline + timedelta(minutes=1)
        self._run("_cron_escalate", case.contact_deadline - timedelta(minutes=1))
        self.assertEqual(case.escalation_level, "0")
        self._run("_cron_escalate", late)
        self.assertEqual(
            (case.escalation_level, self._alarms(case)), ("1", ["Service"])
        )
        # Once per level, however often the job runs
        self._run("_cron_escalate", late)
        self.assertEqual(self._alarms(case), ["Service"])
        self._run("_cron_escalate", late + timedelta(days=2))
        self.assertEqual(self._alarms(case), ["Service", "Senior"])
        self.assertEqual(case.senior_manager_id, self.senior, "may open the case")
        self._run("_cron_escalate", late + timedelta(days=4))
        self.assertEqual(self._alarms(case), ["Service", "Senior", "Boss"])
        self.assertFalse(case.escalate_at)
        self._run("_cron_escalate", late + timedelta(days=30))
        self.assertEqual(len(self._alarms(case)), 3)
        notes = case.message_ids.filtered(lambda m: "not contacted" in (m.body or ""))
        self.assertEqual(len(notes), 3)

    def test_acting_ends_the_alarm_and_the_report_starts_anew(self):
        """R99: reached: the alarms are done; the promised report has its own levels."""
        case = self._open(60)
        self._run("_cron_escalate", case.contact_deadline + timedelta(minutes=1))
        case.with_user(self.manager).action_contacted()
        self.assertFalse(self._alarms(case))
        end = case.company_id._satisfaction_day_end(case.report_deadline)
        self.assertEqual(case.escalate_at, end)
        self._run("_cron_escalate", end + timedelta(minutes=1))
        self.assertEqual(
            (case.escalation_level, self._alarms(case)), ("1", ["Service"])
        )

    def test_same_person_is_told_once(self):
        """R99: where one person has two roles, the next one is told."""
        case = self._open(60)
        case.service_manager_id = self.manager
        self._run("_cron_escalate", case.contact_deadline + timedelta(minutes=1))
        self.assertEqual((case.escalation_level, self._alarms(case)), ("2", ["Senior"]))

    def test_killed_half_way(self):
        """R99: killed after a batch: nothing is lost, nobody is told twice."""
        cases = self.cases
        for number in range(5):
            cases |= self._open(60, ticket_number=f"HT{number}")
        late = cases[0].contact_deadline + timedelta(minutes=1)
        turns = []

        def kill(*args):
            turns.append(args)
            if len(turns) == 3:  # the count, the first batch, and then …
                raise Killed
            return float("inf")

        cron = type(self.env["ir.cron"])

        def commit(*args, **kwargs):
            self.env.flush_all()
            return kill(*args)

        with (
            freeze_time(late),
            patch.object(cron, "_commit_progress", commit),
            unittest.TestCase.assertRaises(self, Killed),
        ):
            self.cases._cron_escalate(limit=2)
        self._run("_cron_escalate", late)
        self.assertEqual([len(self._alarms(case)) for case in cases], [1] * 5)

    # ------------------------------------------------------------------
    # The client hears of it (R91)
    # ------------------------------------------------------------------
    def _mails(self, case):
        return self.env["mail.mail"].search(
            [("subject", "like", case.name), ("email_to", "ilike", "ann@acme")]
        )

    def test_told_at_each_step_after_a_pause(self):
        """R80, R91: reached, promised with the actions, done; not before the pause."""
        case = self._open(60).with_user(self.manager)
        with freeze_time(MONDAY):
            case.action_contacted()
        self._run("_cron_tell_clients", MONDAY + timedelta(minutes=5))
        self.assertFalse(self._mails(case))
        self._run("_cron_tell_clients", MONDAY + timedelta(minutes=20))
        self.assertEqual(len(self._mails(case)), 1)
        with freeze_time(MONDAY + timedelta(hours=1)):
            case.call_notes = "<p>Internal: they are furious</p>"
            case.action_analysed()
            case.write(
                {
                    "planned_actions": "<p>A new firewall</p>",
                    "commitment_date": "2026-11-30",
                    "decision": "accepted",
                }
            )
            case.action_committed()
        self._run("_cron_tell_clients", MONDAY + timedelta(hours=2))
        promise = self._mails(case).sorted("id")[-1]
        self.assertIn("A new firewall", promise.body_html)
        self.assertIn("November 30, 2026", promise.body_html)
        self.assertNotIn("furious", promise.body_html)
        self._run("_cron_tell_clients", MONDAY + timedelta(hours=3))
        self.assertEqual(len(self._mails(case)), 2)
        self.assertTrue(
            case.message_ids.filtered(lambda m: "told by mail" in (m.body or ""))
        )

    def test_dragged_back_tells_nobody(self):
        """R91: a stage that was a mistake is never told."""
        case = self._open(60).with_user(self.manager)
        with freeze_time(MONDAY):
            case.action_contacted()
            case.state = "new"
        self._run("_cron_tell_clients", MONDAY + timedelta(days=1))
        self.assertFalse(self._mails(case))

    def test_as_the_client_wishes(self):
        """R91: only when it is done, or not at all."""
        for wish, stage, count in (
            ("end", "contacted", 0),
            ("none", "done", 0),
            ("end", "done", 1),
        ):
            with self.subTest(wish=wish, stage=stage):
                self.client.satisfaction_inform = wish
                case = self._open(60)
                self.assertEqual(case.inform_client, wish)
                with freeze_time(MONDAY):
                    case.call_notes = "<p>Said</p>"
                    case.state = stage
                self._run("_cron_tell_clients", MONDAY + timedelta(days=1))
                self.assertEqual(len(self._mails(case)), count)

    def test_broken_template_holds_nothing_up(self):
        """R91: a template that can't be rendered is tried again, the case goes on."""
        template = self.env.ref("client_satisfaction.mail_template_case_progress")
        good = template.subject
        template.subject = "{{ object.no_such_field }}"
        case = self._open(60).with_user(self.manager)
        with freeze_time(MONDAY):
            case.action_contacted()
        with mute_logger(
            "odoo.addons.client_satisfaction.models.improve.case_inform",
            "odoo.addons.mail.models.mail_render_mixin",
        ):
            self._run("_cron_tell_clients", MONDAY + timedelta(minutes=20))
        self.assertEqual(case.inform_stage, "contacted")
        template.subject = good
        self._run("_cron_tell_clients", MONDAY + timedelta(hours=3))
        self.assertEqual(len(self._mails(case)), 1)

    def test_old_links_die(self):
        """Security: a link that is over is dropped, so that no page takes it."""
        case = self._open(60)
        token = case.sudo()._portal_ensure_token()
        self.assertTrue(case._is_link_good(token))
        self.assertFalse(case._is_link_good("x" + token[1:]))
        case.sudo().access_token_until = fields.Datetime.now() - timedelta(minutes=1)
        self.assertFalse(case._is_link_good(token))
        self.cases._drop_old_links()
        self.assertFalse(case.sudo().access_token)
