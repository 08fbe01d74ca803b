# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class SatisfactionRule(models.Model):
    _inherit = "satisfaction.rule"

    @api.constrains("survey_id", "channel_id", "program_id", "active")
    def _check_survey(self):
        """A running programme asks with sound questionnaires only (R32–R36)."""
        for rule in self.filtered("active"):
            if rule.program_id.state == "running":
                rule.survey_id._refuse_errors()
            rule.survey_id._refuse_anonymous_kind(rule.channel_id.kind)
