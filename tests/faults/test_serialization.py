# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""PostgreSQL refuses a transaction at its very end, once, on each of our addresses.

Odoo then begins anew. In the end there has to be what an undisturbed visit leaves,
row for row: nothing twice, and nothing missing.
"""

import json
import sys
from contextlib import contextmanager
from types import SimpleNamespace
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.service import model as service
from odoo.tests import tagged, test_cursor
from odoo.tools import mute_logger

from ..hostile.hostile_case import HostileCase
from ..portal.test_case_signature import make_picture
from .database_content import Content

ASK = "/satisfaction/<string:token>"
CASES = "/my/satisfaction/cases"
REMARKS = "/my/satisfaction/remarks"
ANSWER = "<string:survey_token>/<string:answer_token>"


@tagged("post_install", "-at_install")
class TestSerialization(HostileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.posts = {
            (ASK, "POST"): cls._visit_answer,
            (f"{ASK}/change", "POST"): cls._visit_change,
            (f"{ASK}/opt-out", "POST"): cls._visit_opt_out,
            ("/my/satisfaction/<int:ask_id>", "POST"): cls._visit_portal_ask,
            ("/my/satisfaction/complaint", "POST"): cls._visit_complaint,
            ("/my/satisfaction/tell", "POST"): cls._visit_tell,
            (f"{REMARKS}/<int:remark_id>/rating", "POST"): cls._visit_rating,
            (f"{CASES}/<int:case_id>/rate", "POST"): cls._visit_case_rate,
            (f"{CASES}/<int:case_id>/message", "POST"): cls._visit_case_message,
            (f"{CASES}/<int:case_id>/sign", "POST"): cls._visit_case_sign,
            (f"/survey/begin/{ANSWER}", "POST"): cls._visit_survey_begin,
            (f"/survey/submit/{ANSWER}", "POST"): cls._visit_survey_submit,
        }

    # ------------------------------------------------------------------
    # Visits: each prepares, and returns the call that counts
    # ------------------------------------------------------------------
    def _send(self, url, data, shown=None):
        page = self.url_open(shown or url)
        form = self._hidden(page)
        return lambda: self.url_open(
            url, data={**form, **data}, method="POST", allow_redirects=False
        )

    def _send_json(self, url, params):
        self.url_open("/my")
        return lambda: self.url_open(
            url,
            data=json.dumps({"params": params}),
            headers={"Content-Type": "application/json"},
        )

    def _visit_answer(self):
        ask = self._make_ask_of_gus()
        self._sign_in(None)
        return self._send(
            self._path(ask),
            {self._name("solution"): "2", self._name("comment"): "Twice?"},
        )

    def _visit_change(self):
        ask = self._make_ask_of_gus()
        self._answer(ask, 5, 5, 5)
        self._sign_in(None)
        return self._send(self._path(ask, "/change"), {self._name("solution"): "2"})

    def _visit_opt_out(self):
        ask = self._make_ask_of_gus()
        self._sign_in(None)
        return self._send(self._path(ask, "/opt-out"), {})

    def _visit_portal_ask(self):
        ask = self._make_ask_of_gus()
        self._sign_in("visitor_gus")
        return self._send(f"/my/satisfaction/{ask.id}", {self._name("solution"): "2"})

    def _visit_complaint(self):
        self._sign_in("visitor_gus")
        return self._send(
            "/my/satisfaction/complaint", {"text": "Broken", "can_work": "no"}
        )

    def _visit_tell(self):
        self._sign_in("visitor_gus")
        return self._send(
            "/my/satisfaction/tell", {"kind": "suggestion", "text": "Open on Saturday"}
        )

    def _visit_rating(self):
        remark = self.env["satisfaction.remark"].create(
            {"text": "Open on Saturday", "partner_id": self.gus.id, "source": "portal"}
        )
        remark.state = "done"
        remark._tell()
        self._sign_in("visitor_gus")
        url = f"{REMARKS}/{remark.id}"
        return self._send(f"{url}/rating", {"rating": "4", "comment": "Fine"}, url)

    def _visit_case(self, what, data):
        case = self._make_case_of_gus()
        self._sign_in("visitor_gus")
        url = f"{CASES}/{case.id}"
        return self._send(f"{url}/{what}", data, url)

    def _visit_case_rate(self):
        return self._visit_case(
            "rate", {"rating": "2", "comment": "Not yet", "decision": "reopen"}
        )

    def _visit_case_message(self):
        return self._visit_case("message", {"text": "One more thing"})

    def _visit_case_sign(self):
        case = self._make_case_of_gus()
        self._sign_in("visitor_gus")
        return self._send_json(
            f"{CASES}/{case.id}/sign", {"name": "Gus", "signature": make_picture()}
        )

    def _make_native(self):
        survey = self.survey.copy({"access_mode": "token"})
        ask = self._make_ask_of_gus(survey_id=survey.id)
        answer = ask._start_native_answer("en_US")
        self._sign_in(None)
        return answer, f"{survey.access_token}/{answer.access_token}"

    def _visit_survey_begin(self):
        _answer, path = self._make_native()
        return self._send_json(f"/survey/begin/{path}", {})

    def _visit_survey_submit(self):
        answer, path = self._make_native()
        answer._mark_in_progress()
        question = answer.survey_id.question_ids[0]
        return self._send_json(f"/survey/submit/{path}", {str(question.id): "2"})

    # ------------------------------------------------------------------
    # The failure
    # ------------------------------------------------------------------
    @contextmanager
    def _refused_once(self):
        """Let PostgreSQL refuse the transaction of the next request at its end."""
        flush, failures = test_cursor.TestCursor.flush, []

        def refuse(cursor):
            flush(cursor)
            if not failures and sys._getframe(1).f_code.co_name == "retrying":
                failures.append(True)
                cursor.execute(
                    "DO $$ BEGIN RAISE SQLSTATE '40001'; END $$", log_exceptions=False
                )

        with (
            patch.object(test_cursor.TestCursor, "flush", refuse),
            patch.object(service, "time", SimpleNamespace(sleep=lambda _wait: None)),
        ):
            yield failures

    def _run(self, act, before, is_disturbed):
        """What a visit leaves behind: (answer, content of the database)."""
        savepoint = self.env.cr.savepoint()
        try:
            if is_disturbed:
                with self._refused_once() as failures:
                    answer = act()
                self.assertTrue(failures, "nothing was refused")
            else:
                answer = act()
            self.env.invalidate_all()
            return answer, Content(self.env.cr, before)
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)

    @mute_logger("odoo.http", "odoo.service.model")
    def test_writing(self):
        """R27, R73, R84, R89, R92, R126: on each address that writes, a transaction
        refused at its end leaves the same as an undisturbed one, once."""
        for (path, method), visit in self.posts.items():
            with self.subTest(path=path, method=method):
                act = visit(self)
                self.env.flush_all()
                self.env.cr.clear()
                before = Content(self.env.cr)
                answer, wanted = self._run(act, before, is_disturbed=False)
                self.assertIn(answer.status_code, (200, 303), answer.text[-500:])
                if "opt-out" not in path:
                    self.assertTrue(before.differences(wanted), "nothing was written")
                again, found = self._run(act, before, is_disturbed=True)
                self.assertEqual(again.status_code, answer.status_code)
                self.assertEqual(wanted.differences(found), {})

    def test_every_writing_address_is_tried(self):
        """A new address that writes has to be thought about."""
        lists = ("/page/<int:page>",)
        missing = {
            key
            for key in self._routes(native=False)
            if key[1] == "POST"
            and not key[0].endswith(lists)
            and key not in self.posts
            and (key[0], "GET") not in self._routes(native=False)
        }
        self.assertEqual(missing, set())

    @mute_logger("odoo.http", "odoo.service.model")
    def test_reading(self):
        """R27, R110: pages that only show survive it as well, and write nothing."""
        ask, case = self._make_ask_of_gus(), self._make_case_of_gus()
        for login, url in (
            (None, self._path(ask)),
            (None, self._path(ask, "/opt-out")),
            ("visitor_gus", "/my/satisfaction"),
            ("visitor_gus", "/my/satisfaction/company"),
            ("visitor_gus", f"{CASES}/{case.id}"),
            ("visitor_gus", REMARKS),
        ):
            with self.subTest(url=url):
                self._sign_in(login)
                self.url_open(url)
                with self.assertDatabaseUnchanged(), self._refused_once() as failures:
                    answer = self.url_open(url)
                self.assertTrue(failures)
                self.assertEqual(answer.status_code, 200)

    def test_failure_is_real(self):
        """Else Odoo would not begin anew."""
        with self.assertRaises(SerializationFailure), self.env.cr.savepoint():
            self.env.cr.execute(
                "DO $$ BEGIN RAISE SQLSTATE '40001'; END $$", log_exceptions=False
            )
