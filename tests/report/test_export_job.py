# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import errno
import io
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import openpyxl
import psycopg2
from xlsxwriter.exceptions import FileCreateError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.client_satisfaction.models.measure import export_job

from .test_export_lists import ExportCommon

WRITE = "odoo.addons.client_satisfaction.report.workbook_writer.write_workbook"
LOGGER = "odoo.addons.client_satisfaction.models.measure.export_job"


class JobCommon(ExportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(
            "client_satisfaction.export_rows_at_once", "1"
        )

    def _ask(self, user=None, model="satisfaction.remark", kind="xlsx"):
        """A spreadsheet too large to be made at once."""
        exports = self.exports.with_user(user or self.program_manager)
        exports._export(model, Domain.TRUE, kind)
        return self._latest()

    @contextmanager
    def _job(self):
        # The job's second connection sees what the first one wrote.
        with self.enter_registry_test_mode(), self._without_commit():
            yield

    def _work_off(self):
        with self._job():
            self.exports._cron_export()


class TestExportJob(JobCommon):
    def test_large_ones_are_made_by_a_job(self):
        """R109: above the limit the user gets a page, later file and message."""
        manager = self.program_manager
        action = self.exports.with_user(manager)._export(
            "satisfaction.remark", Domain.TRUE
        )
        export = self._latest()
        self.assertEqual(export.state, "waiting")
        self.assertEqual(
            (action["res_model"], action["res_id"]), (export._name, export.id)
        )
        with Form(export.with_user(manager)) as form:
            self.assertEqual(form.progress, 0)
        with self.assertRaises(UserError):
            export.with_user(manager).action_download()
        self._work_off()
        self.assertRecordValues(
            export,
            [
                {
                    "state": "done",
                    "done_count": export.row_count,
                    "progress": 100,
                    "file_name": "Remarks.xlsx",
                    "attempt_count": 0,
                    "error": False,
                }
            ],
        )
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(export.file)))
        self.assertEqual(len(self._column(book["Remarks"], "Client")), export.row_count)
        message = self.env["mail.message"].search(
            [("partner_ids", "in", manager.partner_id.ids)], limit=1
        )
        self.assertIn("Remarks", message.subject)
        self.assertIn(f"/odoo/satisfaction-spreadsheets/{export.id}", message.body)
        url = export.with_user(manager).action_download()["url"]
        self.assertEqual(url, f"/satisfaction/export/{export.id}")

    def test_made_as_its_owner(self):
        """R109: the job gives its owner nothing they could not read themselves."""
        export = self._ask(self.client_manager)
        self.remarks[1].write(
            {"client_id": self.foreign.id, "user_id": self.program_manager.id}
        )
        self._work_off()
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(export.file)))
        clients = self._column(book["Remarks"], "Client")
        self.assertIn("Acme", clients)
        self.assertNotIn("Globex", clients)

    def test_right_taken_away(self):
        """R109: who may not export any more gets no file, and is told why."""
        export = self._ask()
        self.program_manager.group_ids -= self.env.ref(
            "client_satisfaction.group_program_manager"
        )
        self._work_off()
        self.assertEqual(export.state, "failed")
        self.assertIn("may not export", export.error)
        self.assertFalse(export.file)

    def test_owner_only(self):
        """R109: nobody else reads the file, its attachment or its progress, nor stops
        it; nobody writes these rows at all."""
        export = self._ask(self.client_manager)
        self._work_off()
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", export._name), ("res_field", "=", "file")]
        )
        self.assertEqual(attachment.res_id, export.id)
        for user in (self.program_manager, self.senior_manager, self.agent):
            with self.subTest(user.login):
                self.assertFalse(self.exports.with_user(user).search([]))
                theirs = export.with_user(user)
                for name in ("action_cancel", "action_retry", "action_download"):
                    with self.assertRaises(AccessError):
                        getattr(theirs, name)()
                with self.assertRaises(AccessError):
                    theirs.read(["name"])
                with self.assertRaises(AccessError):
                    attachment.with_user(user).read(["raw"])
        self.assertTrue(attachment.with_user(self.client_manager).read(["raw"]))
        with self.assertRaises(AccessError):
            export.with_user(self.client_manager).write({"domain": "[]"})
        with self.assertRaises(AccessError):
            self.exports.with_user(self.client_manager).create(
                {
                    "name": "Mine",
                    "user_id": self.program_manager.id,
                    "company_id": self.company.id,
                    "model_name": "satisfaction.remark",
                }
            )

    def test_cancelled_on_the_way(self):
        """R109: a spreadsheet called off while it is written is dropped."""
        export = self._ask()

        def cancel(_target, _sheets, _title, on_rows):
            export.state = "cancelled"
            self.env.flush_all()
            on_rows(1)

        with patch(WRITE, cancel), patch.object(export_job, "TELL_EVERY", 0):
            self._work_off()
        # The one connection of the test has undone the cancelling as well.
        self.assertRecordValues(export, [{"state": "running", "file": False}])
        export.with_user(self.program_manager).action_cancel()
        self._work_off()
        self.assertRecordValues(export, [{"state": "cancelled", "file": False}])
        export.with_user(self.program_manager).action_retry()
        self._work_off()
        self.assertEqual(export.state, "done")

    def test_cancelled_while_waiting(self):
        """R109: a waiting one that is called off is never begun."""
        export = self._ask()
        export.with_user(self.program_manager).action_cancel()
        with patch(WRITE, side_effect=AssertionError):
            self._work_off()
        self.assertEqual(export.state, "cancelled")

    def test_progress(self):
        """R109: how far it is is stored while it is written."""
        export = self._ask()
        seen = []

        def write(_target, _sheets, _title, on_rows):
            on_rows(2)
            export.invalidate_recordset()
            seen.append((export.state, export.done_count, round(export.progress)))

        with patch(WRITE, write), patch.object(export_job, "TELL_EVERY", 0):
            self._work_off()
        self.assertEqual(
            seen, [("running", 2, round(200 / export.row_count))], export.row_count
        )

    def test_failures_are_worded(self):
        """R109: a full disk or an error of ours ends in a clear message, and a second
        attempt works; the other spreadsheets are made."""
        for error, word in (
            (OSError(errno.ENOSPC, "No space left on device"), "no room left"),
            (FileCreateError(OSError(errno.ENOSPC, "No space")), "no room left"),
            (ZeroDivisionError("secret"), "unexpected error"),
        ):
            export, other = self._ask(), self._ask(kind="csv")
            with (
                self.subTest(repr(error)),
                patch(WRITE, side_effect=error),
                mute_logger(LOGGER),
            ):
                self._work_off()
                self.assertEqual(export.state, "failed")
                self.assertIn(word, export.error)
                self.assertNotIn("secret", export.error)
                self.assertFalse(export.file)
                self.assertEqual(other.state, "done")
                message = self.env["mail.message"].search(
                    [
                        ("partner_ids", "in", self.program_manager.partner_id.ids),
                        ("subject", "like", "could not be made"),
                    ],
                    limit=1,
                )
                self.assertIn(word, message.body)
            export.with_user(self.program_manager).action_retry()
            self._work_off()
            self.assertRecordValues(export, [{"state": "done", "error": False}])

    def test_interrupted_again_and_again(self):
        """R109: what kills its process each time doesn't hold the others for ever."""
        export, other = self._ask(), self._ask()
        export.write({"state": "running", "attempt_count": export_job.MAX_ATTEMPTS})
        self._work_off()
        self.assertEqual(export.state, "failed")
        self.assertIn("interrupted", export.error)
        self.assertEqual(other.state, "done")

    def test_taken_up_after_a_crash(self):
        """R109: what a killed process left in work is made by the next run, once."""
        export = self._ask()
        export.write({"state": "running", "attempt_count": 1, "done_count": 2})
        self._work_off()
        self._work_off()
        self.assertEqual(export.state, "done")
        attachments = self.env["ir.attachment"].search_count(
            [
                ("res_model", "=", export._name),
                ("res_field", "=", "file"),
                ("res_id", "=", export.id),
            ]
        )
        self.assertEqual(attachments, 1)

    def test_database_restarted(self):
        """R109: an error of the database is the next run's business, not a failure."""
        export = self._ask()
        with (
            patch(WRITE, side_effect=psycopg2.OperationalError("gone")),
            self.assertRaises(psycopg2.OperationalError),
        ):
            self._work_off()
        self.assertIn(export.state, ("waiting", "running"))
        self._work_off()
        self.assertEqual(export.state, "done")

    def test_deleted_after_some_days(self):
        """R109: files with personal data don't stay."""
        export = self._ask()
        self._work_off()
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", export._name), ("res_field", "=", "file")]
        )
        self.exports._gc_exports()
        self.assertTrue(export.exists())
        past = fields.Datetime.now() - timedelta(days=8)
        self.env.cr.execute(
            "UPDATE satisfaction_export SET create_date = %s WHERE id = %s",
            (past, export.id),
        )
        export.invalidate_recordset()
        self.exports._gc_exports()
        self.assertFalse(export.exists())
        self.assertFalse(attachment.exists())

    def test_csv_of_several_tables_is_zipped(self):
        """R109: the CSV of scores is a zip with a file for each table."""
        export = self._ask(model="satisfaction.score", kind="csv")
        self._work_off()
        self.assertTrue(export.file_name.endswith(".zip"))
        self.assertTrue(base64.b64decode(export.file).startswith(b"PK"))


@tagged("post_install", "-at_install")
class TestExportJobDownload(JobCommon, HttpCase):
    def test_download(self):
        """R109: the owner downloads the very file the job has made, nobody else."""
        export = self._ask()
        with self._without_commit():
            self.exports._cron_export()
        self.assertEqual(export.state, "done")
        self.authenticate(self.program_manager.login, self.program_manager.login)
        response = self.url_open(f"/satisfaction/export/{export.id}")
        self.assertEqual(response.content, base64.b64decode(export.file))
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.authenticate(self.senior_manager.login, self.senior_manager.login)
        with mute_logger("odoo.http"):
            response = self.url_open(f"/satisfaction/export/{export.id}")
            self.assertEqual(response.status_code, 404)
            response = self.url_open(f"/web/content/{export._name}/{export.id}/file")
            self.assertEqual(response.status_code, 404)
