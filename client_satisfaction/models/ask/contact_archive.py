# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") is False:
            self._withdraw_asks()
        return result

    def _withdraw_asks(self):
        """Who has left the client doesn't answer for it any more.

        The link in a mail that is out already would go on working.
        """
        # sudo: whoever may archive a contact need not have rights on the ledger
        asks = (
            self.env["satisfaction.request"]
            .sudo()
            .search(
                Domain("partner_id", "in", self.ids)
                & Domain("state", "in", ("planned", "sent"))
            )
        )
        if asks:
            asks.write(
                {
                    "state": "cancelled",
                    "cancel_reason": self.env._("The contact was archived."),
                }
            )
