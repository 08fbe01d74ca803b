# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A client's review as a PDF: its pages, several clients in one, kept ones."""

import io

import pypdf

from odoo.addons.client_satisfaction.report import pdf

from .common import YEAR
from .review_case import REPORT, ReviewCase


class TestClientReviewPdf(ReviewCase):
    def test_pdf_of_one_client(self):
        """R106, R104: a PDF with the score's figures and numbered pages."""
        pages = self._render_pdf(self.score, self.client_manager)
        self.assertLessEqual(len(pages), 2)
        text = " ".join(pages)
        for part in ("Acme", "92.2", "18.60", "Ticket rating", "Existing problems"):
            self.assertIn(part, text)
        for number, page in enumerate(pages, start=1):
            self.assertIn(f"Page {number} of {len(pages)}", page)
            self.assertIn(f"Acme · {YEAR}-Q4", page)

    def test_pdf_of_three_clients_in_three_languages(self):
        """R106: several clients in one PDF on any wkhtmltopdf, each with its name."""
        pages = self._render_pdf(self.scores)
        text = " ".join(pages)
        self.assertIn("Acme", pages[0])
        starts = [
            next(index for index, page in enumerate(pages) if name in page)
            for name in ("Acme", "北京星辰科技有限公司", "ООО «Ромашка»")
        ]
        self.assertEqual(starts[0], 0)
        self.assertEqual(starts, sorted(set(starts)))
        # Every page belongs to exactly one client
        for page in pages:
            owners = [
                name
                for name in ("Acme ·", "北京星辰科技有限公司 ·", "ООО «Ромашка» ·")
                if name in page
            ]
            self.assertEqual(len(owners), 1)
        # The client's words and way of writing numbers
        self.assertIn("Existing problems", "".join(pages[: starts[1]]))
        self.assertIn("存在的问题", "".join(pages[starts[1] : starts[2]]))
        self.assertIn("第 1 页", pages[starts[1]])
        self.assertIn("50,0", text)
        self.assertIn("92.2", text)

    def test_kept_reports_are_told_apart(self):
        """R106: where reports are saved, each client's document holds its own pages."""
        action = self.env.ref("client_satisfaction.action_report_client_review")
        action.attachment = "'review-%s.pdf' % object.id"
        self._render_pdf(self.scores, self.env.user)
        for score in self.scores:
            attachment = self.env["ir.attachment"].search(
                [("res_model", "=", score._name), ("res_id", "=", score.id)]
            )
            pages = pypdf.PdfReader(io.BytesIO(attachment.raw)).pages
            text = " ".join(page.extract_text() for page in pages)
            self.assertIn(score.client_id.name, text)
            for other in self.scores - score:
                self.assertNotIn(other.client_id.name, text)

    def test_other_reports_are_printed_as_ever(self):
        """R106: reports of other apps don't go through our printing."""
        reports = self.env["ir.actions.report"]
        self.assertTrue(reports._is_satisfaction_paged(reports._get_report(REPORT)))
        other = reports.search([("report_name", "not like", "client_satisfaction.%")])
        self.assertTrue(other)
        self.assertFalse(any(map(reports._is_satisfaction_paged, other)))
        arguments = reports._build_wkhtmltopdf_args(other[0].get_paperformat(), False)
        self.assertIn("--javascript-delay", arguments)
        self.assertNotIn("--disable-javascript", arguments)

    def test_section_mark_has_the_searched_colour(self):
        """R106: the template's mark is the one that is looked for in the PDF."""
        root = self._render(self.scores)
        marks = root.xpath(f"//div[contains(@style, '{pdf.SECTION_COLOR}')]")
        self.assertEqual(len(marks), 3)
        self.assertFalse(
            root.xpath("//link | //script | //img[starts-with(@src, 'http')]")
        )
