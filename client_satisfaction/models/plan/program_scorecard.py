# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class SatisfactionProgram(models.Model):
    """The scorecard a programme measures relationships with (R42)."""

    _inherit = "satisfaction.program"

    scorecard_id = fields.Many2one(
        "satisfaction.scorecard",
        default=lambda self: self._default_scorecard_id(),
        domain="[('state', '=', 'in_use'), ('company_id', 'in', [company_id, False])]",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="The levels, indicators and weights of a client's integrated score. Waves"
        " keep the version they were drawn with.",
    )

    @api.model
    def _default_scorecard_id(self):
        return self.env["satisfaction.scorecard"]._get_default()

    def copy_data(self, default=None):
        """Next year's programme measures with the newest version."""
        values_list = super().copy_data(default)
        for program, values in zip(self, values_list, strict=True):
            if program.scorecard_id and "scorecard_id" not in (default or {}):
                values["scorecard_id"] = program.scorecard_id._get_newest().id
        return values_list
