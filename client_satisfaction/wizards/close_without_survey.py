# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.ask.closing import CLOSE_NOTE

GROUP = "client_satisfaction.group_close_without_survey"


class SatisfactionCloseWithoutSurvey(models.TransientModel):
    """Close tickets about which the client shall not be asked, and say why."""

    _name = "satisfaction.close.without.survey"
    _description = "Close without Survey"

    ticket_ids = fields.Many2many("helpdesk.ticket", string="Tickets", required=True)
    stage_id = fields.Many2one(
        "helpdesk.ticket.stage",
        "Close into",
        required=True,
        domain="[('closed', '=', True)]",
    )
    reason = fields.Char(
        required=True, help="Stands in the list of those not asked, for everybody."
    )

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        if self.env.context.get("active_model") == "helpdesk.ticket":
            tickets = self.env["helpdesk.ticket"].browse(
                self.env.context.get("active_ids", ())
            )
            values["ticket_ids"] = [fields.Command.set(tickets.ids)]
            stages = self.env["helpdesk.ticket.stage"].search(
                [("closed", "=", True)], order="sequence, id"
            )
            fitting = stages.filtered(
                lambda stage: not stage.team_ids or tickets.team_id <= stage.team_ids
            )
            values["stage_id"] = fitting[:1].id
        return values

    def action_close(self):
        self.ensure_one()
        if not self.env.user.has_group(GROUP):
            raise AccessError(
                self.env._("You are not allowed to close tickets without survey.")
            )
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the client shall not be asked."))
        if not self.stage_id.closed:
            raise UserError(
                self.env._("“%s” is not a closed stage.", self.stage_id.name)
            )
        closed = self.ticket_ids.filtered("closed")
        if closed:
            raise UserError(
                self.env._("Ticket %s is closed already.", closed[0].number)
            )
        self.ticket_ids.with_context(**{CLOSE_NOTE: reason}).write(
            {"stage_id": self.stage_id.id}
        )
        return {"type": "ir.actions.act_window_close"}
