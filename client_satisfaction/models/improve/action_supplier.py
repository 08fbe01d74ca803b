# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SatisfactionAction(models.Model):
    """What an action demands from suppliers (R95)."""

    _inherit = "satisfaction.action"

    supplier_request_ids = fields.One2many(
        "satisfaction.supplier.request", "action_id", "Requests to suppliers"
    )
    supplier_request_count = fields.Integer(compute="_compute_supplier_request_count")

    def _compute_supplier_request_count(self):
        # sudo: how many there are; what they say is for those who may read them
        counts = dict(
            self.env["satisfaction.supplier.request"]
            .sudo()
            ._read_group([("action_id", "in", self.ids)], ["action_id"], ["__count"])
        )
        for action in self:
            action.supplier_request_count = counts.get(action.sudo(), 0)

    def action_ask_supplier(self):
        """A new request to the supplier; its text is written for the supplier.

        Nothing of the action's own words is taken over: they may quote clients.
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write to the supplier"),
            "res_model": "satisfaction.supplier.request",
            "views": [(False, "form")],
            "context": {
                "default_action_id": self.id,
                "default_company_id": self.company_id.id,
                "default_supplier_id": self.supplier_id.id,
                "default_date_due": fields.Date.to_string(self.date_due),
            },
        }

    def action_open_supplier_requests(self):
        """The requests of this action."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_supplier_requests"
        )
        action["domain"] = [("action_id", "=", self.id)]
        action["context"] = self.action_ask_supplier()["context"]
        return action
