# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import math

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...scoring import percent_shares
from .indicator import CODE
from .scorecard import LARGEST_WEIGHT

MEASURES = [
    ("quality", "Quality of the service"),
    ("partnership", "Value of the partnership"),
]


def can_weigh(weight):
    """Whether a number can be a weight: from 0 to 1000, so neither NaN nor infinite."""
    return math.isfinite(weight) and 0 <= weight <= LARGEST_WEIGHT


def shares_of(weights):
    """Percent of each weight among all; 0 where a weight is not a number yet."""
    return percent_shares([weight if can_weigh(weight) else 0.0 for weight in weights])


def share_among(parts, siblings):
    """``{part: percent}`` of parts among their siblings, also while they are edited.

    In a form that is not saved yet, a part may not be among its siblings, or only
    as the record it was before.
    """
    by_origin = {(one._origin.id or one.id): one.weight for one in siblings}
    by_origin.update({(one._origin.id or one.id): one.weight for one in parts})
    shares = dict(zip(by_origin, shares_of(by_origin.values()), strict=True))
    return {one: shares[one._origin.id or one.id] for one in parts}


class SatisfactionScorecardLevel(models.Model):
    """A level at which a client meets the provider, e.g. its engineers (R43)."""

    _name = "satisfaction.scorecard.level"
    _description = "Level of a Satisfaction Scorecard"
    _order = "scorecard_id, sequence, id"

    scorecard_id = fields.Many2one(
        "satisfaction.scorecard", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="scorecard_id.company_id", store=True)
    state = fields.Selection(related="scorecard_id.state")
    sequence = fields.Integer(default=10)
    code = fields.Char(
        required=True,
        help="Stable over the versions of a scorecard; weights of clients and results"
        " are kept under it.",
    )
    name = fields.Char("Level", required=True, translate=True)
    measure = fields.Selection(
        MEASURES,
        "Tells about",
        required=True,
        default="quality",
        help="Quality of the service and value of the partnership are shown apart.",
    )
    weight = fields.Float(
        default=10,
        required=True,
        aggregator=None,
        help="Any number from 0 to 1000: only the proportion to the other levels"
        " counts.",
    )
    share = fields.Float("Share %", compute="_compute_share")
    line_ids = fields.One2many(
        "satisfaction.scorecard.line", "level_id", "Indicators", copy=True
    )

    _code_unique = models.UniqueIndex(
        "(scorecard_id, code)", "A scorecard has each level code only once."
    )

    @api.depends("weight", "scorecard_id.level_ids.weight")
    def _compute_share(self):
        for scorecard, levels in self.grouped("scorecard_id").items():
            shares = share_among(levels, scorecard.level_ids)
            for level in levels:
                level.share = shares[level]

    @api.constrains("weight", "code")
    def _check_values(self):
        for level in self:
            if not CODE.fullmatch(level.code or ""):
                raise ValidationError(
                    self.env._(
                        "The code “%(code)s” can't be used. Write small letters,"
                        " digits and _, beginning with a letter, e.g. “engineers”.",
                        code=level.code,
                    )
                )
            if not can_weigh(level.weight):
                raise ValidationError(
                    self.env._(
                        "The weight of “%(name)s” is %(value)g. Write a number from 0"
                        " to %(most)s.",
                        name=level.name,
                        value=level.weight,
                        most=LARGEST_WEIGHT,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        parents = {vals.get("scorecard_id") for vals in vals_list} - {None, False}
        self.env["satisfaction.scorecard"].browse(parents)._check_draft()
        return super().create(vals_list)

    def write(self, vals):
        if not {"scorecard_id", "code", "measure", "weight"}.isdisjoint(vals):
            self.scorecard_id._check_draft()
        result = super().write(vals)
        if "scorecard_id" in vals:
            self.scorecard_id._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        self.scorecard_id._check_draft()
