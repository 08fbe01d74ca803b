# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Files of answers: workbooks and texts of any encoding, templates, long ones."""

import base64
import io
import zipfile

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.client_satisfaction.models.ask.import_file import (
    ImportFileError,
    read_rows,
)

from ..common import SatisfactionCommon

HEAD = "external_id,channel,date,client_ref,contact_email,solution,comment"


@tagged("post_install", "-at_install")
class TestImportFile(SatisfactionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._satisfaction_today()
        cls.client.ref = "C-100"

    def _line(self, number, solution=4, comment=""):
        return (
            f"L{number},questionnaire,{self.today},C-100,ada@acme.example,"
            f"{solution},{comment}"
        )

    def _make_job(self, data, name="answers.csv", user=None, **values):
        jobs = self.env["satisfaction.answer.import"].with_user(
            user or self.program_manager
        )
        return jobs.create(
            {"file": base64.b64encode(data), "file_name": name, **values}
        )

    def _csv(self, *lines):
        return "\n".join((HEAD, *lines)).encode()

    def _answers(self, job):
        return self.env["satisfaction.request"].search([("import_id", "=", job.id)])

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------
    def test_encodings(self):
        """R26: files of spreadsheet programs in our languages are read as they are."""
        text = "a;b\n1;Спасибо, всё хорошо, принтер печатает\n"
        chinese = "a\tb\n1\t非常满意，谢谢你们的帮助和支持\n"
        for source, encoding in (
            (text, "utf-8"),
            (text, "utf-8-sig"),
            (text, "utf-16"),
            (text, "cp1251"),
            (chinese, "gb18030"),
            (chinese, "utf-16"),
        ):
            with self.subTest(encoding=encoding):
                (row,) = read_rows(source.encode(encoding), "x.csv")
                word = source.splitlines()[1].split(";" if source is text else "\t")[1]
                self.assertEqual(row, {"a": "1", "b": word})

    def test_quotes_and_blank_lines(self):
        """R26: cells with commas and line ends, empty lines and cells."""
        data = b'\n"a","b","c"\n\n"1","x, y\nz",\n,,\n"2",,"3"\n'
        self.assertEqual(
            read_rows(data, "x.CSV"), [{"a": "1", "b": "x, y\nz"}, {"a": "2", "c": "3"}]
        )

    def test_unreadable_files(self):
        """R26: what is no table says so, and nothing else happens."""
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(3):
                archive.writestr(f"xl/{number}.xml", b"0" * (80 * 1024 * 1024))
        empty_zip = io.BytesIO()
        zipfile.ZipFile(empty_zip, "w").close()
        for reason, data, name in (
            ("unknown_type", b"a,b", "x.exe"),
            ("unknown_type", b"a,b", ""),
            ("unreadable", b"no zip", "x.xlsx"),
            ("unreadable", empty_zip.getvalue(), "x.xlsx"),
            ("unreadable", b"\x89PNG\x00\x00", "x.csv"),
            ("too_big", bomb.getvalue(), "x.xlsx"),
            ("too_big", b"x" * (10 * 1024 * 1024 + 1), "x.csv"),
            ("no_header", b"", "x.csv"),
            ("twice", b"a,A\n1,2\n", "x.csv"),
            ("too_many_columns", b",".join(b"c%d" % n for n in range(101)), "x.csv"),
            ("too_many_rows", b"a\n" + b"1\n" * 20_001, "x.csv"),
        ):
            with self.subTest(reason=reason, name=name):
                with self.assertRaises(ImportFileError) as caught:
                    read_rows(data, name)
                self.assertEqual(caught.exception.reason, reason)
                if len(data) < 1024:
                    with self.assertRaises(UserError):
                        self._make_job(data, name).action_check()

    # ------------------------------------------------------------------
    # Check, then import
    # ------------------------------------------------------------------
    def test_check_and_import(self):
        """R26: checking stores nothing and names line and reason; importing stores what
        is right; the same file again stores nothing."""
        data = self._csv(
            self._line(1), self._line(2, 9), self._line(1), self._line(3, comment="Ok")
        )
        job = self._make_job(data)
        ledger = self.env["satisfaction.request"]
        before = ledger.search_count([])
        job.action_check()
        counts = {
            "row_count": 4,
            "created_count": 2,
            "duplicate_count": 1,
            "error_count": 1,
        }
        self.assertRecordValues(job, [{"state": "checked", **counts}])
        self.assertEqual(ledger.search_count([]), before)
        self.assertEqual(job.problem_ids.row, 3)
        self.assertIn("from 1 to 5", job.problem_ids.message)
        job.action_import()
        self.assertRecordValues(job, [{"state": "done", "progress": 100, **counts}])
        self.assertEqual(sorted(self._answers(job).mapped("external_id")), ["L1", "L3"])
        self.assertEqual(self._answers(job).typed_by_id, self.program_manager)
        with self.assertRaises(UserError):
            job.action_import()
        again = self._make_job(data)
        again.action_import()
        self.assertEqual(again.created_count, 0)
        self.assertEqual(again.duplicate_count, 3)

    def test_template(self):
        """R26: the template has a column for each question, explains them, and comes
        back filled in."""
        channel = self.channels["questionnaire"]
        form = Form(
            self.env["satisfaction.answer.import"].with_user(self.program_manager),
            view="client_satisfaction.answer_import_view_form",
        )
        form.channel_id = channel
        empty = form.save()
        self.assertIn("questionnaire", empty.action_download_template()["url"])
        with self.assertRaisesRegex(UserError, "Upload a file"):
            empty.action_check()
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(empty.template_file)))
        sheet, explained = book.worksheets
        titles = [cell.value for cell in sheet[1]]
        for question in ("solution", "speed", "communication", "reasons"):
            self.assertIn(self.questions[question].satisfaction_code, titles)
        explanation = {row[0].value: row[1].value for row in explained.iter_rows()}
        self.assertEqual(set(titles) - set(explanation), set())
        tag = self.questions["reasons"].suggested_answer_ids[0].value
        self.assertIn(tag, explanation[self.questions["reasons"].satisfaction_code])
        filled = {
            "external_id": "T1",
            "date": self.today,
            "client_ref": "C-100",
            "contact_email": "ada@acme.example",
            self.questions["solution"].satisfaction_code: 5,
            self.questions["reasons"].satisfaction_code: tag,
            "comment": "Thanks",
        }
        for cell in sheet[1]:
            sheet.cell(2, cell.column).value = filled.get(cell.value)
        file = io.BytesIO()
        book.save(file)
        # The channel stands on the import itself
        job = self._make_job(file.getvalue(), "filled.xlsx", channel_id=channel.id)
        job.action_import()
        self.assertEqual(job.problem_ids.mapped("message"), [])
        self.assertEqual(self._answers(job).points, 100.0)
        self.assertEqual(self._answers(job).comment, "Thanks")
        self.assertEqual(self._answers(job).event_date, self.today)

    def test_long_file(self):
        """R26: a long file is imported in the background, batch by batch; killed in the
        middle, it goes on where it stood."""
        job = self._make_job(self._csv(*(self._line(number) for number in range(450))))
        job.action_import()
        self.assertRecordValues(job, [{"state": "running", "done_count": 0}])
        jobs = self.env["satisfaction.answer.import"]
        rows = job._read_rows()
        job._continue(rows)  # one batch, then the server stops
        self.assertEqual(job.done_count, 200)
        self.assertEqual(len(self._answers(job)), 200)
        with self._without_commit():
            jobs._cron_import()
        self.assertRecordValues(
            job, [{"state": "done", "done_count": 450, "created_count": 450}]
        )
        self.assertEqual(len(self._answers(job)), 450)
        self.assertEqual(self._answers(job).typed_by_id, self.program_manager)

    def test_right_taken_away(self):
        """R119: a waiting import of somebody who may not import any more stops."""
        job = self._make_job(self._csv(*(self._line(number) for number in range(450))))
        job.action_import()
        self.program_manager.sudo().group_ids -= self.env.ref(
            "client_satisfaction.group_program_manager"
        )
        with self._without_commit():
            self.env["satisfaction.answer.import"]._cron_import()
        self.assertEqual(job.sudo().state, "done")
        self.assertFalse(self._answers(job))
        self.assertIn("Only programme managers", job.sudo().problem_ids.message)

    def test_rights(self):
        """R119: only programme managers see or make imports, of their companies."""
        job = self._make_job(self._csv(self._line(1)))
        for name, user in self.users.items():
            if name == "program_manager":
                continue
            with self.subTest(name=name):
                with self.assertRaises(AccessError):
                    self._make_job(self._csv(self._line(1)), user=user)
                with self.assertRaises(AccessError):
                    job.with_user(user).read(["file_name"])
                with self.assertRaises(AccessError):
                    job.with_user(user).action_import()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        job.sudo().company_id = other
        job.invalidate_recordset()
        with self.assertRaises(AccessError):
            job.read(["file_name"])
