# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...points_field import PointsField


class SatisfactionWaveResult(models.Model):
    """A wave's result by role, level or indicator, against the wave before (R68).

    Stored once, from the assessments' stored lines; see ``wave_result.py``.
    """

    _name = "satisfaction.wave.result"
    _description = "Wave Result by Role, Level and Indicator"
    _order = "wave_id, sequence, id"

    wave_id = fields.Many2one(
        "satisfaction.wave", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="wave_id.company_id", store=True)
    sequence = fields.Integer()
    kind = fields.Selection(
        [("role", "Role"), ("level", "Level"), ("indicator", "Indicator")],
        required=True,
    )
    role = fields.Selection(
        lambda self: (
            self.env["res.partner"]
            ._fields["satisfaction_role"]
            ._description_selection(self.env)
        ),
        help="Empty: contacts without a role.",
    )
    level_code = fields.Char(help="The level, or the one the indicator belongs to.")
    level_id = fields.Many2one("satisfaction.scorecard.level", ondelete="set null")
    indicator_id = fields.Many2one("satisfaction.indicator", ondelete="restrict")
    name = fields.Char(compute="_compute_name")
    # Roles
    asked_count = fields.Integer("Asked", aggregator=None)
    answered_count = fields.Integer("Answered", aggregator=None)
    response_rate = PointsField("Response rate %", digits=(5, 1), aggregator=None)
    # Levels and indicators
    client_count = fields.Integer(
        "Clients measured", aggregator=None, help="Clients somebody answered for."
    )
    points = PointsField(
        digits=(5, 1), aggregator=None, help="Mean of the clients' points, 0 to 100."
    )
    interval_low = PointsField("Interval from", digits=(5, 1), aggregator=None)
    interval_high = PointsField("Interval to", digits=(5, 1), aggregator=None)
    same_count = fields.Integer(
        "Clients in both waves",
        aggregator=None,
        help="Only clients measured in this wave and the one before are compared.",
    )
    same_before = PointsField("Before", digits=(5, 1), aggregator=None)
    same_after = PointsField("Now", digits=(5, 1), aggregator=None)
    same_change = PointsField("Mean change", digits=(5, 1), aggregator=None)
    change_low = PointsField("Change from", digits=(5, 1), aggregator=None)
    change_high = PointsField("Change to", digits=(5, 1), aggregator=None)
    rose_count = fields.Integer("Rose", aggregator=None)
    held_count = fields.Integer("Unchanged", aggregator=None)
    fell_count = fields.Integer("Fell", aggregator=None)

    @api.depends("kind", "role", "level_id.name", "indicator_id.name")
    @api.depends_context("lang")
    def _compute_name(self):
        roles = dict(self._fields["role"]._description_selection(self.env))
        for line in self:
            if line.kind == "role":
                line.name = roles.get(line.role) or self.env._("Without a role")
            else:
                line.name = (
                    line.indicator_id.name or line.level_id.name or line.level_code
                )
