# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# A program that follows the hidden link and presses the button does so within this.
HIT_WINDOW = timedelta(minutes=1)
# Enough to know; whoever follows the link all day must not fill the database.
MAX_HITS_A_MINUTE = 3


class SatisfactionSuspicionHit(models.Model):
    """Somebody followed the link in a mail that no person can see.

    The only thing a GET of ours ever writes. A row names the ask and the minute,
    nothing of the visitor; it is gone after a day. Insert only, so that no answer
    waits for it.
    """

    _name = "satisfaction.suspicion.hit"
    _description = "Hidden Link Followed"
    _log_access = False

    request_id = fields.Many2one(
        "satisfaction.request", required=True, readonly=True, ondelete="cascade"
    )
    hit_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    _request_idx = models.Index("(request_id, hit_at)")

    @api.model
    def _recent_domain(self, requests):
        return Domain("request_id", "in", requests.ids) & Domain(
            "hit_at", ">", fields.Datetime.now() - HIT_WINDOW
        )

    @api.model
    def _note(self, request):
        """Write a hit down, a few times a minute at most."""
        domain = self._recent_domain(request)
        if self.search_count(domain, limit=MAX_HITS_A_MINUTE) < MAX_HITS_A_MINUTE:
            self.create({"request_id": request.id})

    @api.model
    def _find_hit(self, requests):
        """Those of these asks whose hidden link was followed just now."""
        if requests._is_in_turn():
            _request_id, is_hit = requests.env.context["satisfaction_turn"]
            return requests if is_hit else requests.browse()
        # Each answer asks this: a search of records costs five times the statement.
        found = self.env.execute_query(
            SQL(
                "SELECT request_id FROM satisfaction_suspicion_hit"
                " WHERE request_id = ANY(%s) AND hit_at > %s",
                requests.ids,
                fields.Datetime.now() - HIT_WINDOW,
                to_flush=self._fields["hit_at"],
            )
        )
        return requests.browse({request_id for (request_id,) in found})

    @api.autovacuum
    def _gc_hits(self):
        old = fields.Datetime.now() - timedelta(days=1)
        self.search([("hit_at", "<=", old)], limit=10000).unlink()
