# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two jobs that mail the same report at the same time."""

import base64
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.ask.race_case import RaceCase

READERS = 4


@tagged("post_install", "-at_install")
class TestProgramReportRace(RaceCase):
    def setUp(self):
        super().setUp()
        with self._environment() as env:
            users = env["res.users"].create(
                [
                    {
                        "name": f"Reader {number}",
                        "login": f"race_reader_{number}",
                        "email": f"reader{number}@race.example",
                    }
                    for number in range(READERS)
                ]
            )
            report = env["satisfaction.program.report"].create(
                {
                    "program_id": self.program.id,
                    "period_day": self.program.with_env(env).date_start,
                    "user_ids": [Command.set(users.ids)],
                    "state": "printing",
                    "released_by_id": env.uid,
                }
            )
            self.report_id = report.id
            self.created += [users, users.partner_id]
            with patch.object(
                type(report), "_render", lambda self: base64.b64encode(b"%PDF-1.4")
            ):
                report._cron_print()
            self.assertEqual(report.state, "released", report.print_error)

    def _delete_all(self):
        with self._environment() as env:
            report = env["satisfaction.program.report"].browse(self.report_id)
            mails = env["mail.mail"].search(
                [
                    ("model", "=", report.delivery_ids._name),
                    ("res_id", "in", report.delivery_ids.ids),
                ]
            )
            (mails.attachment_ids | self._get_files(env)).unlink()
            mails.unlink()
            report.state = "draft"
            report.unlink()
        super()._delete_all()

    def _get_files(self, env):
        return env["ir.attachment"].search(
            [
                ("res_model", "=", "satisfaction.program.report"),
                ("res_id", "=", self.report_id),
                ("res_field", "=", False),
            ]
        )

    def test_two_mailing_jobs(self):
        """R107: everybody gets one mail, and all mails share one file."""
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            results = self._run_both(
                lambda env, number: env["satisfaction.program.report"]._cron_publish()
            )
        self.assertEqual(results, [None, None])
        with self._environment() as env:
            deliveries = (
                env["satisfaction.program.report"].browse(self.report_id).delivery_ids
            )
            self.assertEqual(deliveries.mapped("state"), ["sent"] * READERS)
            mails = env["mail.mail"].search(
                [("model", "=", deliveries._name), ("res_id", "in", deliveries.ids)]
            )
            self.assertEqual(sorted(mails.mapped("res_id")), sorted(deliveries.ids))
            file = self._get_files(env)
            self.assertEqual(len(file), 1)
            for mail in mails:
                self.assertEqual(mail.attachment_ids, file)
