# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class SurveySurvey(models.Model):
    """Questionnaires are designed in the Survey app, under a type of our own.

    The type keeps clients' answers away from survey users who have nothing to do
    with them: the core record rules only open the core types.
    """

    _inherit = "survey.survey"

    survey_type = fields.Selection(
        selection_add=[("satisfaction", "Client satisfaction")],
        ondelete={"satisfaction": "set default"},
    )

    @api.depends_context("uid")
    @api.depends("survey_type")
    def _compute_allowed_survey_types(self):
        result = super()._compute_allowed_survey_types()
        if self.env.user.has_group("client_satisfaction.group_program_manager"):
            for survey in self:
                survey.allowed_survey_types = (survey.allowed_survey_types or []) + [
                    "satisfaction"
                ]
        return result
