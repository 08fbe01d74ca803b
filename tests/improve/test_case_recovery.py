# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Won back? Asked again after a case, its effect, and thanks with a certificate."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import SatisfactionCommon


@tagged("post_install", "-at_install")
class TestCaseRecovery(SatisfactionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cause = cls.env.ref("client_satisfaction.root_cause_communication")

    def _case(self, rating=1, **values):
        request = self._answered(rating, **values)
        return self.env["satisfaction.case"]._open_from_requests(request)

    def _close(self, case):
        case.write(
            {
                "call_notes": "<p>Said.</p>",
                "root_cause_ids": self.cause.ids,
                "decision": "accepted",
                "client_word": "We will see",
                "state": "closed",
            }
        )
        return case

    def _run(self, days=0, hours=0):
        moment = fields.Datetime.now() + timedelta(days=days, hours=hours)
        with freeze_time(moment), self._without_commit():
            self.env["satisfaction.case"]._cron_recover()

    def _ask(self, case):
        """Ask again and send it."""
        case.recovery_due_on = fields.Date.today()
        self._run()
        return case.recovery_request_id

    def _reply(self, request, rating, comment=None):
        survey = self.env.ref("client_satisfaction.survey_recovery")
        scored, text = survey.question_ids
        raw = {scored.id: str(rating)}
        if comment:
            raw[text.id] = comment
        request.write({"state": "sent", "sent_at": fields.Datetime.now()})
        self.env["satisfaction.request"]._record_answers({request.id: raw}, mode="mail")
        return request

    def test_asked_so_many_days_after_closing(self):
        """R96: planned at closing, asked once, with the questionnaire for it."""
        case = self._close(self._case())
        self.assertEqual(
            case.recovery_due_on,
            self.company._satisfaction_today() + timedelta(days=14),
        )
        self._run(days=5)
        self.assertFalse(case.recovery_request_id)
        request = self._ask(case)
        self.assertEqual(
            (request.partner_id, request.survey_id, request.state),
            (
                self.contact,
                self.env.ref("client_satisfaction.survey_recovery"),
                "planned",
            ),
        )
        self.assertFalse(case.recovery_due_on)
        self._run()
        rows = self.env["satisfaction.request"].search(
            [("recovery_case_id", "=", case.id)]
        )
        self.assertEqual(rows, request)

    def test_never_asked_where_switched_off_or_reopened(self):
        """R96: 0 days: never; a case that is taken up again is not asked about."""
        self.program.recovery_after_days = 0
        self.assertFalse(self._close(self._case()).recovery_due_on)
        self.program.recovery_after_days = 14
        case = self._close(self._case())
        case.action_reopen()
        self.assertFalse(case.recovery_due_on)

    def test_one_ask_for_two_cases_of_a_contact(self):
        """R96: two cases of one contact: one mail, about the later one."""
        first, second = self._close(self._case()), self._close(self._case())
        second.closed_at = fields.Datetime.now() + timedelta(minutes=5)
        (first | second).recovery_due_on = fields.Date.today()
        self._run()
        self.assertFalse(first.recovery_request_id)
        self.assertTrue(second.recovery_request_id)

    def test_opt_out_is_kept(self):
        """R96: who wants no surveys gets none; the ledger says why."""
        self.contact.satisfaction_opt_out = True
        request = self._ask(self._close(self._case()))
        self.assertEqual((request.state, request.skip_reason), ("skipped", "opted_out"))

    def test_counts_in_no_score(self):
        """R100: the answer distorts no channel: the score stays what it was."""
        case = self._close(self._case(1))
        scores = self.env["satisfaction.score"]
        with self._without_commit():
            scores._cron_recompute()
        before = scores.search([("client_id", "=", self.client.id)]).mapped("points")
        self._reply(self._ask(case), 5)
        with self._without_commit():
            scores._cron_recompute()
        scores.invalidate_model()
        self.assertTrue(before)
        self.assertEqual(
            scores.search([("client_id", "=", self.client.id)]).mapped("points"), before
        )

    def test_effect_is_stored(self):
        """R100: before is the answer, after the later word, both in points."""
        case = self._close(self._case(2))
        case._store_recovery()
        self.assertEqual((case.recovery_before, case.recovery_after), (40, False))
        request = self._reply(self._ask(case), 5)
        self._run()
        self.assertIs(case.recovery_after, False, "may still be corrected")
        self._run(hours=2)
        self.assertEqual(
            (case.recovery_before, case.recovery_after, case.recovery_change),
            (40, 100, 60),
        )
        self.assertTrue(request.recovery_taken)

    def test_still_low_takes_the_case_up_again(self):
        """R96: not content after all: the old case goes on, no second one is opened."""
        case = self._close(self._case(1))
        request = self._reply(self._ask(case), 2, "It is back")
        count = self.env["satisfaction.case"].search_count([])
        for _turn in range(2):
            self.env["satisfaction.case"]._open_from_requests(request)
        self.assertEqual(self.env["satisfaction.case"].search_count([]), count)
        self.assertEqual((case.state, case.reopen_count), ("contacted", 1))
        self.assertEqual(request.case_id, case)
        self.assertNotEqual(case.request_id, request)
        self.assertIn("It is back", case._get_client_messages()[-1].body)

    def test_killed_between_ask_and_commit(self):
        """R96: killed half-way: each contact is asked exactly once."""

        class Killed(Exception):
            pass

        contacts = [self._make_contact(self.client, f"C{n}") for n in range(4)]
        cases = self.env["satisfaction.case"]
        for contact in contacts:
            cases |= self._close(self._case(1, partner_id=contact.id))
        cases.recovery_due_on = fields.Date.today()
        turns = []

        def commit(*args, **kwargs):
            self.env.flush_all()
            turns.append(1)
            if len(turns) == 2:
                raise Killed
            return float("inf")

        with (
            patch.object(type(self.env["ir.cron"]), "_commit_progress", commit),
            self.assertRaisesKept(Killed),
        ):
            cases._cron_recover(limit=2)
        self._run()
        rows = self.env["satisfaction.request"].search(
            [("recovery_case_id", "in", cases.ids)]
        )
        self.assertEqual(len(rows), 4)
        self.assertEqual(rows.partner_id, self.env["res.partner"].union(*contacts))

    def test_analysis(self):
        """R100: mean change with n and interval; beside clients without problems."""
        for number, (before, after) in enumerate(
            [(1, 4), (2, 5), (1, 5), (2, 4), (1, 4)]
        ):
            client = self._make_client(f"Helped {number}")
            contact = self._make_contact(client, f"Hal{number}")
            long_ago = fields.Datetime.now() - timedelta(days=9)
            case = self._close(
                self._case(before, partner_id=contact.id, event_at=long_ago)
            )
            case.write({"fix_rating": str(after)})
            case._store_recovery()
            case.closed_at = fields.Datetime.now() - timedelta(days=3)
            self._answered(5, partner_id=contact.id)
            calm = self._make_contact(self._make_client(f"Calm {number}"), f"C{number}")
            self._answered(4, partner_id=calm.id)
        analysis = (
            self.env["satisfaction.recovery.analysis"]
            .with_user(self.program_manager)
            .create({"company_id": self.company.id})
        )
        self.assertEqual(
            (analysis.effect_count, analysis.before, analysis.after, analysis.change),
            (5, 28, 88, 60),
        )
        self.assertEqual(analysis.verdict, "better")
        # t(0.95, 4) = 2.776; differences 60, 60, 80, 40, 60: s = 14.142
        self.assertAlmostEqual(analysis.change_low, 42.4, 1)
        self.assertAlmostEqual(analysis.change_high, 77.6, 1)
        self.assertEqual((analysis.helped_count, analysis.helped_points), (5, 100))
        self.assertEqual((analysis.calm_count, analysis.calm_points), (5, 80))
        self.assertEqual((analysis.difference, analysis.paradox), (20, "better"))
        action = analysis.action_show_cases()
        self.assertEqual(
            self.env["satisfaction.case"].search_count(action["domain"]), 5
        )
        with self.assertRaises(AccessError):
            analysis.with_user(self.agent).create({})

    # ------------------------------------------------------------------
    # Thanks (R30)
    # ------------------------------------------------------------------
    def _thank(self, case, user=None, **values):
        action = case.with_user(user or self.client_manager).action_thank()
        return (
            self.env[action["res_model"]]
            .with_user(user or self.client_manager)
            .with_context(**action["context"])
            .create({"reason": "that nobody answers at night", **values})
        )

    def test_certificate_in_the_contacts_language(self):
        """R30: given by the client manager, counted per contact and year, printed."""
        self.env["res.lang"]._activate_lang("ru_RU")
        self.contact.lang = "ru_RU"
        case = self._case(1)
        certificate = self._thank(case)
        self.assertEqual(
            (certificate.partner_id, certificate.client_id, certificate.case_id),
            (self.contact, self.client, case),
        )
        self.assertEqual(certificate.year_number, 1)
        self.assertFalse(certificate._word_times())
        second = self._thank(self._case(2), reason="that it is slow")
        self.assertEqual(second.year_number, 2)
        self.assertTrue(second._word_times())
        last_year = certificate.issued_on.replace(year=certificate.issued_on.year - 1)
        certificate.issued_on = last_year
        second.invalidate_recordset()
        self.assertEqual(second.year_number, 1)
        content, kind = self.env["ir.actions.report"]._render_qweb_html(
            "client_satisfaction.report_certificate", second.ids
        )
        text = content.decode()
        self.assertEqual(kind, "html")
        self.assertIn("that it is slow", text)
        self.assertIn(self.contact.name, text)
        self.assertIn('lang="ru-RU"', text)

    def test_certificate_pdf(self):
        """R30: one page."""
        import io

        from pypdf import PdfReader

        certificate = self._thank(self._case(1), improvement="A night shift")
        content, kind = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf("client_satisfaction.report_certificate", certificate.ids)
        )
        self.assertEqual(kind, "pdf")
        reader = PdfReader(io.BytesIO(content))
        self.assertEqual(len(reader.pages), 1)
        words = " ".join(reader.pages[0].extract_text().split())
        self.assertIn("night shift", words)

    def test_one_certificate_for_a_case(self):
        """R30: a second click opens the first one; two at once are refused."""
        case = self._case(1)
        certificate = self._thank(case)
        action = case.with_user(self.client_manager).action_thank()
        self.assertEqual(action["res_id"], certificate.id)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._thank(case)

    def test_certificate_rights(self):
        """R30: own clients only; interviewers and agents don't see others'."""
        certificate = self._thank(self._case(1))
        certificates = self.env["satisfaction.certificate"]
        for user, count in (
            (self.client_manager, 1),
            (self.other_client_manager, 0),
            (self.agent, 0),
            (self.program_manager, 1),
            (self.senior_manager, 1),
        ):
            with self.subTest(user=user.login):
                found = certificates.with_user(user).search(
                    [("id", "=", certificate.id)]
                )
                self.assertEqual(len(found), count)
        with self.assertRaises(AccessError):
            certificates.with_user(self.interviewer).search([])

    # ------------------------------------------------------------------
    # Hundreds at once
    # ------------------------------------------------------------------
    def test_many_low_answers_at_once(self):
        """R75–R78: hundreds of low answers: as many cases, in batches."""
        last = self.env["mail.message"].search([], order="id desc", limit=1).id
        values = self.env["satisfaction.request"]._complete_entry(
            {
                "channel_id": self.channels["ticket"].id,
                "partner_id": self.contact.id,
            }
        )
        low = {
            **values,
            "state": "answered",
            "answer_mode": "mail",
            "is_scored": True,
            "points": 40,
            "worst_points": 40,
            "answered_at": fields.Datetime.now(),
            "follow_up_after": fields.Datetime.now() - timedelta(minutes=1),
        }
        counts = {}
        for size in (20, 200):
            requests = self.env["satisfaction.request"].create([low] * size)
            self.env.flush_all()
            self.env.invalidate_all()
            queries = self.cr.sql_log_count
            with self._without_commit():
                self.env["satisfaction.case"]._cron_open_due(limit=100)
            self.env.flush_all()
            counts[size] = self.cr.sql_log_count - queries
            cases = requests.case_id
            self.assertEqual(len(cases), size)
            self.assertTrue(all(case.activity_ids for case in cases))
            self.assertFalse(requests.filtered("follow_up_after"))
        per_case = (counts[200] - counts[20]) / 180
        self.assertLess(per_case, 2, counts)
        with self._without_commit():
            self.env["mail.activity"]._cron_tell_satisfaction_tasks()
        # One mail says how many, not one for each of hundreds of activities
        mails = self.env["mail.message"].search(
            [
                ("id", ">", last),
                ("partner_ids", "in", self.client_manager.partner_id.ids),
            ]
        )
        self.assertEqual(len(mails), 1)
        self.assertIn("tasks", mails[0].body)
