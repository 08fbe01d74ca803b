# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class SatisfactionAssessment(models.Model):
    """The scorecard an assessment is computed with."""

    _inherit = "satisfaction.assessment"

    scorecard_id = fields.Many2one(
        "satisfaction.scorecard",
        compute="_compute_scorecard_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        help="Levels, indicators and weights the result is computed with.",
    )

    @api.depends("wave_id", "program_id")
    def _compute_scorecard_id(self):
        for assessment in self:
            assessment.scorecard_id = (
                assessment.wave_id.scorecard_id
                or assessment.scorecard_id
                or assessment.program_id.scorecard_id
            )


class SatisfactionAssessmentLine(models.Model):
    _inherit = "satisfaction.assessment.line"

    level_id = fields.Many2one("satisfaction.scorecard.level", ondelete="set null")
    indicator_id = fields.Many2one(
        "satisfaction.indicator", ondelete="restrict", index="btree_not_null"
    )

    _indicator_unique = models.UniqueIndex(
        "(assessment_id, indicator_id) WHERE kind = 'indicator'",
        "A result has each indicator once.",
    )

    @api.depends("level_id.name", "indicator_id.name", "level_code")
    @api.depends_context("lang")
    def _compute_name(self):
        for line in self:
            line.name = (
                line.level_id.name if line.kind == "level" else line.indicator_id.name
            ) or line.level_code
