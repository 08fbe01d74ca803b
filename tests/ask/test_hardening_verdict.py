# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ast import literal_eval
from datetime import timedelta

from lxml import html

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .suspicion_case import SuspicionCase


@tagged("post_install", "-at_install")
class TestVerdict(SuspicionCase):
    """A person decides about suspicious answers; until then they don't count."""

    # ------------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------------
    def test_confirming(self):
        """R56, R74, R79: a confirmed answer counts, is thanked for and followed up;
        the time to call runs from the confirmation."""
        ask = self._scanned(rating="2")
        ask.answered_at -= timedelta(days=9)
        ask.with_user(self.program_manager).action_confirm_answer()
        self.assertRecordValues(
            ask,
            [
                {
                    "is_suspicious": False,
                    "suspicion": "honeypot",
                    "suspicion_verdict": "confirmed",
                    "suspicion_checked_by_id": self.program_manager.id,
                    "points": 40,
                    "worst_points": 40,
                    "is_scored": True,
                    "score_pending": True,
                    "follow_up_after": False,
                }
            ],
        )
        self.assertTrue(ask.thanked_at)
        self.assertEqual(len(self._mails(ask)), 1)
        self.assertEqual(ask.case_id.worst_points, 40)
        self.assertGreater(ask.case_id.contact_deadline, fields.Datetime.now())
        with self.assertNothingChanges():
            ask.with_user(self.program_manager).action_confirm_answer()
            ask.with_user(self.program_manager).action_reject_answer()

    def test_rejecting(self):
        """R56, D17: a rejected answer never counts; the client may still answer, and
        a rejection by mistake can be taken back."""
        ask = self._scanned()
        ask.with_user(self.program_manager).action_reject_answer()
        self.assertEqual(ask.suspicion_verdict, "rejected")
        self.assertTrue(ask.is_suspicious)
        self.assertFalse(ask.is_scored or ask.score_pending or ask.case_id)
        self.assertEqual(ask.summary, "Rejected")
        other = self._scanned()
        other.with_user(self.program_manager).action_reject_answer()
        other.with_user(self.program_manager).action_confirm_answer()
        self.assertEqual((other.is_suspicious, other.points), (False, 20))
        self._hits(ask).unlink()
        self._press(ask, "5")
        self.assertEqual((ask.is_suspicious, ask.points), (False, 100))
        self.assertFalse(ask.suspicion_verdict)

    def test_who_decides(self):
        """R70: programme managers decide, nobody else, and nobody about other
        companies."""
        ask = self._scanned()
        for user in (self.agent, self.client_manager, self.senior_manager):
            for action in ("action_confirm_answer", "action_reject_answer"):
                with (
                    self.subTest(user=user.login, action=action),
                    self.assertRaises(AccessError),
                ):
                    getattr(ask.with_user(user), action)()
        self.assertFalse(ask.suspicion_verdict)
        ask.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.flush_all()
        with self.assertRaises(AccessError):
            ask.with_user(self.program_manager).action_confirm_answer()

    # ------------------------------------------------------------------
    # What counts
    # ------------------------------------------------------------------
    def test_scores_leave_it_out(self):
        """R51, R56, D9: the score is the persons' mean until the answer is confirmed,
        and moves then."""
        for rating in (5, 4):
            self._answer(self._make_ask(), rating)
        doubtful = self._scanned(rating="1")
        self.env["satisfaction.score"]._recompute_pending()

        def lines():
            scores = self.env["satisfaction.score"].search(
                [("client_id", "=", self.client.id), ("is_latest", "=", True)]
            )
            return [
                (line.points, line.response_count)
                for line in scores.line_ids
                if line.channel_code == "ticket"
            ]

        self.assertEqual(lines(), [(90, 2)])
        doubtful.with_user(self.program_manager).action_confirm_answer()
        self.env["satisfaction.score"]._recompute_pending()
        self.assertEqual(lines(), [(66.7, 3)])

    def test_cases_wait(self):
        """R75, D17: nobody is called about an answer that waits for its verdict."""
        ask = self._scanned(rating="1")
        ask.answered_at -= timedelta(days=1)
        with self._without_commit():
            self.env["satisfaction.case"]._cron_open_due()
        self.env["satisfaction.case"]._open_from_requests(ask)
        self.assertFalse(ask.case_id)

    def test_where_it_is_shown(self):
        """R56: the ledger's filter and the start page count what waits, a rejected
        answer is no response."""
        Request = self.env["satisfaction.request"].with_user(self.program_manager)
        to_check = Request._to_check_domain()
        before = Request.search(to_check)
        ask = self._scanned()
        self.assertEqual(Request.search(to_check) - before, ask)
        self.assertEqual(ask.summary, "To be confirmed")
        arch = html.fromstring(Request.get_view(view_type="search")["arch"].encode())
        (domain,) = arch.xpath("//filter[@name='to_confirm']/@domain")
        self.assertEqual(Request.search(literal_eval(domain)), before + ask)
        page = self.env["satisfaction.start.page"].with_user(self.program_manager)
        figures = {
            figure["label"]: figure["count"]
            for card in page.get_data()["cards"]
            for figure in card["figures"]
        }
        own = before.filtered(lambda r: r.company_id == self.company)
        self.assertEqual(figures["answers to confirm"], len(own) + 1)
        ask.write({"expires_at": fields.Datetime.now() - timedelta(hours=1)})
        rates = {
            card["key"]: card["figures"][0]["count"]
            for card in page.get_data()["cards"]
        }
        ask.write({"is_suspicious": False})
        after = {
            card["key"]: card["figures"][0]["count"]
            for card in page.get_data()["cards"]
        }
        self.assertEqual(after["rate"], rates["rate"] + 1)
