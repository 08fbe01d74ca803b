# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SatisfactionSurveyCopy(models.TransientModel):
    """Give clients a questionnaire of their own, made from a common one (R37)."""

    _name = "satisfaction.survey.copy"
    _description = "Copy a Questionnaire for Clients"

    survey_id = fields.Many2one(
        "survey.survey", "Questionnaire", required=True, ondelete="cascade"
    )
    client_ids = fields.Many2many(
        "res.partner",
        string="Clients",
        required=True,
        domain="[('parent_id', '=', False), ('is_company', '=', True)]",
    )

    def action_copy(self):
        """Make the copies and show them."""
        self.ensure_one()
        copies = self.survey_id._copy_for_clients(self.client_ids)
        return copies._get_records_action(name=self.env._("Questionnaires of clients"))
