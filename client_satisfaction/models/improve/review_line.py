# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

REVIEW_TOPICS = [
    ("score", "Score and target"),
    ("expectation", "Expectations"),
    ("remark", "Remark"),
    ("action", "Action"),
    ("case", "Case"),
    ("other", "Other"),
]


class SatisfactionReviewLine(models.Model):
    """One point of the agenda, with what was said and decided about it."""

    _name = "satisfaction.review.line"
    _description = "Review Meeting, Agenda Point"
    _order = "review_id, sequence, id"

    review_id = fields.Many2one(
        "satisfaction.review", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="review_id.company_id", store=True)
    sequence = fields.Integer(default=100)
    topic = fields.Selection(REVIEW_TOPICS, "About", required=True, default="other")
    name = fields.Char("Point", required=True)
    text = fields.Text("What we know", help="The client reads it in the minutes.")
    minutes = fields.Text("What was said")
    decision = fields.Text()
    case_id = fields.Many2one(
        "satisfaction.case", ondelete="set null", index="btree_not_null"
    )
    action_id = fields.Many2one(
        "satisfaction.action", ondelete="set null", index="btree_not_null"
    )
