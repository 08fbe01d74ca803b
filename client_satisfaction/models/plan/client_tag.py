# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from random import randint

from odoo import fields, models


class SatisfactionClientTag(models.AbstractModel):
    """What a list of the client profile has in common: a name and a colour."""

    _name = "satisfaction.client.tag"
    _description = "List of the Client Profile"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer(aggregator=None, default=lambda self: randint(1, 11))
    active = fields.Boolean(default=True)
