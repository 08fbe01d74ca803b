# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class SatisfactionWaveChange(models.TransientModel):
    """Add clients to a wave, or leave some out, and say why (R67)."""

    _name = "satisfaction.wave.change"
    _description = "Add or Leave Out Clients of a Wave"

    wave_id = fields.Many2one("satisfaction.wave", required=True, readonly=True)
    company_id = fields.Many2one(related="wave_id.company_id")
    kind = fields.Selection(
        [("add", "Add to the wave"), ("remove", "Leave out")],
        required=True,
        default="add",
    )
    present_client_ids = fields.Many2many(
        "res.partner", compute="_compute_present_client_ids"
    )
    client_ids = fields.Many2many(
        "res.partner",
        "satisfaction_wave_change_client_rel",
        string="Clients",
        required=True,
    )
    reason = fields.Char(required=True, help="Stays in the log of the wave.")
    is_lasting = fields.Boolean(
        "Also in later waves",
        help="Otherwise a client that was ever sampled is asked again next time.",
    )

    def _compute_present_client_ids(self):
        for wizard in self:
            wizard.present_client_ids = wizard.wave_id.assessment_ids.filtered(
                lambda one: not one.wave_out
            ).client_id

    def action_apply(self):
        """Change the wave; it says so in its log."""
        self.ensure_one()
        if not self.client_ids:
            raise UserError(self.env._("Choose at least one client."))
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why: the reason stays in the log."))
        if self.kind == "add":
            self.wave_id._add_clients(self.client_ids, self.reason.strip())
        else:
            self.wave_id._remove_clients(
                self.client_ids, self.reason.strip(), self.is_lasting
            )
        return {"type": "ir.actions.client", "tag": "soft_reload"}
