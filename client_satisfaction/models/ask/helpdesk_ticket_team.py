# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    satisfaction_client_manager_id = fields.Many2one(
        "res.users",
        "Default client manager",
        domain="[('share', '=', False)]",
        help="For clients of this team without a client manager of their own.",
    )
    satisfaction_service_manager_id = fields.Many2one(
        "res.users",
        "Default service manager",
        domain="[('share', '=', False)]",
        help="Where neither the category nor the client names one.",
    )
    satisfaction_senior_manager_id = fields.Many2one(
        "res.users",
        "Senior management",
        domain="[('share', '=', False)]",
        help="Attends calls after an answer of 1 or 2.",
    )
