# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The programme's handbook as a PDF."""

import io

from pypdf import PdfReader

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import SatisfactionCommon


@tagged("-at_install", "post_install")
class TestHandbook(SatisfactionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.write(
            {
                "name": "Programme <2040>",
                "strategy": "<p>We ask after each ticket and once a year.</p>",
            }
        )
        cls.env["satisfaction.business.goal"].create(
            {
                "program_id": cls.program.id,
                "name": "Keep <our> clients",
                "measure": "Clients lost",
                "survey_ids": [Command.link(cls.survey.id)],
            }
        )
        cls.program.process_ids[3].note = "Ring before ten."

    def _print(self, user, programs=None):
        reports = self.env["ir.actions.report"].with_user(user)
        return reports.with_context(force_report_rendering=True)._render_qweb_pdf(
            "client_satisfaction.action_report_handbook",
            (programs or self.program).ids,
        )[0]

    def _html(self, user):
        return (
            self.env["ir.actions.report"]
            .with_user(user)
            ._render_qweb_html(
                "client_satisfaction.action_report_handbook", self.program.ids
            )[0]
            .decode()
        )

    def test_pdf(self):
        """R127: strategy, goals, roles, processes, tasks, KPIs and exit list, with
        the name and page number on every page."""
        pages = PdfReader(io.BytesIO(self._print(self.program_manager))).pages
        texts = [" ".join(page.extract_text().split()) for page in pages]
        whole = " ".join(texts)
        for words in (
            "once a year",
            "Clients lost",
            "Independent interviewer",
            "Negative feedback and complaints",
            "Seen by the client",
            "Behind the scenes",
            "Ring before ten.",
            "Exit checklist",
        ):
            self.assertIn(words, whole)
        for number, text in enumerate(texts, 1):
            self.assertIn(f"Page {number} of {len(texts)}", text)

    def test_text_is_escaped(self):
        """What people typed is text, never markup."""
        html = self._html(self.program_manager)
        self.assertIn("Keep &lt;our&gt; clients", html)
        self.assertNotIn("Keep <our>", html)

    def test_who_prints(self):
        """R127: programme manager and senior management print it; others don't."""
        self.assertIn("Keep &lt;our&gt; clients", self._html(self.senior_manager))
        with self.assertRaises(AccessError):
            self._html(self.plain_user)

    def test_two_programmes_in_one_document(self):
        """R127: each programme is a section with its own page numbers."""
        other = self._make_program(self.company, year=2041)
        other.name = "Second programme"
        content = self._print(self.program_manager, self.program + other)
        pages = PdfReader(io.BytesIO(content)).pages
        firsts = [page for page in pages if "Page 1 of" in page.extract_text()]
        self.assertEqual(len(firsts), 2)
