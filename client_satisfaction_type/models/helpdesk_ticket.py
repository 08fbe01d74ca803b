# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _is_change(self):
        """Also by the type of the ticket (R21)."""
        return super()._is_change() or self.type_id.satisfaction_is_change
