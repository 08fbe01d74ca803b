# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketType(models.Model):
    _inherit = "helpdesk.ticket.type"

    satisfaction_is_change = fields.Boolean(
        "Is a change",
        help="Tickets of this type are changes: asked about by the rule for changes"
        " when they are finished.",
    )
