# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SatisfactionAssessmentLine(models.Model):
    """Corrective actions aimed at the level or indicator that was found (R49)."""

    _name = "satisfaction.assessment.line"
    _inherit = ["satisfaction.assessment.line", "satisfaction.action.source"]
    _action_field = "assessment_line_id"

    action_ids = fields.One2many(
        "satisfaction.action", "assessment_line_id", string="Actions", copy=False
    )

    def _prepare_action_defaults(self):
        line = self[:1]
        return {
            **super()._prepare_action_defaults(),
            "default_assessment_line_id": line.id,
            "default_indicator_ids": [
                fields.Command.set(self._get_action_indicators().ids)
            ],
            "default_name": self.env._("Raise “%(what)s”", what=line.name),
        }

    def _get_action_indicators(self):
        """The indicators that should get better: of a level, all below it."""
        levels = self.filtered(lambda line: line.kind == "level")
        below = levels.assessment_id.line_ids.filtered(
            lambda line: (
                line.kind == "indicator"
                and (line.assessment_id, line.level_code)
                in {(level.assessment_id, level.level_code) for level in levels}
            )
        )
        return (self | below).indicator_id
