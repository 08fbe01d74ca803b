# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from .action import OPEN_ACTION_STAGES

READERS = (
    "client_satisfaction.group_client_manager,"
    "client_satisfaction.group_senior_management"
)


class ResPartner(models.Model):
    """What is done for a client, and the meetings with it, from the client's form."""

    _inherit = "res.partner"

    satisfaction_action_count = fields.Integer(
        compute="_compute_satisfaction_action_count", groups=READERS
    )
    satisfaction_review_count = fields.Integer(
        compute="_compute_satisfaction_review_count", groups=READERS
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("uid")
    def _compute_satisfaction_action_count(self):
        """Open actions, as far as the reader may see them."""
        counts = dict(
            self.env["satisfaction.action"]._read_group(
                [
                    ("client_ids", "in", self.commercial_partner_id.ids),
                    ("state", "in", OPEN_ACTION_STAGES),
                ],
                ["client_ids"],
                ["__count"],
            )
        )
        for partner in self:
            partner.satisfaction_action_count = counts.get(
                partner.commercial_partner_id, 0
            )

    @api.depends("commercial_partner_id")
    @api.depends_context("uid")
    def _compute_satisfaction_review_count(self):
        """Review meetings, as far as the reader may see them."""
        counts = dict(
            self.env["satisfaction.review"]._read_group(
                [("client_id", "in", self.commercial_partner_id.ids)],
                ["client_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.satisfaction_review_count = counts.get(
                partner.commercial_partner_id, 0
            )

    def action_open_satisfaction_actions(self):
        """The actions that touch this client."""
        self.ensure_one()
        client = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_actions"
        )
        action["domain"] = [("client_ids", "in", client.ids)]
        action["context"] = {
            "default_client_ids": client.ids,
            "search_default_open": 1,
        }
        return action

    def action_open_satisfaction_reviews(self):
        """The review meetings with this client."""
        self.ensure_one()
        client = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_reviews"
        )
        action["domain"] = [("client_id", "=", client.id)]
        action["context"] = {"default_client_id": client.id}
        return action
