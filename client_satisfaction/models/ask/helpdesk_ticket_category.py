# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketCategory(models.Model):
    _inherit = "helpdesk.ticket.category"

    satisfaction_is_change = fields.Boolean(
        "Is a change",
        help="Tickets of this category are changes: asked about by the rule for"
        " changes when they are finished.",
    )
    satisfaction_service_manager_id = fields.Many2one(
        "res.users",
        "Service manager",
        domain="[('share', '=', False)]",
        help="Responsible for this type of service; joins the call after a low answer.",
    )
