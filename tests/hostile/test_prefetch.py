# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Scanners open every link of every mail, again and again, and press its buttons.

Each link is opened five times by each method, fifty times with ``CS_TEST_ALL=1``.
"""

import os
import re
from datetime import datetime
from urllib.parse import urlsplit

from lxml import html

from odoo.tests import tagged
from odoo.tools import mute_logger

from .hostile_case import HostileCase

TURNS = 50 if os.environ.get("CS_TEST_ALL") else 5
# Templates whose mails go to colleagues; their links lead to the login.
LINK = re.compile(r"(?:href=[\"']|<)(https?://[^\"'<>\s]+)")


@tagged("post_install", "-at_install")
class TestPrefetch(HostileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.records = cls._make_world()
        cls.urls = cls._collect_urls()
        cls.env.flush_all()

    @classmethod
    def _make_world(cls):
        """One record for every template that clients get."""
        asks = cls.env["satisfaction.request"]
        open_ask = cls._close_ticket()
        cls._send_due()
        open_ask.write({"remind_after": datetime(2000, 1, 1)})
        with cls._without_commit():
            asks._cron_remind()
        answered = cls._make_entry(partner_id=cls.leader.id)
        cls._answer(answered, 2, 2, 2, comment="Slow")
        case = cls.env["satisfaction.case"]._record_complaint(
            {
                "text": "It broke again",
                "partner_id": cls.contact.id,
                "company_id": cls.company.id,
                "way": "mail",
            }
        )
        case.write({"call_notes": "<p>Said.</p>", "state": "contacted"})
        case.inform_after = datetime(2000, 1, 1)
        with cls._without_commit():
            case._cron_tell_clients()
        remark = cls.env["satisfaction.remark"].create(
            {"text": "Open on Saturday", "partner_id": cls.gus.id, "source": "portal"}
        )
        report = cls._make_report_of_gus()
        report.mail_state = "waiting"
        with cls._without_commit():
            report._cron_mail()
        return {
            "satisfaction.client.report.delivery": report.delivery_ids,
            "satisfaction.request": open_ask,
            "satisfaction.case": case,
            "satisfaction.remark": remark,
        }

    @classmethod
    def _collect_urls(cls):
        """Addresses of this server in all mails, queued or rendered."""
        texts = [
            f"{mail.body_html} {mail.headers}"
            for mail in cls.env["mail.mail"].search([])
        ]
        known = cls.env["ir.model.data"].search(
            [("module", "=", "client_satisfaction"), ("model", "=", "mail.template")]
        )
        for template in cls.env["mail.template"].browse(known.mapped("res_id")):
            if record := cls.records.get(template.model):
                body = template._render_field("body_html", record.ids)
                texts.append(body[record.id])
        found = {url.replace("&amp;", "&") for url in LINK.findall("\n".join(texts))}
        ours = urlsplit(cls.env["satisfaction.request"].get_base_url()).netloc
        return sorted(
            split._replace(scheme="", netloc="").geturl()
            for split in map(urlsplit, found)
            if split.netloc == ours
        )

    def test_all_kinds_of_links_are_there(self):
        """Else nothing would be proved: the ratings, the way out, the hidden link, the
        case's page, a released report."""
        text = "\n".join(self.urls)
        for part in (
            "?value=5",
            "/opt-out",
            "/details",
            "/cases/",
            "access_token=",
            "/satisfaction/report/",
        ):
            self.assertIn(part, text)
        self.assertGreaterEqual(len(self.urls), 8, self.urls)

    @mute_logger("odoo.http")
    def test_looking_changes_nothing(self):
        """R27, D17: GET, HEAD and OPTIONS of every link of every mail: not a row of the
        database changes, but for the note that somebody followed the hidden link."""
        self.authenticate(None, None)
        for url in self.urls:
            self.url_open(url)  # style sheets, the session
        with self.assertDatabaseUnchanged("satisfaction_suspicion_hit"):
            for url in self.urls:
                for method in ("GET", "HEAD", "OPTIONS"):
                    for _turn in range(TURNS):
                        answer = self.url_open(url, method=method)
                        self.assertLess(answer.status_code, 500, f"{method} {url}")
        hits = self.env["satisfaction.suspicion.hit"].search([])
        self.assertLessEqual(len(hits), 9, "a scanner can't fill the table")

    def _press_all_buttons(self, url):
        """What SafeLinks was seen to do: open the page, send its forms as they are."""
        page = self.url_open(url)
        for form in html.fromstring(page.content or b"<p/>").forms:
            if (form.method or "").upper() != "POST":
                continue
            values = dict(form.form_values())
            for field in form.inputs:
                if getattr(field, "type", "") == "radio" and field.name not in values:
                    values[field.name] = field.get("value")
            self.url_open(form.action or url, data=values, method="POST")

    @mute_logger("odoo.http")
    def test_scanner_presses_the_buttons(self):
        """R27, D17: a program that also sends the forms answers nothing that counts,
        opts nobody out without one, and never takes the client's word back."""
        ask = self.records["satisfaction.request"]
        # The mail went out a while ago.
        ask.sent_at = datetime(2026, 1, 1)
        self.authenticate(None, None)
        before = self.env["satisfaction.score"].search_count([])
        for url in self.urls:
            if "/opt-out" not in url:
                self._press_all_buttons(url)
        ask.invalidate_recordset()
        self.assertFalse(ask.points)
        self.assertFalse(ask.is_scored)
        self.assertFalse(ask.case_id)
        self.assertEqual(self.env["satisfaction.score"].search_count([]), before)
        # The client comes some time after the scanner, and is heard; the scanner comes
        # again, and isn't.
        self.env["satisfaction.suspicion.hit"].search([]).hit_at = datetime(2026, 1, 1)
        self._post(self._path(ask), {self._name("solution"): "4"})
        ask.invalidate_recordset()
        self.assertEqual((ask.points, ask.is_suspicious), (80, False))
        for url in self.urls:
            if "/opt-out" not in url:
                self._press_all_buttons(url)
                self.url_open(url.partition("?")[0], data={"x": "1"}, method="POST")
        ask.invalidate_recordset()
        self.assertEqual((ask.points, ask.is_suspicious), (80, False))
        self.assertEqual(len(ask.user_input_id.user_input_line_ids), 1)
