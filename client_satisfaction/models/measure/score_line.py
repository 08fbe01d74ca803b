# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...points_field import PointsField
from ...report.figures import format_interval
from ...scoring import Moments


class SatisfactionScoreLine(models.Model):
    """One channel's row of a client's calculation table (演算表, R62)."""

    _name = "satisfaction.score.line"
    _description = "Client Satisfaction Score by Channel"
    _order = "sequence, id"

    score_id = fields.Many2one(
        "satisfaction.score", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="score_id.company_id", store=True)
    client_id = fields.Many2one(related="score_id.client_id", store=True)
    period_start = fields.Date(related="score_id.period_start", store=True)
    sequence = fields.Integer()
    channel_id = fields.Many2one("satisfaction.channel", ondelete="restrict")
    channel_code = fields.Char(required=True)
    is_measured = fields.Boolean("Measured")
    points = PointsField(
        digits=(5, 1), help="Mean of the channel's answers, one decimal."
    )
    weight = fields.Float("Weight %", digits=(5, 2), aggregator=None)
    effective_weight = fields.Float(
        "Effective weight %",
        digits=(5, 2),
        aggregator=None,
        help="After missing weight was passed on.",
    )
    weighted_points = PointsField(
        "Weighted points",
        digits=(5, 2),
        aggregator="sum",
        help="Points × effective weight; together they are the score.",
    )
    response_count = fields.Integer("Answers")
    # Unrounded sums: intervals and tests of significance are made from them.
    points_total = fields.Float("Sum of points", aggregator=None)
    points_squares = fields.Float("Sum of squared points", aggregator=None)
    has_interval = fields.Boolean()
    interval_low = PointsField("Interval from", digits=(5, 1), aggregator=None)
    interval_high = PointsField("Interval to", digits=(5, 1), aggregator=None)
    source_start = fields.Date(
        "Answers from", help="First day of the period the answers came from."
    )
    source_end = fields.Date("Answers until")
    # On the screen
    interval_text = fields.Char("95 % interval", compute="_compute_texts")
    source_text = fields.Char(
        "Answers of",
        compute="_compute_texts",
        help="The period the answers came from; an older one while they are valid.",
    )

    _score_channel_unique = models.UniqueIndex(
        "(score_id, channel_code)", "A calculation table has each channel once."
    )

    @api.depends("interval_low", "interval_high", "source_start", "source_end")
    @api.depends_context("lang")
    def _compute_texts(self):
        point = self.env["satisfaction.score"]._get_decimal_point()
        for line in self:
            line.interval_text = (
                format_interval(line.interval_low, line.interval_high, point)
                if line.has_interval
                else ""
            )
            line.source_text = line.source_start and self.env[
                "satisfaction.program"
            ]._get_period_label(line.source_start, line.source_end)

    def write(self, vals):
        """The table of a frozen score never changes."""
        self.score_id._check_not_frozen()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self.score_id._check_not_frozen()

    def _get_moments(self):
        """The line's answers as exact sums for ``scoring.confidence``."""
        self.ensure_one()
        return Moments(self.response_count, self.points_total, self.points_squares)
