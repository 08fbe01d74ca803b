# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class SatisfactionProgramClose(models.TransientModel):
    """Closing a programme although points of its checklist are open (R13)."""

    _name = "satisfaction.program.close"
    _description = "Close a Programme with Open Points"

    program_id = fields.Many2one(
        "satisfaction.program", required=True, readonly=True, ondelete="cascade"
    )
    open_check_ids = fields.Many2many(
        "satisfaction.exit.check",
        string="Open points",
        compute="_compute_open_check_ids",
    )
    reason = fields.Text("Why it is closed all the same", required=True)

    @api.depends("program_id")
    def _compute_open_check_ids(self):
        for wizard in self:
            wizard.open_check_ids = wizard.program_id._get_open_exit_checks()

    def action_close(self):
        """Close the programme; who did, why, and what was open is in its history."""
        self.ensure_one()
        self.program_id.action_close(self.reason)
        return {"type": "ir.actions.act_window_close"}
