# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A client with a browser: opens a link, reads the form, presses the button."""

from contextlib import contextmanager
from datetime import timedelta

from lxml import html

from odoo import fields
from odoo.tests import HttpCase
from odoo.tools import SQL

from ..common import SatisfactionCommon

# Everything an answer may touch. A page that "changes nothing" leaves all of it alone.
WATCHED_TABLES = (
    "satisfaction_request",
    "satisfaction_answer_attempt",
    "satisfaction_case",
    "satisfaction_score",
    "survey_user_input",
    "survey_user_input_line",
    "mail_mail",
    "mail_message",
    "mail_activity",
    "res_partner",
)


class AnswerPageCase(SatisfactionCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["res.lang"]._activate_lang("ru_RU")
        cls.company.name = "Northwind IT"

    # ------------------------------------------------------------------
    # Asks
    # ------------------------------------------------------------------
    def _make_ask(self, **values):
        """An ask whose mail is out."""
        now = fields.Datetime.now()
        ask = self._make_entry()
        ask.write(
            {
                "state": "sent",
                "sent_at": now - timedelta(hours=1),
                "expires_at": now + timedelta(days=14),
                "ticket_number": "HT00042",
                "ticket_title": "Printer is out of order",
                **values,
            }
        )
        return ask

    def _path(self, ask, suffix=""):
        return f"/satisfaction/{ask.sudo().access_token}{suffix}"

    def _name(self, question):
        """Name of a question's field in the form."""
        return f"q{self.questions[question].id}"

    # ------------------------------------------------------------------
    # Browser
    # ------------------------------------------------------------------
    def _get(self, path, **kwargs):
        return self.url_open(path, allow_redirects=False, **kwargs)

    def _page(self, response):
        return html.fromstring(response.content)

    def _hidden(self, response):
        """The hidden fields of a page's form, after a finger touched the page."""
        fields = {
            field.get("name"): field.get("value")
            for field in self._page(response).xpath("//input[@type='hidden']")
        }
        return {**fields, "touch": "pointerdown"}

    def _post(self, path, values=None, shown=None, **kwargs):
        """Post a form as a browser does: after it was shown.

        :param shown: path of the page that shows the form; default: the same
        """
        hidden = self._hidden(self._get(shown or path))
        return self._post_raw(path, {**hidden, **(values or {})}, **kwargs)

    def _post_raw(self, path, data, **kwargs):
        return self.url_open(
            path, data=data, method="POST", allow_redirects=False, **kwargs
        )

    def _chosen(self, response):
        """Names and values of what is chosen on a page."""
        return [
            (field.get("name"), field.get("value"))
            for field in self._page(response).xpath("//form//input[@checked]")
        ]

    def _heading(self, response):
        return self._page(response).findtext(".//h1").strip()

    # ------------------------------------------------------------------
    # Assertions
    # ------------------------------------------------------------------
    def _snapshot(self):
        self.env.flush_all()
        result = {}
        for table in WATCHED_TABLES:
            self.env.cr.execute(
                SQL(
                    "SELECT count(*), md5(string_agg(t::text, '|' ORDER BY id))"
                    " FROM %s t",
                    SQL.identifier(table),
                )
            )
            result[table] = self.env.cr.fetchone()
        return result

    @contextmanager
    def assertNothingChanges(self, *but):
        """No row of any watched table is added, removed or changed.

        :param but: tables that may change
        """
        before = self._snapshot()
        yield
        self.env.invalidate_all()
        after = self._snapshot()
        changed = [
            table
            for table in before
            if before[table] != after[table] and table not in but
        ]
        self.assertEqual(changed, [], "changed although nothing may")

    def assertOwnPage(self, response, status):
        """A page of ours with this status: no traceback, private, a heading."""
        self.assertEqual(response.status_code, status, response.text[:500])
        self.assertNotIn("Traceback", response.text)
        self.assertNotIn("werkzeug", response.text.lower())
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("noindex", response.headers["X-Robots-Tag"])
        page = self._page(response)
        self.assertTrue(page.findtext(".//h1").strip())
        self.assertTrue(page.get("lang"))
