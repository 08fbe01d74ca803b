# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    satisfaction_is_scored = fields.Boolean(
        "Counts in the score",
        help="The answer is converted to points of 100 (D1).",
    )
    satisfaction_weight = fields.Float(
        "Weight in the answer",
        default=1.0,
        help="Weight among the scored questions of this questionnaire (D6).",
    )
    satisfaction_when_low = fields.Boolean(
        "Only after a low rating",
        help="Shown when a scored answer lies below the follow-up threshold.",
    )
