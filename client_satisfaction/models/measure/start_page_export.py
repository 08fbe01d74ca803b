# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError


class SatisfactionStartPage(models.AbstractModel):
    _inherit = "satisfaction.start.page"

    @api.model
    def export_workbook(self):
        """The spreadsheet of the period the page is about."""
        period = self._get_latest_period()
        if not period:
            raise UserError(self.env._("There are no scores to export yet."))
        program, label, domain = period
        score = self.env["satisfaction.score"].search(domain, limit=1)
        return program._export_period(score.period_start, score.period_end, label)
