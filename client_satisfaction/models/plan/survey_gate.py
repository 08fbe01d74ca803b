# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError


class SurveySurvey(models.Model):
    """Clients are asked by a running programme only (R3)."""

    _inherit = "survey.survey"

    def action_send_survey(self):
        """The Survey app's own sending would go past gate and ledger."""
        for survey in self:
            if survey.survey_type == "satisfaction":
                raise UserError(
                    self.env._(
                        "“%(survey)s” is sent by the rules and waves of a running"
                        " programme, so that nobody is asked too often and every ask"
                        " is on record. Choose it on a rule, a wave or a channel, or"
                        " ask single contacts with “Ask” on the contact.",
                        survey=survey.title,
                    )
                )
        return super().action_send_survey()
