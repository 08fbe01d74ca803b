# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import ipaddress
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import hmac

# Guesses from one address within a minute, then it gets 429 instead of 404.
LIMIT = 20
WINDOW = timedelta(minutes=1)


class SatisfactionBadToken(models.Model):
    """A guess at the link of an ask, counted for a minute.

    The table is shared, so the limit holds for all workers together. It costs only
    the guesser: a good token never comes here, and once the limit is reached nothing
    more is written. Insert only, because counters updated by several workers at once
    make transactions fail and start again.
    """

    _name = "satisfaction.bad.token"
    _description = "Guessed Answer Link"
    _log_access = False

    address = fields.Char(
        required=True,
        readonly=True,
        help="Keyed hash of the network address; the address itself isn't kept.",
    )
    guessed_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )

    _address_idx = models.Index("(address, guessed_at)")

    @api.model
    def _count(self, address):
        """Count one more guess and tell whether the address guesses too much.

        :param address: network address as text; the hosts of one IPv6 network count
            as one, because a guesser has all of them
        """
        key = hmac(self.env(su=True), "client_satisfaction.address", _network(address))
        now = fields.Datetime.now()
        recent = Domain("address", "=", key) & Domain("guessed_at", ">", now - WINDOW)
        if self.search_count(recent, limit=LIMIT) >= LIMIT:
            return True
        self.create({"address": key, "guessed_at": now})
        return False

    @api.autovacuum
    def _gc_guesses(self):
        old = fields.Datetime.now() - WINDOW
        self.search([("guessed_at", "<=", old)], limit=10000).unlink()


def _network(address):
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if parsed.version == 6:
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
