# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Thanks at once, whatever the score, with what happens next."""

import logging
from datetime import datetime
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .builders import CLIENT_MANAGER, ImproveCommon

THANKS = "odoo.addons.client_satisfaction.models.improve.satisfaction_request"


@tagged("post_install", "-at_install")
class TestThanks(ImproveCommon):
    def _thank(self, requests):
        """The mails queued for these answers."""
        before = self.env["mail.mail"].search([])
        requests.with_user(self.env.ref("base.public_user"))._send_thanks()
        return self.env["mail.mail"].search([], order="id") - before

    def _run_job(self, **options):
        """The job inside the test's transaction: its commits only flush."""

        def flush_only(*args, **kwargs):
            self.env.flush_all()
            return float("inf")

        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", flush_only):
            self.env["satisfaction.request"]._cron_send_thanks(**options)

    def test_thanks_for_a_good_answer(self):
        """R30, R74, R82, R123: at once, why it matters, what happens next."""
        request = self._ask(100)
        mail = self._thank(request)
        self.assertEqual(mail.email_to, "ann@acme.example")
        self.assertEqual(mail.state, "outgoing")
        self.assertIn("HT00007", mail.subject)
        for text in (
            "Ann Client",
            "No internet",
            "Your answer matters",
            "What happens next",
            "Criticism helps us most",
        ):
            self.assertIn(text, mail.body_html)
        self.assertNotIn("We call you", mail.body_html)
        self.assertNotIn("contract", mail.body_html.lower())
        self.assertIn("provider.example", mail.email_from)
        self.assertIn("manager@provider.example", mail.reply_to)
        self.assertIn("Auto-Submitted", mail.headers)
        self.assertTrue(request.thanked_at)

    def test_thanks_for_a_low_answer(self):
        """R30, R74, R77–R79, R123: who calls until when, and the day of the report."""
        mail = self._thank(self._ask(40))
        for text in (
            "Thank you for your honest answer",
            "part of our agreement",
            "Tuesday, November 17, 2026, 3:30",
            "Manager, your client manager",
            "Service, responsible for this service",
            "Senior, senior management",
            "Thursday, November 26, 2026",
        ):
            self.assertIn(text, " ".join(mail.body_html.replace("\u202f", " ").split()))
        self.assertNotIn("contract", mail.body_html.lower())
        mail = self._thank(self._ask(60))
        self.assertIn("Service, responsible", " ".join(mail.body_html.split()))
        self.assertNotIn("senior management", mail.body_html)

    def test_promise_is_kept_by_the_case(self):
        """R79: the people and dates of the mail are those of the case."""
        request = self._ask(40)
        promise = request._get_follow_up_promise()
        case = self.env["satisfaction.case"]._open_from_requests(request)
        self.assertEqual(promise["level"], case.follow_up_level)
        self.assertEqual(promise["contact_by"], case.contact_deadline)
        self.assertEqual(promise["report_by"], case.report_deadline)
        self.assertEqual(
            [caller["name"] for caller in promise["callers"]],
            (
                case.client_manager_id
                + case.service_manager_id
                + case.senior_manager_id
            ).mapped("name"),
        )

    def test_nobody_is_named_twice(self):
        """R79: one person in two roles is one caller; a stand-in says who they are."""
        self.category.satisfaction_service_manager_id = self.manager
        self.client.client_senior_manager_id = False
        callers = self._ask(40)._get_follow_up_promise()["callers"]
        self.assertEqual(
            callers,
            [
                {"name": "Manager", "role": "client_manager"},
                {"name": "Boss", "role": "program_manager"},
            ],
        )

    def test_languages(self):
        """R74: text, dates and times in the contact's language."""
        template = self.env.ref("client_satisfaction.mail_template_thanks_follow_up")
        for lang, subject, contact, report in (
            ("zh_CN", "谢谢", "2026年11月17日", "2026年11月26日"),
            ("ru_RU", "Спасибо", "17 ноября 2026", "26 ноября 2026"),
        ):
            with self.subTest(lang):
                self.env["res.lang"]._activate_lang(lang)
                template.with_context(lang=lang).subject = subject
                mail = self._thank(self._ask(40, lang=lang))
                self.assertEqual(mail.subject, subject)
                self.assertIn(contact, mail.body_html)
                self.assertIn(report, mail.body_html)

    def test_language_not_installed(self):
        """R74: a language that isn't installed falls back, the mail goes out."""
        mail = self._thank(self._ask(40, lang="xx_XX"))
        self.assertIn("Thank you for telling us", mail.subject)

    def test_time_zone_of_the_contact(self):
        """R79: the hour is the contact's own."""
        self.contact.tz = "Asia/Shanghai"
        self.assertIn("10:30", self._ask(40)._get_follow_up_promise()["contact_text"])

    def test_once(self):
        """R74, D17: not again after a correction."""
        request = self._ask(40)
        self.assertEqual(len(self._thank(request)), 1)
        request.write({"worst_points": 100, "points": 100})
        self.assertFalse(self._thank(request))

    def test_none_without_an_address(self):
        """R74: typed on behalf of somebody without an address; imported history."""
        self.contact.email = False
        request = self._ask(40, email=False, answer_mode="phone")
        self.assertFalse(self._thank(request))
        self.assertFalse(request.thanked_at or request.thanks_pending)
        self.assertFalse(self._thank(self._ask(40, answer_mode="import")))
        self.assertFalse(self._thank(self._ask(40, state="sent")))
        history = self._ask(40).with_context(satisfaction_history=True)
        self.assertFalse(self._thank(history))

    def test_typed_on_behalf_with_an_address(self):
        """R74, R26: who answered on the telephone is thanked by mail as well."""
        mail = self._thank(
            self._ask(40, email=False, answer_mode="phone", typed_by_id=self.agent.id)
        )
        self.assertEqual(mail.email_to, "ann@acme.example")

    def test_hostile_texts_are_escaped(self):
        """R74: what a ticket or a name says is text, not markup."""
        self.contact.name = "<img src=x onerror=alert(1)>"
        mail = self._thank(self._ask(40, ticket_title="<script>alert(1)</script>"))
        self.assertIn("&lt;script&gt;", mail.body_html)
        self.assertNotIn("<script", mail.body_html)
        self.assertNotIn("<img", mail.body_html)

    def test_broken_template_loses_no_answer(self):
        """R74: logged, kept for the scheduled action, sent once the text is mended."""
        template = self.env.ref("client_satisfaction.mail_template_thanks_follow_up")
        good, low = self._ask(100), self._ask(40)
        send = type(template).send_mail_batch

        def send_mail_batch(self, *args, **kwargs):
            if self == template:
                raise UserError("Failed to render the template")
            return send(self, *args, **kwargs)

        with (
            patch.object(type(template), "send_mail_batch", send_mail_batch),
            self.assertLogs(THANKS, logging.ERROR),
        ):
            mails = self._thank(good + low)
        self.assertEqual(len(mails), 1)
        self.assertTrue(good.thanked_at)
        self.assertTrue(low.thanks_pending)
        self.assertFalse(low.thanked_at)
        self._run_job()  # too early
        self.assertFalse(low.thanked_at)
        low.thanks_retry_after = datetime(2000, 1, 1)
        self._run_job()
        self.assertTrue(low.thanked_at)
        self.assertFalse(low.thanks_pending)

    def test_the_job_thanks(self):
        """R74: an answer only leaves a mark; the job thanks once, in batches."""
        good, low = self._ask(100), self._ask(40)
        (good + low)._put_off_thanks()
        self.assertEqual((good + low).mapped("thanks_pending"), [True, True])
        before = self.env["mail.mail"].search([])
        self._run_job(batch_size=1)
        self._run_job()
        mails = self.env["mail.mail"].search([]) - before
        self.assertEqual(sorted(mails.mapped("res_id")), (good + low).ids)
        self.assertFalse(any((good + low).mapped("thanks_pending")))

    def test_nobody_to_thank(self):
        """R74: without an address nothing is written, and nothing waits."""
        request = self._ask(100)
        request.write({"email": False})
        request.partner_id.email = False
        request._put_off_thanks()
        self._run_job()
        self.assertFalse(request.thanked_at or request.thanks_pending)

    def test_deleted_template(self):
        """R74: the customer deleted the text: nothing is sent, nothing fails."""
        self.env.ref("client_satisfaction.mail_template_thanks").unlink()
        self.assertFalse(self._thank(self._ask(100)))

    def test_queries(self):
        """R74: a hundred mails cost hardly more queries than ten."""
        spent = {}
        for count in (10, 100):
            requests = self._ask(40, count=count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            requests._send_thanks()
            self.env.flush_all()
            spent[count] = self.cr.sql_log_count - before
        self.assertLess((spent[100] - spent[10]) / 90, 1, spent)

    def test_other_company_people(self):
        """R79: nobody of another company is promised to the client."""
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._user("stranger", CLIENT_MANAGER)
        stranger.write(
            {"company_id": other.id, "company_ids": [Command.set(other.ids)]}
        )
        self.client.client_manager_id = stranger
        names = [
            caller["name"]
            for caller in self._ask(60)._get_follow_up_promise()["callers"]
        ]
        self.assertNotIn("Stranger", names)
