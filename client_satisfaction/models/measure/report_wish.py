# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import Domain

REPORT_WISHES = [
    ("mail", "By mail, with a link"),
    ("portal", "Only in the portal"),
    ("none", "No reports"),
]


class ResPartner(models.Model):
    """Whether and how a client wants the results of the surveys (R91)."""

    _inherit = "res.partner"

    satisfaction_report_wish = fields.Selection(
        REPORT_WISHES,
        "Review reports",
        help="How a client gets its released review reports. A single contact may"
        " want it otherwise. Empty: by mail, and a contact as its client.",
    )

    def _wants_reports(self):
        """Whether a client wants review reports at all."""
        self.ensure_one()
        return self.commercial_partner_id.satisfaction_report_wish != "none"

    def _find_report_readers(self, company):
        """``{client: decision leaders who want reports by mail}``.

        :param company: whose report it is; contacts of other companies are no readers
        """
        by_mail = self.filtered(
            lambda client: client.satisfaction_report_wish in (False, "mail")
        )
        leaders = self.search(
            Domain("commercial_partner_id", "in", by_mail.ids)
            & Domain("satisfaction_role", "=", "decision_leader")
            & Domain("email", "!=", False)
            & Domain("company_id", "in", (False, company.id))
            & Domain("id", "not in", by_mail.ids)
            & Domain("satisfaction_report_wish", "in", (False, "mail")),
            order="name, id",
        )
        found = leaders.grouped("commercial_partner_id")
        return {client: found.get(client, self.browse()) for client in self}
