# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...points_field import PointsField
from .score import TRENDS


class SatisfactionAssessment(models.Model):
    """The integrated score of an assessment, stored with all it rests on (R46, D10)."""

    _inherit = "satisfaction.assessment"

    line_ids = fields.One2many(
        "satisfaction.assessment.line", "assessment_id", "Result", readonly=True
    )
    points = PointsField(
        "Integrated score",
        digits=(5, 1),
        readonly=True,
        copy=False,
        help="0 to 100 points: weighted mean of the levels, each the weighted mean of"
        " its indicators. Empty while nobody answered.",
    )
    response_count = fields.Integer("Respondents heard", readonly=True, copy=False)
    points_total = fields.Float("Sum of points", readonly=True, copy=False)
    points_squares = fields.Float("Sum of squared points", readonly=True, copy=False)
    interval_low = PointsField(
        "Interval from",
        digits=(5, 1),
        aggregator=None,
        readonly=True,
        copy=False,
        help="95 % confidence interval of the integrated score.",
    )
    interval_high = PointsField(
        "Interval to", digits=(5, 1), aggregator=None, readonly=True, copy=False
    )
    target_points = PointsField(
        "Target", digits=(5, 1), aggregator=None, readonly=True, copy=False
    )
    quality_points = PointsField(
        "Service quality", digits=(5, 1), readonly=True, copy=False
    )
    partnership_points = PointsField(
        "Partnership", digits=(5, 1), readonly=True, copy=False
    )
    executive_points = PointsField(
        "Executives", digits=(5, 1), readonly=True, copy=False
    )
    executive_count = fields.Integer(
        "Executives heard", readonly=True, copy=False, aggregator=None
    )
    user_points = PointsField("End users", digits=(5, 1), readonly=True, copy=False)
    user_count = fields.Integer(
        "End users heard", readonly=True, copy=False, aggregator=None
    )
    promoters = fields.Integer(readonly=True, copy=False)
    passives = fields.Integer(readonly=True, copy=False)
    detractors = fields.Integer(readonly=True, copy=False)
    previous_id = fields.Many2one(
        "satisfaction.assessment",
        "Compared with",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="The client's latest earlier assessment with a result.",
    )
    change = PointsField(
        digits=(5, 1),
        readonly=True,
        copy=False,
        help="Points against the assessment compared with.",
    )
    trend = fields.Selection(
        TRENDS,
        readonly=True,
        copy=False,
        help="A rise or fall is named only when it is larger than chance.",
    )
    is_dirty = fields.Boolean(
        readonly=True,
        copy=False,
        help="To be computed anew, e.g. after a change of the client's weights.",
    )
    computed_at = fields.Datetime("Computed", readonly=True, copy=False)

    _dirty_idx = models.Index("(client_id) WHERE is_dirty")

    def _mark_dirty(self):
        """Have the job compute these results anew, soon and in batches."""
        # sudo: whoever changed what the result rests on had the right to do it
        assessments = self.sudo().filtered(lambda one: not one.is_dirty)
        if assessments:
            assessments.is_dirty = True
            self.env["satisfaction.score"]._trigger_recompute()
