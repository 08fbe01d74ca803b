# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL

from .kpi_figure import Figure, Key, mean_of_hours, median_of_hours, share_figure

#: Closings that were no service: rejected, cancelled, a ticket twice.
NO_SERVICE = ("stage_excluded", "duplicate")


class SatisfactionKpiValue(models.Model):
    """Efficiency beside satisfaction: what was closed, how fast, how well (R6, R9)."""

    _inherit = "satisfaction.kpi.value"

    @api.model
    def _closings_sql(self, program, periods):
        """The tickets closed in each period, with what their last closing says.

        One row a ticket and period: number, ticket_id, team_id, user_id, client_id,
        hours, is_reopened (closed before, or open again by now), is_called back.
        """
        return SQL(
            """
            SELECT DISTINCT ON (period.number, COALESCE(closing.ticket_id, -closing.id))
                   period.number, closing.ticket_id, closing.team_id, closing.user_id,
                   closing.client_id, closing.resolution_hours AS hours,
                   (ticket.id IS NOT NULL AND stage.closed IS NOT TRUE OR EXISTS (
                       SELECT FROM satisfaction_request AS earlier
                        WHERE earlier.ticket_id = closing.ticket_id
                          AND earlier.is_closing AND earlier.id < closing.id
                   )) AS is_reopened,
                   EXISTS (
                       SELECT FROM satisfaction_request AS call
                        WHERE call.ticket_id = closing.ticket_id
                          AND call.channel_kind = 'callback'
                          AND call.state = 'answered'
                          AND call.is_suspicious IS NOT TRUE
                          AND call.event_date >= period.start
                   ) AS is_called
              FROM satisfaction_request AS closing
              JOIN %(periods)s
                ON closing.event_date BETWEEN period.start AND period.stop
         LEFT JOIN helpdesk_ticket AS ticket ON ticket.id = closing.ticket_id
         LEFT JOIN helpdesk_ticket_stage AS stage ON stage.id = ticket.stage_id
             WHERE closing.company_id = %(company)s AND closing.is_closing
               AND (closing.skip_reason IS NULL
                    OR closing.skip_reason NOT IN %(no_service)s)
          ORDER BY period.number, COALESCE(closing.ticket_id, -closing.id),
                   closing.id DESC
            """,
            periods=self._periods_sql(periods),
            company=program.company_id.id,
            no_service=NO_SERVICE,
        )

    @api.model
    def _gather_closings(self, program, periods):
        """Tickets closed, time to resolve, reopened, checked by callback (R6, R16)."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %(columns)s, count(*), count(*) FILTER (WHERE is_reopened),
                       count(*) FILTER (WHERE is_called),
                       array_agg(hours::float8 ORDER BY hours)
                           FILTER (WHERE hours IS NOT NULL)
                  FROM (%(closings)s) AS closing
                %(group_by)s
                """,
                columns=self._SCOPE_COLUMNS,
                closings=self._closings_sql(program, periods),
                group_by=self._scope_sets(),
            )
        )
        figures = {}
        for number, *scope, count, reopened, called, hours in rows:
            about = self._read_scope(*scope)
            if not about:
                continue
            figures |= {
                Key("ticket_count", number, *about): Figure(float(count), count),
                Key("reopened_share", number, *about): share_figure(reopened, count),
                Key("callback_coverage", number, *about): share_figure(called, count),
                Key("resolution_hours", number, *about): median_of_hours(hours or []),
                Key("resolution_mean", number, *about): mean_of_hours(hours or []),
            }
        return figures

    @api.model
    def _gather_sla(self, program, periods):
        """Closed tickets that kept their service levels (R9)."""
        figures = {}
        for number, *about, met, judged in self._get_sla_figures(program, periods):
            figures[Key("sla_met", number, *about)] = share_figure(met, judged)
        return figures

    @api.model
    def _get_sla_figures(self, program, periods):
        """How many closed tickets kept their service levels: hook for SLA addons.

        Odoo's community edition and helpdesk_mgmt know no SLA, so nothing is
        measured here. ``client_satisfaction_sla`` overrides it for OCA's
        helpdesk_mgmt_sla; another source of SLA data does it the same way, with
        ``_count_sla`` and a condition of its own.

        :param program: ``satisfaction.program`` whose company is meant
        :param periods: list of ``Span``
        :return: ``(number of the period, scope, record id, met, judged)`` rows;
            ``judged`` counts the closed tickets that had a service level at all
        """
        return []

    @api.model
    def _count_sla(self, program, periods, is_met):
        """Rows of ``_get_sla_figures`` from a condition on the closed tickets.

        :param is_met: SQL over ``closing`` (see ``_closings_sql``): true when the
            ticket kept its service levels, false when not, NULL when it had none
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %(columns)s, count(*) FILTER (WHERE is_met), count(is_met)
                  FROM (SELECT closing.*, %(is_met)s AS is_met
                          FROM (%(closings)s) AS closing) AS judged
                %(group_by)s
                HAVING count(is_met) > 0
                """,
                columns=self._SCOPE_COLUMNS,
                is_met=is_met,
                closings=self._closings_sql(program, periods),
                group_by=self._scope_sets(),
            )
        )
        figures = []
        for number, *scope, met, judged in rows:
            about = self._read_scope(*scope)
            if about:
                figures.append((number, *about, met, judged))
        return figures
