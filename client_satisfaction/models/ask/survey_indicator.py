# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class SurveySurvey(models.Model):
    """Questionnaires about the relationship support every indicator (R35, R39)."""

    _inherit = "survey.survey"

    satisfaction_unasked_indicator_ids = fields.Many2many(
        "satisfaction.indicator",
        string="Indicators without a question",
        compute="_compute_satisfaction_unasked_indicator_ids",
        help="Indicators of the programme's scorecard that no scored question here"
        " supports.",
    )

    @api.depends(
        "satisfaction_purpose",
        "satisfaction_origin_id",
        "question_and_page_ids.satisfaction_indicator_id",
        "question_and_page_ids.satisfaction_is_scored",
    )
    def _compute_satisfaction_unasked_indicator_ids(self):
        scorecards = self._find_scorecards()
        for survey in self:
            origin = survey._origin
            measured = scorecards.get(origin.id) or scorecards.get(
                survey.satisfaction_origin_id._origin.id
            )
            survey.satisfaction_unasked_indicator_ids = (
                survey._find_unasked_indicators(measured) if measured else False
            )

    def _find_scorecards(self):
        """``{survey id: scorecards}`` of programmes that ask about the relationship.

        Other wordings are asked where their standard one is.
        """
        ours = self.filtered(lambda one: one.satisfaction_purpose == "relationship")
        surveys = (ours | ours.satisfaction_origin_id)._origin
        if not surveys:
            return {}
        # sudo: which indicators there are, nothing about any client
        groups = (
            self.env["satisfaction.channel"]
            .sudo()
            ._read_group(
                Domain("survey_id", "in", surveys.ids)
                & Domain("program_id.state", "!=", "closed")
                & Domain("program_id.scorecard_id", "!=", False),
                ["survey_id"],
                ["program_id:recordset"],
            )
        )
        found = {survey.id: programs.scorecard_id for survey, programs in groups}
        return {key: value for key, value in found.items() if key in surveys.ids}

    def _find_unasked_indicators(self, scorecards):
        """Indicators of scorecards that no scored question of this one supports."""
        self.ensure_one()
        asked = self.question_and_page_ids.filtered("satisfaction_is_scored")
        measured = scorecards.level_ids.line_ids.indicator_id
        return (measured - asked.satisfaction_indicator_id._origin).sudo(False)

    def _find_indicator_problems(self, questions):
        """What the design check says about indicators.

        :param questions: those of this questionnaire
        :return: iterable of ``(code, sentence)``
        """
        if self.satisfaction_purpose != "relationship":
            return
        unmapped = questions.filtered(
            lambda one: one.satisfaction_is_scored and not one.satisfaction_indicator_id
        )
        if unmapped:
            yield (
                "no_indicator",
                self.env._(
                    "Counts for no indicator, so not in the integrated score:"
                    " %(questions)s. Choose an indicator on each of them.",
                    questions=self._quote(unmapped),
                ),
            )
        unasked = self.satisfaction_unasked_indicator_ids
        if unasked:
            yield (
                "indicator_not_asked",
                self.env._(
                    "The programme's scorecard measures what nobody is asked here:"
                    " %(indicators)s. Add a scored question for each of them.",
                    indicators=", ".join(f"“{one.name}”" for one in unasked),
                ),
            )
