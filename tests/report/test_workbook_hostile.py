# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Nothing that somebody typed is alive in a spreadsheet: cells, headers, names."""

import csv
import io
import zipfile
from datetime import date
from unittest.mock import patch

import openpyxl

from odoo.fields import Domain
from odoo.tests import BaseCase

from odoo.addons.client_satisfaction.report import workbook
from odoo.addons.client_satisfaction.report.workbook import (
    Column,
    Sheet,
    Table,
    clean_text,
)
from odoo.addons.client_satisfaction.report.workbook_csv import (
    encode_csv_text,
    write_csv,
)
from odoo.addons.client_satisfaction.report.workbook_select import LISTS

from .common import YEAR, ReportCommon
from .test_workbook import INJECTIONS, build, live_parts

# XlsxWriter writes such a text into the sheet as raw XML.
RAW_XML = (
    '<r><t>Hello</t></r></is></c><c r="A9" t="str"><f>HYPERLINK("https://evil.example'
    '")</f><v>x</v></c><c r="B9" t="inlineStr"><is><r><t>x</t></r>'
)
TEXTS = [*INJECTIONS, RAW_XML, "<r></r>", "_x0041_ & <b>&amp;</b>", "＝1+1"]


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


class TestHostileTexts(BaseCase):
    def test_raw_xml_stays_text(self):
        """R109: markup in a comment neither becomes a cell nor damages the file."""
        buffer = build(
            Sheet("S", [Table([Column("Text")], [[text] for text in TEXTS])])
        )
        self.assertEqual(live_parts(buffer), [])
        sheet = openpyxl.load_workbook(buffer)["S"]
        for number, text in enumerate(TEXTS, 2):
            value = sheet.cell(number, 1).value
            # openpyxl leaves this escape as it stands in the file
            self.assertEqual(value.replace("_x005F_", "_"), clean_text(text))
        self.assertEqual(sheet.max_row, len(TEXTS) + 1)
        self.assertEqual(sheet.max_column, 1)

    def test_edited_cells_stay_text(self):
        """R109: a text like a formula keeps its mark when somebody edits the cell."""
        buffer = build(Sheet("S", [Table([Column("=A")], [["=1+1"], ["plain"]])]))
        sheet = openpyxl.load_workbook(buffer)["S"]
        self.assertTrue(sheet["A1"].quotePrefix)
        self.assertTrue(sheet["A2"].quotePrefix)
        self.assertFalse(sheet["A3"].quotePrefix)

    def test_csv_is_quoted(self):
        """R109: = + - @, tab and line ends begin no CSV field, nor a line or part of
        it where a program splits at semicolons."""
        for text in TEXTS:
            with self.subTest(ascii(text)):
                buffer = io.BytesIO()
                write_csv(buffer, [Sheet("S", [Table([Column(text)], [[text]])])])
                rows = read_csv(buffer.getvalue())
                self.assertEqual(len(rows), 2)
                for (cell,) in rows:
                    self.assertNotIn(cell[0], "=+-@\t\r\n＝")
        for text in ("a;=1+1", "a\n=1+1", "a\t@x", "a\r\n-1"):
            encoded = encode_csv_text(text)
            for part in (
                encoded.strip('"').replace(";", "\n").replace("\t", "\n").split()
            ):
                self.assertNotIn(part[0], "=+-@", text)
        self.assertEqual(encode_csv_text("  =1"), '"\'  =1"')
        for text in ("5 - 3 = 2", "a@b.example", "naïve; really", "客户 - 好"):
            self.assertEqual(encode_csv_text(text), f'"{text}"')

    def test_csv_values(self):
        """R109: numbers and dates as numbers and ISO dates; long texts are whole."""
        long_text = "x" * 40000
        table = Table(
            [
                Column("Text"),
                Column("Points", "points"),
                Column("Day", "date"),
                Column("Long", "long"),
            ],
            [['He said "no", twice', -92.25, date(2026, 3, 1), long_text], [None] * 4],
        )
        buffer = io.BytesIO()
        write_csv(buffer, [Sheet("S", [table])])
        self.assertTrue(buffer.getvalue().startswith(b"\xef\xbb\xbf"))
        rows = read_csv(buffer.getvalue())
        self.assertEqual(
            rows[1], ['He said "no", twice', "-92.25", "2026-03-01", long_text]
        )
        self.assertEqual(rows[2], [""] * 4)

    def test_rows_beyond_a_sheet(self):
        """R109: more rows than a sheet can hold go on on the next one."""
        rows = [[number, "=1"] for number in range(25)]
        with patch.object(workbook, "MAX_ROWS", 11):
            buffer = build(
                Sheet("S", [Table([Column("N", "integer"), Column("T")], iter(rows))])
            )
        book = openpyxl.load_workbook(buffer)
        self.assertEqual(book.sheetnames, ["S", "S 2", "S 3"])
        found = []
        for sheet in book:
            self.assertEqual([cell.value for cell in sheet[1]], ["N", "T"])
            self.assertEqual(sheet.freeze_panes, "B2")
            self.assertLessEqual(sheet.max_row, 11)
            found += [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
        self.assertEqual(found, rows)

    def test_letters_of_two_units(self):
        """R109: the limit of a cell counts as spreadsheet programs count."""
        text = clean_text("🙂" * 20000)
        self.assertLessEqual(len(text.encode("utf-16-le")) // 2, 32767)
        self.assertTrue(text.endswith("🙂…"))
        self.assertEqual(clean_text("🙂" * 16000), "🙂" * 16000)

    def test_nothing_stays_behind_an_error(self):
        """R109: a file that fails half-way leaves no temporary files."""

        def rows():
            yield ["a"]
            raise ZeroDivisionError

        folders = []
        make = workbook_writer_folder(folders)
        with make, self.assertRaises(ZeroDivisionError):
            build(Sheet("S", [Table([Column("T")], rows())]))
        self.assertEqual(len(folders), 1)
        self.assertFalse(folders[0].exists())


def workbook_writer_folder(folders):
    """Note the folders the writer makes."""
    import tempfile
    from pathlib import Path

    original = tempfile.TemporaryDirectory

    def make(*arguments, **options):
        folder = original(*arguments, **options)
        folders.append(Path(folder.name))
        return folder

    return patch.object(tempfile, "TemporaryDirectory", make)


class TestHostileRecords(ReportCommon):
    """Each text column of each sheet, from hostile records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.texts = [text.strip() or text for text in TEXTS]
        for text in cls.texts:
            cls._make_hostile(text)
        cls.env.flush_all()

    @classmethod
    def _make_hostile(cls, text):
        client = cls._make_client(text, client_manager_id=cls.client_manager.id)
        contact = cls.env["res.partner"].create({"name": text, "parent_id": client.id})
        day = date(YEAR, 11, 5)
        theme = cls.env["satisfaction.theme"].create({"name": f"{text} {client.id}"})
        theme.name = text
        cls.env["satisfaction.remark"].create(
            {
                "text": text,
                "partner_id": contact.id,
                "said_on": day,
                "theme_id": theme.id,
                "decision_note": text,
                "outcome_note": text,
            }
        )
        cls.env["satisfaction.action"].create(
            {
                "name": text,
                "date_due": day,
                "client_ids": [(6, 0, client.ids)],
                "client_text": text,
                "result": text,
                "supplier_id": client.id,
                "user_id": cls.client_manager.id,
            }
        )
        cls.env["satisfaction.case"].create(
            {
                "partner_id": contact.id,
                "origin": "complaint",
                "subject": text,
                "decision_note": text,
                "client_word": text,
            }
        )
        cls._make_ledger_answer(
            client,
            40.0,
            partner_id=contact.id,
            ticket_number=text,
            ticket_title=text,
            comment=text,
            reasons=text,
            category_id=cls.env["helpdesk.ticket.category"].create({"name": text}).id,
            team_id=cls._make_team(name=text).id,
        )

    def _write(self, model, kind):
        buffer = io.BytesIO()
        maker = self.env["satisfaction.workbook"].with_user(self.program_manager)
        maker = maker.with_context(lang="en_US", tz="UTC")
        maker._write(buffer, maker._select_list(model, Domain.TRUE), kind)
        buffer.seek(0)
        return buffer

    def test_each_list(self):
        """R109: no formula and no link in any list's workbook; texts are unchanged."""
        expected = {clean_text(text) for text in self.texts}
        for model, sheet, columns in (
            (
                "satisfaction.request",
                "Answers",
                ("Client", "Comment", "Reasons", "Team"),
            ),
            ("satisfaction.ask.report", "Asks", ("Client", "Contact", "Team")),
            (
                "satisfaction.remark",
                "Remarks",
                ("Client", "In the client's words", "Our explanation", "Theme"),
            ),
            ("satisfaction.action", "Actions", ("Action", "Clients", "What was done")),
            ("satisfaction.case", "Cases", ("Client", "Subject", "Explanation")),
        ):
            with self.subTest(model):
                buffer = self._write(model, "xlsx")
                self.assertEqual(live_parts(buffer), [])
                found = openpyxl.load_workbook(buffer)[sheet]
                heads = [cell.value for cell in found[1]]
                for name in columns:
                    column = heads.index(name) + 1
                    values = {
                        (found.cell(row, column).value or "").replace("_x005F_", "_")
                        for row in range(2, found.max_row + 1)
                    }
                    missing = {
                        text
                        for text in expected
                        if not any(text in value for value in values)
                    }
                    self.assertFalse(missing, name)

    def test_each_list_as_csv(self):
        """R109: no field of any list's CSV begins like a formula."""
        for model in LISTS:
            with self.subTest(model):
                content = self._write(model, "csv").getvalue()
                files = [content]
                if content.startswith(b"PK"):
                    with zipfile.ZipFile(io.BytesIO(content)) as archive:
                        files = [archive.read(name) for name in archive.namelist()]
                for file in files:
                    heads, *rows = read_csv(file)
                    for row in rows:
                        self.assertEqual(len(row), len(heads))
                        for cell in row:
                            if cell and not _is_number(cell):
                                self.assertNotIn(cell[0], "=+-@\t\r\n＝", cell)


def _is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True
