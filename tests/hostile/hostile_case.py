# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A world with something behind every address, and a look at the whole database."""

import base64
import re
from contextlib import contextmanager
from datetime import timedelta

from lxml import html

from odoo import fields
from odoo.tests import new_test_user
from odoo.tools import SQL

from ..ask.answer_page_case import AnswerPageCase

OURS = ("/satisfaction/", "/my/satisfaction")
#: Odoo's pages that our controllers extend, or that open by the same secret
NATIVE = re.compile(r"^/survey/.*<string:answer_token>|^/survey/(start|print)/<string")
# What every visit of any page of Odoo may touch: sessions, sockets, style sheets.
UNRELATED = re.compile(
    r"^(bus_|ir_(?!attachment$|cron_trigger$)|res_(users|device|lang|currency|config)"
    r"|auth_|web_|website_visitor|spreadsheet_revision)"
)
SECRET = "Whisper"


class HostileCase(AnswerPageCase):
    """Acme's contacts and somebody of Globex, each with a login; everything that can
    be opened belongs to Gus of Globex, and is called "Whisper"."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls._make_client(
            "Globex", client_manager_id=cls.other_client_manager.id
        )
        cls.gus = cls._make_contact(
            cls.foreign, "Gus", satisfaction_role="decision_leader"
        )
        for name, partner in (
            ("ada", cls.contact),
            ("linus", cls.leader),
            ("gus", cls.gus),
        ):
            new_test_user(
                cls.env,
                login=f"visitor_{name}",
                password=f"visitor_{name}",
                groups="base.group_portal",
                partner_id=partner.id,
                company_id=cls.company.id,
            )
        cls.env.flush_all()

    # ------------------------------------------------------------------
    # Routes
    # ------------------------------------------------------------------
    def _routes(self, native=True):
        """``{(path, method): routing}`` of all our addresses, from the router."""
        rules = self.env["ir.http"]._generate_routing_rules(
            list(self.registry._init_modules), self.env["ir.http"]._get_converters()
        )
        found = {}
        for path, endpoint in rules:
            if path.startswith(OURS) or (native and NATIVE.search(path)):
                methods = endpoint.routing.get("methods") or ["GET", "POST"]
                for method in methods:
                    if method in ("GET", "POST"):
                        found[path, method] = endpoint.routing
        return found

    # ------------------------------------------------------------------
    # Things behind addresses
    # ------------------------------------------------------------------
    def _make_ask_of_gus(self, **values):
        ask = self._make_entry(partner_id=self.gus.id)
        now = fields.Datetime.now()
        ask.write(
            {
                "state": "sent",
                "sent_at": now - timedelta(hours=1),
                "expires_at": now + timedelta(days=14),
                "ticket_number": "HT00077",
                "ticket_title": SECRET,
                **values,
            }
        )
        return ask

    def _make_case_of_gus(self, partner=None):
        case = self.env["satisfaction.case"]._record_complaint(
            {
                "text": SECRET,
                "subject": SECRET,
                "partner_id": (partner or self.gus).id,
                "company_id": self.company.id,
                "way": "phone",
            }
        )
        case.with_context(satisfaction_history=True).write(
            {
                "call_notes": "<p>Called</p>",
                "planned_actions": "<p>A new printer</p>",
                "commitment_date": "2026-12-24",
                "decision": "accepted",
                "result": "<p>Replaced</p>",
                "state": "done",
            }
        )
        case._portal_ensure_token()
        return case

    @classmethod
    def _make_report_of_gus(cls):
        scores = cls.env["satisfaction.score"]
        month = scores.search_count([("client_id", "=", cls.foreign.id)]) + 1
        report = cls.env["satisfaction.client.report"].create(
            {
                "score_id": scores.create(
                    {
                        "client_id": cls.foreign.id,
                        "program_id": cls.program.id,
                        "period_start": f"2026-{month:02}-01",
                        "period_end": f"2026-{month:02}-28",
                        "period_label": f"2026-{month:02}",
                    }
                ).id
            }
        )
        report.write(
            {
                "state": "released",
                "document": base64.b64encode(b"%PDF-1.4 " + SECRET.encode()),
                "document_name": "report.pdf",
                "link_token": "r" * 32,
                "link_until": fields.Datetime.now() + timedelta(days=7),
            }
        )
        return report

    # ------------------------------------------------------------------
    # The whole database
    # ------------------------------------------------------------------
    def _checksums(self):
        """``{table: checksum of all its rows}``"""
        self.env.flush_all()
        tables = [
            table
            for (table,) in self.env.execute_query(
                SQL(
                    "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                    " ORDER BY 1"
                )
            )
            if not UNRELATED.search(table)
        ]
        query = SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s, md5(string_agg(t::text, '|' ORDER BY t::text)) FROM %s t%s",
                table,
                SQL.identifier(table),
                # Style sheets are made when a page needs them.
                SQL(" WHERE url IS NULL OR url NOT LIKE '/web/assets/%%'")
                if table == "ir_attachment"
                else SQL(),
            )
            for table in tables
        )
        return dict(self.env.execute_query(query))

    @contextmanager
    def assertDatabaseUnchanged(self, *but):
        """Not one row of the database is added, removed or changed.

        :param but: tables that may change
        """
        before = self._checksums()
        yield
        self.env.invalidate_all()
        after = self._checksums()
        changed = {table for table in before if before[table] != after[table]}
        self.assertEqual(changed - set(but), set(), "changed although nothing may")

    # ------------------------------------------------------------------
    # Browsers
    # ------------------------------------------------------------------
    def _sign_in(self, login):
        """As a visitor's account, one of the house, or (None) nobody."""
        self.authenticate(login, login)

    def _get_csrf_token(self):
        """The one that stands in the forms of this session."""
        page = html.fromstring(self.url_open("/web/login").content)
        found = page.xpath("//input[@name='csrf_token']/@value")
        if not found:
            page = html.fromstring(self.url_open("/my/satisfaction/complaint").content)
            found = page.xpath("//input[@name='csrf_token']/@value")
        return (found or [""])[0]
