# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A client's review, rendered as a page and as a PDF."""

import io
import re
import unittest

import lxml.html
import pypdf

from .common import ReportCommon

REPORT = "client_satisfaction.client_review"


class ReviewCase(ReportCommon):
    def _render(self, scores, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.program_manager)
        html = reports._render_qweb_html(REPORT, scores.ids)[0].decode()
        return lxml.html.fromstring(html)

    def _text(self, root):
        for style in root.xpath("//style"):
            style.drop_tree()
        return re.sub(r"\s+", " ", root.text_content())

    def _render_pdf(self, scores, user=None):
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        if reports.get_wkhtmltopdf_state() == "install":
            raise unittest.SkipTest("wkhtmltopdf is not installed")
        content, kind = reports.with_user(
            user or self.program_manager
        )._render_qweb_pdf(REPORT, scores.ids)
        self.assertEqual(kind, "pdf")
        return [
            re.sub(r"\s+", " ", page.extract_text())
            for page in pypdf.PdfReader(io.BytesIO(content)).pages
        ]
