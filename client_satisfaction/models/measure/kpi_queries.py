# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ...scoring import (
    Interval,
    Moments,
    improvement,
    mean_interval,
    nps_of_counts,
    retention_rate,
    round_points,
    satisfied_share,
    to_points,
)
from ..plan.channel import FOLLOW_UP_CODES
from .kpi_figure import Figure, Key, share_figure

#: A rating of 4 of 5, in points: what counts as satisfied with a ticket (R114).
CSAT_FROM = to_points(4, 5)
#: PostgreSQL's GROUPING(team, user, client) of each scope.
GROUPINGS = {7: "company", 3: "team", 5: "agent", 6: "client"}


class SatisfactionKpiValue(models.Model):
    """From the ledger and the scores to figures: one query a family of KPIs.

    Each ``_gather_…`` method returns ``{Key: Figure}`` for a company and a list of
    periods, for all scopes at once; the database counts and adds up, ``scoring/``
    does the arithmetic. Everything runs as superuser, because a figure is made of
    all answers, whoever may read them; who may read the figure is for the record
    rules.
    """

    _inherit = "satisfaction.kpi.value"

    @api.model
    def _get_gatherers(self):
        """Names of the methods that deliver figures; bridges add theirs.

        Each takes ``(program, periods)`` and returns ``{Key: Figure}``.
        """
        return [
            "_gather_scores",
            "_gather_answers",
            "_gather_nps",
            "_gather_retention",
            "_gather_response_rates",
            "_gather_closings",
            "_gather_sla",
        ]

    # ------------------------------------------------------------------
    # SQL that the queries share
    # ------------------------------------------------------------------
    @api.model
    def _periods_sql(self, periods):
        """The periods as a table ``period (number, start, stop)``."""
        rows = SQL(", ").join(
            SQL("(%s, %s::date, %s::date)", number, period.start, period.end)
            for number, period in enumerate(periods)
        )
        return SQL("(VALUES %s) AS period (number, start, stop)", rows)

    @api.model
    def _scope_sets(self, *more):
        """GROUP BY … for the company, each team, each agent and each client.

        :param more: SQL of further columns to group by
        """
        fixed = SQL(", ").join([SQL("number"), *more])
        return SQL(
            "GROUP BY GROUPING SETS"
            " ((%(fixed)s), (%(fixed)s, team_id), (%(fixed)s, user_id),"
            " (%(fixed)s, client_id))",
            fixed=fixed,
        )

    _SCOPE_COLUMNS = SQL(
        "number, GROUPING(team_id, user_id, client_id), team_id, user_id, client_id"
    )

    @api.model
    def _read_scope(self, grouping, team_id, user_id, client_id):
        """(scope, record id) of a row of ``_SCOPE_COLUMNS``; None: of nobody."""
        scope = GROUPINGS[grouping]
        if scope == "company":
            return scope, 0
        record_id = {"team": team_id, "agent": user_id, "client": client_id}[scope]
        return (scope, record_id) if record_id else None

    @api.model
    def _flush_sources(self):
        for model in (
            "satisfaction.request",
            "satisfaction.score",
            "survey.user_input.line",
            "res.partner",
            "helpdesk.ticket",
        ):
            self.env[model].flush_model()

    # ------------------------------------------------------------------
    # Scores of clients: mean, satisfied share, coverage, improvement
    # ------------------------------------------------------------------
    @api.model
    def _gather_scores(self, program, periods):
        """Mean score (R113), satisfied clients (R61, R116), improvement (R115).

        A year counts each client's last measured score of the year.
        """
        befores = [period.before() for period in periods]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (number, client_id)
                       number, client_id, is_measured, points, response_count,
                       interval_low, interval_high
                  FROM satisfaction_score
                  JOIN %(periods)s ON period_start >= start AND period_end <= stop
                 WHERE company_id = %(company)s
              ORDER BY number, client_id, is_measured DESC, period_start DESC
                """,
                periods=self._periods_sql([*periods, *befores]),
                company=program.company_id.id,
            )
        )
        clients = defaultdict(dict)
        for number, client_id, is_measured, points, n, low, high in rows:
            interval = None if low is None or high is None else Interval(low, high)
            clients[number][client_id] = Figure(
                float(points) if is_measured else None, n or 0, interval
            )
        figures = {}
        for number in range(len(periods)):
            now = clients[number]
            measured = _measured(now)
            moments = Moments.of(measured.values())
            figures[Key("score", number)] = Figure(
                moments.mean, moments.n, mean_interval(moments)
            )
            share = satisfied_share(
                [figure.value for figure in now.values()], program.acceptable_from
            )
            figures[Key("satisfied_share", number)] = Figure(
                share.share,
                share.measured,
                share.interval,
                good=share.satisfied,
                bad=share.measured - share.satisfied,
            )
            figures[Key("coverage", number)] = share_figure(share.measured, share.total)
            changed = improvement(_measured(clients[len(periods) + number]), measured)
            figures[Key("improvement", number)] = Figure(
                changed.mean_change,
                changed.n,
                changed.interval,
                good=changed.rose,
                middle=changed.held,
                bad=changed.fell,
            )
            for client_id, figure in now.items():
                figures[Key("score", number, "client", client_id)] = figure
        return figures

    # ------------------------------------------------------------------
    # Answers: tickets and relationship survey
    # ------------------------------------------------------------------
    @api.model
    def _gather_answers(self, program, periods):
        """Satisfaction with tickets (R114) and relationship survey (R113)."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %(columns)s, channel_kind, count(*), sum(points::float8),
                       sum(points::float8 * points::float8),
                       count(*) FILTER (WHERE points >= %(csat)s)
                  FROM satisfaction_request
                  JOIN %(periods)s ON event_date BETWEEN start AND stop
                 WHERE company_id = %(company)s
                   AND state = 'answered' AND is_scored
                   AND channel_kind IN ('ticket', 'questionnaire')
                %(group_by)s
                """,
                columns=self._SCOPE_COLUMNS,
                csat=CSAT_FROM,
                periods=self._periods_sql(periods),
                company=program.company_id.id,
                group_by=self._scope_sets(SQL("channel_kind")),
            )
        )
        figures = {}
        for number, *scope, kind, count, total, squares, satisfied in rows:
            about = self._read_scope(*scope)
            if not about:
                continue
            moments = Moments(count, total, squares)
            mean = Figure(
                min(100.0, max(0.0, moments.mean)), count, mean_interval(moments)
            )
            if kind == "questionnaire":
                figures[Key("relationship", number, *about)] = mean
            else:
                figures[Key("tickets", number, *about)] = mean
                figures[Key("ticket_csat", number, *about)] = share_figure(
                    satisfied, count
                )
        return figures

    @api.model
    def _gather_nps(self, program, periods):
        """Promoters less detractors of the 0–10 question (R111, D11)."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %(columns)s,
                       count(*) FILTER (WHERE value_scale >= 9),
                       count(*) FILTER (WHERE value_scale IN (7, 8)),
                       count(*) FILTER (WHERE value_scale <= 6)
                  FROM (%(answers)s) AS answer
                %(group_by)s
                """,
                columns=self._SCOPE_COLUMNS,
                answers=self._recommendations_sql(program, periods),
                group_by=self._scope_sets(),
            )
        )
        figures = {}
        for number, *scope, promoters, passives, detractors in rows:
            about = self._read_scope(*scope)
            if about:
                result = nps_of_counts(promoters, passives, detractors)
                figures[Key("nps", number, *about)] = Figure(
                    result.nps,
                    result.n,
                    result.interval,
                    good=promoters,
                    middle=passives,
                    bad=detractors,
                )
        return figures

    @api.model
    def _recommendations_sql(self, program, periods):
        """Answers to the recommendation question of relationship surveys (D11)."""
        return SQL(
            """
            SELECT period.number, request.team_id, request.user_id, request.client_id,
                   request.id, line.value_scale
              FROM satisfaction_request AS request
              JOIN %(periods)s
                ON request.event_date BETWEEN period.start AND period.stop
              JOIN survey_user_input_line AS line
                ON line.user_input_id = request.user_input_id
              JOIN survey_question AS question ON question.id = line.question_id
             WHERE request.company_id = %(company)s
               AND request.state = 'answered'
               AND request.is_suspicious IS NOT TRUE
               AND request.channel_kind = 'questionnaire'
               AND question.satisfaction_is_recommendation
               AND line.skipped IS NOT TRUE AND line.value_scale IS NOT NULL
               AND line.satisfaction_is_na IS NOT TRUE
            """,
            periods=self._periods_sql(periods),
            company=program.company_id.id,
        )

    # ------------------------------------------------------------------
    # Clients that stay
    # ------------------------------------------------------------------
    @api.model
    def _gather_retention(self, program, periods):
        """Clients of the first day who are still clients on the last (R112, D12).

        A client is known by "client since"; somebody whose last day lies in the
        period was lost in it. A client shared between companies is this company's
        when its ledger knows it, or when no other company has a programme.
        """
        company = program.company_id
        others = self.env["satisfaction.program"].search_count(
            [("company_id", "!=", company.id)], limit=1
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT number, count(*),
                       count(*) FILTER (
                           WHERE client_until IS NULL
                              OR client_until > LEAST(stop, %(today)s)
                       )
                  FROM res_partner AS client
                  JOIN %(periods)s
                    ON client_since <= start
                   AND (client_until IS NULL OR client_until >= start)
                 WHERE id = commercial_partner_id
                   AND (company_id = %(company)s
                        OR company_id IS NULL AND (NOT %(others)s OR EXISTS (
                           SELECT FROM satisfaction_request
                            WHERE company_id = %(company)s
                              AND client_id = client.id)))
              GROUP BY number
                """,
                today=company._satisfaction_today(),
                periods=self._periods_sql(periods),
                company=company.id,
                others=bool(others),
            )
        )
        figures = {}
        for number, at_start, still in rows:
            share = retention_rate(at_start, still)
            figures[Key("retention", number)] = Figure(
                share.share, at_start, share.interval, good=still, bad=at_start - still
            )
        return figures

    # ------------------------------------------------------------------
    # Asks: who answers
    # ------------------------------------------------------------------
    @api.model
    def _gather_response_rates(self, program, periods):
        """Answered ÷ sent asks whose time is over, by channel and in all (D15).

        Young asks would bend the rate, so they don't count yet; what a machine
        answered is no response. Nor do those count who were asked again because they
        had been dissatisfied.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %(columns)s, channel_code, count(*),
                       count(*) FILTER (
                           WHERE state = 'answered' AND is_suspicious IS NOT TRUE
                       )
                  FROM satisfaction_request
                  JOIN %(periods)s ON event_date BETWEEN start AND stop
                 WHERE company_id = %(company)s
                   AND state IN ('answered', 'expired')
                   AND sent_at IS NOT NULL AND expires_at < %(now)s
                   AND channel_code != ALL(%(again)s)
                %(group_by)s
                """,
                columns=self._SCOPE_COLUMNS,
                periods=self._periods_sql(periods),
                company=program.company_id.id,
                now=fields.Datetime.now(),
                again=list(FOLLOW_UP_CODES),
                group_by=self._scope_sets(SQL("channel_code")),
            )
        )
        sums = defaultdict(lambda: [0, 0])
        for number, *scope, channel_code, sent, answered in rows:
            about = self._read_scope(*scope)
            if not about:
                continue
            codes = ("", channel_code) if about[0] == "company" else ("",)
            for code in codes:
                parts = sums[Key("response_rate", number, *about, code)]
                parts[0] += answered
                parts[1] += sent
        return {
            key: share_figure(answered, sent) for key, (answered, sent) in sums.items()
        }


def _measured(figures):
    """``{client id: points}`` of those clients that have any."""
    return {
        client_id: round_points(figure.value)
        for client_id, figure in figures.items()
        if figure.value is not None
    }
