# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

EMPTY_MONTH = {"opened": 0, "closed": 0, "reopened": 0, "median_hours": None}


class SatisfactionRule(models.Model):
    """The figures of a month that stand beside the questions about it."""

    _inherit = "satisfaction.rule"

    @api.model
    def _fetch_month_figures(self, company, client_ids, month):
        """What happened on the tickets of each client in a month, in two queries.

        Duplicates are no work of their own and are left out. A ticket counts as
        closed when it is closed now and was closed in that month; the time to close
        is clock time from its creation. A ticket moved from a closed stage back to an
        open one in that month was reopened, however often.

        :param company: ``res.company``; its time zone says where the month begins
        :param month: first day of the month
        :return: ``{client id: {opened, closed, reopened, median_hours}}`` of each of
            the clients; ``median_hours`` is None where nothing was closed
        """
        figures = {client_id: dict(EMPTY_MONTH) for client_id in client_ids}
        if not figures:
            return figures
        start, end = self._get_month_bounds(company, month)
        self.env.flush_all()
        opened = SQL("t.create_date >= %s AND t.create_date < %s", start, end)
        closed = SQL(
            "s.closed AND t.closed_date >= %s AND t.closed_date < %s", start, end
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT t.commercial_partner_id,
                       count(*) FILTER (WHERE %(opened)s),
                       count(*) FILTER (WHERE %(closed)s),
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY GREATEST(
                           EXTRACT(EPOCH FROM t.closed_date - t.create_date), 0
                       )) FILTER (WHERE %(closed)s) / 3600
                  FROM helpdesk_ticket t
                  LEFT JOIN helpdesk_ticket_stage s ON s.id = t.stage_id
                 WHERE t.company_id = %(company)s
                   AND t.commercial_partner_id IN %(clients)s
                   AND t.duplicate_id IS NULL
                   AND ((%(opened)s) OR (%(closed)s))
                 GROUP BY t.commercial_partner_id
                """,
                opened=opened,
                closed=closed,
                company=company.id,
                clients=tuple(figures),
            )
        )
        for client_id, opened_count, closed_count, median in rows:
            figures[client_id].update(
                opened=opened_count,
                closed=closed_count,
                median_hours=None if median is None else round(float(median), 2),
            )
        for client_id, count in self._fetch_reopened(company, figures, start, end):
            figures[client_id]["reopened"] = count
        return figures

    @api.model
    def _get_month_bounds(self, company, month):
        """First moment of the month and of the next one, as naive UTC datetimes."""
        second = timedelta(seconds=1)
        day = timedelta(days=1)
        next_month = month + relativedelta(months=1)
        return (
            company._satisfaction_day_end(month - day) + second,
            company._satisfaction_day_end(next_month - day) + second,
        )

    @api.model
    def _fetch_reopened(self, company, client_ids, start, end):
        """Tickets whose history shows a way back from a closed to an open stage."""
        stage_field = self.env["ir.model.fields"]._get("helpdesk.ticket", "stage_id")
        return self.env.execute_query(
            SQL(
                """
                SELECT t.commercial_partner_id, count(DISTINCT t.id)
                  FROM mail_tracking_value v
                  JOIN mail_message m ON m.id = v.mail_message_id
                  JOIN helpdesk_ticket t ON t.id = m.res_id
                  JOIN helpdesk_ticket_stage before ON before.id = v.old_value_integer
                  JOIN helpdesk_ticket_stage after ON after.id = v.new_value_integer
                 WHERE v.field_id = %(field)s
                   AND m.model = 'helpdesk.ticket'
                   AND m.date >= %(start)s AND m.date < %(end)s
                   AND before.closed AND NOT COALESCE(after.closed, FALSE)
                   AND t.company_id = %(company)s
                   AND t.commercial_partner_id IN %(clients)s
                   AND t.duplicate_id IS NULL
                 GROUP BY t.commercial_partner_id
                """,
                field=stage_field.id,
                start=start,
                end=end,
                company=company.id,
                clients=tuple(client_ids),
            )
        )
