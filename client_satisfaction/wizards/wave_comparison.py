# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class SatisfactionWaveComparison(models.TransientModel):
    """Any two waves side by side, for the clients one may see (R47, R68)."""

    _name = "satisfaction.wave.comparison"
    _description = "Compare Waves"

    wave_id = fields.Many2one(
        "satisfaction.wave",
        required=True,
        domain="[('state', 'in', ('running', 'closed'))]",
    )
    company_id = fields.Many2one(related="wave_id.company_id")
    number = fields.Integer(related="wave_id.number")
    other_id = fields.Many2one(
        "satisfaction.wave",
        "Compared with",
        compute="_compute_other_id",
        store=True,
        readonly=False,
        domain="[('state', 'in', ('running', 'closed')), ('number', '<', number),"
        " ('company_id', '=', company_id)]",
    )
    html = fields.Html(
        "Comparison", compute="_compute_html", compute_sudo=False, sanitize=False
    )

    @api.depends("wave_id", "other_id")
    def _compute_display_name(self):
        """The title of the page, which would else name the model."""
        for wizard in self:
            waves = wizard.wave_id | wizard.other_id
            wizard.display_name = " – ".join(waves.mapped("display_name"))

    @api.depends("wave_id")
    def _compute_other_id(self):
        for wizard in self:
            wizard.other_id = (
                wizard.wave_id._get_compared() if wizard.wave_id else False
            )

    @api.depends("wave_id", "other_id")
    @api.depends_context("lang", "uid")
    def _compute_html(self):
        for wizard in self:
            wave, other = wizard.wave_id, wizard.other_id
            if not wave or not other:
                wizard.html = False
                continue
            pairs, only_now, only_then = wave._compare(other)
            wizard.html = self.env["ir.qweb"]._render(
                "client_satisfaction.wave_comparison",
                wave._prepare_comparison_view(
                    wave._get_compared_rows(pairs), other, only_now, only_then
                ),
            )
