# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SatisfactionEquipmentClass(models.Model):
    """A class of equipment the provider looks after, to say who has it (R66)."""

    _name = "satisfaction.equipment.class"
    _description = "Equipment Class of Clients"
    _inherit = "satisfaction.client.tag"

    _name_unique = models.UniqueIndex(
        "(lower(name->>'en_US'))", "An equipment class of this name is there already."
    )
