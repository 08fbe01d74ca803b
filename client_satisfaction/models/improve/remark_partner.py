# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class ResPartner(models.Model):
    """What a client said, one click from the client."""

    _inherit = "res.partner"

    satisfaction_remark_count = fields.Integer(
        "Open remarks",
        compute="_compute_satisfaction_remark_count",
        groups="client_satisfaction.group_agent,"
        "client_satisfaction.group_senior_management",
    )

    @api.depends("commercial_partner_id")
    def _compute_satisfaction_remark_count(self):
        """Open remarks of the client that the user may see; a contact shows those of
        its company."""
        counts = dict(
            self.env["satisfaction.remark"]._read_group(
                [
                    ("client_id", "in", self.commercial_partner_id.ids),
                    ("state", "in", ("new", "in_progress", "accepted")),
                ],
                ["client_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.satisfaction_remark_count = counts.get(
                partner.commercial_partner_id, 0
            )

    def action_open_satisfaction_remarks(self):
        """All remarks of this client."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_remarks"
        )
        client = self.commercial_partner_id
        action["domain"] = [("client_id", "=", client.id)]
        action["context"] = {"default_client_id": client.id}
        return action
