# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from .case_inform import INFORM_WISHES


class ResPartner(models.Model):
    _inherit = "res.partner"

    satisfaction_inform = fields.Selection(
        INFORM_WISHES,
        "Told about cases",
        help="How this client wants to hear of progress and outcome of complaints and"
        " low answers. Empty: at each step.",
    )
    satisfaction_case_count = fields.Integer(
        compute="_compute_satisfaction_case_count",
        groups="client_satisfaction.group_agent,"
        "client_satisfaction.group_senior_management",
    )

    @api.depends("commercial_partner_id")
    def _compute_satisfaction_case_count(self):
        """Open cases of the client; a contact shows those of its company."""
        counts = dict(
            self.env["satisfaction.case"]._read_group(
                [
                    ("client_id", "in", self.commercial_partner_id.ids),
                    ("state", "!=", "closed"),
                ],
                ["client_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.satisfaction_case_count = counts.get(
                partner.commercial_partner_id, 0
            )

    def action_open_satisfaction_cases(self):
        """All cases of this client."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_cases"
        )
        client = self.commercial_partner_id
        action["domain"] = [("client_id", "=", client.id)]
        action["context"] = {"default_client_id": client.id}
        return action
