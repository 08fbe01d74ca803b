# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL


class SatisfactionContactAsked(models.Model):
    """Where two who are about to ask the same contact notice each other.

    Whether a contact was asked lately is read from the ledger, and a transaction sees
    only what stood there when it began: of two at once each would find that nobody
    asked, and the contact would get two mails within the cool-down. Both write the
    contact's row here, and PostgreSQL lets the first one through. The second is
    repeated as a whole, by Odoo, and finds the ask of the first.
    """

    _name = "satisfaction.contact.asked"
    _description = "Asked recently"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner", "Contact", required=True, ondelete="cascade"
    )
    asks = fields.Integer(required=True, aggregator=None)

    _partner_unique = models.UniqueIndex("(partner_id)")

    @api.model
    def _take(self, partner_ids):
        """Ask these contacts, on the ground that nobody asked them lately.

        :raise psycopg2.errors.SerializationFailure: somebody else did meanwhile
        """
        if not partner_ids:
            return
        self.env.cr.execute(
            SQL(
                # In one order, so that two don't wait for each other.
                """
                INSERT INTO satisfaction_contact_asked AS known (partner_id, asks)
                SELECT partner_id, 1 FROM unnest(%s) AS partner_id ORDER BY partner_id
                    ON CONFLICT (partner_id) DO UPDATE SET asks = known.asks + 1
                """,
                list(partner_ids),
            ),
            log_exceptions=False,  # being refused is what it is for
        )
