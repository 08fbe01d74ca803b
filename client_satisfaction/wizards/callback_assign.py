# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class SatisfactionCallbackAssign(models.TransientModel):
    """Give calls to an interviewer, or share them anew."""

    _name = "satisfaction.callback.assign"
    _description = "Assign Calls"

    request_ids = fields.Many2many(
        "satisfaction.request",
        "satisfaction_callback_assign_rel",
        string="Calls",
        default=lambda self: self.env["satisfaction.request"].browse(
            self.env.context.get("active_ids", [])
        ),
    )
    user_id = fields.Many2one(
        "res.users",
        "Interviewer",
        domain=lambda self: [
            (
                "all_group_ids",
                "in",
                self.env.ref("client_satisfaction.group_interviewer").ids,
            )
        ],
        help="Empty: shared evenly among the programme's interviewers.",
    )

    def action_assign(self):
        """Calls go to whom was chosen; nobody calls about their own tickets."""
        self.ensure_one()
        if not self.env.user.has_group("client_satisfaction.group_program_manager"):
            raise AccessError(self.env._("Only programme managers assign calls."))
        calls = self.request_ids.filtered(
            lambda call: call.delivery == "call" and call.state == "planned"
        )
        if not calls:
            raise UserError(self.env._("None of these calls is still to be made."))
        if self.user_id:
            self._check_user(calls)
            # sudo: the ledger is written by the product only, see the checks above
            calls.sudo().interviewer_id = self.user_id
        else:
            calls.sudo().interviewer_id = False
            for program, requests in calls.grouped("program_id").items():
                requests._assign_calls(program._get_interviewers())
        return {"type": "ir.actions.act_window_close"}

    def _check_user(self, calls):
        if not self.user_id.has_group("client_satisfaction.group_interviewer"):
            raise UserError(
                self.env._("%(user)s is no interviewer.", user=self.user_id.name)
            )
        # sudo: which companies a colleague works for is no secret among colleagues
        companies = self.user_id.sudo().company_ids
        if calls.company_id - companies:
            raise UserError(
                self.env._(
                    "%(user)s does not work for %(company)s.",
                    user=self.user_id.name,
                    company=(calls.company_id - companies)[:1].name,
                )
            )
        calls._check_independent(self.user_id)
