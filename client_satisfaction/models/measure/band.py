# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, models


class SatisfactionBand(models.Model):
    _inherit = "satisfaction.band"

    @api.model_create_multi
    def create(self, vals_list):
        bands = super().create(vals_list)
        bands.program_id._mark_scores_dirty()
        return bands

    def write(self, vals):
        result = super().write(vals)
        if not {"lower", "upper", "code"}.isdisjoint(vals):
            self.program_id._mark_scores_dirty()
        return result

    def unlink(self):
        """Open scores get another band; the band of a frozen one stays."""
        programs = self.program_id
        # sudo: see SatisfactionProgram._mark_scores_dirty
        scores = self.env["satisfaction.score"].sudo()
        scores.search([("band_id", "in", self.ids)]).band_id = False
        result = super().unlink()
        programs._mark_scores_dirty()
        return result

    def _get_badge(self):
        """The band's name behind a dot of its colour; empty for no band.

        The name is read by everybody, the colour only adds to it (no meaning is
        carried by colour alone).
        """
        if not self:
            return False
        return Markup(
            '<span class="o_satisfaction_band text-nowrap">'
            '<span style="color: %s" aria-hidden="true">●</span> %s</span>'
        ) % (self.color or "#8f8f8f", self.name)
