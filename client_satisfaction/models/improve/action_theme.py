# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .remark import OPEN


class SatisfactionTheme(models.Model):
    """Improvements that many clients ask for (R94)."""

    _name = "satisfaction.theme"
    _inherit = ["satisfaction.theme", "satisfaction.action.source"]
    _action_field = "theme_ids"

    action_ids = fields.Many2many(
        "satisfaction.action",
        "satisfaction_action_theme_rel",
        "theme_id",
        "action_id",
        string="Actions",
        copy=False,
    )

    def _get_action_clients(self):
        # sudo: an improvement is for all it touches, whoever plans it
        return (
            self.sudo()
            .remark_ids.filtered(lambda remark: remark.state != "declined")
            .client_id
        )

    def action_plan_action(self):
        """An improvement for all clients the theme touches."""
        action = super().action_plan_action()
        action["context"]["default_scope"] = "overall"
        return action

    def _prepare_action_defaults(self):
        open_remarks = self.remark_ids.filtered(lambda remark: remark.state in OPEN)
        return {
            **super()._prepare_action_defaults(),
            "default_theme_ids": [fields.Command.set(self.ids)],
            "default_remark_ids": [fields.Command.set(open_remarks.ids)],
            "default_name": self[:1].name,
        }
