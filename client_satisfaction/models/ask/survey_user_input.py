# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    satisfaction_request_id = fields.Many2one(
        "satisfaction.request", index="btree_not_null", ondelete="set null"
    )


class SurveyUserInputLine(models.Model):
    _inherit = "survey.user_input.line"

    satisfaction_is_scored = fields.Boolean("Counts in the score")
    satisfaction_points = fields.Float(
        "Points", digits=(5, 1), aggregator="avg", help="Points of 100 (D1)."
    )
