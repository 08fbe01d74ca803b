# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Machines that open links and press buttons: kept, held back, decided by a person."""

from datetime import timedelta
from unittest.mock import patch

from lxml import html

from odoo import fields
from odoo.tests import tagged

from odoo.addons.client_satisfaction.controllers import answer_door

from .suspicion_case import HITS, SuspicionCase

NO_SCRIPT = {"touch": ""}
NO_FINGER = {"touch": "none"}


@tagged("post_install", "-at_install")
class TestSuspicion(SuspicionCase):
    # ------------------------------------------------------------------
    # The hidden link
    # ------------------------------------------------------------------
    def test_hidden_link_in_the_mail(self):
        """R27: programs find it in the mail; no eye, key, screen reader or plain text
        does."""
        ask = self._close_ticket()
        self._send_due()
        mail = self._mails(ask)
        hidden = f"{self._path(ask)}/details"
        page = html.fromstring(mail.body_html)
        links = page.xpath(f"//a[contains(@href, '{hidden}')]")
        self.assertEqual(len(links), 1)
        self.assertEqual(links[0].get("tabindex"), "-1")
        self.assertIn("display: none", links[0].get("style"))
        self.assertEqual(links[0].getparent().get("aria-hidden"), "true")
        self.assertIn("display: none", links[0].getparent().get("style"))
        self.assertFalse(links[0].text_content().strip())
        (outgoing,) = mail._prepare_outgoing_list()
        self.assertIn(hidden, outgoing["body"])
        text = outgoing["body_alternative"]
        self.assertNotIn("details", text)
        self.assertIn(f"{self._path(ask)}?value=5", text)
        self.assertIn(f"{self._path(ask)}/opt-out", text)
        self.assertEqual(text.count("["), text.count("]"))
        self.assertNotIn("None", text)

    def test_following_it_is_noted_and_nothing_else(self):
        """R27: the visit is all a GET ever writes, a few times a minute at most."""
        ask = self._make_ask()
        with self.assertNothingChanges():
            response = self._get(self._path(ask, "/details"))
            self.assertOwnPage(response, 200)
            for _visit in range(5):
                self._get(self._path(ask, "/details"))
            self.url_open(self._path(ask, "/details"), method="HEAD")
        self.assertEqual(len(self._hits(ask)), 3)
        links = self._page(response).xpath("//main//a/@href")
        self.assertEqual(links, [self._path(ask)])
        before = self.env[HITS].search_count([])
        self.url_open(self._path(ask, "/details"), method="OPTIONS")
        response = self._get("/satisfaction/0123456789abcdef0123456789abcdef/details")
        self.assertOwnPage(response, 404)
        self.assertEqual(self.env[HITS].search_count([]), before)
        with self.assertNothingChanges():
            for suffix in ("", "?value=1", "/opt-out", "/thanks", "/change"):
                self._get(self._path(ask, suffix))
        self.assertEqual(self.env[HITS].search_count([]), before)

    def test_hits_are_forgotten(self):
        """A visit is gone after a day."""
        ask = self._make_ask()
        for hours in (1, 23, 25, 90):
            self.env[HITS].create(
                {
                    "request_id": ask.id,
                    "hit_at": fields.Datetime.now() - timedelta(hours=hours),
                }
            )
        self.env[HITS]._gc_hits()
        self.assertEqual(len(self._hits(ask)), 2)

    # ------------------------------------------------------------------
    # What is suspicious
    # ------------------------------------------------------------------
    def test_answer_after_the_hidden_link(self):
        """R27, D17: an answer within a minute of the hidden link is held back; one
        later is not: gateways look at each mail when it arrives."""
        ask = self._make_ask()
        self._get(self._path(ask, "/details"))
        self.assertEqual(self._press(ask).status_code, 200)
        self.assertHeldBack(ask, "honeypot")
        later = self._make_ask()
        self._get(self._path(later, "/details"))
        self._hits(later).hit_at -= timedelta(seconds=61)
        self._press(later)
        self.assertFalse(later.is_suspicious)
        self.assertEqual(later.points, 40)

    def test_answer_without_a_person(self):
        """R27: a browser in which nobody touched the page, a filled-in field nobody
        sees, an answer quicker than reading, an answer right after sending."""
        trap = {"website": "https://spam.example"}
        now = fields.Datetime.now()
        for suspicion, values, given in (
            ("no_gesture", {}, NO_FINGER),
            ("too_quick", {}, NO_SCRIPT),
            ("too_quick", {}, {"touch": "something else"}),
            ("honeypot", {}, trap),
            ("too_quick", {"sent_at": now + timedelta(minutes=1)}, {}),
        ):
            with self.subTest(suspicion=suspicion, given=given):
                ask = self._make_ask(**values)
                response = self._press(ask, **given)
                self.assertEqual(response.status_code, 200)
                self.assertHeldBack(ask, suspicion)
                thanks = self._get(self._path(ask, "/thanks"))
                self.assertOwnPage(thanks, 200)
                self.assertNotIn("contact you by", thanks.text)

    def test_answer_of_a_person(self):
        """R27: finger, mouse, keyboard or a read page without scripts count at once."""
        for touch in ("pointerdown", "touchstart", "keydown", "click"):
            with self.subTest(touch=touch):
                ask = self._make_ask()
                self._press(ask, touch=touch)
                self.assertFalse(ask.is_suspicious)
                self.assertEqual(ask.points, 40)
        ask = self._make_ask()
        shown = answer_door.time.time() - answer_door.QUICKEST_READER - 1
        with patch.object(answer_door.time, "time", return_value=shown):
            hidden = self._hidden(self._get(self._path(ask)))
        self._post_raw(
            self._path(ask), {**hidden, **NO_SCRIPT, self._name("solution"): "2"}
        )
        ask.invalidate_recordset()
        self.assertFalse(ask.is_suspicious)
        self.assertEqual(ask.points, 40)

    def test_form_without_its_page(self):
        """D17: a scanner that posts the form without having opened it stores nothing,
        before the client as well as after."""
        ask = self._make_ask()
        with self.assertNothingChanges():
            response = self._post_raw(
                self._path(ask), {self._name("solution"): "1", "touch": "pointerdown"}
            )
            self.assertOwnPage(response, 400)

    def test_anonymous_answer(self):
        """R27: what can't be taken out of the ballot box again is not let in: a
        suspicious anonymous answer is not stored, the button pressed by a person is."""
        survey = self.survey.copy({"satisfaction_is_anonymous": True})
        ask = self._make_ask(survey_id=survey.id)
        rating = {f"q{survey.question_ids[0].id}": "2"}
        for machine in (NO_SCRIPT, NO_FINGER, {"website": "x"}):
            with self.subTest(machine=machine), self.assertNothingChanges():
                response = self._post(self._path(ask), {**rating, **machine})
                self.assertOwnPage(response, 400)
                self.assertIn("once more", response.text)
        self.assertEqual(self._post(self._path(ask), rating).status_code, 200)
        ask.invalidate_recordset()
        self.assertEqual((ask.state, ask.is_suspicious), ("answered", False))

    def test_native_page(self):
        """R41, D17: the native survey page is no way around."""
        ask = self._make_ask()
        user_input = ask._start_native_answer("en_US")
        user_input._save_lines(self.questions["solution"], "1")
        self.env[HITS]._note(ask)
        user_input._mark_done()
        self.assertHeldBack(ask, "honeypot")
        self._hits(ask).unlink()
        better = ask._start_native_answer("en_US")
        self.assertNotEqual(better, user_input)
        better._save_lines(self.questions["solution"], "3")
        better._mark_done()
        self.assertEqual(ask.user_input_id, better)
        self.assertEqual((ask.is_suspicious, ask.points), (False, 60))
        self.assertFalse(user_input.satisfaction_request_id)

    def test_other_ways_are_not_suspected(self):
        """R28: what staff type or an import brings is nobody's click."""
        ask = self._make_ask()
        self._get(self._path(ask, "/details"))
        self._answer(ask, 2, mode="phone", typed_by=self.program_manager)
        self.assertFalse(ask.is_suspicious)
        self.assertEqual(ask.points, 40)

    # ------------------------------------------------------------------
    # The client comes after the machine
    # ------------------------------------------------------------------
    def test_client_answers_after_a_scanner(self):
        """D17: a scanner that posts before the client does not shut the client out:
        the first answer of a person takes its place."""
        ask = self._scanned(rating="1")
        self.assertOwnPage(self._get(self._path(ask)), 200)
        self.assertFalse(self._chosen(self._get(self._path(ask))))
        self._hits(ask).unlink()
        self.assertEqual(self._press(ask, "4").status_code, 200)
        self.assertRecordValues(
            ask,
            [
                {
                    "is_suspicious": False,
                    "suspicion": False,
                    "points": 80,
                    "is_scored": True,
                    "score_pending": True,
                }
            ],
        )
        self.assertEqual(len(ask.answer_line_ids), 1)
        self.assertEqual(
            self.env["survey.user_input"].search_count(
                [("satisfaction_request_id", "=", ask.id)]
            ),
            1,
        )
        self.assertTrue(ask.thanked_at)
        self.assertEqual(ask.attempt_ids.outcome, "replaced")
        solution = str(self.questions["solution"].id)
        self.assertEqual(ask.attempt_ids.replaced_values, {solution: 1})
        # From here on the first valid answer stands.
        with self.assertNothingChanges("satisfaction_answer_attempt"):
            self.assertOwnPage(self._press(ask, "1"), 409)

    def test_second_machine_changes_nothing(self):
        """D17: only a person's answer takes the place of a machine's."""
        ask = self._scanned()
        with self.assertNothingChanges("satisfaction_answer_attempt"):
            self.assertOwnPage(self._press(ask, "5"), 409)
            self._hits(ask).unlink()
            self.assertOwnPage(self._press(ask, "5", **NO_FINGER), 409)
            bad = self._post_raw(self._path(ask), {self._name("solution"): "5"})
            self.assertOwnPage(bad, 400)
        self.assertEqual(ask.attempt_ids.mapped("outcome"), ["already_answered"] * 2)

    def test_machine_corrects_nothing(self):
        """D17: a machine that finds "Change my answer" changes no answer; a person
        presses once more. A person's correction lifts the suspicion."""
        ask = self._make_ask()
        self._press(ask, "4")
        with self.assertNothingChanges():
            response = self._press(ask, "1", suffix="/change", **NO_FINGER)
            self.assertOwnPage(response, 400)
            self.assertIn("once more", response.text)
        self._press(ask, "5", suffix="/change")
        self.assertEqual(ask.points, 100)
        quick = self._make_ask()
        self._press(quick, "2", **NO_SCRIPT)
        self.assertTrue(quick.is_suspicious)
        self._press(quick, "2", suffix="/change")
        self.assertFalse(quick.is_suspicious)
        self.assertEqual(quick.points, 40)
        self.assertTrue(quick.follow_up_after)
        self.assertTrue(quick.thanked_at)

    def test_client_tells_staff_instead(self):
        """R28, D17: what the client says on the phone replaces a machine's answer."""
        ask = self._scanned()
        self._answer(ask, 3, mode="phone", typed_by=self.program_manager)
        self.assertEqual((ask.is_suspicious, ask.points), (False, 60))
        self.assertTrue(ask.case_id)
