# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Bad input: a clear page, the right status, nothing changed."""

import logging
from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import tagged

from odoo.addons.client_satisfaction.controllers import answer_form
from odoo.addons.client_satisfaction.models.ask import bad_token, survey_question

from .answer_page_case import AnswerPageCase


@tagged("post_install", "-at_install")
class TestAnswerPageBadInput(AnswerPageCase):
    def test_wrong_tokens(self):
        """R27: unknown, short, foreign and skipped tokens open nothing, and no company
        shows itself to whoever guesses."""
        ask = self._make_ask()
        other = self._make_ask()
        other.write({"state": "skipped", "skip_reason": "opted_out"})
        token = ask.access_token
        wrong = {
            "unknown": "0" * 32,
            "short": token[:-1],
            "long": token + "0",
            "upper case": token.upper(),
            "skipped": other.access_token,
            "SQL": "'%20or%201=1--%20aaaaaaaaaaaaaaaaa",
            "NUL": "%00" * 20,
            "wildcard": "%25" * 32,
            "very long": "a" * 4000,
            "not ASCII": "ы" * 32,
        }
        if token.upper() == token:
            del wrong["upper case"]
        for name, value in wrong.items():
            for suffix in ("", "/thanks", "/opt-out", "/change"):
                if suffix and name not in ("unknown", "short"):
                    continue
                self.env["satisfaction.bad.token"].search([]).unlink()
                with self.subTest(name=name, suffix=suffix):
                    with self.assertNothingChanges():
                        response = self._get(f"/satisfaction/{value}{suffix}")
                    self.assertOwnPage(response, 404)
                    self.assertNotIn("Northwind", response.text)
            with self.assertNothingChanges():
                response = self._post_raw(f"/satisfaction/{value}", {"q1": "5"})
            self.assertOwnPage(response, 404)

    def test_guessing_is_slowed_down(self):
        """R27: at most 20 bad tokens a minute from one address, then 429; a good
        token of the same address still works."""
        ask = self._make_ask()
        self.env["satisfaction.bad.token"].search([]).unlink()
        statuses = [
            self._get(f"/satisfaction/{number:032d}").status_code
            for number in range(23)
        ]
        self.assertEqual(statuses, [404] * 20 + [429] * 3)
        limited = self._get("/satisfaction/" + "f" * 32)
        self.assertOwnPage(limited, 429)
        self.assertEqual(limited.headers["Retry-After"], "60")
        guesses = self.env["satisfaction.bad.token"].search([])
        self.assertEqual(
            len(guesses), 20, "nothing is written once the limit is reached"
        )
        self.assertNotIn("127.0.0.1", guesses.mapped("address"))
        self.assertOwnPage(self._get(self._path(ask)), 200)
        guesses.guessed_at = fields.Datetime.now() - timedelta(minutes=2)
        self.assertOwnPage(self._get("/satisfaction/" + "f" * 32), 404)
        self.env["satisfaction.bad.token"]._gc_guesses()
        self.assertEqual(self.env["satisfaction.bad.token"].search_count([]), 1)

    def test_addresses_are_counted_by_network(self):
        """R27: the hosts of one IPv6 network are one guesser, IPv4 hosts are not."""
        network = bad_token._network
        self.assertEqual(network("2001:db8::1"), network("2001:db8::ffff"))
        self.assertNotEqual(network("2001:db8::1"), network("2001:db8:0:1::1"))
        self.assertNotEqual(network("192.0.2.1"), network("192.0.2.2"))
        self.assertEqual(network("::ffff:192.0.2.1"), network("192.0.2.1"))
        self.assertEqual(network(None), network("nonsense"))

    def test_closed_asks(self):
        """R27, D17: expired and cancelled 410, answered 409, in kind words."""
        late = fields.Datetime.now() - timedelta(minutes=1)
        cases = {
            "expired": ({"state": "expired"}, 410, "expired"),
            "expired, not yet marked": ({"expires_at": late}, 410, "expired"),
            "cancelled": ({"state": "cancelled"}, 410, "cancelled"),
        }
        for name, (values, status, outcome) in cases.items():
            with self.subTest(name=name):
                ask = self._make_ask(**values)
                with self.assertNothingChanges():
                    self.assertOwnPage(self._get(self._path(ask)), status)
                    self.assertOwnPage(self._get(self._path(ask, "/thanks")), status)
                    self.assertOwnPage(self._get(self._path(ask, "/change")), status)
                with self.assertNothingChanges("satisfaction_answer_attempt"):
                    response = self._post_raw(
                        self._path(ask), {self._name("solution"): "5"}
                    )
                self.assertOwnPage(response, status)
                self.assertEqual(ask.attempt_ids.mapped("outcome"), [outcome])

    def test_bad_answers(self):
        """R33, R38: each bad answer is told at its question, what was typed stays,
        and nothing is stored."""
        foreign = self.env["survey.question"].create(
            {
                "survey_id": self.survey.copy().id,
                "title": "Other",
                "question_type": "multiple_choice",
                "suggested_answer_ids": [Command.create({"value": "Other"})],
            }
        )
        solution, reasons = self._name("solution"), self._name("reasons")
        comment = self._name("comment")
        bad = {
            "nothing": {},
            "mandatory missing": {self._name("speed"): "4"},
            "zero": {solution: "0"},
            "six": {solution: "6"},
            "ninety-nine": {solution: "99"},
            "text": {solution: "abc"},
            "decimal": {solution: "4.5"},
            "negative": {solution: "-1"},
            "other digits": {solution: "४"},
            "huge": {solution: "9" * 9000},
            "two ratings": {solution: ["4", "5"]},
            "other questionnaire's answer": {
                solution: "2",
                reasons: str(foreign.suggested_answer_ids.id),
            },
            "answer id that does not exist": {solution: "2", reasons: "999999999"},
            "answer id that is no number": {solution: "2", reasons: "1 OR 1=1"},
            "text too long": {solution: "4", comment: "x" * 4001},
        }
        ask = self._make_ask()
        for name, values in bad.items():
            with self.subTest(name=name):
                with self.assertNothingChanges():
                    response = self._post(self._path(ask), values)
                self.assertOwnPage(response, 422)
                page = self._page(response)
                self.assertTrue(page.xpath("//*[@class='problem']"), response.text)
                self.assertTrue(page.xpath("//*[@role='alert']"))
                self.assertTrue(page.xpath("//*[@aria-invalid='true']"))
                self.assertEqual(ask.state, "sent")
        # The last one: the rating chosen and the text typed are still there.
        self.assertIn((solution, "4"), self._chosen(response))
        self.assertEqual(page.xpath("string(//textarea)").strip(), "x" * 4001)

    def test_unknown_fields_are_not_read(self):
        """R33: only questions of this questionnaire are read from the form."""
        ask = self._make_ask()
        response = self._post(
            self._path(ask),
            {
                self._name("solution"): "5",
                "q999999": "1",
                "q-1": "1",
                "state": "cancelled",
                "points": "100",
                "__proto__": "x",
            },
        )
        self.assertEqual(response.status_code, 200)
        ask.invalidate_recordset()
        self.assertEqual(ask.state, "answered")
        self.assertEqual(ask.answer_line_ids.question_id, self.questions["solution"])

    def test_form_that_was_not_shown(self):
        """D17: a POST without a page shown to this browser stores nothing (400)."""
        ask, other = self._make_ask(), self._make_ask()
        path, values = self._path(ask), {self._name("solution"): "5"}
        hidden = self._hidden(self._get(path))
        foreign = self._hidden(self._get(self._path(other)))
        cases = {
            "nothing": {},
            "no CSRF token": {"mark": hidden["mark"]},
            "no mark": {"csrf_token": hidden["csrf_token"]},
            "mark of another ask": {**hidden, "mark": foreign["mark"]},
            "wrong CSRF token": {**hidden, "csrf_token": "0" * 40 + "o1999999999"},
            "odd CSRF token": {**hidden, "csrf_token": "ыo12"},
            "expired CSRF token": {**hidden, "csrf_token": "0" * 40 + "o1"},
            "forged mark": {**hidden, "mark": hidden["mark"][:-4] + "AAAA"},
            "odd mark": {**hidden, "mark": "ы"},
            "long mark": {**hidden, "mark": "A" * 20000},
        }
        for name, fields_shown in cases.items():
            with self.subTest(name=name), self.assertNothingChanges():
                response = self._post_raw(path, {**fields_shown, **values})
                self.assertOwnPage(response, 400)
                self.assertIn((self._name("solution"), "5"), self._chosen(response))
        # As the page says: the button once more, and it works.
        again = self._post_raw(path, {**self._hidden(response), **values})
        self.assertEqual(again.status_code, 200)

    def test_large_bodies(self):
        """R27: five megabytes are turned away with 413, whatever they claim to be."""
        ask = self._make_ask()
        body = "x" * 5_000_000
        comment = self._name("comment")
        with self.assertNothingChanges():
            response = self._post_raw(self._path(ask), {comment: body})
            self.assertOwnPage(response, 413)
            response = self._post_raw(
                self._path(ask), None, files={comment: ("a.txt", body)}
            )
            self.assertOwnPage(response, 413)
            response = self._post_raw(self._path(ask, "/opt-out"), {"a": body})
            self.assertOwnPage(response, 413)

    def test_other_bodies(self):
        """R27: JSON, files and broken forms are no answers."""
        ask = self._make_ask()
        solution = self._name("solution")
        with self.assertNothingChanges():
            for body, kind in (
                (b'{"q1": "5"}', "application/json"),
                (b"\xff\xfe\x00broken", "application/x-www-form-urlencoded"),
                (b"no boundary", "multipart/form-data"),
                (b"<a/>", "text/xml"),
            ):
                response = self._post_raw(
                    self._path(ask), body, headers={"Content-Type": kind}
                )
                self.assertOwnPage(response, 400)
            hidden = self._hidden(self._get(self._path(ask)))
            response = self._post_raw(
                self._path(ask), hidden, files={solution: ("a.txt", "5")}
            )
            self.assertOwnPage(response, 422)

    def test_unexpected_error_has_a_page(self):
        """R27: an error nobody thought of is a page as well, not a traceback."""
        ask = self._make_ask()
        with (
            patch.object(answer_form.AnswerForm, "__init__", side_effect=KeyError("x")),
            self.assertLogs("odoo.http", "ERROR"),
        ):
            response = self._get(self._path(ask), headers={"Accept-Language": "ru"})
        self.assertOwnPage(response, 500)
        self.assertEqual(self._page(response).get("lang"), "ru-RU")
        self.assertNotIn("KeyError", response.text)

    def test_addresses_below_ours(self):
        """R27: an address that does not exist gets our page, too."""
        ask = self._make_ask()
        self.assertOwnPage(self._get(self._path(ask, "/nothing")), 404)

    def test_messages_speak_the_visitors_language(self):
        """R27: without a known contact, the browser's language counts."""
        for header, lang in (
            ("zh-CN,zh;q=0.9", "zh-CN"),
            ("ru", "ru-RU"),
            ("tlh", "en-US"),
        ):
            response = self._get(
                "/satisfaction/unknown000000000", headers={"Accept-Language": header}
            )
            self.assertEqual(self._page(response).get("lang"), lang)

    def test_browser_stops_at_the_same_text_length(self):
        """R36: the form's limit is the limit of what is stored."""
        self.assertEqual(answer_form.TEXT_LIMIT, survey_question.MAX_TEXT_LENGTH)

    def test_token_is_not_logged(self):
        """R27: the server's access log does not keep the token."""
        with self.assertLogs("werkzeug") as logs:
            for path in (
                "/satisfaction/0123456789abcdef?value=4",
                "/satisfaction/0123456789abcdef/thanks",
                "/survey/start/feedback?answer_token=0123456789abcdef&lang=en",
                "/satisfaction/export/xlsx?program_id=1",
            ):
                request_line = f"GET {path} HTTP/1.1"
                logging.getLogger("werkzeug").warning(
                    '%s "%s" 200 -', "::1", request_line
                )
        self.assertFalse([line for line in logs.output if "0123456789abcdef" in line])
        self.assertEqual(
            [line.split('"')[1] for line in logs.output],
            [
                "GET /satisfaction/***?value=4 HTTP/1.1",
                "GET /satisfaction/***/thanks HTTP/1.1",
                "GET /survey/start/feedback?answer_token=***&lang=en HTTP/1.1",
                "GET /satisfaction/export/xlsx?program_id=1 HTTP/1.1",
            ],
        )
