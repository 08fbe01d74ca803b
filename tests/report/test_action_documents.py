# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
import unittest
from datetime import date, timedelta

import pypdf

from odoo import Command
from odoo.exceptions import AccessError

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ..improve.action_case import ActionCommon


class TestActionDocuments(ActionCommon):
    """The documents handed to clients and suppliers (R80, R95, R105)."""

    def setUp(self):
        super().setUp()
        if _wkhtml().state == "install":
            raise unittest.SkipTest("wkhtmltopdf is not installed")

    def _print(self, name, records, user=None):
        """The text of each page, and the reader."""
        report = self.env["ir.actions.report"].with_user(user or self.client_manager)
        content, kind = report.with_context(
            force_report_rendering=True
        )._render_qweb_pdf(f"client_satisfaction.{name}", records.ids)
        self.assertEqual(kind, "pdf")
        reader = pypdf.PdfReader(io.BytesIO(content))
        return [" ".join(page.extract_text().split()) for page in reader.pages], reader

    def _make_full_case(self, **values):
        cause = self.env["satisfaction.root.cause"].create({"name": "Too few people"})
        case = self._make_case(
            call_notes="<p>INTERNAL notes of the call</p>",
            planned_actions="<p>A second desk</p>",
            commitment_date=date(2031, 5, 6),
            root_cause_ids=cause.ids,
            state="committed",
            **values,
        )
        self._make_action(
            name="INTERNAL name",
            client_text="We <b>call</b> back in an hour",
            description="<p>INTERNAL how</p>",
            case_ids=[Command.set(case.ids)],
            date_due=date(2031, 4, 5),
        )
        return case

    def test_commitment_about_a_case(self):
        """R80: what we heard, the cause, actions with owner and day, the promise."""
        case = self._make_full_case()
        pages, reader = self._print("action_report_action_commitment", case)
        text = " ".join(pages)
        for part in (
            "Acme",
            case.name,
            "Nobody called me back.",
            "Too few people",
            "We <b>call</b> back in an hour",
            self.client_manager.name,
            "04/05/2031",
            "A second desk",
            "May 6, 2031",
            f"Page 1 of {len(pages)}",
        ):
            self.assertIn(part, text)
        self.assertNotIn("INTERNAL", text)
        # A4 in points
        box = reader.pages[0].mediabox
        self.assertAlmostEqual(float(box.width), 595, delta=2)
        self.assertAlmostEqual(float(box.height), 842, delta=2)

    def test_report_comes_with_the_promise(self):
        """R80: the mail that tells the client of our promise presents the report."""
        case = self._make_full_case()
        template = self.env.ref("client_satisfaction.mail_template_case_progress")

        def attached(case):
            values = template.with_context(
                force_report_rendering=True
            )._generate_template_attachments(case.ids, ["report_template_ids"])
            return values[case.id].get("attachments") or []

        ((name, content),) = attached(case)
        self.assertTrue(name.endswith("our actions.pdf"), name)
        reader = pypdf.PdfReader(io.BytesIO(base64.b64decode(content)))
        self.assertIn(case.name, reader.pages[0].extract_text())
        case.state = "analysed"
        self.assertFalse(attached(case))

    def test_letter_where_it_is_usual(self):
        """R80: a company that prints on Letter gets Letter."""
        case = self._make_full_case()
        self.company.paperformat_id = self.env.ref("base.paperformat_us")
        _pages, reader = self._print("action_report_action_commitment", case)
        box = reader.pages[0].mediabox
        self.assertAlmostEqual(float(box.width), 612, delta=2)
        self.assertAlmostEqual(float(box.height), 792, delta=2)

    def test_several_cases_each_with_its_pages(self):
        """R80: each client's pages are counted and named on their own."""
        cases = self._make_full_case() | self._make_full_case()
        pages, _reader = self._print("action_report_action_commitment", cases)
        self.assertEqual(len(pages), 2)
        for page, case in zip(pages, cases, strict=True):
            self.assertIn(case.name, page)
            self.assertIn("Page 1 of 1", page)

    def test_commitment_to_a_client(self):
        """R80: all that is open with a client; others' words stay out."""
        self._make_full_case()
        remark = self._make_remark("More training, please", self.leader)
        theirs = self._make_remark("Globex is unhappy", self.other_leader)
        self._make_action(
            self.program_manager,
            name="Twice a year",
            scope="overall",
            remark_ids=[Command.set((remark | theirs).ids)],
        )
        pages, _reader = self._print("action_report_client_commitment", self.client)
        text = " ".join(pages)
        for part in ("More training, please", "Twice a year", "Nobody called me"):
            self.assertIn(part, text)
        self.assertNotIn("Globex", text)
        self.assertNotIn("INTERNAL", text)

    def test_supplier_reads_nothing_confidential(self):
        """R95: only subject, text, day and ticked clients."""
        supplier = self.env["res.partner"].create({"name": "Parts Ltd"})
        action = self._make_action(
            name="INTERNAL name",
            description="<p>INTERNAL how</p>",
            remark_ids=[Command.set(self._make_remark("INTERNAL remark").ids)],
        )
        request = (
            self.env["satisfaction.supplier.request"]
            .with_user(self.client_manager)
            .create(
                {
                    "name": "Parts arrive <late>",
                    "text": "Four days later than agreed.",
                    "supplier_id": supplier.id,
                    "action_id": action.id,
                    "date_due": date(2031, 6, 7),
                }
            )
        )
        pages, _reader = self._print("action_report_supplier_request", request)
        text = " ".join(pages)
        for part in ("Parts Ltd", "Parts arrive <late>", "Four days", "June 7, 2031"):
            self.assertIn(part, text)
        for secret in ("INTERNAL", "Acme", self.contact.name):
            self.assertNotIn(secret, text)
        request.client_ids = self.client
        pages, _reader = self._print("action_report_supplier_request", request)
        self.assertIn("Clients concerned: Acme", " ".join(pages))

    def test_minutes(self):
        """R105: what was said and agreed, with person and day; internal points not."""
        review = (
            self.env["satisfaction.review"]
            .with_user(self.client_manager)
            .create(
                {
                    "client_id": self.client.id,
                    "partner_ids": [Command.set(self.leader.ids)],
                    "guests": "Their head of IT",
                    "hour": 14.5,
                    "summary": "A good talk",
                    "next_date": self.today + timedelta(days=90),
                }
            )
        )
        review.line_ids = [
            Command.create(
                {
                    "name": "Prices",
                    "minutes": "Too <i>high</i>",
                    "decision": "A new offer",
                    "decision_due": date(2031, 6, 7),
                }
            ),
            Command.create({"name": "INTERNAL margin", "is_internal": True}),
        ]
        review.action_held()
        review.line_ids[-2:].filtered("decision").action_make_action()
        pages, _reader = self._print("action_report_review_minutes", review)
        text = " ".join(pages)
        for part in (
            "SERVICE REVIEW: MINUTES",
            "14:30",
            "Linus",
            "Their head of IT",
            "A good talk",
            "Too <i>high</i>",
            "A new offer",
            "06/07/2031",
            self.client_manager.name,
            "Next meeting",
        ):
            self.assertIn(part, text)
        self.assertNotIn("INTERNAL", text)

    def test_in_the_reader_language(self):
        """R80: the client's language and way of writing days."""
        self.contact.lang = self.client.lang = "ru_RU"
        case = self._make_full_case()
        pages, _reader = self._print("action_report_action_commitment", case)
        self.assertIn("05.04.2031", " ".join(pages))

    def test_only_own_clients(self):
        case = self._make_full_case()
        for name, record in (
            ("action_report_action_commitment", case),
            ("action_report_review_minutes", self._make_review_of_acme()),
        ):
            with self.assertRaises(AccessError):
                self._print(name, record, self.other_client_manager)

    def _make_review_of_acme(self):
        return self.env["satisfaction.review"].create({"client_id": self.client.id})
