# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
from datetime import date, datetime

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.client_satisfaction.models.measure import export as export_module

from .common import YEAR, ReportCommon


class ExportCommon(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.exports = cls.env["satisfaction.export"]
        cls.foreign = cls._make_client(
            "Globex", client_manager_id=cls.other_client_manager.id
        )
        remark = cls.env["satisfaction.remark"].create
        cls.remarks = cls.env["satisfaction.remark"].union(
            *(
                remark(
                    {
                        "text": f"Remark {number}",
                        "client_id": client.id,
                        "said_on": date(YEAR, 11, number),
                        "kind": kind,
                    }
                )
                for number, (client, kind) in enumerate(
                    [
                        (cls.client, "praise"),
                        (cls.client, "suggestion"),
                        (cls.foreign, "suggestion"),
                    ],
                    1,
                )
            )
        )

    def _latest(self):
        return self.exports.search([], limit=1)

    def _read(self, export, user=None):
        export = export.with_user(user or export.user_id)
        buffer = io.BytesIO()
        maker = export._get_workbook()
        maker._write(buffer, export._get_selection(), export.kind)
        buffer.seek(0)
        return openpyxl.load_workbook(buffer)

    def _column(self, sheet, name):
        heads = [cell.value for cell in sheet[1]]
        column = heads.index(name) + 1
        return [sheet.cell(row, column).value for row in range(2, sheet.max_row + 1)]


class TestExportLists(ExportCommon):
    def test_chosen_rows(self):
        """R109: what is chosen is exported, archived or not, with a trace of it."""
        self.remarks[0].active = False
        chosen = self.remarks[:2].with_user(self.client_manager)
        action = self.exports.with_user(self.client_manager)._export_records(chosen)
        export = self._latest()
        self.assertEqual(action["url"], f"/satisfaction/export/{export.id}")
        self.assertRecordValues(
            export,
            [
                {
                    "user_id": self.client_manager.id,
                    "state": "direct",
                    "row_count": 2,
                    "kind": "xlsx",
                }
            ],
        )
        book = self._read(export)
        self.assertEqual(
            book.sheetnames, ["Summary", "Remarks", "Parameters and formulas"]
        )
        self.assertEqual(
            set(self._column(book["Remarks"], "In the client's words")),
            {"Remark 1", "Remark 2"},
        )

    def test_whole_list_keeps_its_filters(self):
        """R109: where all rows are chosen, the list's filters are the export's, and
        stand in words on the sheet of parameters."""
        domain = [["kind", "=", "suggestion"], ["said_on", ">=", f"{YEAR}-01-01"]]
        remarks = self.env["satisfaction.remark"].with_user(self.program_manager)
        chosen = remarks.search(domain)
        records = chosen.with_context(active_domain=domain)
        self.exports.with_user(self.program_manager).with_context(
            active_domain=domain
        )._export_records(records)
        export = self._latest()
        self.assertEqual(
            Domain(export._get_selection().domains["remarks"]), Domain(domain)
        )
        sheet = self._read(export)["Parameters and formulas"]
        values = {row[0].value: row[1].value for row in sheet.iter_rows()}
        self.assertIn("Suggestion", values["Filter"])
        self.assertIn(f"≥ {YEAR}-01-01", values["Filter"])
        self.assertEqual(values["Exported by"], self.program_manager.name)
        self.assertEqual(values["Time zone"], "Europe/Moscow")
        dates = [
            [cell.value for cell in row[:4]]
            for row in sheet.iter_rows()
            if row[0].value == "Remarks"
        ]
        self.assertEqual(dates, [["Remarks", 2, f"11/02/{YEAR}", f"11/03/{YEAR}"]])

    def test_more_rows_than_the_client_names(self):
        """R109: a list longer than the web client hands over is exported whole."""
        domain = [["client_id", "=", self.client.id]]
        records = self.remarks[:1].with_user(self.program_manager)
        exports = self.exports.with_user(self.program_manager).with_context(
            active_domain=domain
        )
        limit = export_module.LISTED_AT_MOST
        export_module.LISTED_AT_MOST = 1
        self.addCleanup(setattr, export_module, "LISTED_AT_MOST", limit)
        exports._export_records(records)
        self.assertEqual(self._latest().row_count, 2)

    def test_record_rules_decide(self):
        """R109: rows of others are neither counted nor written, whatever is asked."""
        exports = self.exports.with_user(self.client_manager)
        exports._export("satisfaction.remark", Domain.TRUE)
        export = self._latest()
        book = self._read(export)
        self.assertNotIn("Globex", self._column(book["Remarks"], "Client"))
        self.assertEqual(export.row_count, len(self._column(book["Remarks"], "Client")))
        # Fields that only the system reads can't be asked about either
        with self.assertRaises(AccessError):
            exports._export("satisfaction.request", Domain("access_token", "like", "a"))

    def test_who_may_export(self):
        """R109: agents only with Odoo's own right to export; nothing from unknown
        lists; nothing chosen is said so."""
        with self.assertRaises(AccessError):
            self.exports.with_user(self.agent)._export(
                "satisfaction.remark", Domain.TRUE
            )
        self.agent.sudo().group_ids += self.env.ref("base.group_allow_export")
        self.exports.with_user(self.agent)._export("satisfaction.remark", Domain.TRUE)
        with self.assertRaises(AccessError):
            self.exports.with_user(self.agent)._export(
                "satisfaction.score", Domain.TRUE
            )
        manager = self.exports.with_user(self.program_manager)
        with self.assertRaises(UserError):
            manager._export("res.users", Domain.TRUE)
        with self.assertRaises(UserError):
            manager._export_records(self.env["satisfaction.remark"])

    def test_every_list_has_its_actions(self):
        """R109: spreadsheet and CSV in the action menu of every list of the task."""
        for model in (
            "satisfaction.score",
            "satisfaction.request",
            "satisfaction.ask.report",
            "satisfaction.answer.report",
            "satisfaction.score.report",
            "satisfaction.assessment",
            "satisfaction.remark",
            "satisfaction.action",
            "satisfaction.case",
            "satisfaction.kpi.value",
            "satisfaction.wave",
        ):
            bindings = (
                self.env["ir.actions.actions"]
                .with_user(self.program_manager)
                ._get_bindings(model)
            )
            names = {action["name"] for action in bindings.get("action", [])}
            self.assertLessEqual({"Spreadsheet", "CSV file"}, names, model)
            records = (
                self.env[model].with_user(self.program_manager).search([], limit=3)
            )
            if not records:
                continue
            name = model.removeprefix("satisfaction.").replace(".", "_")
            action = self.env.ref(f"client_satisfaction.action_export_{name}_csv")
            result = (
                action.with_user(self.program_manager)
                .with_context(active_model=model, active_ids=records.ids)
                .run()
            )
            export = self._latest()
            self.assertEqual(result["url"], f"/satisfaction/export/{export.id}", model)
            self.assertEqual(export.kind, "csv")

    def test_analysis_of_clients(self):
        """R109: the analysis of clients as a sheet, with the reader's own clients and
        the stored scores, a client that wasn't measured without one."""
        self._make_score(self.client, date(YEAR, 7, 1), {})
        exports = self.exports.with_user(self.client_manager)
        exports._export(
            "satisfaction.score.report", Domain("program_id", "=", self.year.id)
        )
        book = self._read(self._latest())
        sheet = book["Analysis of Clients"]
        self.assertEqual(set(self._column(sheet, "Client")), {self.client.name})
        scores = self._column(sheet, "Score")
        self.assertEqual(
            dict(zip(self._column(sheet, "Period"), scores, strict=True)),
            {
                f"{YEAR}-Q2": self.earlier.points,
                f"{YEAR}-Q3": None,
                f"{YEAR}-Q4": self.score.points,
            },
        )
        self.assertEqual(self._column(sheet, "Clients measured %"), [100, 0, 100])

    def test_pages_where_people_stand(self):
        """R109: programme, its period, client and wave have their whole workbook."""
        self._make_ledger_answer(self.client, comment="Of the client")
        self._make_ledger_answer(self.russian, comment="Of another")
        wave = self.env["satisfaction.wave"].create(
            {
                "name": "[Wave]: a/b?",
                "program_id": self.year.id,
                "date_start": date(YEAR, 10, 1),
                "date_end": date(YEAR, 10, 31),
                "survey_id": self.env.ref("client_satisfaction.survey_relationship").id,
                "target_group_id": self.env["satisfaction.target.group"]
                .create({"name": "All"})
                .id,
            }
        )
        manager = self.program_manager
        self.year.with_user(manager).action_export_workbook()
        book = self._read(self._latest())
        self.assertIn("Wave results", book.sheetnames)
        self.assertEqual(len(self._column(book["Answers"], "Comment")), 2)
        self.assertEqual(self._column(book["Waves"], "Name"), ["[Wave]: a/b?"])
        self.year.with_user(manager)._export_period(
            date(YEAR, 4, 1), date(YEAR, 6, 30), f"{YEAR}-Q2"
        )
        book = self._read(self._latest())
        self.assertEqual(self._column(book["Scores"], "Period"), [f"{YEAR}-Q2"])
        self.assertEqual(self._column(book["Answers"], "Comment"), [])
        self.client.with_user(manager).action_export_satisfaction_workbook()
        book = self._read(self._latest())
        self.assertEqual(self._column(book["Answers"], "Comment"), ["Of the client"])
        self.assertEqual(len(self._column(book["Scores"], "Period")), 2)
        wave.with_user(manager).action_export_workbook()
        export = self._latest()
        self.assertEqual(export.name, "[Wave]: a/b?")
        self.assertIn("Assessments", self._read(export).sheetnames)
        # How a wave went is not for client managers.
        wave.with_user(self.client_manager).action_export_workbook()
        book = self._read(self._latest())
        self.assertNotIn("Wave results", book.sheetnames)
        self.assertNotIn(
            "Mean integrated score", [cell.value for cell in book["Waves"][1]]
        )

    def test_edges_of_a_period(self):
        """R109, D7: cases belong to the days of the company, three hours ahead."""
        inside, outside = (
            self.env["satisfaction.case"].create(
                {
                    "partner_id": self.contact.id,
                    "origin": "complaint",
                    "opened_at": moment,
                }
            )
            for moment in (datetime(YEAR, 9, 30, 22, 0), datetime(YEAR, 9, 30, 20, 0))
        )
        maker = self.env["satisfaction.workbook"].with_user(self.program_manager)
        period = (date(YEAR, 10, 1), date(YEAR, 12, 31), f"{YEAR}-Q4")
        domain = maker._select_program(self.year, period).domains["cases"]
        found = self.env["satisfaction.case"].search(domain)
        self.assertIn(inside, found)
        self.assertNotIn(outside, found)

    def test_texts_in_the_readers_language(self):
        """R109: headers and choices in the language of whoever exports."""
        self.program_manager.lang = "zh_CN"
        exports = self.exports.with_user(self.program_manager).with_context(
            lang="zh_CN"
        )
        exports._export("satisfaction.remark", Domain.TRUE)
        export = self._latest()
        field = self.env["satisfaction.remark"]._fields["client_id"]
        header = field._description_string(self.env(context={"lang": "zh_CN"}))
        self.assertNotEqual(header, "Client")
        book = self._read(export)
        heads = [cell.value for cell in book.worksheets[1][1]]
        self.assertIn(header, heads)


@tagged("post_install", "-at_install")
class TestExportDownload(ExportCommon, HttpCase):
    def _get(self, user, export):
        self.authenticate(user.login, user.login)
        return self.url_open(f"/satisfaction/export/{export.id}")

    def test_own_ones_only(self):
        """R109: the address of somebody else's spreadsheet leads nowhere."""
        self.exports.with_user(self.client_manager)._export(
            "satisfaction.remark", Domain.TRUE, "csv"
        )
        export = self._latest()
        response = self._get(self.client_manager, export)
        self.assertEqual(response.status_code, 200)
        self.assertIn("text/csv", response.headers["Content-Type"])
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertIn("no-store", response.headers["Cache-Control"])
        self.assertIn("Remark 1", response.text)
        self.assertNotIn("Remark 3", response.text)
        for user in (self.program_manager, self.senior_manager, self.agent):
            with mute_logger("odoo.http"):
                self.assertEqual(self._get(user, export).status_code, 404)
        self.authenticate(None, None)
        response = self.url_open(f"/satisfaction/export/{export.id}")
        self.assertIn("/web/login", response.url)

    def test_right_taken_away(self):
        """R109: what may be exported is decided when the file is made."""
        self.exports.with_user(self.client_manager)._export(
            "satisfaction.remark", Domain.TRUE
        )
        export = self._latest()
        self.client.client_manager_id = self.other_client_manager
        self.remarks.user_id = self.other_client_manager
        response = self._get(self.client_manager, export)
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        self.assertEqual(self._column(book["Remarks"], "Client"), [])
        self.client_manager.group_ids -= self.env.ref(
            "client_satisfaction.group_client_manager"
        )
        with mute_logger("odoo.http"):
            self.assertEqual(self._get(self.client_manager, export).status_code, 400)

    def test_file_that_waits(self):
        """R109: a file that isn't ready is said so, not sent empty."""
        self.env["ir.config_parameter"].set_param(
            "client_satisfaction.export_rows_at_once", "1"
        )
        self.exports.with_user(self.program_manager)._export(
            "satisfaction.remark", Domain.TRUE
        )
        with mute_logger("odoo.http"):
            response = self._get(self.program_manager, self._latest())
        self.assertEqual(response.status_code, 409)
        self.assertIn("ready", response.text)
