# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date, format_datetime

from ...report import figures, svg_charts

CLIENTS_SHOWN = 10
ANSWERS_SHOWN = 8
SPARK_PERIODS = 8
COMMENT_LENGTH = 140
#: What a row of the list of clients is made of
SCORE_FIELDS = (
    "client_id",
    "period_label",
    "points",
    "has_interval",
    "interval_low",
    "interval_high",
    "response_count",
    "band_id",
    "is_unacceptable",
    "is_provisional",
    "trend",
    "change",
)


class SatisfactionStartPage(models.AbstractModel):
    """The lists of the start page: clients that need attention, latest answers."""

    _inherit = "satisfaction.start.page"

    # Clients ----------------------------------------------------------------
    def _get_clients(self, counts):
        """Clients that need attention, the lowest scores first.

        :param counts: as from ``_count_latest``
        """
        attention = self._get_attention_domain()
        scores = self.env["satisfaction.score"].search_fetch(
            attention, SCORE_FIELDS, order="points, id", limit=CLIENTS_SHOWN
        )
        # Only what is shown of them, of a contact's hundred fields
        scores.client_id.fetch(["name"])
        scores.band_id.fetch(["name", "color"])
        trends = self._get_sparklines(scores)
        cases = self._get_open_cases(scores.client_id)
        more = self._figure(
            "satisfaction.score",
            self.env._("Clients needing attention"),
            attention,
            count=counts.attention,
        )
        everyone = self._figure(
            "satisfaction.score",
            self.env._("Latest scores"),
            self._get_latest_domain(),
            count=counts.everyone,
        )
        return {
            "rows": [
                self._to_client_row(score, trends, cases.get(score.client_id))
                for score in scores
            ],
            "more": more if more["count"] > len(scores) else None,
            "all": everyone,
        }

    def _to_client_row(self, score, trends, cases):
        point = self._decimal_point()
        low, high = (
            (score.interval_low, score.interval_high)
            if score.has_interval
            else (None, None)
        )
        words = dict(score._fields["trend"]._description_selection(self.env))
        reliable = score.trend in ("rise", "fall")
        count, deadline, case_figure = cases or (0, False, None)
        return {
            "id": score.id,
            "client": score.client_id.name,
            "client_id": score.client_id.id,
            "period": score.period_label,
            "points": figures.format_points(score.points, point),
            "interval": figures.format_interval(low, high, point),
            "count": score.response_count,
            "band": score.band_id.name or "",
            "color": svg_charts.safe_color(score.band_id.color),
            "unacceptable": score.is_unacceptable,
            "provisional": score.is_provisional,
            # An arrow only where the change is larger than chance (D15)
            "trend": score.trend if reliable else "",
            "trend_text": words.get(score.trend, ""),
            "change": figures.format_change(score.change, point) if reliable else "",
            "sparkline": str(trends[score.client_id.id]),
            "cases": count,
            "case_deadline": (
                format_datetime(self.env, deadline, dt_format="short")
                if deadline
                else ""
            ),
            "case_overdue": bool(deadline and deadline < fields.Datetime.now()),
            "case_action": case_figure,
        }

    def _get_sparklines(self, scores):
        """{client id: picture of the client's last scores}, in one query."""
        history = self.env["satisfaction.score"].search_fetch(
            self._in_company() & Domain("client_id", "in", scores.client_id.ids),
            ["client_id", "points", "is_measured"],
            order="period_start desc",
            limit=SPARK_PERIODS * 4 * CLIENTS_SHOWN,
        )
        by_client = history.grouped("client_id")
        pictures = {}
        for client in scores.client_id:
            last = by_client.get(client, history.browse())
            pictures[client.id] = svg_charts.sparkline(
                [
                    score.points if score.is_measured else None
                    for score in last[:SPARK_PERIODS][::-1]
                ],
                title=self.env._("Scores of %(client)s", client=client.name),
            )
        return pictures

    def _get_open_cases(self, clients):
        """{client: (open cases, next contact deadline, list behind the number)}"""
        Case = self.env["satisfaction.case"]
        if not clients or not Case.has_access("read"):
            return {}
        domain = self._in_company() & Domain("state", "!=", "closed")
        groups = Case._read_group(
            domain & Domain("client_id", "in", clients.ids),
            ["client_id"],
            ["__count"],
        )
        deadlines = groups and dict(
            Case._read_group(
                domain
                & Domain("client_id", "in", clients.ids)
                & Domain("contacted_at", "=", False),
                ["client_id"],
                ["contact_deadline:min"],
            )
        )
        return {
            client: (
                count,
                deadlines.get(client),
                {
                    "res_model": "satisfaction.case",
                    "name": self.env._("Open cases of %(client)s", client=client.name),
                    "domain": self._to_plain(
                        domain & Domain("client_id", "=", client.id)
                    ),
                },
            )
            for client, count in groups
        }

    # Answers ----------------------------------------------------------------
    def _get_answers(self, roles):
        """The latest answers the reader may see; for interviewers the typed ones."""
        domain = self._get_answer_domain()
        if not roles & {"client_manager", "senior_management"}:
            mine = Domain.FALSE
            if "agent" in roles:
                mine |= Domain("channel_kind", "=", "ticket")
            if "interviewer" in roles:
                mine |= Domain("typed_by_id", "=", self.env.uid)
            domain &= mine
        answers = self.env["satisfaction.request"].search(
            domain, order="answered_at desc, id desc", limit=ANSWERS_SHOWN
        )
        point = self._decimal_point()
        kinds = dict(answers._fields["channel_kind"]._description_selection(self.env))
        return {
            "rows": [
                {
                    "id": answer.id,
                    "date": format_date(
                        self.env,
                        self.env.company._satisfaction_date(answer.answered_at),
                    ),
                    "client": answer.client_id.name or "",
                    "about": " ".join(
                        filter(
                            None,
                            (
                                answer.ticket_number or kinds.get(answer.channel_kind),
                                answer.ticket_title,
                            ),
                        )
                    ),
                    "points": (
                        figures.format_points(answer.points, point)
                        if answer.is_scored
                        else ""
                    ),
                    "worst": (
                        figures.format_points(answer.worst_points, point)
                        if answer.is_scored
                        else ""
                    ),
                    "low": (
                        answer.is_scored
                        and answer.worst_points < answer.program_id.follow_up_below
                    ),
                    "comment": _shorten(answer.comment or ""),
                }
                for answer in answers
            ],
            "all": self._figure(
                "satisfaction.request",
                self.env._("Answers of the last weeks"),
                domain,
            ),
        }


def _shorten(text):
    text = " ".join(text.split())
    if len(text) <= COMMENT_LENGTH:
        return text
    return f"{text[: COMMENT_LENGTH - 1].rstrip()}…"
