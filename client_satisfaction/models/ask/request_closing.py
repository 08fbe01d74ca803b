# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...points_field import PointsField


class SatisfactionRequest(models.Model):
    """Which rows of the ledger stand for the closing of a ticket (R6).

    Each closing makes one row, asked or not, so that the ledger tells how many
    tickets were closed, how long they took and which were closed twice. An ask that
    somebody typed or sent by hand about the same ticket is no closing.
    """

    _inherit = "satisfaction.request"

    is_closing = fields.Boolean(
        "Ticket closed",
        readonly=True,
        copy=False,
        help="This row was made when the ticket was closed.",
    )
    resolution_hours = PointsField(
        "Time to resolve (hours)",
        digits=(10, 2),
        aggregator="avg",
        readonly=True,
        copy=False,
        help="From the opening of the ticket to this closing, as it stood then.",
    )

    _closing_idx = models.Index("(company_id, event_date) WHERE is_closing")

    @api.model
    def _prepare_closing_snapshot(self, ticket, moment):
        """What the ledger keeps of a closing (D16).

        :param moment: when the ticket was closed, naive UTC
        """
        opened = ticket.create_date
        hours = (moment - opened).total_seconds() / 3600.0 if opened else None
        return {
            "is_closing": True,
            # Imported history may have been created after it was closed.
            "resolution_hours": hours if hours is not None and hours >= 0 else False,
        }
