# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The programme's report to management: figures, judgement, sources, who got it."""

import base64
import io
import re
from datetime import date, datetime

import lxml.html
import pypdf

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .common import YEAR, ReportCommon

REPORT = "client_satisfaction.program_report"
DELIVERY = "odoo.addons.client_satisfaction.models.measure.program_report_delivery"


class TestProgramReport(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.year._compute_kpis()
        cls.reports = cls.env["satisfaction.program.report"]
        cls.report = cls._make_report()

    @classmethod
    def _make_report(cls, **values):
        return cls.reports.with_user(cls.program_manager).create(
            {
                "program_id": cls.year.id,
                "period_day": date(YEAR, 11, 5),
                "lang": "en_US",
                "user_ids": [
                    Command.set((cls.senior_manager | cls.service_manager).ids)
                ],
                **values,
            }
        )

    def _page(self, report=None, user=None):
        report = report or self.report
        model = self.env["report.client_satisfaction.program_report"]
        return model.with_user(user or self.program_manager)._get_page(
            report.with_user(user or self.program_manager)
        )

    def _text(self, report=None, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.program_manager)
        html = reports._render_qweb_html(REPORT, (report or self.report).ids)[0]
        root = lxml.html.fromstring(html.decode())
        for style in root.xpath("//style"):
            style.drop_tree()
        return re.sub(r"\s+", " ", root.text_content())

    def _kpi(self, kpi, **where):
        return self.env["satisfaction.kpi.value"]._get(
            self.year, kpi, date(YEAR, 10, 1), **where
        )

    def _publish(self, report=None):
        report = report or self.report
        report.trend_note = report.trend_note or "It rises."
        report.action_release()
        with self._without_commit():
            self.reports.with_context(force_report_rendering=True)._cron_publish()
        return report

    # Figures ---------------------------------------------------------------
    def test_figures_are_the_stored_ones(self):
        """R103, R104, D15: target, level, trend, 75 % rule and KPIs as stored."""
        text = self._text()
        score, share = self._kpi("score"), self._kpi("satisfied_share")
        self.assertEqual((score.n, share.good_count, share.n), (3, 2, 3))
        for part in (
            score.interval_text,
            share.value_text,
            share.parts_text,
            share.interval_text,
            self._kpi("coverage").figure_text,
            "75 %",
            "80.0",
            "Existing problems",
            "Improvement suggestions",
            "Efficiency, beside it",
        ):
            self.assertIn(part, text)
        page = self._page()
        self.assertEqual(page["level"]["points"], f"{score.value:.1f}")
        targets = {row["name"]: row for row in page["kpis"]["satisfaction"]}
        satisfied = targets["Satisfied clients"]
        self.assertEqual(satisfied["goal"], "at least 75 %")
        self.assertEqual(satisfied["verdict"], "Not certain")

    def test_bands_channels_and_types(self):
        """R61, R103: clients by band, channel and type; the parts make the whole."""
        page = self._page()
        bands = {row["name"]: row["count"] for row in page["bands"]["rows"]}
        self.assertEqual(sum(bands.values()), 3)
        self.assertEqual(bands["Satisfied"], 2)
        self.assertEqual(bands["Dissatisfied"], 1)
        channels = {row["name"]: row for row in page["channels"]}
        self.assertEqual(channels["Ticket rating"]["clients"], 3)
        # 93, 85 and 50 of the three clients
        self.assertTrue(channels["Ticket rating"]["figure"].startswith("76.0 ("))
        self.assertEqual(channels["Ticket rating"]["weight"], "20 %")
        types = {row["name"]: row for row in page["types"]}
        self.assertEqual(types["Gold"]["clients"], 1)
        self.assertEqual(types["No agreement level"]["clients"], 2)
        self.assertIn("50 %", types["No agreement level"]["satisfied"])

    def test_year_counts_each_client_once(self):
        """R103: the whole year takes each client's last measured score."""
        report = self._make_report(period_kind="year")
        self.assertEqual(
            (report.period_start, report.period_end, report.period_label),
            (date(YEAR, 1, 1), date(YEAR, 12, 31), str(YEAR)),
        )
        page = self._page(report)
        self.assertEqual(page["bands"]["measured"], 3)
        value = self.env["satisfaction.kpi.value"]._get(
            self.year, "score", date(YEAR, 1, 1), is_year=True
        )
        self.assertEqual(page["level"]["count"], value.n)
        self.assertEqual(page["level"]["points"], f"{value.value:.1f}")

    def test_small_teams_have_no_figure(self):
        """R12, R103: below five answers a team's satisfaction isn't shown."""
        for number in range(6):
            self._make_ledger_answer(
                self.client, 80.0, team_id=self.team.id, ticket_number=f"T{number}"
            )
        few = self._make_team(name="Night shift")
        self._make_ledger_answer(self.client, 20.0, team_id=few.id)
        self.year._compute_kpis()
        teams = {row["name"]: row for row in self._page()["teams"]}
        self.assertIn("80.0", teams[self.team.name]["tickets"])
        self.assertEqual(teams["Night shift"]["tickets"], "too few (n = 1)")
        self.assertNotIn("20.0", " ".join(map(str, teams["Night shift"].values())))

    # Words ---------------------------------------------------------------
    def test_problems_and_improvements(self):
        """R101, R103, R104: cases, causes, actions with effect, accepted remarks."""
        cause = self.env.ref("client_satisfaction.root_cause_communication")
        case = self.env["satisfaction.case"].create(
            {
                "client_id": self.client.id,
                "company_id": self.company.id,
                "complaint": "<p>Late</p>",
                "opened_at": datetime(YEAR, 11, 6, 10),
                "root_cause_ids": [Command.set(cause.ids)],
            }
        )
        case.write({"recovery_before": 20.0, "recovery_after": 80.0})
        self.env["satisfaction.action"].create(
            [
                {
                    "name": "A rota of call-backs",
                    "client_ids": [Command.set(self.client.ids)],
                    "company_id": self.company.id,
                    "user_id": self.client_manager.id,
                    "date_due": date(YEAR, 11, 20),
                },
            ]
        )
        remark = self.env["satisfaction.remark"].create(
            {
                "text": "A status page would help.",
                "kind": "suggestion",
                "client_id": self.client.id,
                "company_id": self.company.id,
                "said_on": date(YEAR, 11, 8),
                "state": "accepted",
                "decision_note": "We build one.",
            }
        )
        secret = remark.copy(
            {"text": "My boss is mad", "is_confidential": True, "state": "accepted"}
        )
        self.assertEqual(secret.said_on, remark.said_on)
        text = self._text()
        for part in (
            cause.complete_name,
            "A rota of call-backs",
            "Actions that are overdue today",
            "A status page would help.",
            "We build one.",
            "ООО «Ромашка»",
        ):
            self.assertIn(part, text)
        self.assertNotIn("My boss is mad", text)
        page = self._page()
        self.assertEqual(page["cases"]["complaints"], 1)
        self.assertEqual(page["remarks"]["total"], 2)
        low = [row["client"] for row in page["low_clients"]["rows"]]
        self.assertEqual(low, ["ООО «Ромашка»"])

    def test_sources_are_named_or_missed(self):
        """R105: which of the three sources it rests on, and which are missing."""
        page = self._page()
        self.assertTrue(all(source["missing"] for source in page["sources"]))
        self.assertIn("Missing.", self._text())
        self._make_ledger_answer(self.client)
        self.env["satisfaction.review"].create(
            {
                "client_id": self.client.id,
                "company_id": self.company.id,
                "date": date(YEAR, 12, 1),
                "guests": "Mr Smith",
                "state": "held",
            }
        )
        surveys, service, complaint = self._page()["sources"]
        self.assertFalse(surveys["missing"])
        self.assertIn("Answers: 1.", surveys["text"])
        self.assertFalse(service["missing"])
        self.assertIn("Meetings held: 1.", service["text"])
        self.assertTrue(complaint["missing"])

    def test_limits_are_told(self):
        """R103, D5: who is silent and what isn't measured is said."""
        silent = self._make_client("Sphinx")
        self._make_score(silent, date(YEAR, 10, 1), {})
        self.year._compute_kpis()
        limits = " ".join(self._page()["limits"])
        self.assertIn("Sphinx", limits)
        self.assertIn("Not measured:", limits)
        self.assertIn("not frozen", limits)

    def test_words_are_text(self):
        """R102: the manager's words are printed as text, never as markup."""
        self.report.cause_note = "<b>Calls</b> are kept\nsince May"
        self.assertIn("<b>Calls</b> are kept", self._text())

    # Release -----------------------------------------------------------
    def test_release_prints_keeps_and_sends(self):
        """R102, R103, R107: the PDF is kept, and mailed once to those named."""
        with self.assertRaisesKept(UserError):
            self.report.action_release()  # no judgement yet
        self._publish()
        self.assertEqual(self.report.state, "released", self.report.print_error)
        pages = pypdf.PdfReader(
            io.BytesIO(base64.b64decode(self.report.document))
        ).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        for part in ("It rises.", f"{YEAR}-Q4", "Page 1 of", "Satisfied clients"):
            self.assertIn(part, text)
        self.assertNotIn("Draft", text)
        mails = self.env["mail.mail"].search(
            [("model", "=", "satisfaction.program.report.delivery")]
        )
        self.assertEqual(
            mails.recipient_ids,
            (self.senior_manager | self.service_manager).partner_id,
        )
        for mail in mails:
            self.assertEqual(
                mail.attachment_ids.mapped("mimetype"), ["application/pdf"]
            )
        self.assertEqual(set(self.report.delivery_ids.mapped("state")), {"sent"})
        with self._without_commit():
            self.reports._cron_publish()
        self.assertEqual(len(self.report.delivery_ids), 2)
        self.assertEqual(
            self.env["mail.mail"].search_count([("id", "in", mails.ids)]), 2
        )

    def test_paper_and_colour_of_the_company(self):
        """R106: Letter where the company prints on Letter; its own colour."""
        self.company.write(
            {
                "paperformat_id": self.env.ref("base.paperformat_us").id,
                "primary_color": "#123abc",
            }
        )
        self._publish()
        (page, *_more) = pypdf.PdfReader(
            io.BytesIO(base64.b64decode(self.report.document))
        ).pages
        self.assertAlmostEqual(float(page.mediabox.width), 612, delta=2)
        self.assertAlmostEqual(float(page.mediabox.height), 792, delta=2)
        self.assertEqual(self._page()["company"]["color"], "#123abc")

    def test_released_stays_as_it_is(self):
        """R102: words and figures are frozen; a new edition keeps the old document."""
        self._publish()
        document = self.report.document
        with self.assertRaisesKept(UserError):
            self.report.write({"trend_note": "It falls."})
        with self.assertRaisesKept(UserError):
            self.report.unlink()
        self.report.action_new_edition()
        self.assertEqual((self.report.state, self.report.edition), ("draft", 2))
        kept = self.report.message_ids.attachment_ids
        self.assertIn(base64.b64decode(document), kept.mapped("raw"))
        self.report.trend_note = "It falls."
        self._publish()
        self.assertEqual(len(self.report.delivery_ids), 4)

    def test_not_before_the_period_is_over(self):
        """R103: a running period can be looked at, not released."""
        today = self.company._satisfaction_today()
        report = self._make_report(
            program_id=self.program.id, period_day=today, trend_note="So far good."
        )
        with self.assertRaisesKept(UserError):
            report.action_release()
        with self.assertRaisesKept(ValidationError):
            self._make_report(period_day=date(YEAR - 3, 1, 1))

    def test_a_mail_fails(self):
        """R107: somebody without an address holds nobody else up, and is listed."""
        nobody = new_test_user(
            self.env, login="rp_no_mail", groups="base.group_user", email=False
        )
        nobody.email = False
        self.report.user_ids |= nobody
        with mute_logger(DELIVERY):
            self._publish()
        states = {one.user_id: one.state for one in self.report.delivery_ids}
        self.assertEqual(states[nobody], "failed")
        self.assertEqual(states[self.senior_manager], "sent")
        nobody.email = "now@provider.example"
        self.report.delivery_ids.filtered(lambda one: one.user_id == nobody).with_user(
            self.program_manager
        ).action_retry()
        with self._without_commit():
            self.reports._cron_publish()
        self.assertEqual(set(self.report.delivery_ids.mapped("state")), {"sent"})

    # Rights ------------------------------------------------------------
    def test_who_may(self):
        """R103: programme and senior management read it, nobody else."""
        self.assertIn(f"{YEAR}-Q4", self._text(user=self.senior_manager))
        for user in (self.client_manager, self.agent, self.interviewer):
            with self.assertRaisesKept(AccessError):
                self._text(user=user)
        with self.assertRaisesKept(AccessError):
            self.report.with_user(self.senior_manager).action_release()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            login="rp_stranger",
            groups="client_satisfaction.group_program_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        with self.assertRaisesKept(AccessError):
            self._text(user=stranger)

    def test_in_every_language(self):
        """R103: a report in Chinese and in Russian prints."""
        for lang in ("zh_CN", "ru_RU"):
            self.report.lang = lang
            html = self._text()
            self.assertIn("76" if lang == "zh_CN" else "75,", html)
