# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The portal: telling us something, reading what became of it, rating it."""

from datetime import timedelta

from lxml import html

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..improve.remark_case import RemarkCommon

URL = "/my/satisfaction/remarks"
TELL = "/my/satisfaction/tell"
HTTP = "odoo.http"


@tagged("post_install", "-at_install")
class TestRemarkPortal(RemarkCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = cls._make_contact(cls._make_client("Other"), "Eve")
        people = {"ada": cls.contact, "linus": cls.leader, "eve": cls.stranger}
        for name, partner in people.items():
            new_test_user(
                cls.env,
                login=f"remark_{name}",
                password=f"remark_{name}",
                groups="base.group_portal",
                partner_id=partner.id,
                company_id=cls.company.id,
            )
        cls.remark = cls._make_remark("Tell us <b>who</b> works on it")

    def _get(self, path, login="ada", **options):
        self.authenticate(f"remark_{login}", f"remark_{login}")
        response = self.url_open(path, **options)
        return response, html.fromstring(response.content)

    def _text(self, page):
        return " ".join(page.text_content().split())

    def _post(self, path, login="ada", form=TELL, **data):
        _response, page = self._get(form, login)
        found = {
            field.get("name"): field.get("value")
            for field in page.xpath("//form[@method='post']//input[@type='hidden']")
        }
        return self.url_open(path, data={**found, **data}, allow_redirects=False)

    def _tell(self, remark, state="done", **values):
        """Decide and tell: what the contact may then read."""
        remark.write({"state": state, **values})
        remark._tell()
        self.assertEqual(remark.telling_state, "told")

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------
    def test_what_became_of_it(self):
        """R90: decision, explanation and what was done, once they are told; escaped."""
        response, page = self._get(f"{URL}/{self.remark.id}")
        self.assertIn("It has arrived", self._text(page))
        self.assertIn("&lt;b&gt;who&lt;/b&gt;", response.text)
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.remark.write({"state": "accepted", "decision_note": "From <i>May</i> on."})
        _response, page = self._get(f"{URL}/{self.remark.id}")
        self.assertNotIn("May", self._text(page))
        self.assertIn("working on it", self._text(page))
        self.remark._tell()
        response, page = self._get(f"{URL}/{self.remark.id}")
        self.assertIn("We will do it", self._text(page))
        self.assertIn("From &lt;i&gt;May&lt;/i&gt; on.", response.text)
        self._tell(self.remark, outcome_note="Names are shown.")
        _response, page = self._get(f"{URL}/{self.remark.id}")
        self.assertIn("Names are shown.", self._text(page))

    def test_reading_writes_nothing(self):
        """R90: looking at a remark changes nothing, and the home shows the way."""
        self._tell(self.remark)
        before = self.remark.write_date, self.remark.informed_at
        for path in (URL, f"{URL}/{self.remark.id}", TELL):
            response, _page = self._get(path)
            self.assertEqual(response.status_code, 200, path)
        self.remark.invalidate_recordset()
        self.assertEqual((self.remark.write_date, self.remark.informed_at), before)
        _response, page = self._get("/my/home")
        self.assertIn("/my/satisfaction", page.xpath("//a/@href"))
        _response, page = self._get("/my/satisfaction")
        self.assertIn(URL, page.xpath("//a/@href"))

    def test_whose(self):
        """R90: own remarks; the decision leader those of the company, but neither
        confidential nor anonymous ones; strangers nothing, not even that they exist."""
        secret = self._make_remark("Between us", is_confidential=True)
        nobody = self._make_remark(
            "Nobody knows",
            partner_id=False,
            client_id=self.client.id,
            is_anonymous=True,
        )
        said = self._make_remark("By the leader", contact=self.leader)
        visible = {
            "ada": {self.remark, secret},
            "linus": {self.remark, said},
            "eve": set(),
        }
        everything = self.remark + secret + nobody + said
        for login, own in visible.items():
            with self.subTest(login=login):
                _response, page = self._get(URL, login)
                links = page.xpath("//a/@href")
                for remark in everything:
                    path = f"{URL}/{remark.id}"
                    self.assertEqual(path in links, remark in own)
                    response, _page = self._get(path, login, allow_redirects=False)
                    self.assertEqual(
                        response.status_code, 200 if remark in own else 303
                    )

    def test_not_signed_in(self):
        """R90: who is not signed in is asked to."""
        for path in (URL, f"{URL}/{self.remark.id}", TELL):
            response = self.url_open(path, allow_redirects=False)
            self.assertIn("/web/login", response.headers.get("Location", ""), path)

    # ------------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------------
    def test_tell(self):
        """R126: a suggestion is a remark at once, with who said it; pressed twice it
        is there once."""
        _response, page = self._get(TELL)
        hidden = {
            field.get("name"): field.get("value")
            for field in page.xpath("//form[@method='post']//input[@type='hidden']")
        }
        data = {**hidden, "kind": "praise", "text": " Bob was quick. "}
        for _click in range(2):
            response = self.url_open(TELL, data=data, allow_redirects=False)
            self.assertEqual(response.status_code, 303)
        remark = self.remarks.search([("source", "=", "portal")])
        self.assertRecordValues(
            remark,
            [
                {
                    "text": "Bob was quick.",
                    "kind": "praise",
                    "partner_id": self.contact.id,
                    "client_id": self.client.id,
                    "company_id": self.company.id,
                    "user_id": self.client_manager.id,
                    "state": "new",
                }
            ],
        )
        _response, page = self._get(f"{URL}?thanks=praise")
        self.assertIn("Thank you", self._text(page))
        self.assertIn("Bob was quick.", self._text(page))

    def test_complaint(self):
        """R126, R84: a complaint opens a case, and shows among the remarks."""
        response = self._post(TELL, kind="complaint", text="Nobody calls back")
        self.assertEqual(response.status_code, 303)
        case = self.env["satisfaction.case"].search(
            [("partner_id", "=", self.contact.id)]
        )
        self.assertEqual(len(case), 1)
        self.assertEqual(case.origin, "complaint")
        self.assertFalse(self.remarks.search([("source", "=", "portal")]))
        self._collect()
        _response, page = self._get(URL)
        self.assertIn("Nobody calls back", self._text(page))

    def test_bad_input(self):
        """R126: a sentence says what is missing; nothing is stored, nothing is lost."""
        for data, sentence in (
            ({"kind": "praise", "text": " \x00 "}, "Please write"),
            ({"text": "I forgot the kind"}, "Please choose"),
            ({"kind": "<script>", "text": "x"}, "Please choose"),
            ({"kind": "praise", "text": "x" * 20000}, "too long"),
        ):
            with self.subTest(data=data.get("kind")):
                response = self._post(TELL, **data)
                self.assertEqual(response.status_code, 422)
                page = html.fromstring(response.content)
                self.assertIn(sentence, self._text(page))
                self.assertNotIn("<script>", response.text.replace("<script ", ""))
        self.assertIn(
            "I forgot the kind", self._post(TELL, text="I forgot the kind").text
        )
        self.assertFalse(self.remarks.search([("source", "=", "portal")]))

    def test_not_too_much(self):
        """R126: a program that writes all day long is stopped after twenty."""
        for number in range(20):
            self._make_remark(f"Spam {number}", source="portal")
        response = self._post(TELL, kind="comment", text="One more")
        self.assertEqual(response.status_code, 429)
        self.assertIn("One more", response.text)
        self.assertFalse(self.remarks.search([("text", "=", "One more")]))

    @mute_logger(HTTP)
    def test_csrf(self):
        """R126, R89: without the session's token nothing is stored."""
        self._tell(self.remark)
        self.authenticate("remark_ada", "remark_ada")
        for path, data in (
            (TELL, {"kind": "praise", "text": "x"}),
            (f"{URL}/{self.remark.id}/rating", {"rating": "5"}),
        ):
            response = self.url_open(path, data=data, allow_redirects=False)
            self.assertEqual(response.status_code, 400)
        self.assertFalse(self.remarks.search([("source", "=", "portal")]))
        self.assertFalse(self.remark.outcome_rating_ids)

    # ------------------------------------------------------------------
    # Rating
    # ------------------------------------------------------------------
    def _rate(self, remark, rating, login="ada", **data):
        return self._post(
            f"{URL}/{remark.id}/rating", login, rating=str(rating), **data
        )

    def test_rate(self):
        """R89: what was done is rated from 1 to 5 with a word, and may be changed."""
        self._tell(self.remark)
        response = self._rate(self.remark, 3, comment="Not in the app")
        self.assertEqual(response.status_code, 303)
        self.assertRecordValues(
            self.remark.outcome_rating_ids,
            [
                {
                    "rating": 3,
                    "comment": "Not in the app",
                    "partner_id": self.contact.id,
                    "typed_by_id": False,
                    "assessment_id": False,
                }
            ],
        )
        self._rate(self.remark, 5)
        self.assertEqual(self.remark.outcome_rating_ids.rating, 5)
        _response, page = self._get(f"{URL}/{self.remark.id}")
        self.assertIn("You rated what we did with 5 of 5", self._text(page))

    def test_rate_refused(self):
        """R89: not what isn't done or told, not others' remarks, nothing but 1 to 5,
        not after it has become history."""
        response = self._rate(self.remark, 4)
        self.assertEqual(response.status_code, 409)
        self._tell(self.remark)
        self.assertEqual(self._rate(self.remark, 4, "eve").status_code, 303)
        for bad in ("0", "6", "x", "4.5", ""):
            response = self._rate(self.remark, bad, comment="Keep my words")
            self.assertEqual(response.status_code, 422)
            self.assertIn("Keep my words", response.text)
        self.assertFalse(self.remark.outcome_rating_ids)
        self._rate(self.remark, 4)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE satisfaction_remark_rating SET create_date = %s",
            (fields.Datetime.now() - timedelta(days=31),),
        )
        self.env.invalidate_all()
        self.assertEqual(self._rate(self.remark, 1).status_code, 409)
        self.assertEqual(self.remark.outcome_rating_ids.rating, 4)

    def test_mail_leads_here(self):
        """R90: contacts with a login find the way in the mail, others none."""
        self._tell(self.remark)
        self.assertIn(URL, self._mails(self.contact).body_html)
        silent = self._make_contact(self.client, "Grace")
        other = self._make_remark("No login", contact=silent)
        self._tell(other)
        self.assertNotIn(URL, self._mails(silent).body_html)
