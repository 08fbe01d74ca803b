# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    satisfaction_rates_monthly = fields.Boolean(
        "Rates every month",
        help="This contact rates our work of each month. Where a client has no"
        " such contact, its client interface persons are asked.",
    )
