# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from ast import literal_eval
from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields
from odoo.tools import html2plaintext

from .sending_case import SendingCase


class TestSending(SendingCase):
    """The job that mails planned asks."""

    # ------------------------------------------------------------------
    # The mail
    # ------------------------------------------------------------------
    def test_mail_waits_for_the_delay(self):
        """R20: nothing leaves before the rule's delay, then exactly one mail."""
        with freeze_time("2026-05-04 10:00:00"):
            self._make_program(self.company, 2026)
            request = self._plan()
        with freeze_time("2026-05-04 10:59:00"), self._without_commit():
            self.requests._cron_send()
            self.assertEqual(request.state, "planned")
        with freeze_time("2026-05-04 11:00:00"), self._without_commit():
            self.requests._cron_send()
            self.requests._cron_send()
        self.assertRecordValues(
            request,
            [
                {
                    "state": "sent",
                    "sent_at": datetime(2026, 5, 4, 11),
                    # the last second of 18 May in Moscow
                    "expires_at": datetime(2026, 5, 18, 20, 59, 59),
                    "send_error": False,
                }
            ],
        )
        mails = self.env["mail.mail"].search(
            [("model", "=", "satisfaction.request"), ("res_id", "=", request.id)]
        )
        self.assertEqual(len(mails), 1)
        self.assertEqual(mails.state, "outgoing", "queued, not sent from the job")

    def test_content_of_the_mail(self):
        """R27, R29, R31: which ticket, 1 to 5 as links, frank words, way out."""
        request = self._close_ticket(name="Screen <script>alert(1)</script> is dark")
        self._send_due()
        mail = self._mail(request)
        body = mail.body_html
        text = html2plaintext(body)
        number = request.ticket_number
        self.assertIn(number, mail.subject)
        self.assertIn("Screen", mail.subject)
        self.assertIn(number, text)
        self.assertNotIn("<script>", body)
        self.assertIn("&lt;script&gt;", body)
        self.assertIn(self.company.name, text)
        self.assertIn("Hello Ada", text)
        self.assertIn("One click, then one button", text)
        self.assertIn("frank", text)
        self.assertIn("1 = Not at all", text)
        self.assertIn("5 = Very well", text)
        token = request.sudo().access_token
        self.assertGreaterEqual(len(token), 32)
        links = re.findall(r'href="([^"]+)"', body)
        base = f"{request.get_base_url()}/satisfaction/{token}"
        self.assertEqual(
            links,
            [
                *(f"{base}?value={value}" for value in range(1, 6)),
                f"{base}/opt-out",
                f"{base}/details",  # seen by programs only
            ],
        )
        self.assertNotIn("<img", body)
        self.assertLess(len(body), 20_000)
        headers = literal_eval(mail.headers)
        self.assertEqual(headers["Auto-Submitted"], "auto-generated")
        self.assertEqual(headers["List-Unsubscribe"], f"<{base}/opt-out>")
        self.assertEqual(headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertEqual(mail.email_to, '"Ada" <ada@acme.example>')
        self.assertIn("client_manager@provider.example", mail.reply_to)
        self.assertIn("service@provider.example", mail.email_from)

    def test_reply_without_client_manager(self):
        """R123: replies go to the company where the client has no person of its own."""
        self.client.client_manager_id = False
        request = self._plan()
        self.assertIn("service@provider.example", request._get_reply_to())

    def test_language_of_the_contact(self):
        """R37: each contact is written to in the own language, dates included."""
        template = self.env.ref("client_satisfaction.mail_template_invitation")
        for lang, subject in (("ru_RU", "Как мы справились?"), ("zh_CN", "服务如何？")):
            self.env["res.lang"]._activate_lang(lang)
            template.with_context(lang=lang).subject = subject
        english, russian, chinese = self._contacts(3)
        russian.lang, chinese.lang = "ru_RU", "zh_CN"
        tickets = self.env["helpdesk.ticket"].union(
            *(
                self._make_tickets(partner_id=contact.id)
                for contact in (english, russian, chinese)
            )
        )
        tickets.stage_id = self.stage_closed
        requests = self._ledger(tickets).sorted("id")
        with freeze_time(f"{self.program.year}-05-04 10:00:00"):
            self._send_due()
        self.assertEqual(requests.mapped("lang"), ["en_US", "ru_RU", "zh_CN"])
        subjects = [self._mail(request).subject for request in requests]
        self.assertTrue(subjects[0].startswith("How did we do?"), subjects)
        self.assertEqual(subjects[1:], ["Как мы справились?", "服务如何？"])
        bodies = [html2plaintext(self._mail(request).body_html) for request in requests]
        year = self.program.year
        self.assertIn(f"May 18, {year}", bodies[0])
        self.assertIn(f"18 мая {year}", bodies[1])
        self.assertIn(f"{year}年5月18日", bodies[2])

    def test_questionnaire_without_a_scale(self):
        """R37: without numbers to click the mail has one button."""
        survey = self.env["survey.survey"].create(
            {"title": "Words", "survey_type": "satisfaction"}
        )
        self.env["survey.question"].create(
            {
                "survey_id": survey.id,
                "title": "How was it?",
                "question_type": "simple_choice",
                "satisfaction_is_scored": True,
                "suggested_answer_ids": [
                    Command.create({"value": "Good", "answer_score": 2}),
                    Command.create({"value": "Bad", "answer_score": 1}),
                ],
            }
        )
        self.rule.survey_id = survey
        request = self._plan()
        self._send_due()
        links = re.findall(r'href="([^"]+)"', self._mail(request).body_html)
        self.assertEqual(
            links,
            [
                request._get_answer_url(),
                request._get_opt_out_url(),
                request._get_hidden_url(),
            ],
        )

    # ------------------------------------------------------------------
    # The world moved on
    # ------------------------------------------------------------------
    def test_recheck_before_sending(self):
        """R20, R29: what no longer holds when the mail would leave is not sent."""
        write = {
            "opted_out": lambda r: r.partner_id.write({"satisfaction_opt_out": True}),
            "no_contact": lambda r: r.partner_id.write({"email": False}),
            "no_reply": lambda r: r.partner_id.write({"email": "noreply@x.example"}),
            "stage_excluded": lambda r: r.ticket_id._write(
                {"stage_id": self.stage_rejected.id}
            ),
            "reopened": lambda r: r.ticket_id._write({"stage_id": self.stage_open.id}),
            "duplicate": lambda r: r.ticket_id._write(
                {"duplicate_id": self._make_tickets().id}
            ),
            "too_old": lambda r: r.write(
                {"event_at": fields.Datetime.now() - timedelta(days=60)}
            ),
        }
        requests = self._plan(len(write) + 1)
        # Behind the back of our hooks: the job must see it itself.
        for request, change in zip(requests, write.values(), strict=False):
            change(request)
        self.env.flush_all()
        self.env.invalidate_all()
        self._send_due()
        for request, reason in zip(requests, write, strict=False):
            with self.subTest(reason):
                if reason == "reopened":
                    self.assertEqual(request.state, "cancelled")
                else:
                    self.assertEqual(
                        (request.state, request.skip_reason), ("skipped", reason)
                    )
                self.assertFalse(self._mail(request))
        self.assertEqual(requests[-1].state, "sent")

    def test_programme_closed_meanwhile(self):
        """R3: the gate counts when the mail leaves, too."""
        request = self._plan()
        self.program.action_close("Test")
        self._send_due()
        self.assertEqual(request.skip_reason, "program_not_running")

    def test_new_address_of_the_contact(self):
        """R27: the mail goes to the address of now, and the ledger says which."""
        request = self._plan()
        request.partner_id.email = "new@acme.example"
        self._send_due()
        self.assertEqual(request.email, "new@acme.example")
        self.assertIn("new@acme.example", self._mail(request).email_to)

    # ------------------------------------------------------------------
    # The job itself
    # ------------------------------------------------------------------
    def test_job_runs_as_a_cron(self):
        """The crons as shipped, with Odoo's own progress."""
        request = self._plan()
        request.send_after = datetime(2000, 1, 1)
        with self.enter_registry_test_mode():
            self.env.ref(
                "client_satisfaction.ir_cron_send_requests"
            ).method_direct_trigger()
        self.assertEqual(request.state, "sent")
        request.expires_at = datetime(2001, 1, 1)
        with self.enter_registry_test_mode():
            self.env.ref(
                "client_satisfaction.ir_cron_expire_requests"
            ).method_direct_trigger()
        self.assertEqual(request.state, "expired")

    def test_expiry(self):
        """R29: expiry closes sent asks whose time is over, nothing else."""
        over, open_ask, answered = self._plan(3)
        self._send_due()
        self._answer(answered, 4)
        (over + answered).expires_at = datetime(2001, 1, 1)
        with self._without_commit():
            self.requests._cron_expire()
        self.assertEqual(
            (over + open_ask + answered).mapped("state"),
            ["expired", "sent", "answered"],
        )
        self.assertEqual(answered.points, 80)

    def test_queries_of_the_job(self):
        """B4: about as many queries for each ask, at most two, however many."""
        counts = {}
        for count in (10, 40):
            requests = self._plan(count)
            requests.send_after = datetime(2000, 1, 1)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with self._without_commit():
                self.requests._cron_send()
            counts[count] = self.env.cr.sql_log_count - before
            self.assertEqual(set(requests.mapped("state")), {"sent"})
        per_ask = (counts[40] - counts[10]) / 30
        self.assertLess(per_ask, 2, counts)

    def test_send_now_and_cancel(self):
        """R25: the programme manager may hurry or cancel an ask, agents may not."""
        request, other = self._plan(2)
        manager = self.program_manager
        with freeze_time("2026-05-04 10:00:00"):
            request.with_user(manager).action_send_now()
            self.assertEqual(request.send_after, datetime(2026, 5, 4, 10))
        other.with_user(manager).action_cancel()
        self.assertEqual(other.state, "cancelled")
        self.assertIn(manager.name, other.cancel_reason)

    def test_dates_in_the_mail_are_the_companys(self):
        """D7: closing and last day are days of the company's time zone."""
        self._make_program(self.company, 2026)
        with freeze_time("2026-03-31 21:30:00"):
            request = self._plan()
            self._send_due()
        self.assertEqual(request._get_closing_date(), date(2026, 4, 1))
        self.assertEqual(request._get_expiry_date(), date(2026, 4, 15))

    def test_one_template_many_mails(self):
        """R24: compiled once a language, and nobody reads another one's mail."""
        asks = self.env["satisfaction.request"]
        for number in range(4):
            contact = self._make_contact(
                self.client, f"Reader{number}", lang=("en_US", "ru_RU")[number % 2]
            )
            asks |= self._close_ticket(partner_id=contact.id)
        self.assertEqual(asks.mapped("state"), ["planned"] * 4)
        qweb = type(self.env["ir.qweb"])
        compile_code = qweb._generate_code
        compiled = []

        def count(engine, template):
            # The engine also looks once whether the text needs it at all.
            if not engine.env.context.get("raise_on_forbidden_code_for_model"):
                compiled.append(template)
            return compile_code(engine, template)

        with patch.object(qweb, "_generate_code", count):
            asks._send_invitations()
        self.assertEqual(len(compiled), 2)
        for ask in asks:
            body = ask.invitation_mail_id.body_html
            self.assertIn(ask.access_token, body)
            self.assertIn(ask.partner_id.name, body)
            for other in asks - ask:
                self.assertNotIn(other.access_token, body)
                self.assertNotIn(other.partner_id.name, body)
