# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Each kind of workbook as LibreOffice reads it: a program that isn't ours and strict.

It takes about two seconds a file, and LibreOffice isn't installed everywhere: the whole
runs with CS_TEST_ALL=1 where it is, the figures of scores whenever it is.
"""

import csv
import io
import os
import shutil
import subprocess
import tempfile
from datetime import date
from pathlib import Path

import openpyxl

from odoo.fields import Domain

from odoo.addons.client_satisfaction.report.workbook_select import LISTS

from .common import YEAR, ReportCommon
from .test_workbook_hostile import RAW_XML

PROGRAM = shutil.which("soffice")
IS_WHOLE = os.environ.get("CS_TEST_ALL") == "1"
# Every sheet; comma, quoted, UTF-8; texts as shown, numbers as they are; no formulas
AS_CSV = (
    "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
)


class TestWorkbookInLibreOffice(ReportCommon):
    # Nothing to collect where the program is missing: openpyxl's tests stand for it.
    __test__ = bool(PROGRAM)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_ledger_answer(cls.client, 80.0, 60.0, comment="=1+1")
        cls._make_ledger_answer(cls.client, 100.0, comment=RAW_XML)
        cls.env["satisfaction.remark"].create(
            {
                "text": "Öffnen Sie 客户 🙂\nzweite Zeile",
                "client_id": cls.client.id,
                "said_on": date(YEAR, 11, 5),
            }
        )
        cls.env["satisfaction.case"].create(
            {"partner_id": cls.contact.id, "origin": "complaint", "subject": RAW_XML}
        )
        cls.env["satisfaction.action"].create(
            {
                "name": "@SUM(A1)",
                "date_due": date(YEAR, 11, 30),
                "client_ids": [(6, 0, cls.client.ids)],
                "user_id": cls.client_manager.id,
            }
        )
        cls.env.flush_all()

    def _open(self, selection):
        """``{sheet: rows}`` as LibreOffice reads them, and the file's bytes."""
        maker = self.env["satisfaction.workbook"].with_user(self.program_manager)
        maker = maker.with_context(lang="en_US", tz="Europe/Moscow")
        buffer = io.BytesIO()
        maker._write(buffer, selection)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "book.xlsx").write_bytes(buffer.getvalue())
            done = subprocess.run(
                [
                    PROGRAM,
                    f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                    "--headless",
                    "--convert-to",
                    AS_CSV,
                    "--outdir",
                    folder,
                    folder / "book.xlsx",
                ],
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            files = sorted(folder.glob("book-*.csv"))
            self.assertTrue(files, done.stdout + done.stderr)
            found = {
                file.stem.removeprefix("book-"): list(
                    csv.reader(io.StringIO(file.read_text("utf-8"), newline=""))
                )
                for file in files
            }
        return found, buffer.getvalue()

    def _compare(self, selection):
        """Every cell LibreOffice shows is the one in the file."""
        found, content = self._open(selection)
        book = openpyxl.load_workbook(io.BytesIO(content))
        self.assertEqual(set(found), set(book.sheetnames))
        compared = 0
        for sheet in book:
            rows = found[sheet.title]
            for cells in sheet.iter_rows():
                for cell in cells:
                    if cell.value is None:
                        continue
                    shown = rows[cell.row - 1][cell.column - 1]
                    compared += 1
                    place = f"{sheet.title}!{cell.coordinate}"
                    if isinstance(cell.value, (int, float)):
                        self.assertAlmostEqual(float(shown), cell.value, msg=place)
                    elif cell.is_date:
                        self.assertIn(f"{cell.value:%Y-%m-%d}", shown, place)
                    else:
                        expected = cell.value.replace("_x005F_", "_")
                        self.assertEqual(shown, expected, place)
        return found, compared

    def test_scores(self):
        """R109: the programme's workbook opens and its figures are the stored ones."""
        maker = self.env["satisfaction.workbook"]
        found, compared = self._compare(maker._select_program(self.year))
        self.assertGreater(compared, 300)
        heads, *rows = found["Scores"]
        rows = {
            (row[heads.index("Client")], row[heads.index("Period")]): row
            for row in rows
        }
        for score in self.scores | self.earlier:
            row = rows[score.client_id.name, score.period_label]
            for name, value in (
                ("Score", score.points),
                ("Target", score.target_points),
                ("95 % interval from", score.interval_low),
                ("95 % interval to", score.interval_high),
                ("Answers", score.response_count),
            ):
                self.assertAlmostEqual(float(row[heads.index(name)]), value, msg=name)
        heads, *rows = found["Answers"]
        comments = {row[heads.index("Comment")] for row in rows}
        self.assertEqual(comments, {"=1+1", RAW_XML})

    def test_every_list(self):
        """R109: so does the workbook of every list; by default of one of them."""
        maker = self.env["satisfaction.workbook"].with_user(self.program_manager)
        names = list(LISTS) if IS_WHOLE else ["satisfaction.remark"]
        for name in names:
            with self.subTest(name):
                self._compare(maker._select_list(name, Domain.TRUE))
