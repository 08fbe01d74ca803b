# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class SatisfactionChannel(models.Model):
    _inherit = "satisfaction.channel"

    @api.model_create_multi
    def create(self, vals_list):
        channels = super().create(vals_list)
        channels.program_id._mark_scores_dirty()
        return channels

    def write(self, vals):
        result = super().write(vals)
        if not {
            "weight",
            "receives_missing",
            "validity_months",
            "code",
            "sequence",
        }.isdisjoint(vals):
            self.program_id._mark_scores_dirty()
        return result

    def unlink(self):
        """Lines of open scores go with their channel, those of frozen ones hold it."""
        programs = self.program_id
        # sudo: see SatisfactionProgram._mark_scores_dirty
        lines = self.env["satisfaction.score.line"].sudo()
        lines.search([("channel_id", "in", self.ids)]).unlink()
        result = super().unlink()
        programs._mark_scores_dirty()
        return result
