# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class SatisfactionRemark(models.Model):
    """What a remark belongs to in the relationship programme."""

    _inherit = "satisfaction.remark"

    indicator_id = fields.Many2one(
        "satisfaction.indicator",
        ondelete="set null",
        index="btree_not_null",
        compute="_compute_indicator_id",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="What it is about, e.g. whether we keep our commitments.",
    )
    assessment_id = fields.Many2one(
        "satisfaction.assessment",
        ondelete="set null",
        index="btree_not_null",
        copy=False,
        help="The assessment it was said in.",
    )

    @api.depends("question_id")
    def _compute_indicator_id(self):
        for remark in self:
            remark.indicator_id = (
                remark.question_id.satisfaction_indicator_id or remark.indicator_id
            )

    @api.model
    def _prepare_from_answer(self, key, request, question, text):
        values = super()._prepare_from_answer(key, request, question, text)
        if request.assessment_id and not request.is_anonymous:
            values["assessment_id"] = request.assessment_id.id
            if request.answer_mode in ("phone", "meeting", "paper"):
                values["source"] = "assessment"
        return values


class SatisfactionRemarkRating(models.Model):
    _inherit = "satisfaction.remark.rating"

    assessment_id = fields.Many2one(
        "satisfaction.assessment",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The assessment it was rated in; empty: in the portal.",
    )

    # Two tabs, two clicks: one rating a person and assessment.
    _once = models.UniqueIndex(
        "(remark_id, (COALESCE(partner_id, 0)), (COALESCE(assessment_id, 0)))",
        "This was already rated.",
    )
