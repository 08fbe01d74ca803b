# Copyright 2026 Client Satisfaction contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ..scoring import (
    Moments,
    mean_interval,
    satisfied_share,
    share_of_counts,
)
from . import figures, svg_charts

LOW_CLIENTS_SHOWN = 10
INDICATORS_SHOWN = 5


class SatisfactionProgramReportResults(models.AbstractModel):
    """The level in parts: bands, channels, client types, teams, waves, low clients."""

    _name = "satisfaction.program.report.results"
    _description = "Results in a Programme Report"

    def _fetch_scores(self, report):
        """One score of each client asked: its last measured one of the period.

        The same scores as those behind the KPIs, see ``_gather_scores``.
        """
        scores = self.env["satisfaction.score"].search(
            Domain("company_id", "=", report.company_id.id)
            & Domain("period_start", ">=", report.period_start)
            & Domain("period_end", "<=", report.period_end),
            order="is_measured, period_start, id",
        )
        # Of each client the last one stays: measured ones come last.
        chosen = {score.client_id.id: score.id for score in scores}
        return scores.browse(chosen.values()).with_prefetch(scores.ids)

    def _format_mean(self, moments):
        """A mean over clients as it is published."""
        interval = mean_interval(moments)
        return figures.format_score(
            moments.mean,
            moments.n,
            interval.low if interval else None,
            interval.high if interval else None,
            self._decimal_point(),
        )

    # ------------------------------------------------------------------
    # Bands
    # ------------------------------------------------------------------
    def _get_bands(self, report, scores):
        """How many clients are in which band (R61)."""
        measured = scores.filtered("is_measured")
        rows = []
        for band in report.program_id.band_ids.sorted("lower", reverse=True):
            count = len(measured.filtered(lambda one, b=band: one.band_id == b))
            share = share_of_counts(count, len(measured)).share
            rows.append(
                {
                    "name": band.name,
                    "range": figures.format_interval(
                        band.lower, band.upper, self._decimal_point()
                    ),
                    "color": svg_charts.safe_color(band.color),
                    "count": count,
                    "share": self._percent(share),
                    "width": round(share or 0),
                }
            )
        return {
            "rows": rows,
            "measured": len(measured),
            "silent": len(scores) - len(measured),
        }

    # ------------------------------------------------------------------
    # Channels
    # ------------------------------------------------------------------
    def _get_channel_lines(self, report, scores):
        """``[(channel, measured lines of the clients' scores)]``"""
        lines = scores.line_ids.filtered("is_measured")
        by_code = lines.grouped("channel_code")
        return [
            (channel, by_code.get(channel.code, lines.browse()))
            for channel in report.program_id.channel_ids.sorted("sequence")
        ]

    def _get_channels(self, report, scores, values):
        rows = []
        for channel, lines in self._get_channel_lines(report, scores):
            rate = self._get_company_value(values, "response_rate", channel.code)
            rows.append(
                {
                    "name": channel.name,
                    "weight": figures.format_weight(
                        channel.weight, self._decimal_point()
                    ),
                    "figure": self._format_mean(Moments.of(lines.mapped("points"))),
                    "clients": len(lines),
                    "answers": sum(lines.mapped("response_count")),
                    "rate": rate.figure_text or figures.NOT_MEASURED,
                }
            )
        return rows

    def _draw_channels(self, report, scores):
        bars = []
        for channel, lines in self._get_channel_lines(report, scores):
            moments = Moments.of(lines.mapped("points"))
            interval = mean_interval(moments)
            bars.append(
                svg_charts.Bar(
                    channel.name,
                    moments.mean,
                    interval.low if interval else None,
                    interval.high if interval else None,
                    f"n = {moments.n}",
                )
            )
        program = report.program_id
        return svg_charts.bar_chart(
            bars,
            title=self.env._("Channels against the target"),
            description="; ".join(
                f"{bar.label}: {self._number(bar.points)}" for bar in bars
            ),
            target=program.target_points,
            target_label=self._word_target(program),
            empty_text=self.env._("Not measured"),
            accent=self._get_accent(report),
            row_height=22,
            number=self._number,
        )

    # ------------------------------------------------------------------
    # Client types
    # ------------------------------------------------------------------
    def _get_client_types(self, report, scores):
        """By agreement level; VIP clients once more for themselves."""
        groups = list(
            scores.grouped(lambda one: one.client_id.agreement_level_id).items()
        )
        groups.sort(key=lambda pair: (not pair[0], pair[0].sequence, pair[0].id))
        named = [
            (level.name or self.env._("No agreement level"), group)
            for level, group in groups
        ]
        vip = scores.filtered("client_id.satisfaction_is_vip")
        if vip:
            named.append((self.env._("VIP clients (also counted above)"), vip))
        return [self._to_type(report, name, group) for name, group in named]

    def _to_type(self, report, name, scores):
        points = [one.points if one.is_measured else None for one in scores]
        share = satisfied_share(points, report.program_id.acceptable_from)
        return {
            "name": name,
            "clients": len(scores),
            "figure": self._format_mean(
                Moments.of(one for one in points if one is not None)
            ),
            "satisfied": figures.format_share(
                share.share,
                share.measured,
                share.interval and share.interval.low,
                share.interval and share.interval.high,
                self._decimal_point(),
            ),
        }

    # ------------------------------------------------------------------
    # Teams
    # ------------------------------------------------------------------
    def _get_teams(self, values):
        """Satisfaction beside efficiency; below five answers a team has no figure.

        The report goes to people who may read no single answer, and the figure of
        two answers is nearly that.
        """
        # Not at module level: reports are loaded while the models are.
        from ..models.kpi_catalogue import SMALLEST_AGENT_N

        nothing = self.env["satisfaction.kpi.value"]
        by_team = {}
        for (kpi, scope, record_id, _channel), value in values.items():
            if scope == "team":
                by_team.setdefault(record_id, {})[kpi] = value
        rows = []
        for team_values in by_team.values():

            def show(kpi, least=SMALLEST_AGENT_N, known=team_values):
                value = known.get(kpi, nothing)
                if not value.is_measured:
                    return figures.NOT_MEASURED
                if value.n < least:
                    return self.env._("too few (n = %s)", value.n)
                # "n = 9" stays on one line in the narrow columns
                return (value.figure_text or "").replace(" = ", "\u00a0=\u00a0")

            rows.append(
                {
                    "name": next(iter(team_values.values())).scope_name,
                    "tickets": show("tickets"),
                    "csat": show("ticket_csat"),
                    "rate": show("response_rate"),
                    "closed": show("ticket_count", least=0),
                    "hours": show("resolution_hours"),
                    "reopened": show("reopened_share"),
                    "sla": show("sla_met"),
                }
            )
        return sorted(rows, key=lambda row: row["name"] or "")

    # ------------------------------------------------------------------
    # Waves
    # ------------------------------------------------------------------
    def _get_wave(self, report):
        """The wave of the period, else the last one before; None without any."""
        wave = self.env["satisfaction.wave"].search(
            Domain("company_id", "=", report.company_id.id)
            & Domain("results_at", "!=", False)
            & Domain("date_start", "<=", report.period_end),
            order="date_start desc, id desc",
            limit=1,
        )
        if not wave:
            return None
        formats = wave._get_formats()
        lines = wave.result_ids
        levels = lines.filtered(lambda one: one.kind == "level")
        indicators = lines.filtered(
            lambda one: one.kind == "indicator" and one.client_count
        ).sorted("points")
        return {
            "name": wave.name,
            "dates": f"{format_date(self.env, wave.date_start)} –"
            f" {format_date(self.env, wave.date_end)}",
            "is_old": wave.date_end < report.period_start,
            "is_running": wave.state != "closed",
            "figure": wave.points_text or figures.NOT_MEASURED,
            "target": formats["points"](wave.target_points),
            "rate": figures.format_share(
                None if wave.response_rate is False else wave.response_rate,
                wave.asked_count,
                decimal_point=self._decimal_point(),
            ),
            "nps": formats["nps"](wave.nps),
            "change": (
                formats["change"](wave.same_change)
                if wave.same_count and wave.same_change is not False
                else ""
            ),
            "same": wave.same_count,
            "change_interval": formats["change_interval"](
                wave.change_low, wave.change_high
            ),
            "levels": [self._to_wave_line(line, formats) for line in levels],
            "indicators": [
                self._to_wave_line(line, formats)
                for line in indicators[:INDICATORS_SHOWN]
            ],
        }

    def _to_wave_line(self, line, formats):
        return {
            "name": line.name,
            "figure": figures.format_score(
                None if line.points is False else line.points,
                line.client_count,
                None if line.interval_low is False else line.interval_low,
                None if line.interval_high is False else line.interval_high,
                self._decimal_point(),
            ),
            "change": (
                formats["change"](line.same_change)
                if line.same_count and line.same_change is not False
                else ""
            ),
            "interval": formats["change_interval"](line.change_low, line.change_high),
        }

    # ------------------------------------------------------------------
    # Clients that need somebody
    # ------------------------------------------------------------------
    def _get_low_clients(self, scores):
        """Clients below the acceptable score, or falling, the worst first."""
        low = scores.filtered(
            lambda one: (
                one.is_measured and (not one.is_acceptable or one.trend == "fall")
            )
        ).sorted("points")
        return {
            "rows": [
                {
                    "client": score.client_id.name,
                    "manager": score.client_id.client_manager_id.name or "",
                    "figure": score.score_text,
                    "band": score.band_id.name or "",
                    "trend": score.trend_text or "",
                    "sla": score.is_sla_met_dissatisfied,
                }
                for score in low[:LOW_CLIENTS_SHOWN]
            ],
            "more": max(len(low) - LOW_CLIENTS_SHOWN, 0),
            "unacceptable": len(low.filtered("is_unacceptable")),
        }
