# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SatisfactionClientServiceManager(models.Model):
    """Who is service manager for one client and one type of service (R77, R119)."""

    _name = "satisfaction.client.service.manager"
    _description = "Service Manager of a Client by Type of Service"
    _order = "client_id, category_id, id"
    _rec_name = "category_id"

    client_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade"
    )
    category_id = fields.Many2one(
        "helpdesk.ticket.category",
        "Type of service",
        required=True,
        ondelete="cascade",
        index=True,
        help="Tickets of this category, and of those below it.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Service manager",
        required=True,
        domain="[('share', '=', False)]",
        ondelete="restrict",
        index=True,
    )

    _category_unique = models.UniqueIndex(
        "(client_id, category_id)",
        "A client has one service manager for each type of service.",
    )

    @api.constrains("client_id")
    def _check_client(self):
        for line in self:
            if line.client_id.commercial_partner_id != line.client_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of %(client)s. Name the service"
                        " managers on the client itself.",
                        contact=line.client_id.name,
                        client=line.client_id.commercial_partner_id.name,
                    )
                )

    def _find(self, category):
        """The line for a category, or for the nearest category above it.

        :param category: ``helpdesk.ticket.category``, may be empty
        :return: at most one of ``self``, which are the lines of one client
        """
        by_category = {line.category_id.id: line for line in self}
        while category:
            if category.id in by_category:
                return by_category[category.id]
            category = category.parent_id
        return self.browse()
