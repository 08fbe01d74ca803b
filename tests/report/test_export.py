# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
from datetime import date

import openpyxl

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import YEAR, ReportCommon
from .test_workbook import INJECTIONS, live_parts

URL = "/satisfaction/export/xlsx"


class TestWorkbookOfScores(ReportCommon):
    def _build(self, selection, user=None, lang="en_US"):
        workbook = self.env["satisfaction.workbook"].with_user(
            user or self.program_manager
        )
        buffer = io.BytesIO()
        workbook.with_context(lang=lang, tz="Europe/Moscow")._write(buffer, selection)
        buffer.seek(0)
        return buffer

    def _select(self, **options):
        return self.env["satisfaction.workbook"]._select_program(self.year, **options)

    def _rows(self, sheet, head=1):
        headers = [cell.value for cell in sheet[head]]
        return [
            dict(zip(headers, row, strict=True))
            for row in sheet.iter_rows(min_row=head + 1, values_only=True)
        ]

    def test_figures_equal_the_stored_scores(self):
        """R109, R62, R64: every figure of the file is the stored one."""
        book = openpyxl.load_workbook(self._build(self._select()))
        self.assertEqual(
            book.sheetnames,
            [
                "Summary",
                "Scores",
                "Channels",
                "KPIs",
                "Waves",
                "Wave results",
                "Assessments",
                "Levels and indicators",
                "Answers",
                "Remarks",
                "Actions",
                "Cases",
                "Parameters and formulas",
            ],
        )
        rows = {
            (row["Client"], row["Period"]): row for row in self._rows(book["Scores"])
        }
        self.assertEqual(len(rows), 4)
        for score in self.scores | self.earlier:
            row = rows[score.client_id.name, score.period_label]
            self.assertAlmostEqual(row["Score"], score.points)
            self.assertAlmostEqual(row["Target"], score.target_points)
            self.assertAlmostEqual(row["95 % interval from"], score.interval_low)
            self.assertAlmostEqual(row["95 % interval to"], score.interval_high)
            self.assertEqual(row["Answers"], score.response_count)
            self.assertEqual(row["Band"], score.band_id.name)
            for line in score.line_ids:
                name = line.channel_id.name
                self.assertAlmostEqual(row[f"{name}: score"], line.points)
                self.assertAlmostEqual(
                    row[f"{name}: weighted points"], line.weighted_points
                )
        row = rows["Acme", f"{YEAR}-Q4"]
        self.assertEqual(round(row["Score"], 1), 92.2)
        self.assertEqual(round(row["Previous score"], 1), 70.0)
        self.assertEqual(row["Trend"], "Rise")
        channels = self._rows(book["Channels"])
        self.assertEqual(len(channels), 16)
        self.assertAlmostEqual(
            sum(
                row["Weighted points"]
                for row in channels
                if row["Client"] == "Acme" and row["Period"] == f"{YEAR}-Q4"
            ),
            92.2,
        )

    def test_summary_counts_with_live_charts(self):
        """R61, R116, D9: share of satisfied clients, target, interval and coverage."""
        self._make_score(self._make_client("Silent"), date(YEAR, 10, 1), {})
        sheet = openpyxl.load_workbook(self._build(self._select()))["Summary"]
        self.assertEqual(len(sheet._charts), 2)
        head = next(
            cell.row for cell in sheet["A"] if cell.value == "Satisfied clients"
        )
        rows = {
            row["Period"]: row for row in self._rows(sheet, head + 1) if row["Period"]
        }
        row = rows[f"{YEAR}-Q4"]
        self.assertEqual(
            [row["Clients asked"], row["Clients measured"], row["Satisfied clients"]],
            [4, 3, 2],
        )
        self.assertAlmostEqual(row["Share of satisfied clients"], 200 / 3)
        self.assertEqual(row["Target"], 75)
        self.assertEqual(row["Coverage"], 75)
        self.assertLess(row["95 % interval from"], 200 / 3)
        self.assertEqual(rows[f"{YEAR}-Q2"]["Share of satisfied clients"], 0)

    def test_not_measured_is_blank(self):
        """D5, R109: no score is an empty cell, never 0."""
        silent = self._make_client("Silent")
        self._make_score(silent, date(YEAR, 10, 1), {})
        book = openpyxl.load_workbook(self._build(self._select()))
        row = next(
            row for row in self._rows(book["Scores"]) if row["Client"] == "Silent"
        )
        self.assertIsNone(row["Score"])
        self.assertIsNone(row["Ticket rating: score"])
        self.assertEqual(row["Answers"], 0)

    def test_hostile_texts_in_every_column(self):
        """R109: nothing a client or colleague typed is a live formula or link."""
        for number, text in enumerate(INJECTIONS):
            client = self._make_client(text, client_manager_id=self.client_manager.id)
            contact = self.env["res.partner"].create(
                {"name": text, "parent_id": client.id}
            )
            team = self._make_team(name=text)
            category = self.env["helpdesk.ticket.category"].create({"name": text})
            self._make_score(client, date(YEAR, 10, 1), 60 + number)
            answer = self._make_ledger_answer(
                client,
                60.0,
                40.0,
                partner_id=contact.id,
                respondent_role="vip",
                ticket_number=text,
                ticket_title=text,
                team_id=team.id,
                category_id=category.id,
                comment=text,
                reasons=text,
            )
            self.assertEqual(answer.comment, text)
        self.year.write({"name": INJECTIONS[0]})
        self.year.channel_ids[0].name = INJECTIONS[6]
        self.year.band_ids[0].name = INJECTIONS[2]
        self.client_manager.name = INJECTIONS[3]
        buffer = self._build(self._select())
        self.assertEqual(live_parts(buffer), [])
        book = openpyxl.load_workbook(buffer)
        rows = self._rows(book["Answers"])
        self.assertEqual(len(rows), len(INJECTIONS))
        for column in ("Title", "Comment", "Reasons", "Team", "Category", "Ticket"):
            shown = {str(row[column]).replace("_x000D_", "").strip() for row in rows}
            self.assertEqual(shown, {text.strip() for text in INJECTIONS}, column)

    def test_answers_follow_the_record_rules(self):
        """R109: one row an answer; a client manager only gets own clients'."""
        self._make_ledger_answer(self.client, 80.0, 60.0, comment="Mine")
        self._make_ledger_answer(self.chinese, comment="Not mine")
        self._make_ledger_answer(
            self.client, state="sent", is_scored=False, comment="No answer yet"
        )
        book = openpyxl.load_workbook(self._build(self._select(), self.client_manager))
        self.assertEqual(
            [row["Comment"] for row in self._rows(book["Answers"])], ["Mine"]
        )
        self.assertEqual(
            {row["Client"] for row in self._rows(book["Scores"])}, {"Acme"}
        )
        self.assertEqual(
            {row["Client"] for row in self._rows(book["Channels"])}, {"Acme"}
        )
        row = self._rows(book["Answers"])[0]
        self.assertEqual((row["Points"], row["Lowest rating"]), (80, 60))
        self.assertEqual(row["Answered at"].hour, 8, "09:00 + 20 h, in Moscow")

    def test_selection_of_period_and_clients(self):
        """R109: filters are kept: a period, some clients, some scores."""
        period = (date(YEAR, 10, 1), date(YEAR, 12, 31), f"{YEAR}-Q4")
        book = openpyxl.load_workbook(
            self._build(self._select(period=period, client_ids=self.client.ids))
        )
        self.assertEqual(
            [(row["Client"], row["Period"]) for row in self._rows(book["Scores"])],
            [("Acme", f"{YEAR}-Q4")],
        )
        workbook = self.env["satisfaction.workbook"]
        self._make_ledger_answer(self.client, comment="Of the period")
        self._make_ledger_answer(self.russian, comment="Of another client")
        selection = workbook._select_scores(self.score | self.chinese_score)
        book = openpyxl.load_workbook(self._build(selection))
        self.assertEqual(len(self._rows(book["Scores"])), 2)
        self.assertEqual(
            [row["Comment"] for row in self._rows(book["Answers"])], ["Of the period"]
        )

    def test_queries_do_not_grow_with_rows(self):
        """R109: scores and answers are fetched in batches."""
        clients = [self._make_client(f"Client {number}") for number in range(12)]
        for client in clients:
            self._make_score(client, date(YEAR, 10, 1), 85)
            self._make_ledger_answer(client, comment="Fine")

        def count(selection):
            counts = []
            for _again in range(3):  # record rules are cached on the way
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self._build(selection)
                counts.append(self.env.cr.sql_log_count - before)
            return min(counts)

        ids = [client.id for client in clients]
        self.assertEqual(
            count(self._select(client_ids=ids)),
            count(self._select(client_ids=ids[:2])),
        )


