# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SatisfactionScoreLine(models.Model):
    """One channel's row of a client's calculation table (演算表, R62)."""

    _name = "satisfaction.score.line"
    _description = "Client Satisfaction Score by Channel"
    _order = "score_id, sequence, id"

    score_id = fields.Many2one("satisfaction.score", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="score_id.company_id", store=True)
    client_id = fields.Many2one(related="score_id.client_id", store=True)
    sequence = fields.Integer()
    channel_id = fields.Many2one("satisfaction.channel", ondelete="restrict")
    channel_code = fields.Char(required=True)
    is_measured = fields.Boolean()
    points = fields.Float(digits=(5, 1), aggregator="avg")
    weight = fields.Float("Weight %", digits=(5, 2), aggregator=None)
    effective_weight = fields.Float("Effective weight %", digits=(5, 2), aggregator=None, help="After missing weight was passed on (D5).")
    weighted_points = fields.Float(digits=(5, 2))
    response_count = fields.Integer("Answers")
    points_total = fields.Float("Sum of points", aggregator=None)
    points_squares = fields.Float("Sum of squared points", aggregator=None)
    has_interval = fields.Boolean()
    interval_low = fields.Float(digits=(5, 1), aggregator=None)
    interval_high = fields.Float(digits=(5, 1), aggregator=None)
    source_start = fields.Date("Answers from", help="First day of the period the answers came from (D7).")
    source_end = fields.Date("Answers until")
