# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""No room left on the disk, amid writing a file (exports: report/test_export_job).

Odoo leaves behind the part that was written, which is in the way next time.
"""

import base64
import errno
import io
import os
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models import ir_attachment

from ..report.common import ReportCommon

ATTACHMENT = "odoo.addons.base.models.ir_attachment"
# Of each run its own: the files of earlier ones may still be there.
PDF = base64.b64encode(b"%PDF-1.4 " + os.urandom(5000))


class FullDisk(io.FileIO):
    """A file that takes a hundred bytes and then no more."""

    def write(self, content):
        super().write(bytes(content)[:100])
        raise OSError(errno.ENOSPC, "No space left on device")


@tagged("post_install", "-at_install")
class TestDiskFull(ReportCommon):
    @contextmanager
    def _full_disk(self):
        def open_on_it(path, mode="r", *args, **kwargs):
            if mode == "wb":
                return FullDisk(path, "w")
            return open(path, mode, *args, **kwargs)

        with (
            patch.object(ir_attachment, "open", open_on_it, create=True),
            mute_logger(ATTACHMENT),
        ):
            yield

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "file")

    def test_printed_reports_wait(self):
        """R110: a report whose file isn't whole isn't ready; it is printed again when
        there is room, and then it is whole."""
        reports = self.env["satisfaction.client.report"]
        self.score.with_user(self.client_manager).action_prepare_client_report()
        report = reports.search([("score_id", "=", self.score.id)])
        model = self.registry["satisfaction.client.report"]
        with patch.object(model, "_render", lambda self: PDF):
            with (
                self._full_disk(),
                self._without_commit(),
                self.assertLogs("odoo.addons.client_satisfaction", "ERROR"),
            ):
                reports._cron_print()
            report.invalidate_recordset()
            self.assertEqual(report.state, "printing")
            self.assertIn("No space left", report.print_error)
            self.assertFalse(report.document)
            for _turn in range(2):
                with self._without_commit():
                    reports._cron_print()
        report.invalidate_recordset()
        self.assertEqual(report.state, "ready")
        self.assertEqual(report.with_context(bin_size=False).document, PDF)

    def test_enclosures_are_not_lost(self):
        """R84: what a client encloses is stored whole, or the client reads that it was
        not."""
        files = [("shot.png", b"\x89PNG" + os.urandom(3000))]
        cases = self.env["satisfaction.case"]
        values = {
            "text": "It broke",
            "partner_id": self.contact.id,
            "company_id": self.company.id,
            "way": "portal",
            "attachments": files,
        }
        before = cases.search_count([])
        with self._full_disk(), self.assertRaises(OSError), self.cr.savepoint():
            cases._record_complaint(values)
        self.assertEqual(cases.search_count([]), before)
        case = cases._record_complaint(values)
        attachment = case.message_ids.attachment_ids
        self.assertEqual(attachment.raw, files[0][1])
