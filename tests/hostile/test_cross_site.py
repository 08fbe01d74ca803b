# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Requests that another site's page makes a browser send, on each writing address."""

import json

from odoo.tests import tagged
from odoo.tools import mute_logger

from .hostile_case import HostileCase

EVIL = "https://evil.example"
ONE_CLICK = "/satisfaction/<string:token>/opt-out"


@tagged("post_install", "-at_install")
class TestCrossSite(HostileCase):
    """The visitor is signed in, the secret is known: only the form isn't ours."""

    def setUp(self):
        super().setUp()
        self.ask = self._make_ask_of_gus()
        self.waiting = self._make_ask_of_gus()
        self.case = self._make_case_of_gus()
        self.remark = self.env["satisfaction.remark"].create(
            {"text": "Open on Saturday", "partner_id": self.gus.id, "source": "portal"}
        )
        survey = self.survey.copy({"access_mode": "token"})
        self.native = self._make_ask_of_gus(survey_id=survey.id)._start_native_answer(
            "en_US"
        )
        self._sign_in("visitor_gus")
        self.url_open("/my/satisfaction")

    def _writing_addresses(self):
        """(path, url, routing) of everything that takes a POST."""
        values = {
            "<string:token>": self.ask.access_token,
            "<int:case_id>": self.case.id,
            "<int:ask_id>": self.waiting.id,
            "<int:remark_id>": self.remark.id,
            "<string:survey_token>": self.native.survey_id.access_token,
            "<string:answer_token>": self.native.access_token,
            "<int:page>": 1,
            "<int:report_id>": 1,
            "<int:export_id>": 1,
            "<int:question_id>": 1,
            "<int:suggested_answer_id>": 1,
        }
        for (path, method), routing in sorted(self._routes().items()):
            if method == "POST":
                url = path
                for name, value in values.items():
                    url = url.replace(name, str(value))
                self.assertNotIn("<", url, "say what stands there")
                yield path, url, routing

    def _form(self):
        solution = self.questions["solution"]
        return {
            f"q{solution.id}": "1",
            "rating": "1",
            "decision": "reopen",
            "comment": "Not mine",
            "text": "Not mine",
            "kind": "complaint",
            "can_work": "no",
            "name": "Eve",
        }

    @mute_logger("odoo.http", "odoo.addons.client_satisfaction.controllers.answer")
    def test_nothing_happens(self):
        """R27, R89, R110: a form without our secret, as text/plain, as a file, as JSON
        from another site, or as a mere link: refused, or without any effect."""
        wrong, tried = [], 0
        before = self._checksums()
        form = self._form()
        for path, url, routing in self._writing_addresses():
            is_json = routing["type"] == "jsonrpc"
            plain = {"Content-Type": "text/plain", "Origin": EVIL, "Referer": EVIL}
            body = json.dumps({"params": {**form, "signature": "eA=="}})
            attempts = {
                "form": ("POST", form, {"Origin": EVIL, "Referer": EVIL}),
                "wrong secret": ("POST", {**form, "csrf_token": "0" * 44}, {}),
                "text/plain": ("POST", body, plain),
                "multipart": ("FILES", form, {"Origin": EVIL}),
                "link": ("GET", form, {"Referer": EVIL}),
            }
            for name, (method, data, headers) in attempts.items():
                tried += 1
                status = self._attempt(url, method, data, headers)
                if status >= 500 and not (is_json and name != "text/plain"):
                    wrong.append((path, name, status))
            after = self._checksums()
            changed = [table for table in after if after[table] != before[table]]
            if changed:
                wrong.append((path, changed))
                before = after
        self.assertFalse(wrong)
        self.assertGreater(tried, 60)

    def _attempt(self, url, method, data, headers):
        if method == "GET":
            return self.url_open(
                url, params=data, headers=headers, allow_redirects=False, method="GET"
            ).status_code
        if method == "FILES":
            files = {name: (None, value) for name, value in data.items()}
            return self.url_open(
                url, files=files, headers=headers, allow_redirects=False, method="POST"
            ).status_code
        return self.url_open(
            url, data=data, headers=headers, allow_redirects=False, method="POST"
        ).status_code

    @mute_logger("odoo.http")
    def test_json_from_another_site(self):
        """R41, R92: whoever talks JSON for Odoo's own pages comes from our page: a
        browser asks before it sends JSON elsewhere, and a foreign Origin is refused."""
        before = self._checksums()
        for path, url, routing in self._writing_addresses():
            if routing["type"] != "jsonrpc":
                continue
            with self.subTest(path=path):
                asked = self.url_open(
                    url,
                    method="OPTIONS",
                    headers={
                        "Origin": EVIL,
                        "Access-Control-Request-Method": "POST",
                        "Access-Control-Request-Headers": "content-type",
                    },
                )
                self.assertNotIn("Access-Control-Allow-Origin", asked.headers)
        question = self.native.survey_id.question_ids[0]
        path = f"{self.native.survey_id.access_token}/{self.native.access_token}"
        self.url_open(
            f"/survey/submit/{path}",
            data=json.dumps({"params": {str(question.id): "1"}}),
            headers={"Content-Type": "application/json", "Origin": EVIL},
        )
        after = self._checksums()
        self.assertEqual(before, after)

    def test_one_click_is_meant(self):
        """R27: the one thing that works without a form is what mail programs post to
        the address in the header, word for word (RFC 8058)."""
        url = f"/satisfaction/{self.ask.access_token}/opt-out"
        self._sign_in(None)
        for data in (
            {},
            {"List-Unsubscribe": "one-click"},
            {"List-Unsubscribe": "One-Click", "more": "1"},
        ):
            self.url_open(url, data=data, method="POST")
            self.gus.invalidate_recordset()
            self.assertFalse(self.gus.satisfaction_opt_out, data)
        self.url_open(url, data={"List-Unsubscribe": "One-Click"}, method="POST")
        self.gus.invalidate_recordset()
        self.assertTrue(self.gus.satisfaction_opt_out)
