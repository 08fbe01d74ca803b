# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""An answer is stored once, told what happens next, and may be corrected in time."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .answer_page_case import AnswerPageCase

RETRIES = "odoo.service.model"


@tagged("post_install", "-at_install")
class TestAnswerPageStore(AnswerPageCase):
    def test_answer_is_stored(self):
        """R14, R27, R36, R56, D6: the whole form lands in the ledger, once."""
        ask = self._make_ask()
        tags = self.questions["reasons"].suggested_answer_ids[:2]
        response = self._post(
            self._path(ask),
            {
                self._name("solution"): "2",
                self._name("speed"): "4",
                self._name("communication"): "3",
                self._name("reasons"): [str(tag.id) for tag in tags],
                self._name("comment"): "Третий раз <b>подряд</b>\r\n三次了",
            },
            shown=f"{self._path(ask)}?value=2",
        )
        self.assertOwnPage(response, 200)
        self.assertIn("Thank you", self._heading(response))
        ask.invalidate_recordset()
        self.assertRecordValues(
            ask,
            [
                {
                    "state": "answered",
                    "answer_mode": "mail",
                    "points": 60.0,
                    "worst_points": 40.0,
                    "comment": "Третий раз <b>подряд</b>\n三次了",
                    "typed_by_id": False,
                }
            ],
        )
        self.assertEqual(len(ask.answer_line_ids), 6)
        self.assertEqual(ask.user_input_id.partner_id, self.contact)

    def test_reasons_without_a_low_rating_are_dropped(self):
        """R75: a browser without style sheets shows the reasons to everybody; they are
        no reasons when nothing was low."""
        ask = self._make_ask()
        tag = self.questions["reasons"].suggested_answer_ids[0]
        self._post(
            self._path(ask),
            {self._name("solution"): "5", self._name("reasons"): str(tag.id)},
        )
        ask.invalidate_recordset()
        self.assertEqual(ask.state, "answered")
        self.assertFalse(ask.reasons)
        self.assertEqual(ask.answer_line_ids.question_id, self.questions["solution"])

    def test_second_post_changes_nothing(self):
        """D17: a double click and a scanner after the client are told kindly (409),
        logged, and change nothing."""
        ask = self._make_ask()
        path = self._path(ask)
        hidden = self._hidden(self._get(path))
        first = self._post_raw(path, {**hidden, self._name("solution"): "5"})
        self.assertEqual(first.status_code, 200)
        bodies = {
            "double click": {**hidden, self._name("solution"): "5"},
            "other rating": {**hidden, self._name("solution"): "1"},
            "scanner without cookies": {self._name("solution"): "1"},
            "nonsense": {self._name("solution"): "nonsense"},
        }
        for name, body in bodies.items():
            with (
                self.subTest(name=name),
                self.assertNothingChanges("satisfaction_answer_attempt"),
            ):
                response = self._post_raw(path, body)
                self.assertOwnPage(response, 409)
                self.assertIn("first answer counts", response.text)
        self.assertEqual(
            ask.attempt_ids.mapped("outcome"), ["already_answered"] * len(bodies)
        )
        self.assertEqual(ask.points, 100)

    def test_used_link(self):
        """D17: the link opened again says when it was answered, in the contact's words
        and time zone."""
        self.contact.tz = "Asia/Shanghai"
        ask = self._answer(self._make_ask(), 5)
        ask.answered_at = "2026-03-31 20:30:00"
        with self.assertNothingChanges():
            response = self._get(f"{self._path(ask)}?value=1")
        self.assertOwnPage(response, 409)
        self.assertIn("April 1, 2026", response.text)
        self.assertFalse(self._page(response).xpath("//form"))

    def test_thanks_after_a_good_answer(self):
        """R30, R74: thanks and the next steps; no call is promised for nothing."""
        ask = self._answer(self._make_ask(), 5, 5, 4)
        with self.assertNothingChanges():
            response = self._get(self._path(ask, "/thanks"))
            self.assertOwnPage(response, 200)
            self._get(self._path(ask, "/thanks"))
        self.assertIn("Thank you", self._heading(response))
        self.assertEqual(len(self._page(response).xpath("//ol/li")), 3)
        self.assertNotIn("contact you by", response.text)

    def test_thanks_after_a_low_answer(self):
        """R30, R74, R77, R78, R79: thanks whatever the score, who calls until when,
        and until when the report comes."""
        self.program.senior_manager_id = self.senior_manager
        ask = self._answer(self._make_ask(), 2)
        response = self._get(self._path(ask, "/thanks"))
        self.assertIn("Thank you", self._heading(response))
        promises = ask._get_follow_up_promises()[ask.id]
        first = " ".join(
            self._page(response).xpath("//ol/li")[0].text_content().split()
        )
        for caller in promises["callers"]:
            self.assertIn(caller["name"], first)
        self.assertIn("senior management joins", first)
        last = self._page(response).xpath("//ol/li")[2].text_content()
        self.assertIn(str(promises["report_by"].year), last)
        managers = self._answer(self._make_ask(), 3)
        response = self._get(self._path(managers, "/thanks"))
        self.assertNotIn("senior management", response.text)
        self.assertIn("contact you by", response.text)

    def test_thanks_answer_the_form(self):
        """R30, R74: the page that answers the form is the one its own address shows
        whenever it is loaded again; it says which address that is, and its other
        languages are found there, too."""
        for rating in "25":
            with self.subTest(rating=rating):
                ask = self._make_ask()
                response = self._post(
                    f"{self._path(ask)}?value=5", {self._name("solution"): rating}
                )
                self.assertOwnPage(response, 200)
                address = self._address(response)
                self.assertEqual(address, self._path(ask, "/thanks"))
                self.assertEqual(response.text, self._get(address).text)
                links = self._page(response).xpath("//nav//a/@href")
                self.assertEqual({link.partition("?")[0] for link in links}, {address})
        changed = self._post(self._path(ask, "/change"), {self._name("solution"): "1"})
        self.assertEqual(changed.text, self._get(address).text)
        self.assertIn("contact you by", changed.text)

    def _address(self, response):
        """Where the page that answers a form stands by itself."""
        return self._page(response).xpath("string(//@data-address)")

    def test_thanks_before_an_answer(self):
        """R74: there is nothing to thank for yet: back to the questions."""
        ask = self._make_ask()
        response = self._get(self._path(ask, "/thanks"))
        self.assertEqual(response.status_code, 303)
        self.assertTrue(response.headers["Location"].endswith(self._path(ask)))

    def test_correction(self):
        """D17: an explicit click shows one's own answer, a second one corrects it."""
        ask = self._answer(self._make_ask(), 1, 4, comment="Slow")
        thanks = self._page(self._get(self._path(ask, "/thanks")))
        link = thanks.xpath("//a[contains(@href, '/change')]/@href")[0]
        with self.assertNothingChanges():
            response = self._get(link)
        self.assertOwnPage(response, 200)
        self.assertEqual(
            self._chosen(response),
            [(self._name("solution"), "1"), (self._name("speed"), "4")],
        )
        self.assertEqual(
            self._page(response).xpath("string(//textarea)").strip(), "Slow"
        )
        bad = self._post(link, {self._name("solution"): "7"})
        self.assertOwnPage(bad, 422)
        done = self._post(
            link, {self._name("solution"): "4", self._name("comment"): "Better"}
        )
        self.assertOwnPage(done, 200)
        ask.invalidate_recordset()
        self.assertEqual((ask.points, ask.comment), (80, "Better"))
        self.assertEqual(ask.attempt_ids.mapped("outcome"), ["corrected"])

    def test_correction_needs_the_shown_page(self):
        """D17: a POST to the correction address without its page corrects nothing."""
        ask = self._answer(self._make_ask(), 5)
        with self.assertNothingChanges():
            response = self._post_raw(
                self._path(ask, "/change"), {self._name("solution"): "1"}
            )
        self.assertOwnPage(response, 400)

    def test_correction_is_over(self):
        """D17: after the window, and for what staff typed, nothing can be changed."""
        late = self._answer(self._make_ask(), 5)
        late.answered_at = fields.Datetime.now() - timedelta(minutes=11)
        typed = self._answer(
            self._make_ask(), 5, mode="phone", typed_by=self.program_manager
        )
        for ask in (late, typed):
            with self.assertNothingChanges("satisfaction_answer_attempt"):
                self.assertOwnPage(self._get(self._path(ask, "/change")), 409)
                response = self._post_raw(
                    self._path(ask, "/change"), {self._name("solution"): "1"}
                )
                self.assertOwnPage(response, 409)
                page = self._page(self._get(self._path(ask, "/thanks")))
                self.assertFalse(page.xpath("//a[contains(@href, '/change')]"))

    def test_answer_in_another_language(self):
        """R27: the language chosen on the page stays until the thanks."""
        ask = self._make_ask(lang="ru_RU")
        path = f"{self._path(ask)}?lang=zh_CN"
        response = self._post(path, {self._name("solution"): "5"})
        self.assertEqual(self._page(response).get("lang"), "zh-CN")
        address = self._address(response)
        self.assertIn("lang=zh_CN", address)
        self.assertEqual(self._page(self._get(address)).get("lang"), "zh-CN")

    def test_hostile_comment(self):
        """R36: a comment is text on every page that shows it again."""
        hostile = "</textarea><script>alert(1)</script>"
        ask = self._make_ask()
        response = self._post(self._path(ask), {self._name("comment"): hostile})
        self.assertOwnPage(response, 422)
        page = self._page(response)
        self.assertFalse(page.xpath("//script[not(@src)]"))
        self.assertEqual(page.xpath("string(//textarea)").strip(), hostile)

    def test_nul_in_a_text(self):
        """R36: a character PostgreSQL can't store is left out, not an error."""
        ask = self._make_ask()
        response = self._post(
            self._path(ask),
            {self._name("solution"): "4", self._name("comment"): "a\x00b"},
        )
        self.assertOwnPage(response, 200)
        ask.invalidate_recordset()
        self.assertEqual(ask.comment, "ab")

    @mute_logger(RETRIES)
    def test_company_of_the_ask(self):
        """D8: the page and what follows belong to the ask's company."""
        other = self.env["res.company"].create({"name": "Southwind IT"})
        ask = self._make_ask(company_id=other.id)
        response = self._get(self._path(ask))
        self.assertIn("Southwind IT", response.text)
        self.assertNotIn("Northwind", response.text)
