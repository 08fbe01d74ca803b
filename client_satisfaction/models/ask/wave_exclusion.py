# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class SatisfactionWaveExclusion(models.Model):
    """A client kept out of a wave on purpose, and why (R67)."""

    _name = "satisfaction.wave.exclusion"
    _description = "Client Left Out of a Wave"
    _order = "wave_id, id"
    _rec_name = "client_id"

    wave_id = fields.Many2one(
        "satisfaction.wave", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="wave_id.company_id", store=True)
    client_id = fields.Many2one(
        "res.partner",
        required=True,
        ondelete="cascade",
        index=True,
        domain="[('parent_id', '=', False)]",
    )
    reason = fields.Char(required=True)
    is_lasting = fields.Boolean(
        "Also in later waves",
        help="Otherwise the client is asked again in the next wave, if it was ever in"
        " a sample.",
    )
    create_uid = fields.Many2one("res.users", "Left out by", readonly=True)
    create_date = fields.Datetime("Left out on", readonly=True)

    _client_unique = models.UniqueIndex(
        "(wave_id, client_id)", "This client is already left out of the wave."
    )

    @api.model_create_multi
    def create(self, vals_list):
        exclusions = super().create(vals_list)
        exclusions.wave_id._check_not_started()
        return exclusions

    def write(self, vals):
        if not {"wave_id", "client_id", "reason"}.isdisjoint(vals):
            self.wave_id._check_not_started()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        self.wave_id._check_not_started()


class SatisfactionWave(models.Model):
    _inherit = "satisfaction.wave"

    exclusion_ids = fields.One2many(
        "satisfaction.wave.exclusion",
        "wave_id",
        "Clients left out",
        help="Neither drawn nor tracked onwards in this wave.",
    )

    def _check_not_started(self):
        """Whom a wave asks is settled when it starts.

        :raises UserError: one of the waves has started
        """
        for wave in self.filtered(lambda wave: wave.state in ("running", "closed")):
            raise UserError(
                self.env._(
                    "%s has started: whom it asks is settled. Cancel a client's"
                    " assessment instead.",
                    wave.name,
                )
            )
