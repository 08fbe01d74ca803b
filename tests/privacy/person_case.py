# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A person who has left traces in every corner, and a search through the database."""

import base64
import io
import zipfile
from datetime import datetime

from odoo import fields
from odoo.tests import new_test_user
from odoo.tools import SQL, file_open

from tests.common import SatisfactionCommon

NAME = "Zenobia Quartz"
EMAIL = "zenobia.quartz@acme.example"
PHONE = "+44 20 7946 0958"
PAST = datetime(2000, 1, 1)
WORDS = "The turquoise plotter swallowed my drawings again"
COMPLAINT = "Your people hung up on me while I was still explaining"


class PersonCase(SatisfactionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._make_contact(
            cls.client,
            NAME,
            email=EMAIL,
            phone=PHONE,
            satisfaction_role="decision_leader",
        )
        cls.portal_user = new_test_user(
            cls.env,
            login=EMAIL,
            groups="base.group_portal",
            partner_id=cls.person.id,
            name=NAME,
            email=EMAIL,
        )
        cls._leave_traces()

    @classmethod
    def _leave_traces(cls):
        ticket = cls._make_tickets(
            partner_id=cls.person.id,
            name=f"{NAME} cannot print",
            description=f"<p>{NAME}, {PHONE}: please call.</p>",
            partner_name=NAME,
            partner_email=EMAIL,
        )
        ask = cls._close_ticket(ticket)
        cls._send_due()
        cls.answered = cls._answer(ask, 2, 3, 4, comment=WORDS)
        ask._log_attempt("already_answered", {cls.questions["comment"].id: WORDS})
        with cls._without_commit():
            cls.env["satisfaction.remark"]._cron_collect()
        cls.waiting = cls._make_entry("questionnaire", partner_id=cls.person.id)
        cls.waiting.write({"state": "planned", "send_after": PAST, "email": EMAIL})
        cls._send_due()
        cls.other = cls._answered(5, 5, 5, partner_id=cls.contact.id)
        cls.env["satisfaction.score"]._recompute_pending()
        cls.score = cls.env["satisfaction.score"].search(
            [("client_id", "=", cls.client.id)], limit=1
        )
        cls.case = cls.env["satisfaction.case"]._record_complaint(
            {
                "text": f"<p>{COMPLAINT}</p>",
                "partner_id": cls.person.id,
                "ticket_id": ticket.id,
                "company_id": cls.company.id,
                "email_from": EMAIL,
                "attachments": [("note.txt", COMPLAINT.encode())],
            }
        )
        cls.case.write(
            {
                "call_notes": f"<p>{NAME} said: {WORDS}</p>",
                "client_word": "I still want my drawings",
                "signed_name": NAME,
                "signed_ip": "203.0.113.7",
                "signed_at": fields.Datetime.now(),
                "signature": base64.b64encode(
                    file_open(
                        "client_satisfaction/static/description/icon.png", "rb"
                    ).read()
                ),
            }
        )
        cls.case.message_post(
            body=f"Zenobia wrote: {COMPLAINT}",
            author_id=cls.person.id,
            email_from=f"{NAME} <{EMAIL}>",
        )
        cls.case.activity_schedule(
            "mail.mail_activity_data_call", summary=f"Call {NAME}", note=PHONE
        )
        # Named in what is about somebody else
        cls.foreign = cls.env["satisfaction.remark"].create(
            {
                "text": f"Ask {NAME} ({EMAIL}) how it went",
                "partner_id": cls.contact.id,
                "company_id": cls.company.id,
            }
        )
        cls.person.message_post(body=f"Met {NAME} at the fair")
        cls._leave_files()
        cls.env.flush_all()

    @classmethod
    def _leave_files(cls):
        book = io.BytesIO()
        with zipfile.ZipFile(book, "w") as archive:
            archive.writestr("xl/sharedStrings.xml", f"<si><t>{EMAIL}</t></si>")
        cls.job = (
            cls.env["satisfaction.answer.import"]
            .with_user(cls.program_manager)
            .create(
                {"file": base64.b64encode(book.getvalue()), "file_name": "answers.xlsx"}
            )
        )
        cls.scan = cls.env["ir.attachment"].create(
            {
                "name": "scan.png",
                "raw": b"\x89PNG by hand",
                "res_model": "satisfaction.request",
                "res_id": cls.answered.id,
            }
        )
        cls.report = cls.env["satisfaction.client.report"].create(
            {"score_id": cls.score.id}
        )
        cls.report.write(
            {
                "document": base64.b64encode(f"Printed: {WORDS}".encode()),
                "document_name": "report.pdf",
                "state": "released",
            }
        )
        cls.env["mail.blacklist"]._add(EMAIL)

    # ------------------------------------------------------------------
    # The search
    # ------------------------------------------------------------------
    def _find_everywhere(self, *texts):
        """``{(table, text): rows}`` of the whole database, as in a dump of it."""
        self.env.flush_all()
        tables = [
            name
            for (name,) in self.env.execute_query(
                SQL(
                    "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                    " ORDER BY 1"
                )
            )
        ]
        found = {}
        patterns = [f"%{text}%" for text in texts]
        for table in tables:
            rows = self.env.execute_query(
                SQL(
                    "SELECT row::text FROM %s AS row WHERE row::text ILIKE ANY(%s)",
                    SQL.identifier(table),
                    patterns,
                )
            )
            for (row,) in rows:
                named = [text for text in texts if text.lower() in row.lower()]
                for text in named or texts:
                    found.setdefault((table, text), []).append(row[:300])
        return found

    def _find_in_files(self, *texts):
        """Stored files that hold one of the texts."""
        return (
            self.env["ir.attachment"]
            .search([("id", "!=", 0), ("res_field", "in", (False, "document", "file"))])
            .filtered(
                lambda file: any(text.encode() in (file.raw or b"") for text in texts)
            )
        )

    def _get_figures(self):
        """Every figure that is made of the person's answers."""
        self.env.flush_all()
        return {
            query: self.env.execute_query(SQL(query))
            for query in (
                (
                    "SELECT id, state, points, worst_points, is_scored, answered_at,"
                    " event_date, channel_code, reasons FROM satisfaction_request"
                    " WHERE state = 'answered' ORDER BY id"
                ),
                (
                    "SELECT id, value_scale, satisfaction_points"
                    " FROM survey_user_input_line ORDER BY id"
                ),
                (
                    "SELECT id, points, response_count, interval_low, change"
                    " FROM satisfaction_score ORDER BY id"
                ),
                (
                    "SELECT id, points, weighted_points, response_count, points_squares"
                    " FROM satisfaction_score_line ORDER BY id"
                ),
                (
                    "SELECT id, state, severity, worst_points FROM satisfaction_case"
                    " ORDER BY id"
                ),
            )
        }
