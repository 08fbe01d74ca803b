# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Complaints and cases in the portal: own ones only, written on POST only."""

import io
from datetime import timedelta

from lxml import html

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from ..common import SatisfactionCommon

URL = "/my/satisfaction/cases"
COMPLAINT = "/my/satisfaction/complaint"


@tagged("post_install", "-at_install")
class TestCasePortal(SatisfactionCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, partner in (("ada", cls.contact), ("linus", cls.leader)):
            new_test_user(
                cls.env,
                login=f"portal_{name}",
                password=f"portal_{name}",
                groups="base.group_portal",
                partner_id=partner.id,
                company_id=cls.company.id,
            )
        cls.case = cls.env["satisfaction.case"]._record_complaint(
            {
                "text": "The printer eats paper",
                "subject": "Printer",
                "partner_id": cls.contact.id,
                "company_id": cls.company.id,
                "way": "phone",
            }
        )

    def _finish(self, case=None):
        case = case or self.case
        case.with_context(satisfaction_history=True).write(
            {
                "call_notes": "<p>SECRET call notes</p>",
                "planned_actions": "<p>A new printer</p>",
                "commitment_date": "2026-12-24",
                "decision": "accepted",
                "decision_note": "You are right.",
                "result": "<p>Printer replaced</p>",
                "state": "done",
            }
        )
        return case

    def _get(self, path, login="portal_ada"):
        self.authenticate(login, login)
        response = self.url_open(path)
        return response, html.fromstring(response.content)

    def _text(self, page):
        return " ".join(page.text_content().split())

    def _post(self, path, data, login="portal_ada", page=None, files=None):
        self.authenticate(login, login)
        form = html.fromstring(self.url_open(page or path).content)
        token = (form.xpath("//form//input[@name='csrf_token']/@value") or [""])[0]
        return self.url_open(
            path,
            data={**data, "csrf_token": token},
            files=files,
            allow_redirects=False,
        )

    def _new(self):
        return self.env["satisfaction.case"].search(
            [("partner_id", "=", self.contact.id), ("id", "!=", self.case.id)]
        )

    # ------------------------------------------------------------------
    # Report
    # ------------------------------------------------------------------
    def test_report_about_an_own_ticket(self):
        """R84, R99: form, own tickets to choose from, file, acknowledged, shown."""
        ticket, foreign = (
            self._make_tickets(),
            self._make_tickets(partner_id=self.leader.id),
        )
        _response, page = self._get(COMPLAINT)
        options = page.xpath("//select[@name='ticket']/option/@value")
        self.assertTrue(page.xpath("//textarea[@name='text']"))
        self.assertIn(str(ticket.id), options)
        self.assertNotIn(str(foreign.id), options)
        response = self._post(
            COMPLAINT,
            {
                "text": "Nothing <b>works</b>",
                "can_work": "no",
                "ticket": str(ticket.id),
            },
            files=[
                (
                    "attachments",
                    ("shot.png", io.BytesIO(b"\x89PNG\r\n\x1a\n0"), "image/png"),
                )
            ],
        )
        self.assertEqual(response.status_code, 303)
        case = self._new()
        self.assertEqual(
            (case.ticket_id, case.severity, case.complaint_way, case.client_id),
            (ticket, "3", "portal", self.client),
        )
        self.assertEqual(case.message_ids.attachment_ids.mapped("name"), ["shot.png"])
        self.assertTrue(case.acknowledged_at)
        _response, page = self._get(f"{URL}/{case.id}?said=complaint")
        self.assertIn("Nothing <b>works</b>", self._text(page))
        self.assertIn("We call you by", self._text(page))
        link = page.xpath("//a[contains(@href, '/file/')]/@href")[0]
        file = self.url_open(link)
        self.assertIn("attachment", file.headers["Content-Disposition"])
        self.authenticate("portal_linus", "portal_linus")
        self.assertEqual(self.url_open(link).status_code, 404)

    def test_foreign_ticket_is_none(self):
        """Security: a ticket number of somebody else is not taken."""
        foreign = self._make_tickets(partner_id=self.leader.id)
        self._post(
            COMPLAINT, {"text": "Hm", "can_work": "yes", "ticket": str(foreign.id)}
        )
        self.assertFalse(self._new().ticket_id)

    def test_bad_input_keeps_what_was_written(self):
        """Bad input: a sentence, nothing stored, the text still there."""
        png = ("attachments", ("a.png", io.BytesIO(b"\x89PNG\r\n\x1a\n0"), "image/png"))
        cases = [
            ({"text": "", "can_work": "yes"}, None, "write what happened"),
            ({"text": "Kept words"}, None, "whether you can work"),
            ({"text": "Kept words", "can_work": "maybe"}, None, "whether you can work"),
            ({"text": "x" * 10_001, "can_work": "yes"}, None, "shorten the text"),
            ({"text": "Kept words", "can_work": "yes"}, [png] * 6, "5 files at most"),
            (
                {"text": "Kept words", "can_work": "yes"},
                [("attachments", ("a.exe", io.BytesIO(b"MZ"), "application/pdf"))],
                "can't be taken",
            ),
            (
                {"text": "Kept words", "can_work": "yes"},
                [("attachments", ("a.png", io.BytesIO(b"<svg onload=alert(1)>"), ""))],
                "can't be taken",
            ),
        ]
        for data, files, sentence in cases:
            with self.subTest(sentence=sentence):
                response = self._post(COMPLAINT, data, files=files)
                self.assertEqual(response.status_code, 422)
                page = html.fromstring(response.content)
                self.assertIn(sentence, self._text(page))
                if "Kept" in data["text"]:
                    self.assertIn("Kept words", self._text(page))
        self.assertFalse(self._new())

    def test_no_forged_form(self):
        """Security: a POST without the form's token does nothing."""
        self.authenticate("portal_ada", "portal_ada")
        for path, data in (
            (COMPLAINT, {"text": "forged", "can_work": "no"}),
            (f"{URL}/{self.case.id}/message", {"text": "forged"}),
            (f"{URL}/{self.case.id}/rate", {"rating": "5"}),
        ):
            with self.subTest(path=path):
                response = self.url_open(path, data=data, allow_redirects=False)
                self.assertEqual(response.status_code, 400)
        self.assertFalse(self._new())
        self.assertFalse(self.case._get_client_messages())

    def test_sign_in_is_needed(self):
        """Security: nobody reports or lists without signing in."""
        self.authenticate(None, None)
        for path in (URL, COMPLAINT):
            response = self.url_open(path, allow_redirects=False)
            self.assertIn("/web/login", response.headers["Location"])

    # ------------------------------------------------------------------
    # Look
    # ------------------------------------------------------------------
    def test_own_case_with_progress(self):
        """R90, R91, R92: who cares, until when, decision; notes stay inside."""
        _response, page = self._get(URL)
        self.assertIn("Printer", self._text(page))
        self._finish()
        action = self.env["satisfaction.action"].create(
            {
                "name": "Internal name",
                "client_text": "We order the printer",
                "company_id": self.company.id,
                "date_due": "2026-12-20",
                "user_id": self.client_manager.id,
                "client_ids": self.client.ids,
                "case_ids": self.case.ids,
            }
        )
        self.assertTrue(action)
        self.case._message_log(body="SECRET note")
        self.case.message_post(
            body="Dear Ada", subtype_xmlid="mail.mt_comment", message_type="comment"
        )
        _response, page = self._get(f"{URL}/{self.case.id}")
        text = self._text(page)
        for words in (
            "The printer eats paper",
            self.client_manager.name,
            "You are right.",
            "A new printer",
            "We order the printer",
            "Printer replaced",
            "Dear Ada",
            "It is done",
        ):
            self.assertIn(words, text)
        self.assertNotIn("SECRET", text)
        self.assertNotIn("Internal name", text)

    def test_plans_are_shown_when_promised(self):
        """R90: what is not decided yet is not told."""
        self.case.with_context(satisfaction_history=True).write(
            {
                "call_notes": "<p>x</p>",
                "planned_actions": "<p>Maybe a printer</p>",
                "decision": "declined",
                "decision_note": "Perhaps not",
                "state": "analysed",
            }
        )
        _response, page = self._get(f"{URL}/{self.case.id}")
        self.assertNotIn("Maybe a printer", self._text(page))
        self.assertNotIn("Perhaps not", self._text(page))

    def test_foreign_and_unknown_are_the_same_404(self):
        """Security: a colleague's case and no case look the same."""
        pages = []
        for number in (self.case.id, 2**31 - 5):
            response, page = self._get(f"{URL}/{number}", "portal_linus")
            self.assertEqual(response.status_code, 404)
            pages.append(self._text(page.xpath("//main")[0]))
        self.assertEqual(pages[0], pages[1])
        _response, page = self._get(URL, "portal_linus")
        self.assertNotIn(self.case.name, self._text(page))
        for path in ("message", "rate"):
            response = self._post(
                f"{URL}/{self.case.id}/{path}",
                {"text": "x", "rating": "1"},
                "portal_linus",
                page=COMPLAINT,
            )
            self.assertEqual(response.status_code, 404)
        self.assertFalse(self.case._get_client_messages())

    def test_link_opens_without_login_until_it_is_over(self):
        """R91: the mailed link shows the case; wrong or old ones don't."""
        token = self.case.sudo()._portal_ensure_token()
        until = self.case.sudo().access_token_until
        self.env.flush_all()
        before = self.case.write_date
        self.authenticate(None, None)
        for wrong in ("", "?access_token=", f"?access_token={token[:-1]}x"):
            self.assertEqual(
                self.url_open(f"{URL}/{self.case.id}{wrong}").status_code, 404
            )
        response = self.url_open(f"{URL}/{self.case.id}?access_token={token}")
        self.assertEqual(response.status_code, 200)
        self.assertIn("The printer eats paper", response.text)
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("no-store", response.headers["Cache-Control"])
        self.case.invalidate_recordset()
        self.assertEqual(self.case.write_date, before)
        self.assertEqual(self.case.sudo().access_token_until, until)
        self.case.sudo().access_token_until = fields.Datetime.now() - timedelta(1)
        self.env.flush_all()
        response = self.url_open(f"{URL}/{self.case.id}?access_token={token}")
        self.assertEqual(response.status_code, 404)

    # ------------------------------------------------------------------
    # Write
    # ------------------------------------------------------------------
    def test_message_to_the_people(self):
        """R91: what the client writes reaches the case; twice clicked is once."""
        path = f"{URL}/{self.case.id}"
        for _click in range(2):
            response = self._post(
                f"{path}/message", {"text": "Any <b>news</b>?"}, page=path
            )
            self.assertEqual(response.status_code, 303)
        message = self.case._get_client_messages()
        self.assertEqual(len(message), 1)
        self.assertEqual(message.author_id, self.contact)
        self.assertIn("&lt;b&gt;", message.body)
        self.assertIn(self.client_manager.partner_id, message.notified_partner_ids)
        response = self._post(f"{path}/message", {"text": "  "}, page=path)
        self.assertEqual(response.status_code, 422)

    def test_rate_and_accept(self):
        """R89, R92: 1–5 with comment and name; the case is reviewed with the client."""
        self._finish()
        path = f"{URL}/{self.case.id}"
        response = self._post(
            f"{path}/rate",
            {"rating": "4", "comment": "Fine", "name": "Ada L.", "decision": "accept"},
            page=path,
        )
        self.assertEqual(response.status_code, 303)
        self.case.invalidate_recordset()
        self.assertEqual(
            (self.case.state, self.case.fix_rating, self.case.fix_comment),
            ("reviewed", "4", "Fine"),
        )
        self.assertEqual(
            (self.case.fix_rated_name, self.case.client_verdict, self.case.client_word),
            ("Ada L.", "satisfied", "Fine"),
        )
        self.assertEqual(self.case.recovery_after, 80)
        self.assertIs(self.case.recovery_change, False, "a complaint has no before")

    def test_rate_by_the_link(self):
        """R89: the link in the mail is enough to rate, with the form's token."""
        self._finish()
        token = self.case.sudo()._portal_ensure_token()
        self.env.flush_all()
        self.authenticate(None, None)
        page = html.fromstring(
            self.url_open(f"{URL}/{self.case.id}?access_token={token}").content
        )
        csrf = page.xpath("//form//input[@name='csrf_token']/@value")[0]
        data = {"rating": "2", "comment": "Not yet", "decision": "reopen"}
        response = self.url_open(
            f"{URL}/{self.case.id}/rate",
            data={**data, "csrf_token": csrf, "access_token": token},
            allow_redirects=False,
        )
        self.assertEqual(response.status_code, 303)
        self.case.invalidate_recordset()
        self.assertEqual((self.case.state, self.case.reopen_count), ("contacted", 1))

    def test_reopen(self):
        """R92: not solved: back to work with a new deadline and a call."""
        self._finish()
        self.case.activity_ids.unlink()
        path = f"{URL}/{self.case.id}"
        response = self._post(
            f"{path}/rate", {"rating": "2", "decision": "reopen"}, page=path
        )
        self.assertEqual(response.status_code, 422)
        self.assertIn("what is still wrong", response.text)
        self.case.invalidate_recordset()
        self.assertEqual((self.case.state, self.case.fix_rating), ("done", False))
        self._post(
            f"{path}/rate",
            {"rating": "2", "comment": "It eats again", "decision": "reopen"},
            page=path,
        )
        self.case.invalidate_recordset()
        self.assertEqual((self.case.state, self.case.reopen_count), ("contacted", 1))
        self.assertEqual(self.case.client_verdict, "dissatisfied")
        self.assertFalse(self.case.commitment_date)
        self.assertGreaterEqual(self.case.due_on, self.company._satisfaction_today())
        self.assertEqual(self.case.activity_ids.user_id, self.client_manager)
        self.assertIn("It eats again", self.case.activity_ids.note)

    def test_reopen_only_for_so_many_days(self):
        """R92: after the programme's days there is nothing to rate or reopen."""
        self._finish()
        self.case.done_at = fields.Datetime.now() - timedelta(
            days=self.program.reopen_days + 1
        )
        self.env.flush_all()
        path = f"{URL}/{self.case.id}"
        _response, page = self._get(path)
        self.assertFalse(page.xpath("//input[@name='rating']"))
        response = self._post(
            f"{path}/rate",
            {"rating": "2", "comment": "late", "decision": "reopen"},
            page=path,
        )
        self.assertEqual(response.status_code, 422)
        self.case.invalidate_recordset()
        self.assertEqual((self.case.state, self.case.fix_rating), ("done", False))

    def test_bad_ratings(self):
        """R89: nothing but 1 to 5, and only when something is done."""
        path = f"{URL}/{self.case.id}"
        response = self._post(f"{path}/rate", {"rating": "5"}, page=path)
        self.assertEqual(response.status_code, 422, "nothing is done yet")
        self._finish()
        for rating in ("", "0", "6", "x", "4.5"):
            with self.subTest(rating=rating):
                response = self._post(f"{path}/rate", {"rating": rating}, page=path)
                self.assertEqual(response.status_code, 422)
        self.case.invalidate_recordset()
        self.assertFalse(self.case.fix_rating)

    def test_home_leads_to_it(self):
        """R84: the home of the portal leads to the overview, that to the complaints."""
        _response, page = self._get("/my/home")
        self.assertTrue(page.xpath("//a[@href='/my/satisfaction']"))
        _response, page = self._get("/my/satisfaction")
        self.assertTrue(page.xpath(f"//a[@href='{URL}']"))
