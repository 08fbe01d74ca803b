# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...points_field import PointsField


class SatisfactionClientWeightChange(models.Model):
    """Who changed which weight of a client, when, from what to what, and why (R45).

    Written by the change itself and never edited.
    """

    _name = "satisfaction.client.weight.change"
    _description = "Change of a Client's Satisfaction Weight"
    _order = "create_date desc, id desc"
    _rec_name = "client_id"

    client_id = fields.Many2one(
        "res.partner",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    level_code = fields.Char(readonly=True)
    indicator_id = fields.Many2one(
        "satisfaction.indicator", readonly=True, index=True, ondelete="cascade"
    )
    target_name = fields.Char("Level or indicator", compute="_compute_texts")
    # Empty: the scorecard's own weight counted.
    old_weight = PointsField("From", readonly=True, aggregator=None)
    new_weight = PointsField("To", readonly=True, aggregator=None)
    change_text = fields.Char("Weight", compute="_compute_texts")
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", "Changed by", required=True, readonly=True)

    @api.depends("level_code", "indicator_id", "old_weight", "new_weight")
    @api.depends_context("lang")
    def _compute_texts(self):
        names = self.env["satisfaction.client.weight"]._get_level_names()
        default = self.env._("default")
        for change in self:
            change.target_name = change.indicator_id.name or names.get(
                change.level_code, change.level_code
            )
            change.change_text = " → ".join(
                default if weight is False else f"{weight:g}"
                for weight in (change.old_weight, change.new_weight)
            )
