# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


def _open_results(record):
    """The results page of a record."""
    record.ensure_one()
    action = record.env["ir.actions.client"]._for_xml_id(
        "client_satisfaction.action_survey_results"
    )
    return {
        **action,
        "context": {"results_of": {"model": record._name, "id": record.id}},
    }


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    def action_result_survey(self):
        """The engine's own page reads every answer and walks through it in Python."""
        if self.survey_type == "satisfaction":
            return _open_results(self)
        return super().action_result_survey()


class SatisfactionWave(models.Model):
    _inherit = "satisfaction.wave"

    def action_open_results(self):
        """How each question was answered in this wave."""
        return _open_results(self)


class SatisfactionChannel(models.Model):
    _inherit = "satisfaction.channel"

    def action_open_results(self):
        """How each question was answered in this channel."""
        return _open_results(self)


class SatisfactionProgram(models.Model):
    _inherit = "satisfaction.program"

    def action_open_results(self):
        """How each question was answered in this programme."""
        return _open_results(self)
