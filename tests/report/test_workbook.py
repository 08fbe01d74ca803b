# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import tracemalloc
import zipfile
from datetime import date, datetime
from textwrap import wrap

import openpyxl

from odoo.tests import BaseCase

from odoo.addons.client_satisfaction.report.workbook import (
    Chart,
    Column,
    Sheet,
    Table,
    clean_sheet_name,
)
from odoo.addons.client_satisfaction.report.workbook_writer import (
    head_width,
    write_workbook,
)

INJECTIONS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r\n=1+1",
    '=HYPERLINK("https://evil.example","click")',
    "https://evil.example/?q=1",
]


def build(*sheets):
    buffer = io.BytesIO()
    write_workbook(buffer, sheets, "Test")
    buffer.seek(0)
    return buffer


def live_parts(buffer):
    """Formulas and links anywhere in the file, as a spreadsheet program sees them."""
    found = []
    for sheet in openpyxl.load_workbook(buffer):
        for row in sheet.iter_rows():
            found += [cell.coordinate for cell in row if cell.data_type == "f"]
            found += [cell.coordinate for cell in row if cell.hyperlink]
    with zipfile.ZipFile(buffer) as archive:
        for name in archive.namelist():
            content = archive.read(name).decode()
            if "worksheets" in name and ("<f>" in content or "hyperlink" in content):
                found.append(name)
    return found


class TestWorkbook(BaseCase):
    def test_text_never_becomes_a_formula(self):
        """R109: hostile text in cells, headers, titles, notes and names stays text."""
        for text in INJECTIONS:
            with self.subTest(ascii(text)):
                buffer = build(
                    Sheet(
                        text,
                        [
                            Table(
                                [Column(text), Column(text, "long")],
                                [[text, text]],
                                title=text,
                                chart=Chart("column", text, 0, [1], y_title=text),
                            )
                        ],
                        title=text,
                        notes=[text],
                    ),
                    Sheet("Plain", [Table([Column(text)], [[text]])]),
                )
                self.assertEqual(live_parts(buffer), [])
                plain = openpyxl.load_workbook(buffer)["Plain"]
                expected = text.replace("\r\n", "\n").replace("\r", "\n")
                for cell in (plain["A1"], plain["A2"]):
                    self.assertEqual(
                        cell.value.replace("\r\n", "\n").replace("_x000D_\n", "\n"),
                        expected,
                    )

    def test_values_and_formats(self):
        """R109: figures stay figures with their formats; nothing is a blank, not 0."""
        kinds = [
            ("text", "Ada", "General"),
            ("integer", 3, "#,##0"),
            ("points", 92.25, "0.0"),
            ("weighted", 18.6, "0.00"),
            ("percent", 75.0, '0.0" %"'),
            ("date", date(2026, 3, 1), "yyyy-mm-dd"),
            ("datetime", datetime(2026, 3, 1, 9, 30), "yyyy-mm-dd hh:mm"),
        ]
        buffer = build(
            Sheet(
                "Kinds",
                [
                    Table(
                        [Column(kind, kind) for kind, _value, _format in kinds],
                        [
                            [value for _kind, value, _format in kinds],
                            [None] * len(kinds),
                        ],
                    )
                ],
            )
        )
        sheet = openpyxl.load_workbook(buffer)["Kinds"]
        for cell, (_kind, value, number_format) in zip(sheet[2], kinds, strict=True):
            expected = value
            if type(value) is date:
                expected = datetime(value.year, value.month, value.day)
            self.assertEqual(cell.value, expected)
            self.assertEqual(cell.number_format, number_format)
        self.assertEqual([cell.value for cell in sheet[3]], [None] * len(kinds))
        self.assertEqual(sheet.freeze_panes, "B2")
        self.assertEqual(sheet.auto_filter.ref, "A1:G3")

    def test_texts_that_cells_cannot_hold(self):
        """R109: control characters go, texts beyond the limit are cut, not lost."""
        buffer = build(
            Sheet(
                "Texts",
                [
                    Table(
                        [Column("Text")],
                        [
                            ["a\x00b\x0bc\ud800\uffffd"],
                            ["x" * 40000],
                            ["客户 🙂\nзвонок"],
                        ],
                    )
                ],
            )
        )
        sheet = openpyxl.load_workbook(buffer)["Texts"]
        self.assertEqual(sheet["A2"].value, "abcd")
        self.assertEqual(len(sheet["A3"].value), 32767)
        self.assertTrue(sheet["A3"].value.endswith("…"))
        self.assertEqual(sheet["A4"].value, "客户 🙂\nзвонок")

    def test_sheet_names(self):
        """R109: names that a spreadsheet program refuses are mended, never doubled."""
        cases = [
            ("Scores", "Scores"),
            ("scores", "scores 2"),
            ("a/b\\c?d*e[f]g:h", "a b c d e f g h"),
            ("'quoted'", "quoted"),
            ("", "Sheet"),
            ("***", "Sheet 2"),
            ("History", "History_"),
            ("n" * 40, "n" * 31),
            ("n" * 50, "n" * 29 + " 2"),
            ("=1+1", "=1+1"),
        ]
        taken = set()
        for name, expected in cases:
            with self.subTest(name):
                self.assertEqual(clean_sheet_name(name, taken), expected)

    def test_charts_point_at_their_cells(self):
        """R109: charts are live: they refer to the cells of their table."""
        buffer = build(
            Sheet(
                "Summary's",
                [
                    Table(
                        [Column("Period"), Column("Share", "percent")],
                        [["Q1", 50], ["Q2", 75]],
                        title="Shares",
                        chart=Chart("column", "Share", 0, [1]),
                    )
                ],
                title="Title",
            )
        )
        with zipfile.ZipFile(buffer) as archive:
            chart = archive.read("xl/charts/chart1.xml").decode()
        self.assertIn("'Summary''s'!$B$5:$B$6", chart)
        self.assertIn("'Summary''s'!$A$5:$A$6", chart)
        sheet = openpyxl.load_workbook(buffer).worksheets[0]
        self.assertEqual([sheet["A5"].value, sheet["B6"].value], ["Q1", 75])

    def test_memory_does_not_grow_with_rows(self):
        """R109: rows are taken from the iterator one by one and written at once."""

        def rows(count):
            for number in range(count):
                yield [f"comment {number} " + "x" * 100, float(number % 100)]

        def peak(count):
            columns = [Column("Text"), Column("Points", "points")]
            tracemalloc.start()
            build(Sheet("Rows", [Table(columns, rows(count))]))
            memory = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return memory

        peak(10)
        # The finished file itself is in memory here: about 15 bytes a row, zipped
        self.assertLess(peak(8000) - peak(1000), 500_000)

    def test_headers_fit_on_two_lines(self):
        """R109: a heading of any language is read whole, its longest word unbroken."""
        self.assertEqual(head_width(""), 2)
        for header in (
            "Доля довольных клиентов",
            "Фактический вес",
            "Weighted points of the channel",
            "回答的最终用户",
        ):
            width = head_width(header)
            double = any(char >= "\u2e80" for char in header)
            with self.subTest(header):
                if double:
                    self.assertGreaterEqual(width * 2, 2 * len(header))
                else:
                    self.assertLessEqual(len(wrap(header, width)), 2)
                    self.assertGreater(width, max(map(len, header.split())))

    def test_wrong_kind_is_a_mistake_of_ours(self):
        """R109: an unknown kind of column is refused."""
        with self.assertRaises(ValueError):
            build(Sheet("S", [Table([Column("a", "colour")], [])]))
