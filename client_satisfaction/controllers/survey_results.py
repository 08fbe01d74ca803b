# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request

from odoo.addons.survey.controllers.main import Survey

RESULTS_PAGE = "/odoo/action-client_satisfaction.action_survey_results"


class SurveyResults(Survey):
    """The engine's own results page, which must not show clients' answers."""

    @http.route()
    def survey_report(self, survey, answer_token=None, **post):
        """Results of our questionnaires have a page of their own.

        The engine's one reads every answer and puts every text into the page; it
        counts answers held back, and knows neither the smallest number of anonymous
        answers nor who may see whose.
        """
        if survey.survey_type == "satisfaction":
            return request.redirect(f"{RESULTS_PAGE}?of=survey.survey-{survey.id}")
        return super().survey_report(survey, answer_token, **post)
