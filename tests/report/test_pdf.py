# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import logging

import pypdf
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from odoo.tests import BaseCase

from odoo.addons.client_satisfaction.report import pdf
from odoo.addons.client_satisfaction.report.pdf import Foot


def make_pdf(pages_of_sections):
    """A document like wkhtmltopdf's: each section's first page carries the mark."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for section, count in enumerate(pages_of_sections):
        for page in range(count):
            if page == 0:
                canvas.setFillColor(HexColor(pdf.SECTION_COLOR))
                canvas.rect(50, 800, 200, 1, stroke=0, fill=1)
            canvas.setFillColorRGB(0, 0, 0)
            canvas.drawString(50, 700, f"body {section}.{page}")
            # Left behind on purpose, as wkhtmltopdf does
            canvas.scale(0.1, -0.1)
            canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def english(number, count):
    return f"Page {number} of {count}"


class TestPdf(BaseCase):
    def test_feet_name_the_client_and_count_its_pages(self):
        """R106: several clients in one PDF, each with its name and page numbers."""
        stamped = pdf.stamp_sections(
            make_pdf([2, 1, 3]),
            [
                Foot("Acme · 2026-Q1", english),
                Foot("北京星辰 · 2026-Q1", lambda a, b: f"第 {a} 页，共 {b} 页"),
                Foot("ООО «Ромашка»", lambda a, b: f"Стр. {a} из {b}"),
            ],
        )
        pages = pypdf.PdfReader(io.BytesIO(stamped)).pages
        texts = [page.extract_text() for page in pages]
        expected = [
            ("body 0.0", "Acme · 2026-Q1", "Page 1 of 2"),
            ("body 0.1", "Acme · 2026-Q1", "Page 2 of 2"),
            ("body 1.0", "北京星辰 · 2026-Q1", "第 1 页，共 1 页"),
            ("body 2.0", "ООО «Ромашка»", "Стр. 1 из 3"),
            ("body 2.1", "ООО «Ромашка»", "Стр. 2 из 3"),
            ("body 2.2", "ООО «Ромашка»", "Стр. 3 из 3"),
        ]
        self.assertEqual(len(texts), len(expected))
        for text, parts in zip(texts, expected, strict=True):
            for part in parts:
                self.assertIn(part, text)

    def test_sections_can_be_told_apart(self):
        """R106: each client's pages can be kept as a document of their own."""
        parts = pdf.split_sections(make_pdf([1, 3]), 2)
        counts = [len(pypdf.PdfReader(io.BytesIO(part)).pages) for part in parts]
        self.assertEqual(counts, [1, 3])
        self.assertIsNone(pdf.split_sections(make_pdf([1, 3]), 3))

    def test_unknown_sections_get_no_wrong_name(self):
        """R106: where sections are not found, no page gets another client's name."""
        logger = "odoo.addons.client_satisfaction.report.pdf"
        with self.assertLogs(logger, logging.WARNING):
            stamped = pdf.stamp_sections(
                make_pdf([2]), [Foot("Acme", english), Foot("Other", english)]
            )
        pages = pypdf.PdfReader(io.BytesIO(stamped)).pages
        texts = [page.extract_text() for page in pages]
        self.assertIn("Page 2 of 2", texts[1])
        self.assertNotIn("Acme", "".join(texts))

    def test_fonts_have_the_letters(self):
        """R106: a font is only chosen when it has every letter of the text."""
        self.assertEqual(pdf.font_for("Café – 5 €"), ("Helvetica", "Café – 5 €"))
        for text in ("客户满意度", "Клиент № 5", "Ελληνικά"):
            name, shown = pdf.font_for(text)
            self.assertEqual(shown, text)
            self.assertNotEqual(name, "Helvetica")
        # Letters of no font on earth: shown as question marks instead of failing
        name, shown = pdf.font_for("x\U0010fffd y")
        self.assertEqual(shown.replace("?", "").replace(" ", ""), "xy")

    def test_long_names_do_not_run_into_the_number(self):
        """R106: a name longer than the page is cut."""
        stamped = pdf.stamp_sections(make_pdf([1]), [Foot("W" * 500, english)])
        text = pypdf.PdfReader(io.BytesIO(stamped)).pages[0].extract_text()
        self.assertIn("W...", text)
        self.assertNotIn("W" * 200, text)
