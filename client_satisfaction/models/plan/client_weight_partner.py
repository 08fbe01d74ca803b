# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    satisfaction_own_weight_count = fields.Integer(
        "Own weights",
        compute="_compute_satisfaction_own_weight_count",
        groups="client_satisfaction.group_client_manager,"
        "client_satisfaction.group_senior_management",
    )

    def _compute_satisfaction_own_weight_count(self):
        """Own weights of the client that the reader may see."""
        counts = dict(
            self.env["satisfaction.client.weight"]._read_group(
                Domain("client_id", "in", self.ids)
                & Domain("company_id", "=", self.env.company.id),
                ["client_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.satisfaction_own_weight_count = counts.get(partner._origin, 0)

    def action_open_satisfaction_weights(self):
        """The weights of this client, by level and indicator."""
        self.ensure_one()
        return self.env["satisfaction.client.weight"]._get_matrix_action(self)
