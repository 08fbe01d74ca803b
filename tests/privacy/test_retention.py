# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from datetime import datetime

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger

from tests.common import SatisfactionCommon

OLD = datetime(2020, 3, 4, 12)
WORDS = "The turquoise plotter swallowed my drawings"


class TestRetention(SatisfactionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["satisfaction.retention"]
        cls.rules._ensure_all(cls.company)
        cls.old = cls._make_old()
        cls.young = cls._answered(4, 4, 4, comment=f"{WORDS} today")
        cls._collect()

    @classmethod
    def _make_old(cls):
        ask = cls._answered(2, 3, 4, comment=WORDS, event_at=OLD)
        ask.write({"email": "ada@acme.example", "score_pending": False})
        ask._log_attempt("already_answered", {cls.questions["comment"].id: WORDS})
        return ask

    @classmethod
    def _answered(cls, *ratings, event_at=None, comment=None):
        request = cls._make_entry("ticket", event_at)
        return cls._answer(
            request,
            *ratings,
            comment=comment,
            mode="phone",
            typed_by=cls.program_manager,
        )

    @classmethod
    def _collect(cls):
        with cls._without_commit():
            cls.env["satisfaction.remark"]._cron_collect()

    def _keep(self, kind, months):
        rule = self.rules.search(
            [("company_id", "=", self.company.id), ("kind", "=", kind)]
        )
        rule.with_user(self.program_manager).months = months
        return rule

    def _clear(self, limit=500):
        with self._without_commit():
            self.rules._cron_clear(limit=limit)
        self.env.invalidate_all()

    def _get_remark(self, request):
        return self.env["satisfaction.remark"].search([("request_id", "=", request.id)])

    # ------------------------------------------------------------------
    # Kinds
    # ------------------------------------------------------------------
    def test_defaults_keep_what_people_said(self):
        """Nobody's words go before somebody has decided so."""
        self._clear()
        self.assertEqual(self.old.comment, WORDS)
        self.assertEqual(self.old.partner_id, self.contact)
        self.assertFalse(self.old.attempt_ids, "Attempts go after a year.")

    def test_words(self):
        """Comment, remark and answer lose their text once the remark is settled."""
        rule = self._keep("words", 12)
        remark = self._get_remark(self.old)
        self.assertEqual(remark.text, WORDS)
        self._clear()
        self.assertEqual(self.old.comment, WORDS, "People still work on the remark.")
        remark.state = "noted"
        points = self.old.points
        self._clear()
        self.assertFalse(self.old.comment)
        self.assertEqual(self.old.points, points)
        self.assertEqual((remark.text, remark.name), ("(erased)", "(erased)"))
        lines = self.old.user_input_id.user_input_line_ids
        self.assertEqual(
            {line.value_text_box for line in lines if line.answer_type == "text_box"},
            {"(erased)"},
        )
        self.assertTrue(self.old.words_cleared_on)
        self.assertEqual(self.young.comment, f"{WORDS} today")
        self.assertGreaterEqual(rule.cleared_count, 1)
        self._collect()
        self.assertEqual(len(self._get_remark(self.old)), 1)

    def test_contacts(self):
        """Asks forget whom they asked; two contacts of one occasion don't collide."""
        colleague = self._answered(5, 5, 5, event_at=OLD)
        colleague.write({"partner_id": self.leader.id, "score_pending": False})
        (self.old | colleague).write({"occurrence_key": "spring"})
        self._keep("contacts", 13)
        self._clear()
        for ask in self.old | colleague:
            self.assertFalse(ask.partner_id)
            self.assertFalse(ask.email)
            self.assertFalse(ask.user_input_id.partner_id)
            self.assertEqual(ask.client_id, self.client)
        self.assertEqual(self.young.partner_id, self.contact)

    def test_scans(self):
        scans = self.env["ir.attachment"].create(
            [
                {
                    "name": "scan.png",
                    "raw": b"by hand",
                    "res_model": "satisfaction.request",
                    "res_id": ask.id,
                }
                for ask in (self.old, self.young)
            ]
        )
        self._keep("scans", 12)
        self._clear()
        self.assertEqual(scans.exists(), scans[1])

    def test_attempts(self):
        """Old links lead nowhere, each has a new secret of its own."""
        tokens = {ask: ask.access_token for ask in self.old | self.young}
        self._clear()
        self.assertNotEqual(self.old.access_token, tokens[self.old])
        self.assertEqual(self.young.access_token, tokens[self.young])

    def test_drafts(self):
        drafts = self.env["satisfaction.interview.draft"].sudo()
        for ask in self.old | self.young:
            drafts._keep(ask, {"1": "half"})
        self.env.cr.execute(
            "UPDATE satisfaction_interview_draft SET write_date = %s"
            " WHERE request_id = %s",
            (OLD, self.old.id),
        )
        drafts.invalidate_model()
        self._clear()
        self.assertEqual(drafts.search([]).request_id, self.young)

    def test_cases(self):
        """A closed case keeps cause and figures, and forgets words and people."""
        case = self.env["satisfaction.case"]._record_complaint(
            {
                "text": f"<p>{WORDS}</p>",
                "partner_id": self.contact.id,
                "company_id": self.company.id,
                "attachments": [("note.txt", b"Here it is")],
            }
        )
        self._keep("cases", 12)
        self._clear()
        self.assertIn(WORDS, case.complaint, "It is open.")
        cause = self.env.ref("client_satisfaction.root_cause_communication")
        case.write(
            {
                "call_notes": "<p>Said.</p>",
                "root_cause_ids": [Command.set(cause.ids)],
                "decision": "accepted",
                "client_word": "Fine",
                "state": "closed",
            }
        )
        case.closed_at = OLD
        self._clear()
        self.assertFalse(case.complaint)
        self.assertFalse(case.partner_id)
        self.assertFalse(case.message_ids.attachment_ids)
        self.assertEqual(case.root_cause_ids, cause)
        self.assertEqual(case.client_id, self.client)

    def test_imports(self):
        job = self.env["satisfaction.answer.import"].create(
            {"file": base64.b64encode(b"email\nada@acme.example"), "state": "done"}
        )
        self._clear()
        self.assertTrue(job.file)
        self.env.cr.execute(
            "UPDATE satisfaction_answer_import SET create_date = %s WHERE id = %s",
            (OLD, job.id),
        )
        job.invalidate_recordset()
        self._clear()
        self.assertFalse(job.file)

    def test_documents(self):
        self.env["satisfaction.score"]._recompute_pending()
        score = self.env["satisfaction.score"].search(
            [("client_id", "=", self.client.id)], limit=1
        )
        report = self.env["satisfaction.client.report"].create({"score_id": score.id})
        report.write(
            {
                "document": base64.b64encode(b"%PDF"),
                "state": "released",
                "printed_at": OLD,
            }
        )
        self._keep("documents", 24)
        self._clear()
        self.assertFalse(report.document)
        self.assertEqual(report.state, "withdrawn")

    # ------------------------------------------------------------------
    # The job
    # ------------------------------------------------------------------
    def test_in_batches_and_again(self):
        """However small the batches, all is cleared, once."""
        more = [self._answered(3, 3, 3, event_at=OLD) for _number in range(5)]
        rule = self._keep("attempts", 12)
        due = rule.due_count
        self.assertGreaterEqual(due, 6)
        self._clear(limit=2)
        self.assertEqual(rule.cleared_count, due)
        self.assertTrue(all(ask.link_cleared_on for ask in more))
        tokens = [ask.access_token for ask in more]
        self._clear()
        self.assertEqual([ask.access_token for ask in more], tokens)
        self.assertEqual(rule.cleared_count, due)

    def test_preview_changes_nothing(self):
        rule = self._keep("contacts", 13)
        action = rule.with_user(self.program_manager).action_preview()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertIn(self.old, found)
        self.assertNotIn(self.young, found)
        self.assertEqual(self.old.partner_id, self.contact)
        self.assertEqual(len(found), rule.due_count)

    def test_other_company(self):
        """One company's time is not another's."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.rules._ensure_all(company)
        theirs = self.rules.search(
            [("company_id", "=", company.id), ("kind", "=", "contacts")]
        )
        theirs.months = 13
        self.assertEqual(theirs.due_count, 0)
        self._clear()
        self.assertEqual(self.old.partner_id, self.contact)

    # ------------------------------------------------------------------
    # Settings
    # ------------------------------------------------------------------
    def test_bad_settings(self):
        """Figures of this year and the last keep their people; nonsense is refused."""
        with self.assertRaisesRegex(ValidationError, "at least 13 months"):
            self._keep("contacts", 6)
        for months in (-1, 601):
            with (
                self.subTest(months=months),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
            ):
                self._keep("words", months)

    def test_who_may_set(self):
        rule = self.rules.search([("company_id", "=", self.company.id)], limit=1)
        for user in (self.client_manager, self.senior_manager, self.agent):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                rule.with_user(user).months = 24

    def test_open(self):
        """Opening the settings gives each company its lines."""
        self.rules.search([]).unlink()
        action = self.rules.with_user(self.program_manager).action_open()
        self.assertEqual(action["res_model"], "satisfaction.retention")
        self.assertEqual(
            len(self.rules.search([("company_id", "=", self.company.id)])), 8
        )
