# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    satisfaction_is_recommendation = fields.Boolean(
        compute="_compute_satisfaction_is_recommendation",
        store=True,
        help="Asks on a scale of 0 to 10 whether the client would recommend us: the"
        " Promoter Score, which never counts in a score of points.",
    )

    @api.depends(
        "question_type",
        "scale_min",
        "scale_max",
        "satisfaction_objective",
        "satisfaction_is_scored",
    )
    def _compute_satisfaction_is_recommendation(self):
        for question in self:
            question.satisfaction_is_recommendation = (
                question.question_type == "scale"
                and (question.scale_min, question.scale_max) == (0, 10)
                and question.satisfaction_objective == "loyalty"
                and not question.satisfaction_is_scored
            )
