# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Guessing: secrets, numbers and paths."""

from contextlib import contextmanager
from urllib.parse import quote

import requests
from requests.adapters import HTTPAdapter

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.client_satisfaction.models.ask.bad_token import LIMIT

from .hostile_case import OURS, SECRET, HostileCase

GUESSES = 200
STRANGE_NUMBERS = (
    "0",
    "-1",
    "999999999",
    "2147483648",
    "9" * 30,
    "1e3",
    "1.0",
    "0x1",
    "1 or 1=1",
    "1;drop table satisfaction_request",
    "%00",
    "٣",
    "null",
    "true",
    "[1]",
)
STRANGE_PATHS = (
    "../web/database/manager",
    "..%2f..%2fetc%2fpasswd",
    "....//....//etc/passwd",
    "%2e%2e/%2e%2e/odoo.conf",
    "..\\..\\odoo.conf",
    "/etc/passwd",
    "file:///etc/passwd",
    "export",
    "export/../export/xlsx",
    "export/xlsx/1",
    "static/../__manifest__.py",
    ".git/config",
    "report/",
    "report/1",
    "report/1/",
    "report/-1/x",
    "a" * 3000,
    "%c0%ae%c0%ae/",
    "\u202e",
)


class FromAddress(HTTPAdapter):
    """Come from another network address of this machine."""

    def __init__(self, address):
        self.address = address
        super().__init__()

    def init_poolmanager(self, *args, **kwargs):
        kwargs["source_address"] = (self.address, 0)
        super().init_poolmanager(*args, **kwargs)


@tagged("post_install", "-at_install")
class TestGuessing(HostileCase):
    # ------------------------------------------------------------------
    # Secrets
    # ------------------------------------------------------------------
    @contextmanager
    def _client(self, address):
        with requests.Session() as session:
            session.mount("http://", FromAddress(address))
            session.cookies.update(self.opener.cookies.get_dict())
            yield lambda path: session.get(
                self.base_url() + path, timeout=30, allow_redirects=False
            )

    @mute_logger("odoo.http")
    def test_two_hundred_guesses(self):
        """R27: of 200 wrong links from one address twenty are looked at, then 429; who
        has a good link opens it, from there and from elsewhere; nothing piles up."""
        ask = self._make_ask_of_gus()
        self.env["satisfaction.bad.token"].search([]).unlink()
        self._sign_in(None)
        statuses, good = [], []
        with (
            self.allow_requests(),
            self._client("127.0.0.1") as guess,
            self._client("127.0.0.2") as client,
        ):
            for number in range(GUESSES):
                statuses.append(guess(f"/satisfaction/{number:032x}").status_code)
                if number % 20 == 0:
                    good += [client(self._path(ask)).status_code]
                    good += [guess(self._path(ask)).status_code]
            elsewhere = client("/satisfaction/" + "f" * 32).status_code
        self.assertEqual(statuses[:LIMIT], [404] * LIMIT)
        self.assertEqual(statuses[LIMIT:], [429] * (GUESSES - LIMIT))
        self.assertLessEqual(LIMIT, 20)
        self.assertEqual(set(good), {200})
        self.assertEqual(elsewhere, 404, "others aren't held up")
        self.assertEqual(self.env["satisfaction.bad.token"].search_count([]), LIMIT + 1)

    # ------------------------------------------------------------------
    # Numbers and paths
    # ------------------------------------------------------------------
    @mute_logger("odoo.http")
    def test_strange_numbers(self):
        """R110, R126: whatever stands where a number belongs: no error of the server,
        nothing of others, nothing written."""
        report, case = self._make_report_of_gus(), self._make_case_of_gus()
        ask = self._make_ask_of_gus()
        wrong, tried = [], 0
        for login in (None, "visitor_ada", self.plain_user.login):
            self._sign_in(login)
            self.url_open("/my")
            with self.assertDatabaseUnchanged("satisfaction_bad_token"):
                for (path, method), routing in self._routes(native=False).items():
                    if method != "GET" or "<int:" not in path:
                        continue
                    for number in (*STRANGE_NUMBERS, case.id, ask.id, report.id):
                        url = self._fill(path, quote(str(number)))
                        answer = self.url_open(url, allow_redirects=False)
                        tried += 1
                        if answer.status_code >= 500 or SECRET in answer.text:
                            wrong.append((login, url, answer.status_code))
                        self.assertIn(routing["auth"], ("user", "public"))
        self.assertFalse(wrong)
        self.assertGreater(tried, 300)

    def _fill(self, path, number):
        parts = []
        for part in path.split("/"):
            if part.startswith("<int:"):
                parts.append(number)
            elif part.startswith("<string:"):
                parts.append("0" * 32)
            else:
                parts.append(part)
        return "/".join(parts)

    @mute_logger("odoo.http")
    def test_strange_paths(self):
        """R27, R110: no path below ours leads out of it or makes the server stumble."""
        self._sign_in("visitor_ada")
        self.url_open("/my")
        self.env["satisfaction.bad.token"].search([]).unlink()
        for base in (
            *OURS,
            "/my/satisfaction/reports/",
            "/my/satisfaction/cases/1/file/",
        ):
            with self.assertDatabaseUnchanged("satisfaction_bad_token"):
                for path in STRANGE_PATHS:
                    url = f"{base.rstrip('/')}/{path}"
                    with self.subTest(url=url[:80]):
                        answer = self.url_open(url, allow_redirects=False)
                        self.assertLess(answer.status_code, 500)
                        for word in ("root:", "admin_passwd", "Traceback", SECRET):
                            self.assertNotIn(word, answer.text)

    @mute_logger("odoo.http")
    def test_exports_by_guess(self):
        """R109, R110: numbers of others' scores, clients and programmes put into the
        export's address export nothing of them."""
        score = self._make_report_of_gus().score_id
        program = self.program
        for login in (None, "visitor_ada", self.agent.login, self.plain_user.login):
            self._sign_in(login)
            for query in (
                f"score_ids={score.id}",
                f"program_id={program.id}",
                f"program_id={program.id}&client_ids={self.foreign.id}",
            ):
                with self.subTest(login=login, query=query):
                    answer = self.url_open(
                        f"/satisfaction/export/xlsx?{query}", allow_redirects=False
                    )
                    self.assertIn(answer.status_code, (303, 403))
        self._sign_in(self.client_manager.login)
        for number in (score.id, *STRANGE_NUMBERS):
            for name in ("score_ids", "program_id", "client_ids"):
                answer = self.url_open(
                    f"/satisfaction/export/xlsx?{name}={quote(str(number))}",
                    allow_redirects=False,
                )
                if name != "program_id" or str(number) != str(program.id):
                    self.assertEqual(answer.status_code, 400, f"{name}={number}")
