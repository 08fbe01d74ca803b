# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class SatisfactionFreezePeriod(models.TransientModel):
    """Freeze the next period of a programme, knowingly (D7)."""

    _name = "satisfaction.freeze.period"
    _description = "Freeze a Satisfaction Period"

    program_id = fields.Many2one(
        "satisfaction.program", "Programme", required=True, readonly=True
    )
    period_start = fields.Date(compute="_compute_period")
    period_end = fields.Date(compute="_compute_period")
    period_label = fields.Char("Period", compute="_compute_period")
    is_over = fields.Boolean(compute="_compute_period")
    score_count = fields.Integer("Clients with a score", compute="_compute_period")
    silent_count = fields.Integer("Clients not measured", compute="_compute_period")
    open_count = fields.Integer(
        "Asks that may still be answered", compute="_compute_period"
    )
    is_confirmed = fields.Boolean("I know that this can't be undone")

    @api.depends("program_id")
    def _compute_period(self):
        for wizard in self:
            program = wizard.program_id
            start, end = program and program._get_next_open_period() or (False, False)
            wizard.period_start, wizard.period_end = start, end
            wizard.period_label = start and program._get_period_label(start, end)
            wizard.is_over = (
                bool(end) and end < program.company_id._satisfaction_today()
            )
            scores = self.env["satisfaction.score"].search(
                Domain("program_id", "=", program.id)
                & Domain("period_start", "=", start)
            )
            wizard.score_count = len(scores.filtered("is_measured"))
            wizard.silent_count = len(scores) - wizard.score_count
            wizard.open_count = self.env["satisfaction.request"].search_count(
                Domain("company_id", "=", program.company_id.id)
                & Domain("event_date", ">=", start)
                & Domain("event_date", "<=", end)
                & Domain("state", "in", ("planned", "sent"))
            )

    def action_freeze(self):
        self.ensure_one()
        self.program_id.check_access("write")
        if not self.period_end:
            raise UserError(
                self.env._("All periods of %s are frozen.", self.program_id.name)
            )
        if not self.is_confirmed:
            raise UserError(
                self.env._("Tick the box first: a frozen period stays frozen.")
            )
        self.program_id._freeze_until(self.period_end)
        return {"type": "ir.actions.act_window_close"}
