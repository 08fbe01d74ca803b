# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.models import LOG_ACCESS_COLUMNS

# What a client can be told apart by: a value it has once.
FIELD_KINDS = ("boolean", "selection", "many2one")
# The same for all clients, or another for each.
USELESS = {"active", "commercial_partner_id", "parent_id", *LOG_ACCESS_COLUMNS}


class SatisfactionClientType(models.Model):
    """What clients are told apart by, so that a sample has some of every type (R69).

    It names a field of the client profile itself: who runs the programme may not read
    the list of all fields there are.
    """

    _name = "satisfaction.client.type"
    _description = "Client Type"
    _order = "sequence, id"

    name = fields.Char(
        required=True,
        translate=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    sequence = fields.Integer(default=10)
    field_name = fields.Selection(
        selection="_list_client_fields",
        string="Field of the client profile",
        required=True,
        help="Clients with different values of it are of different types.",
    )

    _field_name_unique = models.Constraint(
        "UNIQUE (field_name)", "Clients are told apart by this field already."
    )

    @api.model
    def _list_client_fields(self):
        """Fields of the client profile that the user may read: (name, label)."""
        found = self.env["res.partner"].fields_get(
            attributes=["type", "string", "store"]
        )
        return sorted(
            (
                (name, field["string"])
                for name, field in found.items()
                if field["type"] in FIELD_KINDS
                and field.get("store")
                and name not in USELESS
            ),
            key=lambda item: (item[1], item[0]),
        )

    @api.depends("field_name")
    def _compute_name(self):
        labels = dict(self._list_client_fields())
        for one in self:
            one.name = one.name or labels.get(one.field_name, one.field_name)

    @api.constrains("field_name")
    def _check_field_name(self):
        # Odoo checks values of a fixed selection only.
        possible = dict(self._list_client_fields())
        for one in self:
            if one.field_name not in possible:
                raise ValidationError(
                    self.env._(
                        "“%s” is no field of the client profile that tells clients"
                        " apart.",
                        one.field_name,
                    )
                )
