# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One client's figures, wherever they are shown: computed once, the same everywhere."""

import io
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import openpyxl
from lxml import html

from odoo import fields
from odoo.fields import Domain
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.client_satisfaction.report import figures

from . import builders
from .common import ReportCommon

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bin" / "lib"))

import dashboards

REPORT = "client_satisfaction.client_review"
#: Points of the answers: below the target, so that the start page names the client.
ANSWERS = {
    "ticket": (60.0, 80.0, 66.7),
    "callback": (73.3, 80.0),
    "questionnaire": (53.3, 71.1, 66.7, 60.0),
    "monthly": (86.7, 60.0, 73.3),
}


@tagged("post_install", "-at_install")
class TestEqualFigures(ReportCommon, HttpCase):
    """R51, R62, R64, R82, R106, R110: screen, portal, PDF, xlsx, dashboard, mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._satisfaction_today()
        moment = fields.Datetime.now() - timedelta(minutes=5)
        for code, ratings in ANSWERS.items():
            for points in ratings:
                builders.make_answer(
                    cls.env,
                    cls.client,
                    cls.program,
                    moment,
                    points,
                    channel_code=code,
                    channel_kind=code,
                    answered_at=moment,
                )
        period = cls.program._get_period(cls.today)
        cls.env["satisfaction.score"]._recompute(cls.client.ids, cls.company, [period])
        cls.now = cls.env["satisfaction.score"].search(
            [("client_id", "=", cls.client.id), ("is_latest", "=", True)]
        )
        assert (cls.now.period_start, cls.now.period_end) == tuple(period[:2])
        cls.program._compute_kpis()
        cls.target = cls.env["satisfaction.target"].create(
            {
                "program_id": cls.program.id,
                "kpi": "score",
                "scope": "client",
                "client_id": cls.client.id,
                "goal": 80.0,
            }
        )
        cls.points = f"{cls.now.points:.1f}"
        cls.interval = f"{cls.now.interval_low:.1f}–{cls.now.interval_high:.1f}"
        cls.n = cls.now.response_count
        cls.lines = {
            line.channel_id.name: (f"{line.points:.1f}", line.response_count)
            for line in cls.now.line_ids
        }

    def _flat(self, text):
        return re.sub(r"\s+", " ", text)

    def test_world(self):
        """R51: four channels with answers, a score that needs attention."""
        self.assertEqual(self.n, sum(len(ratings) for ratings in ANSWERS.values()))
        self.assertEqual(len(self.lines), 4)
        self.assertLess(self.now.points, 80)
        self.assertTrue(self.now.has_interval)
        # Nothing else of this client could be taken for it.
        self.assertNotIn(self.points, (f"{self.score.points:.1f}", "80.0"))

    # Screens ------------------------------------------------------------
    def test_score_form_and_client_page(self):
        score = self.now.with_user(self.client_manager)
        self.assertEqual(
            self._flat(score.score_text),
            f"{self.points} ({self.interval}, n = {self.n})",
        )
        client = self.client.with_user(self.client_manager)
        self.assertEqual(client.satisfaction_score_text, score.score_text)
        self.assertEqual(f"{client.satisfaction_points:.1f}", self.points)
        page = self._flat(
            html.fromstring(str(client.satisfaction_overview)).text_content()
        )
        self.assertIn(f"{self.points} ({self.interval}, n = {self.n})", page)
        for name, (points, count) in self.lines.items():
            self.assertIn(name, page)
            self.assertIn(f"{points} n = {count}", page)

    def test_start_page(self):
        page = self.env["satisfaction.start.page"].with_user(self.client_manager)
        data = page.with_context(allowed_company_ids=self.company.ids).get_data()
        (row,) = data["clients"]["rows"]
        self.assertEqual(row["client_id"], self.client.id)
        self.assertEqual(
            (row["points"], row["interval"], row["count"]),
            (self.points, self.interval, self.n),
        )
        self.assertEqual(row["band"], self.now.band_id.name)

    def test_stored_kpi_and_goal(self):
        value = (
            self.env["satisfaction.kpi.value"]
            .with_user(self.program_manager)
            ._get(self.program, "score", self.now.period_start, "client", self.client)
        )
        shown = f"{self.points} ({self.interval}, n = {self.n})"
        self.assertEqual(self._flat(value.figure_text), shown)
        target = self.target.with_user(self.program_manager)
        self.assertEqual(self._flat(target.figure_text), shown)

    # Client's side --------------------------------------------------------
    def test_portal(self):
        new_test_user(
            self.env,
            login="portal_linus",
            password="portal_linus",
            groups="base.group_portal",
            partner_id=self.leader.id,
            company_id=self.company.id,
        )
        self.authenticate("portal_linus", "portal_linus")
        page = html.fromstring(self.url_open("/my/satisfaction/company").content)
        rows = [
            [self._flat(cell.text_content()).strip() for cell in row]
            for row in page.xpath("//table[@id='calculation']//tr[td]")
        ]
        self.assertEqual(
            {row[0]: (row[1], int(row[2])) for row in rows[:-1]}, self.lines
        )
        self.assertEqual(rows[-1][1:4], [self.points, str(self.n), self.interval])

    def test_review_pdf(self):
        reports = self.env["ir.actions.report"].with_user(self.client_manager)
        content, _kind = reports.with_context(
            force_report_rendering=True
        )._render_qweb_pdf(REPORT, self.now.ids)
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(content)
            file.flush()
            text = self._read_pdf(file.name)
        for part in (self.points, self.interval, f"n = {self.n}"):
            self.assertIn(part, text)
        for name, (points, count) in self.lines.items():
            self.assertRegex(text, rf"{re.escape(name)}\W+{points}\W+{count}\b")

    def _read_pdf(self, path):
        """As a person's PDF reader gives the text, or as pypdf does without it."""
        if shutil.which("pdftotext"):
            done = subprocess.run(
                ["pdftotext", "-layout", path, "-"], capture_output=True, check=True
            )
            return self._flat(done.stdout.decode())
        import pypdf

        reader = pypdf.PdfReader(path)
        return self._flat(" ".join(page.extract_text() for page in reader.pages))

    def test_workbook(self):
        workbook = self.env["satisfaction.workbook"].with_user(self.program_manager)
        buffer = io.BytesIO()
        workbook.with_context(lang="en_US")._write(
            buffer, workbook._select_program(self.program)
        )
        book = openpyxl.load_workbook(buffer)
        (row,) = (
            row
            for row in self._read_rows(book["Scores"])
            if row["Client"] == self.client.name
        )
        self.assertEqual(
            f"{row['Score']:.1f} ({row['95 % interval from']:.1f}"
            f"–{row['95 % interval to']:.1f}, n = {row['Answers']})",
            f"{self.points} ({self.interval}, n = {self.n})",
        )
        for name, (points, _count) in self.lines.items():
            self.assertEqual(f"{row[f'{name}: score']:.1f}", points)
        counted = {
            row["Channel"]: row["Answers"]
            for row in self._read_rows(book["Channels"])
            if row["Client"] == self.client.name
        }
        self.assertEqual(
            counted, {name: count for name, (_points, count) in self.lines.items()}
        )

    def _read_rows(self, sheet):
        heads, *rows = sheet.iter_rows(values_only=True)
        return [dict(zip(heads, row, strict=True)) for row in rows]

    # Dashboard ------------------------------------------------------------
    def test_dashboard(self):
        """The sources of its cards, asked as the browser asks, for one manager."""
        overview = dashboards.overview(False)
        cells = overview["sheets"][1]["cells"]
        cards = {cells[f"A{row}"]: row for row in range(1, 60) if f"A{row}" in cells}
        self.authenticate(self.program_manager.login, self.program_manager.login)
        for title, figure, count in (
            ("Mean score", self.points, 1),
            ("Satisfied clients", "0.0", 1),
        ):
            row = cards[f'=_t("{title}")']
            shown = self._ask(overview, cells[f"B{row}"])
            of = self._ask(overview, cells[f"D{row}"])
            self.assertEqual(f"{shown or 0:.1f}", figure, title)
            self.assertEqual(of, count, title)
        row = cards['=_t("Response rate")']
        value = self.env["satisfaction.kpi.value"]._get(
            self.program,
            "response_rate",
            self.now.period_start,
            "client",
            self.client,
        )
        self.assertEqual(
            (
                self._ask(overview, cells[f"B{row}"]) or 0,
                self._ask(overview, cells[f"D{row}"]) or 0,
            ),
            (value.good_count, value.n),
        )

    def _ask(self, overview, formula):
        """The first pivot of a formula, filtered by period and client manager."""
        key, measure = re.search(r'PIVOT\.VALUE\((\d+),"([^"]+)"\)', formula).groups()
        pivot = overview["pivots"][key]
        matching = pivot["fieldMatching"]
        period = matching["period"]["chain"]
        domain = [
            *pivot["domain"],
            [period, ">=", str(self.now.period_start)],
            [period, "<=", str(self.now.period_end)],
            [matching["client_manager"]["chain"], "in", self.client_manager.ids],
        ]
        groups = self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{pivot['model']}/formatted_read_group",
            {
                "model": pivot["model"],
                "method": "formatted_read_group",
                "args": [domain, [], [measure]],
                "kwargs": {},
            },
        )
        return groups[0][measure]

    # Mail -----------------------------------------------------------------
    def test_digest(self):
        """R107: the digest counts the answers that the analysis of asks counts."""
        digest = self.env["digest.digest"].create(
            {"name": "Week", "company_id": self.company.id}
        )
        since = fields.Datetime.now() - timedelta(days=1)
        until = fields.Datetime.now() + timedelta(minutes=1)
        digest = digest.with_user(self.program_manager).with_context(
            start_datetime=since, end_datetime=until
        )
        analysed = (
            self.env["satisfaction.ask.report"]
            .with_user(self.program_manager)
            .search_count(
                Domain("company_id", "=", self.company.id)
                & Domain("was_answered", "=", 1)
                & Domain("request_id.answered_at", ">=", since)
            )
        )
        self.assertGreaterEqual(analysed, self.n)
        self.assertEqual(digest.kpi_satisfaction_answers_value, analysed)

    def test_mailed_score_is_the_stored_one(self):
        """R101: what an alert says of the score, on screen and in its mail."""
        point = self.env["satisfaction.score"]._get_decimal_point()
        self.assertEqual(figures.format_points(self.now.points, point), self.points)
        with self._without_commit():
            self.env["satisfaction.alert"]._cron_watch()
        alert = self.env["satisfaction.alert"].search(
            [("client_id", "=", self.client.id), ("subject", "=", "score")]
        )
        self.assertTrue(alert)
        self.assertIn(self.points, alert.summary)
