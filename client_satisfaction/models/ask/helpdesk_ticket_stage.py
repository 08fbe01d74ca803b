# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketStage(models.Model):
    _inherit = "helpdesk.ticket.stage"

    satisfaction_survey = fields.Boolean(
        "Ask for satisfaction",
        default=True,
        help="Closing a ticket into this stage may ask the client. Switch off for"
        " stages such as cancelled or rejected.",
    )
