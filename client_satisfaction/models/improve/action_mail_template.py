# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import models

#: From here on the client holds the report with our actions.
STAGE_WITH_REPORT = "committed"


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def _generate_template_attachments(
        self, res_ids, render_fields, render_results=None
    ):
        """Present the report with our actions when they are promised (R80).

        The mail about a case's progress goes out at several stages; the report belongs
        to one of them. Where no PDF can be made, the mail goes without.
        """
        results = super()._generate_template_attachments(
            res_ids, render_fields, render_results=render_results
        )
        progress = self.env.ref(
            "client_satisfaction.mail_template_case_progress", False
        )
        if self != progress or "report_template_ids" not in render_fields:
            return results
        reports = self.env["ir.actions.report"]
        if reports.get_wkhtmltopdf_state() == "install":
            return results
        report = self.env.ref("client_satisfaction.action_report_action_commitment")
        if report in self.report_template_ids:
            return results
        cases = self.env["satisfaction.case"].browse(res_ids)
        for case in cases.filtered(lambda case: case.state == STAGE_WITH_REPORT):
            content, kind = reports._render_qweb_pdf(report, case.ids)
            name = self.env._("%(case)s our actions", case=case.name.replace("/", "-"))
            results[case.id].setdefault("attachments", []).append(
                (f"{name}.{kind}", base64.b64encode(content))
            )
        return results
