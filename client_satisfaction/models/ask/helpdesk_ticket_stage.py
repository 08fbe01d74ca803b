# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class HelpdeskTicketStage(models.Model):
    _inherit = "helpdesk.ticket.stage"

    satisfaction_survey = fields.Boolean(
        "Ask for satisfaction",
        default=True,
        help="Closing a ticket into this stage may ask the client. Switch off for"
        " stages such as cancelled or rejected.",
    )

    @api.model
    def _satisfaction_exclude_defaults(self):
        """Nothing was delivered on cancelled and rejected tickets: nobody is asked."""
        for name in ("cancelled", "rejected"):
            stage = self.env.ref(
                f"helpdesk_mgmt.helpdesk_ticket_stage_{name}", raise_if_not_found=False
            )
            if stage:
                stage.satisfaction_survey = False
