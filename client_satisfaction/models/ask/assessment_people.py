# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SatisfactionAssessment(models.Model):
    """Who interviews: somebody who did not serve the client (R70)."""

    _inherit = "satisfaction.assessment"

    interviewer_id = fields.Many2one(
        "res.users",
        ondelete="set null",
        index="btree_not_null",
        tracking=True,
        domain=lambda self: [
            (
                "all_group_ids",
                "in",
                self.env.ref("client_satisfaction.group_interviewer").ids,
            )
        ],
        help="Somebody who has not served this client.",
    )
    independence = fields.Selection(
        [
            ("none", "No interviewer"),
            ("independent", "Independent"),
            ("overridden", "Not independent, allowed"),
        ],
        required=True,
        default="none",
        readonly=True,
        copy=False,
    )
    independence_note = fields.Char(
        readonly=True, copy=False, help="What ties the interviewer to the client."
    )
    override_reason = fields.Char(
        "Why nevertheless",
        copy=False,
        tracking=True,
        help="A programme manager may let somebody interview who served the client."
        " It is marked on the assessment and reported in the wave.",
    )
