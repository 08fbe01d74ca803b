# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class MailActivityPlan(models.Model):
    _inherit = "mail.activity.plan"

    @api.constrains("res_model")
    def _check_satisfaction_steps(self):
        self.template_ids._check_satisfaction_responsible()