@tagged("post_install", "-at_install")
class TestExportRoute(ReportCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self._make_ledger_answer(self.client, comment="Mine")
        self._make_ledger_answer(self.chinese, comment="Not mine")

    def _get(self, user, **parameters):
        self.authenticate(user.login, user.login)
        query = "&".join(f"{name}={value}" for name, value in parameters.items())
        return self.url_open(f"{URL}?{query}")

    def test_who_may_export(self):
        """R109: agents and interviewers are refused; visitors have to log in."""
        for user in (self.agent, self.interviewer, self.plain_user):
            with self.subTest(user.login), mute_logger("odoo.http"):
                response = self._get(user, program_id=self.year.id)
                self.assertEqual(response.status_code, 403)
                self.assertNotIn(b"PK", response.content[:4])
        self.authenticate(None, None)
        response = self.url_open(f"{URL}?program_id={self.year.id}")
        self.assertIn("/web/login", response.url)

    def test_own_clients_only(self):
        """R109: a client manager's file holds own clients, a senior manager's all."""
        for user, clients in (
            (self.client_manager, {"Acme"}),
            (
                self.senior_manager,
                {"Acme", "北京星辰科技有限公司", "ООО «Ромашка»"},
            ),
        ):
            response = self._get(user, program_id=self.year.id, period=f"{YEAR}-Q4")
            self.assertEqual(response.status_code, 200)
            self.assertIn("spreadsheetml", response.headers["Content-Type"])
            self.assertIn("attachment", response.headers["Content-Disposition"])
            self.assertEqual(
                int(response.headers["Content-Length"]), len(response.content)
            )
            sheet = openpyxl.load_workbook(io.BytesIO(response.content))["Scores"]
            shown = {row[0] for row in sheet.iter_rows(min_row=2, values_only=True)}
            self.assertEqual(shown, clients)

    def test_scores_of_others_are_refused(self):
        """R109: foreign and missing scores get the same answer."""
        response = self._get(self.client_manager, score_ids=self.score.id)
        self.assertEqual(response.status_code, 200)
        with mute_logger("odoo.http"):
            foreign = self._get(self.client_manager, score_ids=self.chinese_score.id)
            missing = self._get(self.client_manager, score_ids=2**31 - 1)
        self.assertEqual(foreign.status_code, 400)
        self.assertEqual(missing.status_code, 400)
        self.assertIn("are not yours", foreign.text)
        self.assertEqual(foreign.text, missing.text)

    def test_other_company_gets_nothing(self):
        """R109: another company's programme can't be exported."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.senior_manager.write(
            {"company_ids": [(6, 0, company.ids)], "company_id": company.id}
        )
        with mute_logger("odoo.http"):
            response = self._get(self.senior_manager, program_id=self.year.id)
        self.assertEqual(response.status_code, 400)
        self.assertIn("not yours", response.text)

    def test_bad_parameters(self):
        """R109: bad input gets status 400 and a sentence, no traceback."""
        program = self.year.id
        cases = [
            {},
            {"program_id": "abc"},
            {"program_id": "-1"},
            {"program_id": "1.5"},
            {"program_id": "%D9%A3"},
            {"program_id": "9" * 10},
            {"program_id": "9" * 40},
            {"program_id": f"{program},{program}"},
            {"program_id": program, "period": f"{YEAR}-Q5"},
            {"program_id": program, "period": f"{YEAR}-13"},
            {"program_id": program, "period": f"{YEAR}-00"},
            {"program_id": program, "period": "0000"},
            {"program_id": program, "period": "1999-Q1"},
            {"program_id": program, "period": "' OR 1=1 --"},
            {"program_id": program, "client_ids": "1,,2"},
            {"program_id": program, "client_ids": "1;2"},
            {"program_id": program, "client_ids": ",".join(["1"] * 5001)},
            {"program_id": program, "score_ids": self.score.id},
            {"score_ids": "x"},
            {"program_id": program, "format": "csv"},
        ]
        for parameters in cases:
            with self.subTest(str(parameters)[:80]), mute_logger("odoo.http"):
                response = self._get(self.program_manager, **parameters)
                self.assertEqual(response.status_code, 400)
                self.assertNotIn("Traceback", response.text)
                self.assertLess(len(response.text), 2000)

    def test_only_get(self):
        """R109: the file is fetched, never posted for."""
        self.authenticate(self.program_manager.login, self.program_manager.login)
        with mute_logger("odoo.http"):
            response = self.url_open(URL, data={"program_id": self.year.id})
        self.assertEqual(response.status_code, 405)
