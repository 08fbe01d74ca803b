# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    satisfaction_case_ids = fields.One2many(
        "satisfaction.case",
        "ticket_id",
        "Satisfaction cases",
        groups="client_satisfaction.group_agent,"
        "client_satisfaction.group_senior_management",
    )
    satisfaction_case_count = fields.Integer(
        compute="_compute_satisfaction_case_count",
        groups="client_satisfaction.group_agent,"
        "client_satisfaction.group_senior_management",
    )

    def _compute_satisfaction_case_count(self):
        # One2many leave out what the user may not read, and so does the count.
        counts = dict(
            self.env["satisfaction.case"]._read_group(
                [("ticket_id", "in", self.ids)], ["ticket_id"], ["__count"]
            )
        )
        for ticket in self:
            ticket.satisfaction_case_count = counts.get(ticket._origin, 0)

    def action_open_satisfaction_cases(self):
        """The cases about this ticket."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_satisfaction.action_cases"
        )
        action["domain"] = [("ticket_id", "=", self.id)]
        action["context"] = {"default_ticket_id": self.id}
        cases = self.satisfaction_case_ids
        if len(cases) == 1:
            action.update(view_mode="form", views=[(False, "form")], res_id=cases.id)
        return action

    def action_record_complaint(self):
        """A new case about this ticket: the client complained directly (R84)."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record a complaint"),
            "res_model": "satisfaction.case",
            "view_mode": "form",
            "context": {
                "default_origin": "complaint",
                "default_ticket_id": self.id,
                "default_company_id": self.company_id.id or self.env.company.id,
            },
        }
