# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...points_field import PointsField
from ...scoring import Moments
from .score import TRENDS


class SatisfactionAssessmentLine(models.Model):
    """One level or one indicator of an assessment's result (R46, R48, R50)."""

    _name = "satisfaction.assessment.line"
    _description = "Client Assessment by Level and Indicator"
    _order = "assessment_id, sequence, id"
    _rec_name = "name"

    assessment_id = fields.Many2one(
        "satisfaction.assessment", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="assessment_id.company_id", store=True)
    program_id = fields.Many2one(
        related="assessment_id.program_id", store=True, string="Programme"
    )
    wave_id = fields.Many2one(related="assessment_id.wave_id", store=True, index=True)
    client_id = fields.Many2one(
        related="assessment_id.client_id", store=True, index=True
    )
    date = fields.Date(related="assessment_id.date", store=True)
    sequence = fields.Integer()
    kind = fields.Selection(
        [("level", "Level"), ("indicator", "Indicator")], required=True
    )
    level_code = fields.Char(
        required=True, help="The level, or the one the indicator belongs to."
    )
    name = fields.Char(
        compute="_compute_name", compute_sudo=True, help="Of the level or indicator."
    )
    measure = fields.Selection(
        [("quality", "Service quality"), ("partnership", "Partnership")],
        "Measures",
    )
    weight = fields.Float(
        digits=(16, 4), aggregator=None, help="The client's own where it has one."
    )
    weight_is_own = fields.Boolean(
        "Client's own weight", help="Set for this client; the scorecard's otherwise."
    )
    weight_used = fields.Float(
        "Weight used %",
        digits=(5, 2),
        aggregator=None,
        help="In percent of the level, or of the whole: what was not answered drops"
        " out.",
    )
    points = PointsField(digits=(5, 1), help="0 to 100; empty when nobody answered.")
    contribution = PointsField(
        digits=(5, 2),
        aggregator=None,
        help="Points it brings to the level, or to the integrated score.",
    )
    response_count = fields.Integer("Respondents")
    points_total = fields.Float("Sum of points", aggregator=None)
    points_squares = fields.Float("Sum of squared points", aggregator=None)
    interval_low = PointsField("Interval from", digits=(5, 1), aggregator=None)
    interval_high = PointsField("Interval to", digits=(5, 1), aggregator=None)
    executive_points = PointsField(
        "Executives", digits=(5, 1), help="As decision leaders and interfaces see it."
    )
    executive_count = fields.Integer("Executives who answered")
    user_points = PointsField(
        "End users", digits=(5, 1), help="As VIP and end users see it."
    )
    user_count = fields.Integer("End users who answered")
    previous_points = PointsField("Before", digits=(5, 1), aggregator=None)
    change = PointsField(digits=(5, 1), help="Points against the time before.")
    trend = fields.Selection(
        TRENDS, help="A rise or fall is named only when it is larger than chance."
    )

    _level_unique = models.UniqueIndex(
        "(assessment_id, level_code) WHERE kind = 'level'",
        "A result has each level once.",
    )
    _fall_idx = models.Index("(wave_id, change) WHERE trend = 'fall'")

    def _get_moments(self):
        """The respondents' points as exact sums for ``scoring.confidence``."""
        self.ensure_one()
        return Moments(self.response_count, self.points_total, self.points_squares)
