# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Review reports: approved before a client gets one, shared with an end."""

import base64
import io
from datetime import date, timedelta
from unittest.mock import patch

import pypdf

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..report.common import YEAR, ReportCommon

LOGGER = "odoo.addons.client_satisfaction.models.measure.printed_document"


@tagged("post_install", "-at_install")
class TestClientReport(ReportCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stranger = cls._make_contact(
            cls.russian, "Ivan", satisfaction_role="decision_leader"
        )
        for name, partner in (
            ("ada", cls.contact),
            ("linus", cls.leader),
            ("ivan", stranger),
        ):
            new_test_user(
                cls.env,
                login=f"portal_{name}",
                password=f"portal_{name}",
                groups="base.group_portal",
                partner_id=partner.id,
                company_id=cls.company.id,
            )
        cls.reports = cls.env["satisfaction.client.report"]

    def _prepare(self, score=None, user=None):
        score = score or self.score
        score.with_user(user or self.client_manager).action_prepare_client_report()
        return self.reports.search(
            [("score_id", "=", score.id), ("state", "!=", "withdrawn")]
        )

    def _print(self):
        """What the job does, with a small PDF."""
        pdf = b"JVBERi0xLjQK"  # %PDF-1.4
        with (
            patch.object(
                self.registry["satisfaction.client.report"], "_render"
            ) as made,
            self._without_commit(),
        ):
            made.return_value = pdf
            self.reports._cron_print()

    def _release(self):
        report = self._prepare()
        self._print()
        report.with_user(self.client_manager).action_release()
        return report

    def _get(self, path, login=None):
        self.authenticate(login, login)
        return self.url_open(path, allow_redirects=False)

    # ------------------------------------------------------------------
    # Approval
    # ------------------------------------------------------------------
    def test_nothing_before_the_release(self):
        """R91, R110: printed by a job, looked at, released: only then the decision
        leader of the client finds it, and nobody else."""
        report = self._prepare()
        self.assertEqual(report.state, "printing")
        with self.assertRaisesKept(UserError):
            report.with_user(self.client_manager).action_release()
        self._print()
        self.assertEqual(report.state, "ready")
        path = f"/my/satisfaction/reports/{report.id}"
        self.assertEqual(self._get(path, "portal_linus").status_code, 404)
        report.with_user(self.client_manager).action_release()
        self.assertEqual(report.released_by_id, self.client_manager)
        response = self._get(path, "portal_linus")
        self.assertEqual(response.status_code, 200)
        self.assertTrue(response.content.startswith(b"%PDF"))
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        page = self._get("/my/satisfaction/company", "portal_linus").text
        self.assertIn(path, page)
        for login in ("portal_ada", "portal_ivan"):
            self.assertEqual(self._get(path, login).status_code, 404, login)
        page = self._get("/my/satisfaction/company", "portal_ivan").text
        self.assertNotIn(path, page)
        report.with_user(self.client_manager).action_withdraw()
        self.assertEqual(self._get(path, "portal_linus").status_code, 404)

    def test_who_decides(self):
        """R110: the client's own manager or the programme manager, by buttons only."""
        for user in (
            self.other_client_manager,
            self.senior_manager,
            self.agent,
            self.interviewer,
        ):
            with self.assertRaisesKept(AccessError):
                self.score.with_user(user).action_prepare_client_report()
        self.reports.search([]).sudo().unlink()
        report = self._prepare()
        self._print()
        self.assertTrue(report.with_user(self.senior_manager).state)
        for user in (self.other_client_manager, self.senior_manager, self.agent):
            for name in (
                "action_release",
                "action_withdraw",
                "action_print_again",
                "action_share_link",
                "action_revoke_link",
            ):
                with self.assertRaisesKept(AccessError):
                    getattr(report.with_user(user), name)()
        for user in (self.client_manager, self.program_manager):
            with self.assertRaisesKept(AccessError):
                report.with_user(user).write({"state": "released"})
            with self.assertRaisesKept(AccessError):
                self.reports.with_user(user).create({"score_id": self.earlier.id})
        self.assertEqual(report.state, "ready")
        report.with_user(self.program_manager).action_release()
        self.assertEqual(report.state, "released")

    def test_once_for_a_period(self):
        """R110: preparing twice makes one report; a withdrawn one makes room."""
        report = self._prepare()
        self.assertEqual(self._prepare(), report)
        report.with_user(self.client_manager).action_withdraw()
        self.assertNotEqual(self._prepare(), report)

    def test_only_finished_and_measured(self):
        """R110: neither a running period nor one without answers is reported."""
        today = fields.Date.today()
        program = self._make_program(self.company, today.year)
        running = self._make_score(self.client, today, 80, program)
        silent = self._make_score(self.client, date(YEAR, 1, 1), {})
        for score, words in ((running, "still running"), (silent, "no score")):
            with self.assertRaisesKept(UserError) as caught:
                self._prepare(score)
            self.assertIn(words, str(caught.exception))
        self.assertFalse(self.reports.search([("client_id", "=", self.client.id)]))

    def test_printing_fails_and_is_tried_again(self):
        """R110: a failure is noted, holds nothing else, and is mended by itself."""
        report = self._prepare()
        model = self.registry["satisfaction.client.report"]
        with (
            patch.object(model, "_render", side_effect=UserError("No paper")),
            self._without_commit(),
            mute_logger(LOGGER),
        ):
            self.reports._cron_print()
        self.assertEqual(
            (report.state, report.print_error, report.print_attempts),
            ("printing", "No paper", 1),
        )
        self._print()
        self.assertEqual((report.state, report.print_error), ("ready", False))

    def test_the_document_is_the_review_report(self):
        """R104, R110: what is stored is a PDF of the client's review report."""
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            self.skipTest("wkhtmltopdf is not installed")
        report = self._prepare()
        report.with_context(force_report_rendering=True)._print()
        self.assertEqual(report.state, "ready", report.print_error)
        text = " ".join(
            page.extract_text()
            for page in pypdf.PdfReader(
                io.BytesIO(base64.b64decode(report.document))
            ).pages
        )
        for part in ("Acme", "92.2", f"{YEAR}-Q4"):
            self.assertIn(part, text)

    # ------------------------------------------------------------------
    # Shared by a link
    # ------------------------------------------------------------------
    def test_link(self):
        """R110: a link opens one released report without a login until its end."""
        report = self._release()
        manager = report.with_user(self.client_manager)
        self.assertFalse(manager.link_url)
        manager.action_share_link()
        path = manager.link_url[manager.link_url.index("/satisfaction/") :]
        response = self._get(path)
        self.assertEqual(response.status_code, 200)
        self.assertTrue(response.content.startswith(b"%PDF"))
        self.assertEqual(response.headers["X-Robots-Tag"], "noindex")
        other = self._prepare(self.earlier)
        stem = path.rpartition("/")[0]
        for wrong in (
            f"{stem}/{'0' * 32}",
            f"{stem}/%C3%A9",
            f"/satisfaction/report/{other.id}/{path.rpartition('/')[2]}",
            f"/satisfaction/report/99999999999/{path.rpartition('/')[2]}",
        ):
            self.assertEqual(self._get(wrong).status_code, 404, wrong)

    def test_link_ends(self):
        """R110: ended, replaced, out of date or withdrawn: the link opens nothing."""
        report = self._release()
        manager = report.with_user(self.client_manager)

        def share():
            manager.action_share_link()
            manager.invalidate_recordset()
            return manager.link_url[manager.link_url.index("/satisfaction/") :]

        path = share()
        manager.action_revoke_link()
        self.assertEqual(self._get(path).status_code, 404)
        path = share()
        newer = share()
        self.assertEqual(self._get(path).status_code, 404)
        self.assertEqual(self._get(newer).status_code, 200)
        report.sudo().link_until = fields.Datetime.now() - timedelta(seconds=1)
        self.env.flush_all()
        self.assertEqual(self._get(newer).status_code, 404)
        manager.invalidate_recordset()
        self.assertFalse(manager.link_url)
        path = share()
        manager.action_withdraw()
        self.assertEqual(self._get(path).status_code, 404)

    def test_the_secret_stays(self):
        """R110: the secret itself is readable by nobody but the system."""
        report = self._release()
        with self.assertRaises(AccessError):
            report.with_user(self.program_manager).read(["link_token"])
        with self.assertRaises(UserError):
            self._prepare(self.earlier).with_user(
                self.client_manager
            ).action_share_link()
