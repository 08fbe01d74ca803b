# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import SatisfactionCommon
from .raw_world import drop_checks, list_models, make_records

# Each would show in the output as it stands here if it weren't escaped.
PAYLOAD = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=x>"
MARKS = ("<script>alert(1)", "<img src=x onerror", "<svg onload")


@tagged("post_install", "-at_install")
class TestMarkup(SatisfactionCommon):
    """Words of clients and colleagues stay words, wherever they are shown."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.models = list_models(cls.env)
        drop_checks(cls.env, cls.models)
        evil = cls._make_client(
            PAYLOAD, client_manager_id=cls.client_manager.id, phone=PAYLOAD
        )
        contact = cls.env["res.partner"].create(
            {"name": PAYLOAD, "parent_id": evil.id, "email": "ada@acme.example"}
        )
        cls.evil, cls.contact_of_evil = evil, contact
        cls.records = make_records(
            cls.env,
            cls.models,
            {
                "client_id": evil,
                "client_ids": evil,
                "res.partner": contact,
                "res.company": cls.company,
                "user_id": cls.agent,
                "client_manager_id": cls.client_manager,
                "helpdesk.ticket.team": cls.team,
                "res.users": cls.program_manager,
            },
            1,
            PAYLOAD,
        )

    def _find_marks(self, text):
        return [mark for mark in MARKS if mark in str(text or "")]

    def test_html_fields(self):
        """Tables, badges and charts made of records escape the words in them."""
        wrong, shown = [], 0
        for record in [*self.records.values(), self.evil, self.contact_of_evil]:
            record = record.with_user(self.program_manager)
            for field in record._fields.values():
                if (
                    field.type != "html"
                    or field.store
                    or "client_satisfaction" not in field._modules
                    or not record._has_field_access(field, "read")
                    or not record.has_access("read")
                ):
                    continue
                value = record[field.name]
                shown += "&lt;script" in str(value or "")
                if self._find_marks(value):
                    wrong.append((record._name, field.name))
        self.assertFalse(wrong)
        self.assertGreater(shown, 3, "nothing quoted, nothing proved")

    @mute_logger("odoo.addons.mail.models.mail_render_mixin")
    def test_mails(self):
        """Every mail of this addon escapes what it quotes."""
        wrong, rendered = [], 0
        known = self.env["ir.model.data"].search(
            [("module", "=", "client_satisfaction"), ("model", "=", "mail.template")]
        )
        for template in self.env["mail.template"].browse(known.mapped("res_id")):
            record = self.records.get(template.model)
            if not record:
                continue
            with self.subTest(template=template.name):
                body = template._render_field("body_html", record.ids)[record.id]
                rendered += "&lt;script" in body
                if self._find_marks(body):
                    wrong.append(template.name)
        self.assertFalse(wrong)
        self.assertGreater(rendered, 5, "nothing quoted, nothing proved")

    def test_documents(self):
        """What becomes a PDF escapes what it quotes."""
        wrong, rendered = [], 0
        known = self.env["ir.model.data"].search(
            [
                ("module", "=", "client_satisfaction"),
                ("model", "=", "ir.actions.report"),
            ]
        )
        reports = self.env["ir.actions.report"].browse(known.mapped("res_id"))
        for report in reports.filtered(lambda one: one.report_type == "qweb-pdf"):
            record = self.records.get(report.model)
            if report.model == "res.partner":
                record = self.evil
            if not record:
                continue
            # The row was written without the fields that follow from others.
            for field in record._fields.values():
                if field.name.startswith("period_") and field.compute and field.store:
                    self.env.add_to_compute(field, record)
            with self.subTest(report=report.report_name):
                html, _kind = report._render_qweb_html(report.report_name, record.ids)
                html = html.decode()
                rendered += "&lt;script" in html
                if self._find_marks(html):
                    wrong.append(report.report_name)
        self.assertFalse(wrong)
        self.assertGreater(rendered, 2, "nothing quoted, nothing proved")
