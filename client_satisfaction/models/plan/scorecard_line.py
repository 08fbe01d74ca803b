# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .scorecard import LARGEST_WEIGHT
from .scorecard_level import can_weigh, share_among


class SatisfactionScorecardLine(models.Model):
    """An indicator of a level, with its weight there (R44)."""

    _name = "satisfaction.scorecard.line"
    _description = "Indicator of a Satisfaction Scorecard"
    _order = "level_id, sequence, id"
    _rec_name = "indicator_id"

    level_id = fields.Many2one(
        "satisfaction.scorecard.level", required=True, ondelete="cascade", index=True
    )
    scorecard_id = fields.Many2one(
        related="level_id.scorecard_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(related="scorecard_id.company_id", store=True)
    state = fields.Selection(related="scorecard_id.state")
    sequence = fields.Integer(default=10)
    indicator_id = fields.Many2one(
        "satisfaction.indicator", required=True, ondelete="restrict", index=True
    )
    weight = fields.Float(
        default=10,
        required=True,
        aggregator=None,
        help="Any number from 0 to 1000: only the proportion to the other indicators of"
        " the level counts.",
    )
    share = fields.Float("Share %", compute="_compute_share")
    question_count = fields.Integer(
        "Questions",
        related="indicator_id.question_count",
        help="How many questions of the questionnaires ask about it.",
    )

    _indicator_unique = models.UniqueIndex(
        "(scorecard_id, indicator_id)",
        "An indicator belongs to exactly one level of a scorecard. Take it out of the"
        " other level first.",
    )

    @api.depends("weight", "level_id.line_ids.weight")
    def _compute_share(self):
        for level, lines in self.grouped("level_id").items():
            shares = share_among(lines, level.line_ids)
            for line in lines:
                line.share = shares[line]

    @api.constrains("weight")
    def _check_weight(self):
        for line in self:
            if not can_weigh(line.weight):
                raise ValidationError(
                    self.env._(
                        "The weight of “%(name)s” is %(value)g. Write a number from 0"
                        " to %(most)s.",
                        name=line.indicator_id.name,
                        value=line.weight,
                        most=LARGEST_WEIGHT,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        parents = {vals.get("level_id") for vals in vals_list} - {None, False}
        levels = self.env["satisfaction.scorecard.level"].browse(parents)
        levels.scorecard_id._check_draft()
        return super().create(vals_list)

    def write(self, vals):
        if not {"level_id", "indicator_id", "weight"}.isdisjoint(vals):
            self.level_id.scorecard_id._check_draft()
        result = super().write(vals)
        if "level_id" in vals:
            self.level_id.scorecard_id._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        self.level_id.scorecard_id._check_draft()
