# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...points_field import PointsField


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    satisfaction_request_id = fields.Many2one(
        "satisfaction.request", "Ask", index="btree_not_null", ondelete="set null"
    )

    def _save_lines(self, question, answer, comment=None, overwrite_existing=True):
        """Until it is finished, an answer may be given again.

        The core stores the good answers of a page that also has a wrong one, and then
        refuses the mended page: "This answer cannot be overwritten."
        """
        if self.survey_id.survey_type == "satisfaction" and self.state != "done":
            overwrite_existing = True
        return super()._save_lines(question, answer, comment, overwrite_existing)

    def _mark_done(self):
        """A questionnaire finished on the native page takes the same way on as ours."""
        result = super()._mark_done()
        inputs = self.filtered(
            lambda answer: answer.satisfaction_request_id and not answer.test_entry
        )
        if inputs:
            # sudo: whoever holds the answer's token may finish it
            inputs.satisfaction_request_id.sudo()._adopt_answers(inputs.sudo())
        return result


class SurveyUserInputLine(models.Model):
    _inherit = "survey.user_input.line"

    satisfaction_is_na = fields.Boolean(
        "Not applicable",
        readonly=True,
        help="The respondent said that the question doesn't apply.",
    )
    satisfaction_is_scored = fields.Boolean("Counts in the score", readonly=True)
    satisfaction_points = PointsField("Points", readonly=True, help="Points of 100.")
