# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from . import figures


class SatisfactionReviewActivity(models.AbstractModel):
    """Efficiency beside satisfaction: what was done in the period of a review."""

    _name = "satisfaction.review.activity"
    _description = "Activity in a Review Report"

    def _get_activity(self, scores):
        """Tickets closed, time to close, asks and answers of each period.

        One of the three sources of a review report (R105) is counted here: surveys.
        The other two are in ``satisfaction.review.meetings``.
        """
        result = {}
        periods = scores.grouped(
            lambda score: (score.program_id, score.period_start, score.period_end)
        )
        for group in periods.values():
            by_client = self._query_activity(group)
            for score in group:
                result[score.id] = self._to_activity(by_client.get(score.client_id.id))
        return result

    def _query_activity(self, scores):
        # The ledger rows are the reader's own; of the tickets behind them, which the
        # reader may have no access to, only a median and counts leave this query.
        query = self.env["satisfaction.request"]._search(
            self._get_answer_domain(scores[0])
            & Domain("client_id", "in", scores.client_id.ids)
        )
        self.env["helpdesk.ticket"].flush_model(["create_date"])
        self.env["satisfaction.request"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT client_id,
                       count(DISTINCT ticket) FILTER (WHERE kind = 'ticket'),
                       count(*) FILTER (WHERE kind = 'ticket')
                           - count(DISTINCT ticket) FILTER (WHERE kind = 'ticket'),
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)
                           FILTER (WHERE kind = 'ticket'),
                       count(*) FILTER (WHERE sent),
                       count(*) FILTER (WHERE sent AND state = 'answered'),
                       count(*) FILTER (WHERE state = 'answered')
                FROM (%s) asked GROUP BY client_id
                """,
                query.select(
                    SQL("satisfaction_request.client_id"),
                    # The number outlives the ticket
                    SQL(
                        "COALESCE(satisfaction_request.ticket_number,"
                        " satisfaction_request.id::text) AS ticket"
                    ),
                    SQL("satisfaction_request.channel_kind AS kind"),
                    SQL("satisfaction_request.state"),
                    SQL("satisfaction_request.sent_at IS NOT NULL AS sent"),
                    SQL(
                        "(SELECT EXTRACT(EPOCH FROM satisfaction_request.event_at"
                        " - ticket.create_date) FROM helpdesk_ticket ticket"
                        " WHERE ticket.id = satisfaction_request.ticket_id) AS seconds"
                    ),
                ),
            )
        )
        return {row[0]: row[1:] for row in rows}

    def _to_activity(self, row):
        closed, again, seconds, sent, returned, surveys = row or (
            0,
            0,
            None,
            0,
            0,
            0,
        )
        return {
            "closed": closed,
            "closed_again": again,
            "median": self._word_duration(seconds),
            "sent": sent,
            "returned": returned,
            "surveys": surveys,
        }

    def _word_duration(self, seconds):
        if seconds is None:
            return figures.NOT_MEASURED
        hours = float(seconds) / 3600
        point = self._decimal_point()
        if hours < 48:
            return self.env._(
                "%(count)s hours", count=f"{hours:.1f}".replace(".", point)
            )
        return self.env._(
            "%(count)s days", count=f"{hours / 24:.1f}".replace(".", point)
        )
