# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_print_satisfaction_review(self):
        """The review report of these clients' latest scores, as one PDF."""
        scores = self.env["satisfaction.score"].search(
            [
                ("client_id", "in", self.commercial_partner_id.ids),
                ("is_latest", "=", True),
            ],
            order="client_id, id",
        )
        if not scores:
            raise UserError(
                self.env._(
                    "There is no score to report on yet: nobody of this client"
                    " answered."
                )
            )
        return scores.action_print_review()
