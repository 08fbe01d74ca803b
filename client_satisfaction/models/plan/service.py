# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SatisfactionService(models.Model):
    """A service the provider delivers, to say who uses it (R66)."""

    _name = "satisfaction.service"
    _description = "Service Used by Clients"
    _inherit = "satisfaction.client.tag"

    _name_unique = models.UniqueIndex(
        "(lower(name->>'en_US'))", "A service of this name is there already."
    )
