# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


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
            ("replaced", "Took the place of a suspicious answer"),
            ("already_answered", "Refused: already answered"),
            ("expired", "Refused: expired"),
            ("cancelled", "Refused: cancelled"),
        ],
        required=True,
    )
    values = fields.Json(help="What was sent: question id to raw answer.")
    replaced_values = fields.Json(
        help="What a correction replaced: question id to raw answer."
    )
    values_text = fields.Char("What was sent", compute="_compute_values_text")
    replaced_text = fields.Char("Instead of", compute="_compute_values_text")

    @api.depends("values", "replaced_values")
    def _compute_values_text(self):
        for attempt in self:
            attempt.values_text = attempt._word_values(attempt.values)
            attempt.replaced_text = attempt._word_values(attempt.replaced_values)

    def _word_values(self, values):
        return " · ".join(str(value) for value in (values or {}).values())
