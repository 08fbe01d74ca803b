# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class SatisfactionScore(models.Model):
    """One client's score of one period, with its calculation table (R51, R62).

    Stored once and shown everywhere: screen, portal, PDF, workbook, dashboard.
    """

    _name = "satisfaction.score"
    _description = "Client Satisfaction Score"
    _order = "period_start desc, client_id, id"

    client_id = fields.Many2one("res.partner", required=True, ondelete="cascade", index=True)
    program_id = fields.Many2one("satisfaction.program", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)
    period_start = fields.Date(required=True, index=True)
    period_end = fields.Date(required=True)
    period_label = fields.Char("Period", required=True)
    line_ids = fields.One2many("satisfaction.score.line", "score_id")
    is_measured = fields.Boolean(help="False: nobody answered, there is no score (never 0).")
    points = fields.Float("Score", digits=(5, 1), aggregator="avg", help="0 to 100 points; only meaningful when measured.")
    is_provisional = fields.Boolean("Provisional", help="The channel that takes missing weight has no answer itself (D5).")
    band_id = fields.Many2one("satisfaction.band", ondelete="restrict")
    is_acceptable = fields.Boolean("Acceptable", help="At or above the acceptable score of the programme (R58).")
    target_points = fields.Float("Target", digits=(5, 1), aggregator=None)
    response_count = fields.Integer("Answers")
    has_interval = fields.Boolean()
    interval_low = fields.Float(digits=(5, 1), aggregator=None)
    interval_high = fields.Float(digits=(5, 1), aggregator=None)
    previous_id = fields.Many2one("satisfaction.score", "Previous period", ondelete="set null")
    change = fields.Float(digits=(5, 1), aggregator="avg")
    trend = fields.Selection(
        [
            ("rise", "Rise"),
            ("fall", "Fall"),
            ("no_reliable_change", "No reliable change"),
            ("first", "First measurement"),
        ]
    )
    is_frozen = fields.Boolean(help="The period is closed; the score no longer changes.")
    is_dirty = fields.Boolean(help="To be computed anew, e.g. after a change of weights.")

    _client_period_unique = models.UniqueIndex(
        "(client_id, company_id, period_start, period_end)",
        "A client has one score for each period.",
    )
    _dirty_idx = models.Index("(id) WHERE is_dirty")

    @api.depends("client_id", "period_label")
    def _compute_display_name(self):
        for score in self:
            score.display_name = f"{score.client_id.display_name} · {score.period_label}"
