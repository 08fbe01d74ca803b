# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...points_field import PointsField


class SatisfactionRemarkRating(models.Model):
    """How well the client thinks we dealt with a remark (R88, R89).

    One row for each person and assessment: the history of a remark is the list of
    its ratings.
    """

    _name = "satisfaction.remark.rating"
    _description = "Client's Rating of What We Did"
    _order = "rated_at desc, id desc"
    _rec_name = "remark_id"

    remark_id = fields.Many2one(
        "satisfaction.remark", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="remark_id.company_id", store=True, index=True, precompute=True
    )
    client_id = fields.Many2one(
        related="remark_id.client_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Rated by", readonly=True, ondelete="set null"
    )
    rating = fields.Integer(
        required=True,
        readonly=True,
        aggregator=None,
        help="From 1, it has not helped at all, to 5, it is fully settled.",
    )
    points = PointsField(
        required=True, readonly=True, digits=(5, 1), help="Points of 100."
    )
    comment = fields.Text(readonly=True)
    rated_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    typed_by_id = fields.Many2one(
        "res.users",
        "Typed by",
        readonly=True,
        ondelete="set null",
        help="Who wrote the rating down on behalf of the client.",
    )

    _rating_range = models.Constraint(
        "CHECK (rating BETWEEN 1 AND 5)", "A rating is a whole number from 1 to 5."
    )
