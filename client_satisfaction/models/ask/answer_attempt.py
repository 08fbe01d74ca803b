# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SatisfactionAnswerAttempt(models.Model):
    """An attempt to answer that was refused, or a correction (D17).

    The first valid answer wins; whatever comes later is written down here and
    changes nothing, unless it is the respondent's own correction in time.
    """

    _name = "satisfaction.answer.attempt"
    _description = "Satisfaction Answer Attempt"
    _order = "id desc"

    request_id = fields.Many2one(
        "satisfaction.request", required=True, ondelete="cascade", index=True
    )
    outcome = fields.Selection(
        [
            ("corrected", "Corrected by the respondent"),
            ("already_answered", "Refused: already answered"),
            ("expired", "Refused: expired"),
            ("cancelled", "Refused: cancelled"),
        ],
        required=True,
    )
    values = fields.Json(help="What was sent: question id to raw answer.")
