# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ...report import svg_charts
from ...report.figures import (
    format_kpi,
    format_value,
    format_value_interval,
)
from ..plan.channel import FOLLOW_UP_CODES

#: Periods in the small trend picture.
SPARK_PERIODS = 8


class SatisfactionKpiValue(models.Model):
    """How a stored KPI reads on a screen. Words and marks only, no arithmetic."""

    _inherit = "satisfaction.kpi.value"

    scope_name = fields.Char("Who", compute="_compute_scope_name")
    channel_name = fields.Char(compute="_compute_channel_name")
    value_text = fields.Char("Result", compute="_compute_texts")
    figure_text = fields.Char(
        "Value (interval, n)",
        compute="_compute_texts",
        help='E.g. "66.7 % (35.4–87.9, n = 9)": value, 95 % interval, how many.',
    )
    interval_text = fields.Char("95 % interval", compute="_compute_texts")
    parts_text = fields.Char("Made of", compute="_compute_texts")
    trend_text = fields.Char("Trend (words)", compute="_compute_texts")
    sparkline = fields.Html(compute="_compute_sparkline", sanitize=False)
    target_id = fields.Many2one(
        "satisfaction.target", compute="_compute_target", compute_sudo=False
    )
    target_text = fields.Char("Goal", compute="_compute_target", compute_sudo=False)
    target_status = fields.Selection(
        selection=lambda self: (
            self.env["satisfaction.target"]
            ._fields["status"]
            ._description_selection(self.env)
        ),
        compute="_compute_target",
        compute_sudo=False,
    )

    @api.depends("scope", "team_id", "user_id", "client_id")
    def _compute_scope_name(self):
        for value in self:
            record = value._get_scope_record() or value.company_id
            # sudo: the name of whom a value is about goes with the value
            value.scope_name = record.sudo().display_name

    @api.depends("channel_code", "program_id")
    def _compute_channel_name(self):
        for value in self:
            channels = value.program_id.channel_ids
            value.channel_name = (
                channels.filtered(lambda one, v=value: one.code == v.channel_code).name
                or value.channel_code
            )

    @api.depends("value", "n", "interval_low", "interval_high", "trend", "change")
    @api.depends_context("lang")
    def _compute_texts(self):
        point = self.env["satisfaction.score"]._get_decimal_point()
        hours = self.env["satisfaction.score"]._get_hours_form()
        words = dict(self._fields["trend"]._description_selection(self.env))
        arrows = {"rise": "▲", "fall": "▼"}
        for value in self:
            number = value.value if value.is_measured else None
            interval = value._get_interval()
            low, high = (interval.low, interval.high) if interval else (None, None)
            value.value_text = format_value(number, value.unit, point, hours)
            value.figure_text = (
                self.env._("too few answers (n = %(count)s)", count=value.n)
                if value.is_too_few
                else format_kpi(number, value.n, value.unit, low, high, point, hours)
                if value.is_measured
                else self.env._("not measured")
            )
            value.interval_text = format_value_interval(low, high, value.unit, point)
            value.parts_text = value._word_parts()
            arrow = arrows.get(value.trend)
            # An arrow only where the change is larger than chance (D15)
            value.trend_text = (
                f"{arrow} {words[value.trend]}"
                f" {format_value(value.change, 'change', point)}"
                if arrow
                else words.get(value.trend, "")
            )

    def _word_parts(self):
        """What the value was made of, e.g. "15 of 20"; empty for means."""
        self.ensure_one()
        if not self.is_measured:
            return ""
        counts = {
            "good": self.good_count,
            "middle": self.middle_count,
            "bad": self.bad_count,
        }
        if self.kpi == "nps":
            return self.env._(
                "%(good)s promoters · %(middle)s passives · %(bad)s detractors",
                **counts,
            )
        if self.kpi == "improvement":
            return self.env._(
                "%(good)s rose · %(middle)s held · %(bad)s fell", **counts
            )
        if self.unit == "percent":
            return self.env._(
                "%(good)s of %(count)s", good=self.good_count, count=self.n
            )
        return ""

    @api.depends("value", "period_start")
    def _compute_sparkline(self):
        """The last periods of the same KPI, in one query for all of them."""
        history = self._fetch_history()
        for value in self:
            values = history.get((value.is_year, value._get_name()), [])
            shown = [one for one in values if one.period_start <= value.period_start]
            value.sparkline = svg_charts.sparkline(
                _to_scale(
                    [
                        one.value if one.is_measured else None
                        for one in shown[-SPARK_PERIODS:]
                    ]
                ),
                title=value.display_name,
            )

    def _fetch_history(self):
        """``{(is a year, name): values, oldest first}`` of all periods."""
        if not self.ids:
            return {}
        values = self.search(
            Domain("company_id", "in", self.company_id.ids)
            & Domain("kpi", "in", list(set(self.mapped("kpi"))))
            & Domain("scope", "in", list(set(self.mapped("scope"))))
            & Domain("team_id", "in", [*self.team_id.ids, False])
            & Domain("user_id", "in", [*self.user_id.ids, False])
            & Domain("client_id", "in", [*self.client_id.ids, False]),
            order="period_start, id",
        )
        history = {}
        for value in values:
            history.setdefault((value.is_year, value._get_name()), []).append(value)
        return history

    @api.depends("program_id.target_ids.goal", "program_id.target_ids.status")
    @api.depends_context("uid", "lang")
    def _compute_target(self):
        """The goal on this KPI and its verdict; the reader's record rules hold."""
        targets = self.env["satisfaction.target"].search(
            [("program_id", "in", self.program_id.ids)]
        )
        by_key = {target._get_value_key(): target for target in targets}
        nothing = self.env["satisfaction.target"]
        for value in self:
            key = (value.program_id.id, *value._get_name(), value.is_year)
            target = by_key.get(key, nothing)
            value.target_id = target
            value.target_text = target.goal_text
            value.target_status = target._judge(value) if target else False

    # ------------------------------------------------------------------
    # What is behind it
    # ------------------------------------------------------------------
    def action_open_records(self):
        """The records a value was computed from."""
        self.ensure_one()
        if self.kpi in ("score", "satisfied_share", "coverage", "improvement"):
            action = self._get_action("action_scores", self._get_score_domain())
        elif self.kpi == "retention":
            action = self._get_action("action_clients", self._get_client_domain())
        else:
            action = self._get_action("action_requests", self._get_request_domain())
        action["display_name"] = self.display_name
        return action

    @api.model
    def _get_action(self, name, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"client_satisfaction.{name}"
        )
        return {**action, "domain": list(domain), "context": {"create": False}}

    def _get_score_domain(self):
        domain = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("period_start", ">=", self.period_start)
            & Domain("period_end", "<=", self.period_end)
        )
        if self.client_id:
            domain &= Domain("client_id", "=", self.client_id.id)
        return domain

    def _get_client_domain(self):
        """Clients of the period's first day."""
        return (
            Domain("client_since", "<=", self.period_start)
            & (
                Domain("client_until", "=", False)
                | Domain("client_until", ">=", self.period_start)
            )
            & Domain("company_id", "in", (False, self.company_id.id))
            # Commercial partners, not their contacts (D8)
            & (Domain("is_company", "=", True) | Domain("parent_id", "=", False))
        )

    def _get_request_domain(self):
        """Rows of the ledger behind a value."""
        domain = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("event_date", ">=", self.period_start)
            & Domain("event_date", "<=", self.period_end)
        )
        for name in ("team_id", "user_id", "client_id"):
            if self[name]:
                domain &= Domain(name, "=", self[name].id)
        if self.channel_code:
            domain &= Domain("channel_code", "=", self.channel_code)
        if self.kpi == "response_rate":
            return (
                domain
                & Domain("sent_at", "!=", False)
                & Domain("state", "in", ("answered", "expired"))
                & Domain("channel_code", "not in", FOLLOW_UP_CODES)
            )
        answered = Domain("state", "=", "answered")
        if self.kpi in ("tickets", "ticket_csat"):
            return (
                domain
                & answered
                & Domain("is_scored", "=", True)
                & Domain("channel_kind", "=", "ticket")
            )
        if self.kpi in ("nps", "relationship"):
            return domain & answered & Domain("channel_kind", "=", "questionnaire")
        return domain & Domain("is_closing", "=", True)


def _to_scale(values):
    """Any figures on the 0–100 of the small picture, which shows their shape only."""
    measured = [value for value in values if value is not None]
    low = min([*measured, 0.0])
    span = max([*measured, 0.0]) - low
    if low >= 0.0 and span <= 100.0:
        return values
    return [None if value is None else (value - low) * 100.0 / span for value in values]
