# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The portal: own asks and answers, nobody else's; and the JSON API of the import."""

import json
from datetime import timedelta

from lxml import html

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from ..common import SatisfactionCommon

URL = "/my/satisfaction"


@tagged("post_install", "-at_install")
class TestMonthlyPortal(SatisfactionCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = {
            name: new_test_user(
                cls.env,
                login=f"portal_{name}",
                password=f"portal_{name}",
                groups="base.group_portal",
                partner_id=partner.id,
            )
            for name, partner in (("ada", cls.contact), ("linus", cls.leader))
        }
        cls.month = cls.company._satisfaction_today().replace(day=1)
        cls.ask = cls._make_sent(
            rated_month=cls.month,
            month_figures={
                "opened": 7,
                "closed": 6,
                "reopened": 1,
                "median_hours": 6.5,
            },
        )

    @classmethod
    def _make_sent(cls, code="monthly", **values):
        ask = cls._make_entry(code, **values)
        now = fields.Datetime.now()
        ask.write(
            {
                "state": "sent",
                "sent_at": now,
                "expires_at": now + timedelta(days=7),
            }
        )
        return ask

    def _get(self, path, login="portal_ada"):
        self.authenticate(login, login)
        response = self.url_open(path)
        return response, html.fromstring(response.content)

    def _text(self, page):
        return " ".join(page.text_content().split())

    def _post(self, ask, answers, login="portal_ada"):
        _response, page = self._get(f"{URL}/{ask.id}", login)
        token = page.xpath("//form//input[@name='csrf_token']/@value")
        data = {f"q{question.id}": value for question, value in answers.items()}
        return self.url_open(
            f"{URL}/{ask.id}",
            data={**data, "csrf_token": token[0] if token else ""},
            allow_redirects=False,
        )

    # ------------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------------
    def test_answer_in_place(self):
        """R18, R27: the contact finds the ask in the portal, sees the month's figures
        and answers; no address holds the token; afterwards the answer is shown."""
        response, page = self._get(URL)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertIn(self.ask._get_month_name(), self._text(page))
        self.assertIn(f"{URL}/{self.ask.id}", page.xpath("//a/@href"))
        response, page = self._get(f"{URL}/{self.ask.id}")
        for text in ("Tickets opened", "7", "6.5 h", "Tickets reopened"):
            self.assertIn(text, self._text(page))
        self.assertNotIn(self.ask.access_token, response.text)
        question, comment = self.questions["solution"], self.questions["comment"]
        radios = page.xpath(f"//input[@name='q{question.id}']")
        self.assertEqual([radio.get("value") for radio in radios], list("12345"))
        self.assertFalse(page.xpath("//input[@checked]"))
        response = self._post(self.ask, {question: "3", comment: "Slow in <May>"})
        self.assertEqual(response.status_code, 303)
        self.ask.invalidate_recordset()
        self.assertRecordValues(
            self.ask,
            [
                {
                    "state": "answered",
                    "answer_mode": "portal",
                    "points": 60.0,
                    "comment": "Slow in <May>",
                    "typed_by_id": False,
                }
            ],
        )
        response, page = self._get(f"{URL}/{self.ask.id}")
        text = self._text(page)
        self.assertIn("3 / 5", text)
        self.assertIn("Slow in <May>", text)
        self.assertIn("What happens next", text)
        _response, page = self._get(URL)
        self.assertIn("Your answers", self._text(page))
        self.assertIn("nothing to answer", self._text(page))

    def test_first_answer_counts(self):
        """D17: answered by the link in the mail meanwhile, the portal says so and
        changes nothing."""
        self._get(f"{URL}/{self.ask.id}")
        self._answer(self.ask, 5)
        response = self.url_open(
            f"{URL}/{self.ask.id}",
            data={
                f"q{self.questions['solution'].id}": "1",
                "csrf_token": self._csrf(),
            },
        )
        self.assertEqual(response.status_code, 409)
        self.assertIn("already been answered", response.text)
        self.ask.invalidate_recordset()
        self.assertEqual(self.ask.points, 100)

    def _csrf(self):
        page = html.fromstring(self.url_open(f"{URL}/{self._other().id}").content)
        return page.xpath("//input[@name='csrf_token']/@value")[0]

    def _other(self):
        return self._make_sent("questionnaire")

    def test_wrong_values(self):
        """R33, R38: what doesn't fit is refused, marked and kept on the page."""
        question = self.questions["solution"]
        for value in ("0", "6", "99", "abc", "4.5", ""):
            with self.subTest(value=value):
                response = self._post(self.ask, {question: value})
                self.assertEqual(response.status_code, 422)
                self.assertIn("Nothing was stored yet", response.text)
                self.ask.invalidate_recordset()
                self.assertEqual(self.ask.state, "sent")

    def test_no_csrf(self):
        """R119: a form of another site stores nothing."""
        self._get(URL)
        response = self.url_open(
            f"{URL}/{self.ask.id}", data={f"q{self.questions['solution'].id}": "1"}
        )
        self.assertEqual(response.status_code, 400)
        self.ask.invalidate_recordset()
        self.assertEqual(self.ask.state, "sent")

    def test_closed_asks(self):
        """R18: an ask that is over or withdrawn says so kindly."""
        for values in (
            {"state": "cancelled"},
            {"state": "expired"},
            {"expires_at": fields.Datetime.now() - timedelta(days=1)},
        ):
            with self.subTest(values=values):
                ask = self._make_sent("questionnaire")
                ask.write(values)
                response, page = self._get(f"{URL}/{ask.id}")
                self.assertEqual(response.status_code, 410)
                self.assertFalse(page.xpath("//form[contains(@action, 'satisf')]"))
                response, page = self._get(URL)
                self.assertNotIn(f"{URL}/{ask.id}", page.xpath("//a/@href"))

    # ------------------------------------------------------------------
    # Nobody else's
    # ------------------------------------------------------------------
    def test_only_own(self):
        """R119: a colleague of the same client sees neither ask nor answer, and staff
        don't either; guessing numbers leads nowhere."""
        answered = self._answer(self._make_sent("questionnaire"), 2, comment="Secret")
        self._post(self.ask, {}, "portal_linus")
        for login in ("portal_linus", "satisfaction_agent"):
            for ask in (self.ask, answered):
                with self.subTest(login=login, ask=ask):
                    response, page = self._get(f"{URL}/{ask.id}", login)
                    self.assertTrue(response.url.endswith(URL))
                    self.assertNotIn("Secret", self._text(page))
        question = self.questions["solution"]
        self.authenticate("portal_linus", "portal_linus")
        own = self._make_sent("questionnaire", partner_id=self.leader.id)
        page = html.fromstring(self.url_open(f"{URL}/{own.id}").content)
        token = page.xpath("//input[@name='csrf_token']/@value")[0]
        self.url_open(
            f"{URL}/{self.ask.id}", data={f"q{question.id}": "1", "csrf_token": token}
        )
        self.ask.invalidate_recordset()
        self.assertEqual(self.ask.state, "sent")

    def test_signed_out(self):
        """R119: without signing in there is only the sign-in page."""
        self.authenticate(None, None)
        response = self.url_open(f"{URL}/{self.ask.id}")
        self.assertIn("/web/login", response.url)

    def test_not_shown(self):
        """R18: what is planned, left out, or asked on the phone doesn't wait in the
        portal."""
        planned = self._make_entry("questionnaire")
        call = self._make_sent("questionnaire", delivery="call")
        _response, page = self._get(URL)
        links = page.xpath("//a/@href")
        self.assertIn(f"{URL}/{self.ask.id}", links)
        self.assertNotIn(f"{URL}/{planned.id}", links)
        self.assertNotIn(f"{URL}/{call.id}", links)
        response, _page = self._get(f"{URL}/{planned.id}")
        self.assertTrue(response.url.endswith(URL))

    def test_home_card(self):
        """R18: the portal's home counts what waits and leads there."""
        _response, page = self._get("/my/home")
        self.assertIn(URL, page.xpath("//a/@href"))
        self.assertEqual(
            self._counters(), {"satisfaction_waiting_count": 1, "satisfaction_count": 1}
        )
        self._answer(self.ask, 5)
        self.assertEqual(
            self._counters(), {"satisfaction_waiting_count": 0, "satisfaction_count": 1}
        )

    def _counters(self):
        names = ["satisfaction_waiting_count", "satisfaction_count"]
        response = self.url_open(
            "/my/counters",
            data=json.dumps({"params": {"counters": names}}),
            headers={"Content-Type": "application/json"},
        )
        return response.json()["result"]

    # ------------------------------------------------------------------
    # The mail's page, and the JSON API
    # ------------------------------------------------------------------
    def test_figures_on_the_mail_page(self):
        """R18: the page of the mail's link shows the same figures beside the
        questions."""
        self.authenticate(None, None)
        response = self.url_open(f"/satisfaction/{self.ask.access_token}")
        self.assertEqual(response.status_code, 200)
        for text in (self.ask._get_month_name(), "Time to close (median)", "6.5 h"):
            self.assertIn(text, response.text)
        other = self.url_open(f"/satisfaction/{self._other().access_token}")
        self.assertNotIn("figures-title", other.text)

    def _call_json(self, user, rows):
        key = (
            self.env["res.users.apikeys"]
            .with_user(user)
            .sudo()
            ._generate("rpc", "import", fields.Datetime.now() + timedelta(days=1))
        )
        return self.url_open(
            "/json/2/satisfaction.request/import_answers",
            data=json.dumps({"rows": rows}),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {key}",
            },
        )

    def test_json_api(self):
        """R26: the import as a programme of the client's calls it, with a key."""
        rows = [
            {
                "external_id": "J1",
                "channel": "questionnaire",
                "date": self.company._satisfaction_today().isoformat(),
                "contact_email": self.contact.email,
                "answers": {"solution": 5},
            },
            {"external_id": "J2"},
        ]
        response = self._call_json(self.program_manager, rows)
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(
            [result["status"] for result in response.json()],
            ["created", "error"],
            response.text,
        )
        stored = self.env["satisfaction.request"].search([("external_id", "=", "J1")])
        self.assertEqual(stored.points, 100)
        response = self._call_json(self.interviewer, rows)
        self.assertEqual(response.status_code, 403)
