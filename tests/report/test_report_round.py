# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rounds of reports: prepared by a job, approved by people, mailed once."""

from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .common import YEAR, ReportCommon

PRINTING = "odoo.addons.client_satisfaction.models.measure.printed_document"
MAILING = "odoo.addons.client_satisfaction.models.measure.client_report_mail"
PDF = b"JVBERi0xLjQK"  # %PDF-1.4


class TestReportRound(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rounds = cls.env["satisfaction.report.round"]
        cls.reports = cls.env["satisfaction.client.report"]
        cls.chief = cls._make_contact(
            cls.chinese,
            "Wei",
            satisfaction_role="decision_leader",
            lang="zh_CN",
            email="wei@star.example",
        )

    def _make_round(self, **values):
        return self.rounds.with_user(self.program_manager).create(
            {
                "program_id": self.year.id,
                "period_day": date(YEAR, 11, 5),
                "with_program_report": False,
                **values,
            }
        )

    def _run(self):
        with self._without_commit():
            self.rounds._cron_run()

    def _print(self):
        with (
            patch.object(
                self.registry["satisfaction.client.report"], "_render", return_value=PDF
            ),
            self._without_commit(),
        ):
            self.reports._cron_print()

    def _mail(self):
        with self._without_commit():
            self.reports._cron_mail()

    def _prepared(self, **values):
        round_ = self._make_round(**values)
        round_.action_prepare()
        self._run()
        self._print()
        return round_

    def _states(self, round_):
        return {line.client_id: line.state for line in round_.line_ids}

    def _mails(self):
        return self.env["mail.mail"].search(
            [("model", "=", "satisfaction.client.report.delivery")]
        )

    # ------------------------------------------------------------------
    def test_from_plan_to_mail(self):
        """R91: prepared, looked at, approved, then mailed in the contact's language
        with a link that opens the report."""
        round_ = self._make_round()
        round_.action_prepare()
        self.assertFalse(round_.line_ids, "the job orders them")
        self._run()
        self.assertEqual(round_.state, "approving")
        self.assertEqual(set(self._states(round_).values()), {"printing"})
        self.assertEqual(round_.line_ids.report_id.create_uid, self.program_manager)
        self._print()
        self.assertEqual(set(self._states(round_).values()), {"open"})
        self._mail()
        self.assertFalse(self._mails(), "nothing before approval")
        line = round_.line_ids.filtered(lambda one: one.client_id == self.chinese)
        line.with_user(self.other_client_manager).action_approve()
        self.assertEqual(line.state, "approved")
        self._mail()
        self.assertEqual(line.state, "sent")
        mail = self._mails()
        self.assertEqual(mail.recipient_ids, self.chief)
        report = line.report_id.sudo()
        self.assertIn(report.link_url, mail.body_html)
        self.assertTrue(report._is_link_good(report.link_token))
        self.assertEqual(report.delivery_ids._get_lang(), "zh_CN")
        self.assertEqual(
            self._states(round_)[self.client], "open", "others wait for their manager"
        )
        self._mail()
        self.assertEqual(self._mails(), mail, "a contact is told once")

    def test_each_manager_approves_own_clients(self):
        """R91: client managers see and approve their clients', the programme manager
        all."""
        round_ = self._prepared()
        mine = round_.with_user(self.client_manager)
        lines = self.env["satisfaction.report.round.line"].with_user(
            self.client_manager
        )
        self.assertEqual(
            lines.search([("round_id", "=", round_.id)]).client_id, self.client
        )
        self.assertEqual((mine.total_count, mine.open_count), (1, 1))
        with self.assertRaisesKept(AccessError):
            round_.line_ids.report_id.with_user(self.client_manager).action_release()
        with self.assertRaisesKept(AccessError):
            round_.with_user(self.client_manager).action_cancel()
        mine.action_approve_all()
        self.assertEqual(self._states(round_)[self.client], "approved")
        self.assertEqual(self._states(round_)[self.chinese], "open")
        round_.action_approve_all()
        self.assertEqual(set(self._states(round_).values()), {"approved"})
        self.assertEqual(round_.progress, 100.0)
        with self.assertRaisesKept(UserError):
            round_.action_approve_all()

    def test_as_the_client_wants(self):
        """R91: no report, only the portal, or a mail: the profile says it; a contact
        may want it otherwise."""
        self.russian.satisfaction_report_wish = "none"
        self.chinese.satisfaction_report_wish = "portal"
        second = self._make_contact(
            self.client,
            "Grace",
            satisfaction_role="decision_leader",
            satisfaction_report_wish="portal",
        )
        round_ = self._prepared()
        states = self._states(round_)
        self.assertEqual(states[self.russian], "left_out")
        left = round_.line_ids.filtered(lambda one: one.client_id == self.russian)
        self.assertEqual((left.reason, left.report_id.ids), ("unwanted", []))
        round_.action_approve_all()
        self._mail()
        lines = {line.client_id: line for line in round_.line_ids}
        self.assertEqual(lines[self.chinese].report_id.mail_state, "nobody")
        self.assertEqual(lines[self.chinese].state, "approved")
        told = lines[self.client].report_id.delivery_ids.partner_id
        self.assertEqual(told, self.leader)
        self.assertNotIn(second, told)
        self._run()
        self.assertEqual(round_.state, "done")

    def test_silent_clients_are_listed(self):
        """R91, D5: who gave no answer gets no report, and the round says so."""
        silent = self._make_client("Sphinx")
        self._make_score(silent, date(YEAR, 10, 1), {})
        round_ = self._prepared()
        line = round_.line_ids.filtered(lambda one: one.client_id == silent)
        self.assertEqual((line.state, line.reason), ("left_out", "not_measured"))
        self.assertEqual((round_.total_count, round_.left_out_count), (3, 1))

    def test_only_some_clients(self):
        """R91: a round for chosen clients."""
        with self.assertRaisesKept(UserError):
            self._make_round(client_choice="some").action_prepare()
        self.rounds.search([("program_id", "=", self.year.id)]).unlink()
        round_ = self._prepared(
            client_choice="some", client_ids=[Command.set(self.client.ids)]
        )
        self.assertEqual(round_.line_ids.client_id, self.client)
        with self.assertRaisesKept(UserError):
            round_.client_ids = self.chinese

    def test_killed_half_way(self):
        """R91: the job goes on where it stopped and orders nothing twice."""
        before = self._make_round()
        before.action_prepare()
        before = before.sudo()
        self.score.sudo()._order_client_reports(self.program_manager)
        before._add_lines(self.score)
        self._run()
        self.assertEqual(len(before.line_ids), 3)
        self.assertEqual(
            self.reports.search_count([("score_id", "=", self.score.id)]), 1
        )
        self._run()
        self.assertEqual(len(before.line_ids), 3)

    def test_cancel(self):
        """R91: what isn't approved is withdrawn; approved reports stay."""
        round_ = self._prepared()
        line = round_.line_ids.filtered(lambda one: one.client_id == self.client)
        line.action_approve()
        with self.assertRaisesKept(UserError):
            round_.unlink()
        round_.action_cancel()
        self.assertEqual(line.report_id.state, "released")
        self.assertEqual(
            set((round_.line_ids - line).report_id.mapped("state")), {"withdrawn"}
        )
        self.assertTrue(self._make_round(), "there is room for another round")

    def test_failures_are_listed_and_tried_again(self):
        """R91: a report that can't be printed or mailed is found at once."""
        round_ = self._make_round(
            client_choice="some", client_ids=[Command.set(self.client.ids)]
        )
        round_.action_prepare()
        self._run()
        with (
            patch.object(
                self.registry["satisfaction.client.report"],
                "_render",
                side_effect=UserError("No paper"),
            ),
            mute_logger(PRINTING),
            self._without_commit(),
        ):
            for _again in range(5):
                self.reports._cron_print()
        line = round_.line_ids
        self.assertEqual((line.state, line.problem), ("failed", "No paper"))
        line.with_user(self.client_manager).action_retry()
        self._print()
        line.action_approve()
        with (
            patch.object(
                self.registry["mail.template"],
                "send_mail",
                side_effect=ValueError("Broken template"),
            ),
            mute_logger(MAILING),
        ):
            for _again in range(5):
                self._mail()
        self.assertEqual((line.state, line.problem), ("failed", "Broken template"))
        self.assertFalse(line.report_id.delivery_ids)
        line.action_retry()
        self._mail()
        self.assertEqual(line.state, "sent")

    def test_with_program_report(self):
        """R91, R103: the round brings a draft of the report to management."""
        round_ = self._prepared(with_program_report=True)
        report = round_.program_report_id
        self.assertEqual(
            (report.program_id, report.period_start, report.state),
            (self.year, date(YEAR, 10, 1), "draft"),
        )
        round_.action_approve_all()
        self._mail()
        self._run()
        self.assertEqual(round_.state, "approving", "the draft isn't released")

    def test_by_the_calendar(self):
        """R91: so many days after a period a round is made, once."""
        self.env["satisfaction.program"].search([]).report_is_automatic = False
        self.year.write({"report_is_automatic": True, "report_after_days": 10})

        def find():
            return self.rounds.search([("program_id", "=", self.year.id)])

        with freeze_time(f"{YEAR}-10-09 12:00:00"):
            self._run()
            self.assertEqual(
                find().mapped("period_label"), [f"{YEAR}-Q2"], "the latest that is due"
            )
        with freeze_time(f"{YEAR}-10-10 12:00:00"):
            self._run()
            self._run()
            self.assertEqual(len(find()), 2)
        latest = find().filtered(lambda one: one.period_label == f"{YEAR}-Q3")
        self.assertTrue(latest.is_automatic)
        self.assertEqual(latest.user_id, self.program_manager)

    def test_running_period(self):
        """R91: a period has to be over."""
        today = self.company._satisfaction_today()
        round_ = self._make_round(program_id=self.program.id, period_day=today)
        with self.assertRaisesKept(UserError):
            round_.action_prepare()

    def test_mail_after_a_release_by_hand(self):
        """R91: a report released by hand is told to the decision leaders, too; a
        withdrawn one isn't; a living link goes on."""
        self.score.with_user(self.client_manager).action_prepare_client_report()
        report = self.reports.search([("score_id", "=", self.score.id)])
        self._print()
        manager = report.with_user(self.client_manager)
        manager.action_release()
        manager.action_share_link()
        token = report.link_token
        self._mail()
        self.assertEqual(report.link_token, token)
        self.assertGreater(
            report.link_until, fields.Datetime.now() + timedelta(days=13)
        )
        self.assertEqual(self._mails().recipient_ids, self.leader)
        late = self._make_contact(
            self.client, "Late", satisfaction_role="decision_leader"
        )
        manager.action_mail_again()
        self._mail()
        self.assertEqual(report.delivery_ids.partner_id, self.leader | late)
        manager.action_withdraw()
        with self.assertRaisesKept(UserError):
            manager.action_mail_again()

    def test_withdrawn_before_the_mail(self):
        """R91: a report withdrawn before the job ran is mailed to nobody."""
        self.score.with_user(self.client_manager).action_prepare_client_report()
        report = self.reports.search([("score_id", "=", self.score.id)])
        self._print()
        report.with_user(self.client_manager).action_release()
        report.with_user(self.client_manager).action_withdraw()
        self._mail()
        self.assertFalse(self._mails())
        self.assertFalse(report.mail_state)
